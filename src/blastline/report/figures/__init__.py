"""Figures as a journal prints them; each reads the ledger and computes nothing but where things stand."""
