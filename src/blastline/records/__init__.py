"""What a record is: the tables that a study is made of, their columns, types, units and meaning."""
