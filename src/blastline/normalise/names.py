"""How a patient, a drug or a test is called in a ledger key."""


def slug(text: str) -> str:
    """A name as it stands in a ledger key: lower case, words joined by hyphens ("Pt 2" becomes pt-2)."""
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return "-".join(kept.split())
