"""Shares, means, quantiles, and whether a change is more than chance."""

from __future__ import annotations

from collections import Counter
from math import ceil, sqrt
from statistics import fmean
from typing import TYPE_CHECKING

from amends.handling.effects import SURE, two_sided
from amends.models.report import Mean, Share, Spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.models.report import Direction

MANY = 400
"""From so many on the normal distribution is as good as the exact test, and quick."""
_Z = 1.96
"""Of the normal distribution: 5 % lie further away, to both sides."""
_MOST = 0.9


def share(wanted: Iterable[bool]) -> Share:
    """Return how many of them are true."""
    found = list(wanted)
    return Share(sum(found), len(found))


def mean(values: Iterable[float | None]) -> Mean:
    """Return the average of those that are known."""
    found = [value for value in values if value is not None]
    return Mean(fmean(found) if found else None, len(found))


def spread(hours: Iterable[float]) -> Spread:
    """Return the median and the 90 % quantile, both by nearest rank: durations that occurred.

    The median of an even number is the mean of the two in the middle.
    """
    found = sorted(hours)
    if not found:
        return Spread(None, None, 0)
    half = len(found) // 2
    median = found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2
    return Spread(median, found[ceil(_MOST * len(found)) - 1], len(found))


def direction(now: int, before: int) -> Direction:
    """Say whether a count went up or down by more than chance would make it.

    Both periods are equally long, so that without a change each of the matters falls into either
    with probability 1/2: the exact test of `handling.effects`, and for many its approximation
    |now − before| / √(now + before) > 1.96.
    """
    both = now + before
    if both > MANY:
        sure = abs(now - before) > _Z * sqrt(both)
    else:
        sure = both > 0 and two_sided(before, now) < SURE
    if not sure:
        return "steady"
    return "up" if now > before else "down"


def distribution(stars: Sequence[float]) -> tuple[int, int, int, int, int]:
    """Return how many have 1, 2, 3, 4, 5 stars; halves are rounded up, less than 1 counts as 1."""
    counts = [0] * 5
    for value, count in Counter(stars).items():
        counts[min(max(int(value + 0.5), 1), 5) - 1] += count
    one, two, three, four, five = counts
    return one, two, three, four, five
