"""Units: what a printed unit means in UCUM, and how to get from one unit to another."""

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from blastline.errors import quoted


class UnknownUnit(ValueError):
    """A unit that is not known, or that does not measure the same thing; the message says which are known."""


EQUIVALENTS = "meq/L"


@dataclass(frozen=True, slots=True)
class Conversion:
    """From one unit to another: `value * factor + offset`."""

    factor: float = 1.0
    offset: float = 0.0


def _document(name: str) -> dict[str, Any]:
    return tomllib.loads((files("blastline.normalise") / name).read_text(encoding="utf-8"))


@cache
def _codes() -> dict[str, str]:
    """UCUM code by printed unit."""
    return {printed: code for code, ways in _document("units.toml").items() for printed in (code, *ways)}


@cache
def usual_factors() -> dict[tuple[str, str], float]:
    """The factor from one UCUM code to another, for those that laboratories use most."""
    return _pairs("factors")


@cache
def usual_factors_over_molar_mass() -> dict[tuple[str, str], float]:
    """The same from mass to substance: what is to be divided by the molar mass in g/mol."""
    return _pairs("over_molar_mass")


def _pairs(section: str) -> dict[tuple[str, str], float]:
    wanted = _document("conversions.toml")[section]
    return {(code, to): factor for to, codes in wanted.items() for code, factor in codes.items()}


@cache
def conversion(printed: str, to: str, molar_mass: float | None = None, valence: int | None = None) -> Conversion:
    """
    How to get from a unit as printed to the UCUM unit `to`.

    With a molar mass (g/mol) also from mass to substance, with a valence from equivalents to substance.

    UnknownUnit where the unit is not known or measures something else. The unit library is loaded only for what is not
    usual: that takes half a second, longer than to grade a small table.
    """
    code = _codes().get(printed.strip(), printed.strip())
    if code == to:
        return Conversion()
    if code == EQUIVALENTS:
        # The unit library takes an equivalent for a mole, which calcium is not.
        return Conversion(factor=1 / _known_valence(printed, valence))
    if (code, to) in usual_factors():
        return Conversion(usual_factors()[code, to])
    if molar_mass is not None and (code, to) in usual_factors_over_molar_mass():
        return Conversion(usual_factors_over_molar_mass()[code, to] / molar_mass)
    return by_library(printed, code, to, molar_mass)


def by_library(printed: str, code: str, to: str, molar_mass: float | None) -> Conversion:
    """What the unit library says, of any UCUM code; UnknownUnit in the words in which it was printed."""
    registry = _registry()
    try:
        source, target = registry.from_ucum(code).units, registry.from_ucum(to).units
    except Exception:  # ucumvert raises its parser's own errors, of many kinds, for text that is no unit
        raise UnknownUnit(f"the unit {quoted(printed)} is not known; {_known_for(to)}") from None
    if molar_mass is not None and source.dimensionality != target.dimensionality:
        return _by_molar_mass(printed, source, target, molar_mass, to)
    if source.dimensionality != target.dimensionality:
        raise UnknownUnit(f"{quoted(printed)} does not measure what {quoted(to)} measures; {_known_for(to)}")
    zero, one = (registry.Quantity(value, source).to(target).magnitude for value in (0.0, 1.0))
    return Conversion(factor=one - zero, offset=zero)


def _known_valence(printed: str, valence: int | None) -> int:
    if valence is None:
        raise UnknownUnit(f"{quoted(printed)} counts equivalents, which are known here for single ions only")
    return valence


def _by_molar_mass(printed: str, source: Any, target: Any, molar_mass: float, to: str) -> Conversion:
    """From mass to substance, or back: mg/dL to mmol/L."""
    from pint.errors import PintTypeError  # noqa: PLC0415  # loaded with the registry, and as seldom

    weight, one = _registry().Quantity(molar_mass, "g/mol"), _registry().Quantity(1.0, source)
    # A temperature, or a logarithm, can be multiplied by nothing.
    with suppress(PintTypeError):
        for changed in (one / weight, one * weight):
            if changed.dimensionality == target.dimensionality:
                return Conversion(factor=changed.to(target).magnitude)
    raise UnknownUnit(f"{quoted(printed)} does not measure what {quoted(to)} measures; {_known_for(to)}")


@cache
def _registry() -> Any:
    from ucumvert import PintUcumRegistry  # noqa: PLC0415  # half a second to load

    return PintUcumRegistry()


def spelt(code: str) -> str:
    """A UCUM unit as people write it, where they write it otherwise."""
    return {
        "10*9/L": "×10^9/L",
        "Cel": "°C",
        "a": "years",
        "mo": "months",
        "umol/L": "µmol/L",
        "ug/L": "µg/L",
        "d": "days",
        "h": "hours",
    }.get(code, code)


def _known_for(to: str) -> str:
    ways = [printed for printed, code in _codes().items() if code == to]
    return f"known here: {', '.join(ways[:3])}, and any UCUM unit of the same kind"
