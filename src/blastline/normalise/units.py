"""Units: what a printed unit means in UCUM, and how to get from one unit to another."""

import tomllib
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


@cache
def _codes() -> dict[str, str]:
    """UCUM code by printed unit."""
    known = tomllib.loads((files("blastline.normalise") / "units.toml").read_text(encoding="utf-8"))
    return {printed: code for code, ways in known.items() for printed in (code, *ways)}


@cache
def conversion(printed: str, to: str, molar_mass: float | None = None, valence: int | None = None) -> Conversion:
    """
    How to get from a unit as printed to the UCUM unit `to`.

    With a molar mass (g/mol) also from mass to substance, with a valence from equivalents to substance.

    UnknownUnit where the unit is not known or measures something else. The unit library is loaded only where the two
    differ: most rows already stand in the unit of their test.
    """
    code = _codes().get(printed.strip(), printed.strip())
    if code == to:
        return Conversion()
    if code == EQUIVALENTS:
        # The unit library takes an equivalent for a mole, which calcium is not.
        return Conversion(factor=1 / _known_valence(printed, valence))
    return _by_pint(printed, code, to, molar_mass)


def _by_pint(printed: str, code: str, to: str, molar_mass: float | None) -> Conversion:
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
    weight = _registry().Quantity(molar_mass, "g/mol")
    one = _registry().Quantity(1.0, source)
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
