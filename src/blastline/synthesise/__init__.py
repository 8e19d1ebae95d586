"""Invented cohorts: patients who do not exist, with the records that a study folder holds."""
