"""All checks by name, in the order in which their findings are told."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from blastline.audit.checks import (
    abbreviations,
    beyond_whole,
    category_count,
    compartment,
    count_list,
    exceptions,
    exhibits,
    fraction_percent,
    grade_value,
    implausible,
    mean_spread,
    overall_grade,
    parts_whole,
    patient_category,
    patient_value,
    range_reversed,
    response_counts,
    scales,
    spelling,
    summary_rows,
    time_word,
    totals,
    undefined,
    units,
    unsupported,
)
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.understood import Understood

Check: TypeAlias = Callable[[Understood], Iterator[Disagreement]]

MODULES = (
    count_list,
    fraction_percent,
    beyond_whole,
    parts_whole,
    range_reversed,
    mean_spread,
    patient_category,
    patient_value,
    units,
    compartment,
    category_count,
    totals,
    exceptions,
    time_word,
    summary_rows,
    overall_grade,
    grade_value,
    response_counts,
    implausible,
    unsupported,
    scales,
    undefined,
    exhibits,
    abbreviations,
    spelling,
)
CHECKS: Mapping[str, Check] = {module.NAME: module.check for module in MODULES}
