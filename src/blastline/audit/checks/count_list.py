"""A count against the list beside it: "two (Pt 1, 3, 4)" names three."""

from collections.abc import Iterator

from blastline.audit.checks.saying import attributes_said, disagreement, patients_said
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import CountClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of

NAME = "count-list"


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
            message = f"{claim.n} counted, {len(listed)} named ({patients_said(listed)}): {what}."
            about = f"{what} {claim.n} {'-'.join(listed)} {claim.sentence}"
            yield disagreement(NAME, about, "contradiction", message, _likelier(claim, understood), [claim.quote])
    for told in understood.lists:
        if told.patients and len(told.values) != len(told.patients):
            whose = f"{len(told.patients)} patients ({patients_said(told.patients)})"
            message = f"{len(told.values)} values of {label_of(told.variable)} for {whose}."
            yield disagreement(
                NAME, f"{told.variable} {told.quote.place.line}", "contradiction", message, "", [told.quote]
            )


def _likelier(claim: CountClaim, understood: Understood) -> str:
    listed = set(claim.patients)
    who = understood.series.whose(claim.attributes) if claim.attributes else None
    alike = understood.by_attributes[claim.attributes] if claim.attributes else []
    others = {other.n for other in alike if other.quote != claim.quote}
    if who == listed:
        return f"The list: the table names the same {len(listed)}."
    if who is not None and len(who) == claim.n:
        return f"The count: the table has {claim.n}."
    if others == {len(listed)}:
        return f"The list: elsewhere {len(listed)} are counted."
    if others == {claim.n}:
        return f"The count: elsewhere {claim.n} are counted too."
    return ""
