"""What the sentences and tables of a manuscript say: typed claims, each with its place."""
