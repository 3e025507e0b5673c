"""How many are far more than usual: the arithmetic of storms.

Mentions come in groups: a party writes three, a promotion brings thirty. So counts scatter more
than those of a Poisson process, and are taken for negative binomial, as outbreak detection does:
Farrington et al. 1996 (J. R. Stat. Soc. A 159:547), Noufaily et al. 2013 (Stat. Med. 32:1206).
There the same weeks of earlier years say what is usual; here the same weekday and hour of the weeks
before. Median and MAD in place of their reweighted regression: earlier storms do not hide new ones.
"""

from __future__ import annotations

from math import exp, lgamma, log, pi, sqrt
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_SPREAD = 1.3
"""Variance over mean of counts in the calmest business; 1 would be people without friends."""
LEAST_USUAL = 0.05
"""Where nothing was ever seen, this much is expected: no silence is a certainty."""
MEDIAN_GAP = log(2)
"""The mean of a Poisson process exceeds its whole-numbered median by no more (Choi 1994)."""
MAD_TO_DEVIATION = 1.4826
"""What makes the median absolute deviation of a normal variable its standard deviation."""
WEEK = 7
"""Days."""


class Usual(NamedTuple):
    """What is to be expected of a window."""

    mean: float
    spread: float
    """Variance over mean, 1 and more."""


def usual(days: Sequence[int], overlapping: int = 0) -> Usual:
    """Say what is usual by the counts of the same window 1, 2, 3 … days before; weeks of them.

    The first `overlapping` reach into the window itself and count for nothing. Expected is the
    median of the same weekday; of the last half if that is more, since businesses grow. How far
    days stray from the median of their weekday says how much scatter is usual.
    """
    same, days = days[WEEK - 1 :: WEEK], days[overlapping:]
    middle = max(least(same), median(same[: max(3, len(same) // 2)]))
    expected = max(middle, min(middle + MEDIAN_GAP, fmean(days)), LEAST_USUAL)
    scatter = max(1.0, _scatter(days))
    peak = max(1.0, expected / max(LEAST_USUAL, fmean(days)))  # full days scatter more than others
    spread = (1 + (scatter - 1) * peak) * (1 + pi / (2 * len(same)))  # so does the median itself
    return Usual(expected, max(LEAST_SPREAD, spread))


def least(same: Sequence[int]) -> float:
    """Return what `usual` expects at least, by the counts of the same weekday alone."""
    return median(same)


def _scatter(days: Sequence[int]) -> float:
    """Return the squared robust deviation of counts whose roots are made equally wide (Anscombe).

    For a Poisson process it is about 1, whatever the mean.
    """
    roots = [2 * sqrt(count + 3 / 8) for count in days]
    middles = [median(roots[weekday::WEEK]) for weekday in range(WEEK)]
    strays = [abs(root - middles[at % WEEK]) for at, root in enumerate(roots)]
    return (MAD_TO_DEVIATION * median(strays)) ** 2


def chance(count: int, expected: Usual) -> float:
    """Return how probable `count` or more are: the upper tail of a negative binomial variable."""
    if count <= expected.mean:
        return 1.0
    size, fail = expected.mean / (expected.spread - 1), 1 - 1 / expected.spread
    term = exp(
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        - size * log(expected.spread)
        + count * log(fail)
    )
    tail, number = 0.0, count
    while term > tail * 1e-6:
        tail += term
        term *= (number + size) / (number + 1) * fail
        number += 1
    return min(1.0, tail)
