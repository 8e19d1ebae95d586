"""What of a manuscript disagrees: one module for each kind of disagreement."""
