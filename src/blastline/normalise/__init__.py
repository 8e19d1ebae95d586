"""The same rows in one unit, one code, one calendar; what could not be settled is listed, not lost."""
