"""
Prints how much of the founding paper's disagreements is found, by severity and by kind, and the false alarms.

    python tests/published/audit/measure.py
"""

import sys
from pathlib import Path

from founding_paper import PAPER, measured

sys.path.insert(0, str(Path(__file__).parents[2] / "audit"))

from loading import load_file

from blastline.audit.checks.registry import disagreements_of

if __name__ == "__main__":
    sys.stdout.write("\n".join([*measured(disagreements_of(load_file(PAPER))).lines(), ""]))
