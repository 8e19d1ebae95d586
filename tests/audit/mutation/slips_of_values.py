"""Slips in measurements: ranges, medians, means, units, and what is printed of one patient here and there."""

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from numpy.random import Generator

from mutation.draft import Draft, Part, Slot, Table
from mutation.planting import Slip, changing, listed, of_patients, one_of, places, replaced
from mutation.printed import possible_mean
from mutation.study import RESPONSES

A_THOUSANDFOLD = {"10^9": "10^6", "10⁹": "10⁶", "pg/": "ng/", "ng/L": "μg/L"}
HIGHEST_GRADE = 4
CELLS = ("neutrophils", "platelets")
# How far a mean may be moved to become impossible, in hundredths.
A_FEW_HUNDREDTHS = 30


def range_reversed(draft: Draft, draw: Generator) -> Slip | None:
    """From 28.4 to 5.8."""
    found = one_of(draw, _ranges(draft))
    if not found:
        return None
    part, low, high = found
    swapped = {id(low): high.text, id(high): low.text}
    pieces = replaced(part, lambda slot: swapped.get(id(slot), slot.text))
    return Slip({part.id: pieces}, f"{low.text} … {high.text}", f"{high.text} … {low.text}")


def range_not_of_the_patients(draft: Draft, draw: Generator) -> Slip | None:
    """20 to 68 years where the youngest of the table is 25."""
    found = one_of(draw, (found for found in _ranges(draft) if listed(draft, found[1].about)))
    if not found:
        return None
    part, low, high = found
    end = one_of(draw, (low, high))
    new = one_of(draw, _other_ends(draft.study.values(low.about), lowest=end is low))
    return changing(part, end, str(new)) if new is not None else None


def _other_ends(values: list[Decimal], *, lowest: bool) -> list[Decimal]:
    """Ends that are not those of the patients, from which the range still runs upwards and holds the median."""
    ordered = sorted(set(values), reverse=not lowest)
    unit = Decimal(1).scaleb(values[0].as_tuple().exponent)
    outside = ordered[0] * Decimal("0.8" if lowest else "1.2") - (unit if lowest else -unit)
    ends = [outside.quantize(unit)] if outside > 0 else []
    inside = ordered[1]
    holds = inside <= median(values) if lowest else inside >= median(values)
    return [*ends, inside] if holds and inside != ordered[-1] else ends


def _ranges(draft: Draft) -> Iterator[tuple[Part, Slot, Slot]]:
    """Every range that has two ends."""
    for part, low in places(draft.parts(), ("low",)):
        for high in part.slots("high"):
            if high.about == low.about and Decimal(low.text) < Decimal(high.text):
                yield part, low, high


def median_not_the_median(draft: Draft, draw: Generator) -> Slip | None:
    """A median that lies within the range but is not that of the patients in the table."""
    found = one_of(
        draw, ((part, slot) for part, slot in places(draft.parts(), ("median",)) if listed(draft, slot.about))
    )
    if not found:
        return None
    part, slot = found
    values, printed = draft.study.values(slot.about), Decimal(slot.text)
    unit = Decimal(1).scaleb(min(0, printed.as_tuple().exponent))
    moved = ((printed * Decimal(factor)).quantize(unit) for factor in ("0.8", "0.85", "1.15", "1.25"))
    # Further off than rounding the median could bring it.
    wrong = (value for value in moved if min(values) < value < max(values) and abs(value - median(values)) >= 1)
    new = one_of(draw, wrong)
    return changing(part, slot, str(new)) if new else None


def mean_that_is_impossible(draft: Draft, draw: Generator) -> Slip | None:
    """A mean that no whole numbers of so many patients have."""
    found = one_of(draw, places(draft.parts(), ("mean",)))
    if not found:
        return None
    part, slot = found
    near = (Decimal(slot.text) + Decimal(step) / 100 for step in range(1, A_FEW_HUNDREDTHS))
    new = next((value for value in near if not possible_mean(str(value), len(draft.study))), None)
    return changing(part, slot, str(new)) if new else None


def unit_in_the_text(draft: Draft, draw: Generator) -> Slip | None:
    """58 ×10^6/L of platelets in a sentence, ×10^9/L in the table."""
    found = one_of(draw, ((part, slot) for part, slot in places(draft.sentences(), ("unit",)) if _thousandfold(slot)))
    if not found:
        return None
    part, slot = found
    return changing(part, slot, _thousandfold(slot))


