"""The worst grades of a study, derived day by day, and those of `grade --per patient`, derived from the same rows."""

import csv

from blastline.grading.grades import prefix
from blastline.grading.patients import grade_patients
from blastline.study import open_study
from blastline.synthesise.cohort import synthesise

KINDS = {"worst_grade": "", "worst_emergent_grade": "_emergent"}
# A laboratory table knows no last dose: every day from the first on is one on treatment.
EVERY_DAY = '\n[windows]\nadverse_events = { days = 5000, from = "first dose" }\n'


def test_both_ways_to_the_worst_grade_lead_there(tmp_path, engine_name):
    folder = tmp_path / "invented"
    synthesise(folder, 12, 7)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + EVERY_DAY, encoding="utf-8")
    derived = [
        finding
        for finding in open_study(folder).run("polars").findings
        if finding.section in KINDS and finding.criterion.startswith("ctcae/")
    ]

    out = tmp_path / "by_patient.csv"
    grade_patients(folder / "measurements.csv", ["ctcae/5.0", "ctcae/4.03"], out, engine=engine_name)
    with out.open(encoding="utf-8", newline="") as file:
        by_patient = {row["patient_id"]: row for row in csv.DictReader(file)}

    def from_rows(finding):
        start = f"{prefix(finding.criterion)}{KINDS[finding.section]}"
        return tuple(by_patient[finding.patient_id][f"{start}_{end}"] for end in ("surely", "possibly"))

    of_study = {finding.id: (finding.surely or "", finding.possibly or "") for finding in derived}
    assert {finding.id: from_rows(finding) for finding in derived} == of_study
    # That all of it occurs: decided and open, and a grade that was there before treatment.
    ends = set(of_study.values())
    assert {("4", "4"), ("0", "0")} <= ends
    assert any(low != high for low, high in ends)
    assert any(
        of_study[finding.id] != of_study[finding.id.replace("worst_grade", "worst_emergent_grade", 1)]
        for finding in derived
        if finding.section == "worst_grade"
    )
