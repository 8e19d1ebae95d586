"""The study.toml of an invented cohort; it says that the patients do not exist."""

from collections.abc import Sequence

TEXT = """\
# INVENTED DATA. None of these patients exists; blastline synthesise drew them with seed {seed}.

[study]
title     = "An invented cohort of {count} patients on blinatumomab"
cite      = "Invented by blastline synthesise, {count} patients, seed {seed}"
remark    = "INVENTED DATA: none of these patients exists."
invented  = true
cutoff    = 2026-06-30
first_day = 1
records   = [{records}]
complete  = ["therapies", "medications", "infections"]

[treatment]
drug  = "blinatumomab"
route = "continuous intravenous infusion"
steps = [{{ days = 7, dose = "9 ug/day" }}, {{ days = 21, dose = "28 ug/day" }}]
later_steps = [{{ days = 28, dose = "28 ug/day" }}]

[eligibility]
diagnosis = "B-ALL, relapsed or refractory"

[criteria]
haematology     = ["ctcae/5.0", "ctcae/4.03"]
chemistry       = ["ctcae/5.0"]
haematotoxicity = ["icaht/2023", "t-icaht/2025", "recovery/cibmtr", "recovery/rejeski_2021"]
crs             = ["astct/2019/crs"]
icans           = ["astct/2019/icans"]
response        = ["eln/2024/response", "tower/2017/response"]
mrd             = ["tower/2017/mrd"]
cns             = ["cns/cog/status"]
infection       = ["eortc/2020"]
"""


def settings_text(count: int, seed: int, records: Sequence[str]) -> str:
    """The text of study.toml."""
    names = ", ".join(f'"{name}"' for name in records)
    return TEXT.format(count=count, seed=seed, records=names)
