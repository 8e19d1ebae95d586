"""A long manuscript is checked in a time that grows with its length, not with its square."""

import time

from blastline.audit.checks.registry import CHECKS

# Sentences of a manuscript of some 60 pages; the bound is many times what it takes, so that a busy machine passes.
SENTENCES, SECONDS = 1500, 15


def test_sixty_pages(understood):
    said = "Pt {0} had grade {1} of CRS, and {2} patients (Pt 1, 3) obtained CR/CRi in the therapy of blinatumomab."
    text = " ".join(said.format(at % 40 + 1, at % 3, at % 9 + 2) for at in range(SENTENCES))
    read = understood(text)
    began = time.perf_counter()
    assert [one for check in CHECKS.values() for one in check(read)]
    assert time.perf_counter() - began < SECONDS
