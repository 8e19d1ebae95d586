"""
Prints how much of the founding paper's disagreements is found, by severity and by kind, and the false alarms.

    python tests/published/audit/measure.py
"""

import sys
from pathlib import Path

from founding_paper import PAPER, measured

from blastline.audit.audit import audit

sys.path.insert(0, str(Path(__file__).parents[2] / "audit"))


if __name__ == "__main__":
    sys.stdout.write("\n".join([*measured(audit(PAPER).disagreements).lines(), ""]))
