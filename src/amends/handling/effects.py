"""Whether a fix helped: complaints before and after it, and whether chance explains the change."""

from __future__ import annotations

from datetime import timedelta
from math import comb
from typing import TYPE_CHECKING, NamedTuple

from amends.models.fix import Effect

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from amends.models.fix import FixVerdict

LEAST, MOST = timedelta(days=7), timedelta(days=90)
"""Shorter windows say nothing; in longer ones too much else has changed."""
FEW = 5
"""With fewer complaints before, even none at all after says nothing."""
SURE = 0.05
"""Differences that chance makes more often than this are none."""
_MONTH = timedelta(days=30.44)
_DAY = timedelta(days=1)


class Windows(NamedTuple):
    """Two spans of the same length on both sides of a moment."""

    since: datetime
    at: datetime
    until: datetime


def windows(at: datetime, end: datetime, known_since: datetime | None) -> Windows:
    """Return the windows before and after `at`: as long as the time until `end`, 90 days at most.

    The one before does not reach back beyond `known_since`: nothing was read from before then,
    which is not the same as no complaints.
    """
    length = min(end - at, MOST)
    if known_since is not None:
        length = min(length, at - known_since)
    length = max(length, timedelta())
    return Windows(at - length, at, at + length)


def measure(
    at: datetime,
    end: datetime,
    known_since: datetime | None,
    count: Callable[[datetime, datetime], int],
    customers_per_month: int | None = None,
) -> Effect:
    """Compare the complaints before and after `at`; `count` counts them from … until before.

    `end` is now, or when the fix was taken back.
    """
    since, _, until = windows(at, end, known_since)
    length = until - at
    days = length / _DAY
    if end - at < LEAST:
        return Effect(days, "too_early")
    if known_since is None or length < LEAST:
        return Effect(days, "no_past")
    before, after = count(since, at), count(at, until)
    chance = two_sided(before, after)
    thousands = customers_per_month * (length / _MONTH) / 1000 if customers_per_month else None
    return Effect(
        days,
        _verdict(before, after, chance),
        before,
        after,
        chance,
        before / thousands if thousands else None,
        after / thousands if thousands else None,
    )


def two_sided(before: int, after: int) -> float:
    """Return how often chance alone makes two equal windows differ at least as much as these.

    The exact conditional test for two Poisson counts (Przyborowski & Wilenski 1940, "Homogeneity
    of results in testing samples from Poisson series", Biometrika 31, 313–323): if nothing has
    changed, each of the n = before + after complaints falls into either window with probability
    1/2, so that p = min(1, 2 · Σ C(n, k) / 2ⁿ for k = 0 … min(before, after)). It takes complaints
    to be independent of each other: one evening that annoys ten guests looks like ten evenings.
    """
    both = before + after
    tail = sum(comb(both, k) for k in range(min(before, after) + 1))
    outcomes: int = 2**both
    return min(1.0, 2 * tail / outcomes)


def _verdict(before: int, after: int, chance: float) -> FixVerdict:
    if after > before and chance < SURE:
        return "more"
    if before < FEW:
        return "too_few"
    return "fewer" if chance < SURE else "unclear"
