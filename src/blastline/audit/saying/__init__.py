"""What an audit found, said on a terminal, as JSON, and as the manuscript itself with every quote marked."""
