"""Clean manuscripts of invented patients, and one slip planted in each: what an auditor finds of them is measured."""
