"""Checklists for reporting, CARE and STROBE: where each item stands in a document, and what is left to write."""
