"""A manuscript held against itself and against the data: what is read, what it says, and what disagrees."""
