"""Why the treatment ended, of the stretch that ended last."""

DOSES = """
    patient | drug         | cycle | day | end day | dose | dose unit | stopped
    Pt 1    | blinatumomab | 2     | 43  | 50      | 28   | ug/day    | adverse event
    Pt 1    | blinatumomab | 1     | 1   | 28      | 28   | ug/day    | planned
    Pt 2    | blinatumomab | 1     | 1   | 28      | 28   | ug/day    | planned
    Pt 3    | blinatumomab | 1     | 1   | 28      | 28   | ug/day    |
"""
PATIENTS = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01\nPt 3 | 2022-01-01\nPt 4 | 2022-01-01"


def counted(study_of, doses):
    rows = study_of("", patients=PATIENTS, doses=doses).run("polars").table("exposure").rows
    return {row[0].text: row[3].text.partition(" (")[0] for row in rows if row[0].text.startswith("Treatment ended")}


def test_the_last_stretch_says_why(study_of):
    """Pt 3 has no reason, which may be any; Pt 4 no recorded dose, and is none of those who ended."""
    assert counted(study_of, DOSES) == {
        "Treatment ended before it was planned": "1/3, possibly 2/3",
        "Treatment ended before it was planned: adverse event": "1/3, possibly 2/3",
        "Treatment ended as planned": "1/3, possibly 2/3",
    }


def test_where_no_reason_was_recorded_of_anybody_nothing_is_counted(study_of):
    lines = [line.rpartition("|")[0] + "|" for line in DOSES.strip().splitlines()[1:]]
    header = DOSES.strip().splitlines()[0]
    assert counted(study_of, "\n".join([header, *lines])) == {}
