"""Invented patients and invented conditions: plain Python, DuckDB and Polars say the same, and none of them too much."""

import math
import random
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import Criterion, adjudicate
from blastline.criteria.language import COMPARISONS, OPERATIONS, Node, Number, walk
from blastline.criteria.library import criterion, criterion_ids
from blastline.criteria.reading import criterion_of
from blastline.engines.choose import ENGINES, EXTRAS
from blastline.records.interval import Interval
from blastline.records.schema import tests as known_tests

MANY = 60
LABORATORY_INPUTS = 4
# The same patients on every run; a failing batch is shown as it is, for making it smaller takes minutes.
STEADY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DEVICES = known_tests()["oxygen_device"].choices
YES, NO = Interval.exactly(1), Interval.exactly(0)


# ---- Inventing patients ----


def _all_nodes(rule: Criterion) -> list[Node]:
    return [node for level in rule.levels for node in walk(level.when)]


def _values(rule: Criterion) -> list[float]:
    """The thresholds of a rule, values close to them, within and beyond the noise of arithmetic, and values far off."""
    edges = {node.value for node in _all_nodes(rule) if isinstance(node, Number)} | {0.0, 150.0}
    near = (1 - 1e-2, 1 - 1e-7, 1 - 1e-12, 1, math.nextafter(1, 2), 1 + 1e-7, 1 + 1e-2, 2)
    return sorted({edge * factor for edge in edges for factor in near} | {0.1, 3.0, 37.0, 1e6})


def _numbers(values: list[float]) -> st.SearchStrategy[Interval]:
    """As cells can state them: 50, <50, <=50, >50, >=50, 40–50."""
    one, above_zero = st.sampled_from(values), st.sampled_from([value for value in values if value > 0])
    return st.one_of(
        one.map(Interval.exactly),
        above_zero.map(lambda v: Interval(high=v, high_open=True)),
        one.map(lambda v: Interval(high=v)),
        one.map(lambda v: Interval(low=v, low_open=True)),
        one.map(lambda v: Interval(low=v)),
        st.tuples(one, one).map(lambda ends: Interval(min(ends), max(ends))),
    )


