"""Every kind of slip, by the name under which recall is printed."""

from collections.abc import Mapping

from numpy.random import Generator

from mutation import slips_of_counts as counts
from mutation import slips_of_values as values
from mutation import slips_of_words as words
from mutation.draft import Draft
from mutation.planting import Plant, Planted

SLIPS: Mapping[str, Plant] = {
    plant.__name__.replace("_", " "): plant
    for plant in (
        counts.count_against_its_list,
        counts.another_patient_in_a_list,
        counts.percent_against_its_fraction,
        counts.parts_against_the_whole,
        counts.total_in_the_abstract,
        counts.total_in_the_discussion,
        counts.total_in_a_table,
        counts.subset_larger_than_its_parent,
        counts.all_with_an_exception,
        values.range_reversed,
        values.range_not_of_the_patients,
        values.median_not_the_median,
        values.mean_that_is_impossible,
        values.unit_in_the_text,
        values.unit_in_a_table_head,
        values.grade_against_its_count,
        values.response_of_a_patient,
        values.grade_of_a_patient,
        values.value_of_a_patient,
        values.compartment_dropped,
        words.time_word_against_the_day,
        words.scale_cited_for_another,
        words.mention_of_what_is_absent,
        words.reference_that_is_absent,
        words.category_not_defined,
        words.abbreviation_defined_in_two_ways,
    )
}


def planted(kind: str, draft: Draft, draw: Generator) -> Planted | None:
    """The manuscript with one slip of this kind; None where it has no place for one."""
    slip = SLIPS[kind](draft, draw)
    return Planted(kind, draft.with_parts(slip.changed), slip) if slip else None
