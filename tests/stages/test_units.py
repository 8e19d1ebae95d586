"""Units as people write them, brought into the unit of their test."""

import pytest

from blastline.normalise.units import (
    Conversion,
    UnknownUnit,
    by_library,
    conversion,
    spelt,
    usual_factors,
    usual_factors_over_molar_mass,
)
from blastline.records.schema import tests as known_tests


@pytest.mark.parametrize(
    ("value", "printed", "unit", "converted"),
    [
        (58, "×10^6/L", "10*9/L", 0.058),
        (2200, "×10^6/L", "10*9/L", 2.2),
        (2.2, "×10^9/L", "10*9/L", 2.2),
        (150, "K/uL", "10*9/L", 150),
        (500, "/µL", "10*9/L", 0.5),
        (10.1, "g/dL", "g/L", 101),
        (28.4, "pg/ml", "pg/mL", 28.4),
        (28.4, "ng/L", "pg/mL", 28.4),
        (100.4, "°F", "Cel", 38.0),
        (98.6, "degF", "Cel", 37.0),
        (38.5, "℃", "Cel", 38.5),
        (0.9, "1", "%", 90),
        (1, "years", "mo", 12),
    ],
)
def test_a_value_in_a_known_unit_is_brought_into_that_of_its_test(value, printed, unit, converted):
    change = conversion(printed, unit)
    assert value * change.factor + change.offset == pytest.approx(converted, rel=1e-9)


def test_a_count_per_million_per_litre_is_a_thousandth():
    assert conversion("×10^6/L", "10*9/L") == Conversion(pytest.approx(0.001, rel=1e-12), 0)


def test_a_value_that_stands_in_its_unit_already_is_left_as_it_is():
    assert conversion("×10^9/L", "10*9/L") == Conversion(1.0, 0.0)


def test_the_factors_that_are_written_down_are_those_of_the_unit_library():
    for (code, to), factor in usual_factors().items():
        assert by_library(code, code, to, None) == Conversion(pytest.approx(factor, rel=1e-12), 0), (code, to)


@pytest.mark.parametrize(("code", "to"), list(usual_factors_over_molar_mass()))
def test_so_are_those_from_mass_to_substance(code, to):
    masses = {test.molar_mass for test in known_tests().values() if test.unit == to and test.molar_mass}
    assert masses
    for mass in masses:
        by_hand = by_library(code, code, to, mass)
        assert conversion(code, to, mass) == Conversion(pytest.approx(by_hand.factor, rel=1e-12), by_hand.offset)


@pytest.mark.parametrize("printed", ["°C", "dB"])
def test_what_nothing_can_be_multiplied_by_is_refused_where_a_molar_mass_is_known(printed):
    with pytest.raises(UnknownUnit, match="does not measure what"):
        conversion(printed, "umol/L", 113.12)


def test_a_unit_that_is_not_known_is_answered_with_those_that_are():
    with pytest.raises(UnknownUnit) as unknown:
        conversion("bushels", "10*9/L")
    assert str(unknown.value) == (
        'the unit "bushels" is not known; known here: 10*9/L, ×10^9/L, x10^9/L, and any UCUM unit of the same kind'
    )


def test_a_unit_of_another_kind_is_refused_rather_than_converted():
    with pytest.raises(UnknownUnit, match='"g/dL" does not measure what "10\\*9/L" measures; known here: 10\\*9/L'):
        conversion("g/dL", "10*9/L")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("10*9/L", "×10^9/L"),
        ("Cel", "°C"),
        ("%", "%"),
        ("g/L", "g/L"),
        ("pg/mL", "pg/mL"),
    ],
)
def test_a_unit_is_spelt_as_people_write_it(code, words):
    assert spelt(code) == words
