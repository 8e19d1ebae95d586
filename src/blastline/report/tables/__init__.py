"""The tables of a report, one module a subject; each reads the ledger and computes nothing."""
