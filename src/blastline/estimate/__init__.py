"""One row per number that may be printed: counts, exact intervals, ranges and medians, gathered in the ledger."""
