"""Whether many who complain of one thing at one place at once tell of an incident.

Slow service that is named every day is no incident. What is usual is what the eight weeks before
have shown; the chance that so many complain within three days although nothing has happened is
that of a Poisson process.
"""

from __future__ import annotations

from bisect import bisect_left
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models.story import Telling

DAY = 86_400_000_000
"""Microseconds."""
SPAN = 3
"""Days within which they must complain."""
BEFORE = 56
"""Days from which we know what is usual."""
KNOWN = 14
"""Days a place must have been written about before anything there can be called unusual."""
AUTHORS = 3
TIMES = 3
"""So many times as many as usual: busy weekends are no incidents, however sure the arithmetic."""
HARM = 3
"""Severity from which on two people who were hurt make an incident more likely than chance."""
CHANCE = 0.0005
CHANCE_WITH_HARM = 0.02


def bursts(reports: Sequence[Telling], since: int) -> list[list[int]]:
    """Return the incidents in the series of a place and a topic: numbers, the earliest first.

    `since` is when the place was first written about: before that, silence means nothing.
    """
    ordered = sorted(reports, key=lambda each: (each.at, each.number))
    times = [each.at for each in ordered]
    return [
        [each.number for each in _between(ordered, times, days[0], days[-1] + 1)]
        for days in _in_a_row(_hot_days(ordered, times, since))
    ]


def _hot_days(ordered: Sequence[Telling], times: Sequence[int], since: int) -> list[int]:
    """Return the days of those windows in which something must have happened."""
    hot: set[int] = set()
    for day in sorted({at // DAY for at in times}):
        window = _between(ordered, times, day, day + SPAN)
        before = _between(ordered, times, day - BEFORE, day)
        known = min(BEFORE, day - since // DAY)
        if known >= KNOWN and _unusual(window, len(before), known):
            hot.update(each.at // DAY for each in window)
    return sorted(hot)


def _unusual(window: Sequence[Telling], before: int, known: int) -> bool:
    authors = _authors(window)
    if authors < AUTHORS:
        return False
    usual = SPAN * (before + 1) / (known + 1)  # one more than seen: no silence is a certainty
    harmed = _authors([each for each in window if each.severity >= HARM])
    chance = CHANCE_WITH_HARM if harmed > 1 else CHANCE
    return authors >= TIMES * usual and _at_least(authors, usual) <= chance


def _authors(reports: Sequence[Telling]) -> int:
    """Count the people; all whom nobody can name may be one."""
    return len({each.person for each in reports})


def _at_least(count: int, usual: float) -> float:
    """Return how probable `count` or more are where `usual` are expected."""
    if usual > 700:  # noqa: PLR2004 — exp(-usual) would be nothing; so many are never a surprise
        return 1.0
    term = exp(-usual)
    below = term
    for number in range(1, count):
        term *= usual / number
        below += term
    return max(0.0, 1.0 - below)


def _between(
    ordered: Sequence[Telling], times: Sequence[int], first: int, end: int
) -> Sequence[Telling]:
    return ordered[bisect_left(times, first * DAY) : bisect_left(times, end * DAY)]


def _in_a_row(days: Sequence[int]) -> list[list[int]]:
    """Return runs of days without a gap as long as the span."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day - runs[-1][-1] < SPAN:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
