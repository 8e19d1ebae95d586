"""A count against the list beside it: "two (Pt 1, 3, 4)" names three."""

from collections.abc import Iterator

from blastline.audit.checks.saying import attributes_said, attributes_told, counted, disagreement, patients_said
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import CountClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of

NAME = "count-list"
ONE_EACH = "It cannot be told which: give one value for each patient, or name only those who have one."


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A number of patients is given, and another number of patients is named in brackets behind it.

    So too a list of values with more or fewer values than the patients it is for. Silent where nobody is named.
    """
    for claim in understood.counts:
        listed = list(dict.fromkeys(claim.patients))
        # A sentence that ends with a comma was cut by a table or a page, and its list with it.
        cut = claim.quote.quote.rstrip().endswith(",")
        if listed and claim.n >= 0 and claim.n != len(listed) and not cut:
            what = attributes_said(claim.attributes) or "what is counted"
            told = attributes_told(claim.attributes)
            named = (
                f"{len(listed)} {'is' if len(listed) == 1 else 'are'} named beside the count ({patients_said(listed)})"
            )
            message = f"{counted(claim.n)} counted{told and f' with {told}'}, and {named}."
            about = f"{what} {claim.n} {'-'.join(listed)} {claim.sentence}"
            yield disagreement(NAME, about, "contradiction", message, _likelier(claim, understood), [claim.quote])
    for one in understood.lists:
        if one.patients and len(one.values) != len(one.patients):
            whose = f"{len(one.patients)} patients ({patients_said(one.patients)})"
            message = f"{len(one.values)} values of {label_of(one.variable)} are given for {whose}."
            yield disagreement(
                NAME, f"{one.variable} {one.quote.place.line}", "contradiction", message, ONE_EACH, [one.quote]
            )


def _likelier(claim: CountClaim, understood: Understood) -> str:
    listed = set(claim.patients)
    who = understood.series.whose(claim.attributes) if claim.attributes else None
    alike = understood.by_attributes[claim.attributes] if claim.attributes else []
    others = {other.n for other in alike if other.quote != claim.quote}
    if who == listed:
        return f"The list, for the table has the same {len(listed)}; correct the count."
    if who is not None and len(who) == claim.n:
        return f"The count, for the table has {claim.n}; correct the list."
    if others == {len(listed)}:
        return f"The list, for elsewhere {len(listed)} are counted; correct the count."
    if others == {claim.n}:
        return f"The count, for elsewhere {claim.n} are counted too; correct the list."
    return ""
