"""Exact tests of few patients: changes by their signs, two groups by Fisher; each with the least p it can reach."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.special import bdtr, gammaln

# More tables than this are not gone through where answers are open.
MOST_TABLES = 2_500
# Tables as likely as the one that was seen count as unlikely as it, although their sums differ in the last digit.
ALIKE = 1 + 1e-7


@dataclass(frozen=True, slots=True)
class Tested:
    """The p of a test, the largest that it may be where something is open, and the least that could have come out."""

    p: float
    p_possible: float
    least: float


@dataclass(frozen=True, slots=True)
class Group:
    """Patients of a group: those with the answer, those of whom it is open, and all."""

    surely: int
    open: int
    n: int


def sign_test(rose: int, fell: int, open_: int = 0) -> Tested:
    """
    Two-sided exact test that as many rise as fall; whoever did neither is not counted.

    Of `open_` patients it is not known; the two p are those with all of them on one side, and as evenly as can be.
    Source: Dixon WJ, Mood AM. J Am Stat Assoc 1946;41:557.
    """
    more, less = max(rose, fell), min(rose, fell)
    evenly = less + min(open_, more - less)
    return Tested(
        min(_two_sided(more + open_, less), _two_sided(less + open_, more)),
        1.0 if open_ > more - less else _two_sided(more, evenly),
        _two_sided(rose + fell + open_, 0),
    )


def _two_sided(one: int, other: int) -> float:
    return min(1.0, 2 * float(bdtr(min(one, other), one + other, 0.5)))


def fisher(a: Group, b: Group) -> Tested | None:
    """
    Two-sided exact test that an answer is as frequent in one group as in the other, in a table of fixed margins.

    As unlikely as what was seen is every table that is no likelier, as in R. Where answers are open, each way in which
    they may turn out is gone through; None where there are too many. Source: Fisher RA. J R Stat Soc 1935;98:39.
    """
    if (a.open + 1) * (b.open + 1) > MOST_TABLES:
        return None
    ways = product(range(a.surely, a.surely + a.open + 1), range(b.surely, b.surely + b.open + 1))
    found = [_fisher(x, a.n, y, b.n) for x, y in ways]
    return Tested(min(p for p, _ in found), max(p for p, _ in found), min(least for _, least in found))


def _fisher(x: int, n_x: int, y: int, n_y: int) -> tuple[float, float]:
    """The p of one table, and the least among the tables with its margins."""
    first = max(0, x + y - n_y)
    seen = np.arange(first, min(x + y, n_x) + 1)
    ways = _log_choose(n_x, seen) + _log_choose(n_y, x + y - seen) - _log_choose(n_x + n_y, np.array(x + y))
    shares = np.exp(ways)
    return _tail(shares, shares[x - first]), _tail(shares, shares.min())


def _tail(shares: "np.ndarray", seen: float) -> float:
    return min(1.0, float(shares[shares <= seen * ALIKE].sum()))


def _log_choose(n: int, k: "np.ndarray") -> "np.ndarray":
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def least_of_signs(n: int) -> float:
    """The least p that a sign test of `n` patients can reach."""
    return _two_sided(n, 0)


def least_of_fisher(n: int) -> float:
    """The least p that Fisher's test can reach in `n` patients, however they are parted and however they answer."""
    parted = [(first, answer) for first in range(1, n) for answer in range(1, n)]
    return min((_fisher(min(first, k), first, k - min(first, k), n - first)[1] for first, k in parted), default=1.0)


def printed_p(p: float) -> str:
    """A p with the digits that bear it: 0.34, 0.012, <0.001."""
    if p < 0.001:
        return "<0.001"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def printed_test(tested: Tested) -> str:
    """A p beside the least that was possible: "0.012 (at best 0.002)", with both ends where something is open."""
    ends = dict.fromkeys(printed_p(p) for p in (tested.p, tested.p_possible))
    return f"{' to '.join(ends)} (at best {printed_p(tested.least)})"
