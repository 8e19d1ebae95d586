"""`blastline grade`: a laboratory table in; out its rows with their grades, or one row a patient."""