def unit_in_a_table_head(draft: Draft, draw: Generator) -> Slip | None:
    """Neutrophils ×10^6/L, which makes all of them grade 4, beside the grades that were given."""
    heads = (head for table in draft.tables() for head in _heads(table))
    found = one_of(
        draw,
        (
            (part, slot)
            for part, slot in places(heads, ("unit",))
            if slot.about in CELLS and listed(draft, slot.about) and _some_below_grade_4(draft, slot.about)
        ),
    )
    if not found:
        return None
    part, slot = found
    return changing(part, slot, _thousandfold(slot))


def _heads(table: Table) -> Iterator[Part]:
    yield from table.header
    yield from (row[0] for row in table.rows)


def _some_below_grade_4(draft: Draft, test: str) -> bool:
    return any(patient.grades[test] < HIGHEST_GRADE for patient in draft.study.patients)


def _thousandfold(slot: Slot) -> str:
    """The unit a thousand times smaller or greater; empty where it is none of those."""
    if slot.about not in (*CELLS, "il6_before", "il6_peak"):
        return ""
    found = next((sign for sign in A_THOUSANDFOLD if sign in slot.text), "")
    return slot.text.replace(found, A_THOUSANDFOLD[found]) if found else ""


def grade_against_its_count(draft: Draft, draw: Generator) -> Slip | None:
    """Platelets of 58 ×10^9/L beside grade 4, in a table."""
    tests = {f"{patient.number}.{test}" for patient in draft.study.patients for test in patient.grades}
    graded = [(cell, slot) for cell, slot in places(draft.cells(), ("grade",)) if slot.about in tests]
    found = one_of(draw, ((*place, grade) for place in graded for grade in _ruled_out(place[1])))
    if not found:
        return None
    cell, slot, grade = found
    return changing(cell, slot, str(grade))


def _ruled_out(slot: Slot) -> list[int]:
    """
    The grades beside this one that its count alone rules out.

    Where grade 0 ends depends on the laboratory, and grade 4 of anaemia on how the patient is.
    """
    grade, test = int(slot.text), slot.about.partition(".")[2]
    near = [other for other in (grade - 1, grade + 1) if 0 < max(other, grade) <= HIGHEST_GRADE and other >= 0]
    return [other for other in near if {grade, other} != {0, 1} and (test in CELLS or other < HIGHEST_GRADE)]


# ---- Of one patient, in a sentence against a table ----


def response_of_a_patient(draft: Draft, draw: Generator) -> Slip | None:
    """NR in the text, PR in the table."""
    found = one_of(draw, _also_in_a_table(draft, ("response",)))
    if not found:
        return None
    part, slot = found
    return changing(part, slot, one_of(draw, (name for name in RESPONSES if name != slot.text)))


def grade_of_a_patient(draft: Draft, draw: Generator) -> Slip | None:
    """CRS of grade 1 in the text, of grade 2 in the table."""
    found = one_of(draw, _also_in_a_table(draft, ("crs", "icans", "grade")))
    if not found:
        return None
    part, slot = found
    near = (other for other in (int(slot.text) - 1, int(slot.text) + 1) if 0 <= other <= HIGHEST_GRADE)
    return changing(part, slot, str(one_of(draw, near)))


def value_of_a_patient(draft: Draft, draw: Generator) -> Slip | None:
    """A peak of 28.4 in the text, of 24.8 in the table."""
    found = one_of(draw, _also_in_a_table(draft, ("value",)))
    if not found:
        return None
    part, slot = found
    value = Decimal(slot.text)
    unit = Decimal(1).scaleb(value.as_tuple().exponent)
    moved = {(value * Decimal(factor)).quantize(unit) for factor in ("0.7", "0.9", "1.2", "1.5")}
    moved |= {value + unit}
    return changing(part, slot, str(one_of(draw, sorted(other for other in moved if other > 0 and other != value))))


def _also_in_a_table(draft: Draft, roles: tuple[str, ...]) -> Iterator[tuple[Part, Slot]]:
    tabled = of_patients(draft)
    return ((part, slot) for part, slot in places(draft.sentences(), roles) if slot.about in tabled)


def compartment_dropped(draft: Draft, draw: Generator) -> Slip | None:
    """MRD negative, of a patient who was so in the fluid only and is positive in the marrow."""
    tabled = of_patients(draft)
    found = one_of(
        draw,
        (
            (part, slot)
            for part, slot in places(draft.sentences(), ("compartment",))
            if f"{_number(slot)}.marrow" in tabled and _negative_in_fluid_only(draft, _number(slot))
        ),
    )
    if not found:
        return None
    part, slot = found
    return changing(part, slot, "")


def _number(slot: Slot) -> int:
    return int(slot.about.partition(".")[0])


def _negative_in_fluid_only(draft: Draft, number: int) -> bool:
    patient = draft.study.patient(number)
    return patient.mrd_csf == "negative" and patient.mrd_marrow == "positive"