def _patients(rule: Criterion) -> st.SearchStrategy[list[dict[str, object]]]:
    numbers = _numbers(_values(rule))
    kinds = {
        "yes_no": lambda _: st.sampled_from([YES, NO]),
        "choice": lambda name: st.sampled_from(known_tests()[name].choices),
    }
    inputs = {name: st.one_of(st.none(), kinds.get(unit, lambda _: numbers)(name)) for name, unit in rule.needs.items()}
    return st.lists(st.fixed_dictionaries(inputs), min_size=MANY // 3, max_size=MANY)


# ---- Inventing conditions ----

NEEDS = {"platelets": "10*9/L", "haemoglobin": "g/L", "hypotension": "yes_no", "oxygen_device": "choice"}
FACTS = st.sampled_from(
    ["hypotension", "oxygen_device in ['CPAP']", "oxygen_device in ['none', 'face mask', 'blow-by']"]
)
FACTOR = st.sampled_from(["0.5", "2", "3"])
# What is never negative: only such numbers may be multiplied and divided by each other.
COUNTS = st.recursive(
    st.sampled_from(["platelets", "haemoglobin", "50", "0.5", "100", "0"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+*"), inner),
        st.builds("({} / ({} + platelets))".format, inner, inner),
    ),
    max_leaves=3,
)
AMOUNTS = st.recursive(
    COUNTS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner),
        st.builds("({} * {})".format, FACTOR, inner),
        st.builds("({} / {})".format, inner, FACTOR),
        st.builds("({} if {} else {})".format, inner, FACTS, inner),
        st.builds("({} if {} < {} else {})".format, inner, inner, FACTOR, inner),
    ),
    max_leaves=4,
)
COMPARED = st.builds("({} {} {})".format, AMOUNTS, st.sampled_from(["<", "<=", ">", ">="]), AMOUNTS)
CONDITIONS = st.recursive(
    st.one_of(FACTS, COMPARED),
    lambda inner: st.one_of(
        st.builds("(not {})".format, inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    ),
    max_leaves=5,
)


def _criterion(conditions: tuple[str, str]) -> Criterion:
    levels = [{"category": str(n), "when": text} for n, text in enumerate((*conditions, "otherwise"))]
    return criterion_of(
        {
            **dict.fromkeys(("id", "title", "term", "cite"), "invented"),
            "group": "response",
            "reviewed": "primary",
            "needs": NEEDS,
            "assessed_by": list(NEEDS),
            "category": levels,
            "example": [{"category": "2"}],
        }
    )


RULES = st.tuples(CONDITIONS, CONDITIONS).map(_criterion)
RULES_AND_PATIENTS = RULES.flatmap(lambda rule: st.tuples(st.just(rule), _patients(rule)))


# ---- Agreement ----


def _told_apart() -> list[str]:
    """One criterion of each set of conditions: versions that are the same as another are read in the same way."""
    return list({criterion(name).levels: name for name in criterion_ids() if criterion(name).levels}.values())


@pytest.mark.parametrize("identifier", _told_apart())
def test_engines_agree_with_plain_python_on_invented_patients(identifier, outcomes_on, printed):
    rule = criterion(identifier)

    # A scale of many inputs needs many patients to meet itself; a laboratory term has few. The first batch that
    # Hypothesis gives is the plainest: patients of whom nothing was recorded.
    @settings(STEADY, max_examples=5 if len(rule.needs) > LABORATORY_INPUTS else 2)
    @given(patients=_patients(rule))
    def agree(patients):
        expected = [adjudicate(rule, inputs, printed(inputs)) for inputs in patients]
        for name in sorted(set(ENGINES) - set(EXTRAS)):
            assert outcomes_on(name, rule, patients) == expected, name

    agree()


# Spark takes seconds for what the others do in hundredths, so that it is asked less.
ON_SPARK = pytest.param(
    ["spark"], 12, marks=[pytest.mark.spark, pytest.mark.slow, pytest.mark.filterwarnings("default")], id="spark"
)


@pytest.mark.parametrize(
    ("names", "examples"), [pytest.param(sorted(set(ENGINES) - set(EXTRAS)), 25, id="here"), ON_SPARK]
)
def test_engines_agree_with_plain_python_on_invented_conditions(names, examples, outcomes_on, printed):
    @settings(STEADY, max_examples=examples)
    @given(rule_and_patients=RULES_AND_PATIENTS)
    def agree(rule_and_patients):
        rule, patients = rule_and_patients
        expected = [adjudicate(rule, inputs, printed(inputs)) for inputs in patients]
        for name in names:
            assert outcomes_on(name, rule, patients) == expected, (name, [level.text for level in rule.levels])

    agree()


def test_the_invented_conditions_reach_every_operation_of_the_language():
    reached: set[object] = set()

    @settings(STEADY, max_examples=60)
    @given(rule=RULES)
    def gather(rule):
        for node in _all_nodes(rule):
            reached.update({type(node), getattr(node, "op", None)})

    gather()
    assert reached - {None} == {*get_args(Node), *COMPARISONS.values(), *OPERATIONS.values()}


def test_the_invented_patients_hold_every_way_of_recording_or_not_recording_an_input():
    rule = criterion("astct/2019/crs")
    reached: set[object] = set()

    @settings(STEADY, max_examples=20)
    @given(patients=_patients(rule))
    def gather(patients):
        for inputs in patients:
            reached.update(inputs[name] for name in ("oxygen_device", "hypotension"))
            reached.add(_shape(inputs["temperature"]))

    gather()
    shapes = {"exact", "<", "<=", ">", ">=", "between"}
    assert reached == {*DEVICES, YES, NO, None, *shapes}


def _shape(value: Interval | None) -> str | None:
    if value is None or value.exact:
        return value and "exact"
    if math.isinf(value.low):
        return "<" if value.high_open else "<="
    return "between" if math.isfinite(value.high) else ">" if value.low_open else ">="


# ---- Soundness ----


def _divides(rule: Criterion) -> bool:
    return any(getattr(node, "op", "") == "/" and not isinstance(node.right, Number) for node in _all_nodes(rule))


def _completed(rule: Criterion, inputs: dict[str, object], values: list[float], chance: random.Random):
    """The same patient with every hole filled by some value that the record allows."""
    return {name: _some_value(rule.needs[name], name, value, values, chance) for name, value in inputs.items()}


def _some_value(kind: str, name: str, value: object, values: list[float], chance: random.Random) -> object:
    if kind == "choice":
        return value or chance.choice(known_tests()[name].choices)
    if kind == "yes_no":
        return value or chance.choice([YES, NO])
    limits = value or Interval()
    ends = [limits.low, limits.high, limits.low + 1, limits.high - 1, limits.low * 1.001, limits.high * 0.999]
    return Interval.exactly(chance.choice([v for v in (*values, *ends) if v >= 0 and _allowed(v, limits)]))


def _allowed(value: float, limits: Interval) -> bool:
    """
    Whether a recorded number can be this value.

    A value that agrees with an open end to nine digits cannot: the criteria take such a pair for one number, so
    that "<38.0" is no fever, and 37.999999999999 is 38.0.
    """
    if not math.isfinite(value) or not limits.low <= value <= limits.high:
        return False
    at_open_end = (limits.low_open, limits.low), (limits.high_open, limits.high)
    return not any(is_open and Interval.exactly(value).meets(Interval.exactly(end)) for is_open, end in at_open_end)


def _is_sound(rule: Criterion, patients: list[dict[str, object]], chance: random.Random) -> None:
    names, values = rule.level_names, _values(rule)
    for inputs in patients:
        outcome = adjudicate(rule, inputs)
        if outcome.surely is None:
            continue
        whole = adjudicate(rule, _completed(rule, inputs, values, chance))
        if whole.surely != whole.possibly and _divides(rule):
            continue  # what is divided by zero stays open, however much is recorded
        assert whole.surely == whole.possibly, inputs
        rank = names.index(whole.surely)
        assert names.index(outcome.possibly) <= rank <= names.index(outcome.surely), inputs


@pytest.mark.parametrize("identifier", _told_apart())
def test_whatever_the_missing_part_was_the_outcome_lies_between_surely_and_possibly(identifier):
    rule = criterion(identifier)

    @settings(STEADY, max_examples=20)
    @given(patients=_patients(rule), seed=st.integers(0, 10**6))
    def sound(patients, seed):
        _is_sound(rule, patients, random.Random(seed))

    sound()


def test_the_same_holds_of_invented_conditions():
    @settings(STEADY, max_examples=100)
    @given(rule_and_patients=RULES_AND_PATIENTS, seed=st.integers(0, 10**6))
    def sound(rule_and_patients, seed):
        _is_sound(*rule_and_patients, random.Random(seed))

    sound()
