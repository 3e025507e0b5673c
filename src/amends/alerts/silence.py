"""Silence: a source that usually brings mentions brings none, although it is read without failure.

It alarms when its own last weeks would have brought `EXPECTED` mentions in the meantime, at these
weekdays and hours, and the silence is `LONGER` times the longest that those weeks knew: closed days
and holidays are in it. So a source with ten a day is missed after a day and a half, one with one a
day after ten days, one with two a month never: nobody could tell. Level n: 2^(n-1) times that long.

A source that fails is not silent: that is told elsewhere, and what we have not read says nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from amends.alerts.timing import DAY, WEEK
from amends.models.alert import AlertReason, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amends.models.series import Heard, Runs

WEEKS = 8
"""What is usual is learnt from so many weeks before the silence …"""
FEWEST = 4
"""… and from no fewer, all of them after the source was first read."""
LEAST = 8
"""Fewer mentions in those weeks are no habit."""
EXPECTED = 9.0
"""Mentions: by chance none come where so many are expected once in exp(9) = 8,000 times."""
LONGER = 1.5


def silences(
    heard: Mapping[str, Sequence[Heard]], runs: Mapping[str, Runs], now: int
) -> list[Signal]:
    """Return the sources among those of `runs` that have gone silent; times in µs.

    `heard`: what each source brought in the ten weeks before it last brought something.
    """
    found = (_signal(name, heard.get(name, ()), run, now) for name, run in runs.items())
    return sorted(filter(None, found), key=lambda each: (-each.level, each.about))


def _signal(name: str, heard: Sequence[Heard], run: Runs, now: int) -> Signal | None:
    if not heard or not run.well or run.good_at is None:
        return None
    last = max(max(each.at, each.seen) for each in heard)
    until = min(run.good_at, now)
    level = _level(sorted(each.at for each in heard), _visits(heard, run), last, until, run)
    if not level:
        return None
    days = max(1, (until - last) // DAY)
    reasons = (
        AlertReason("silence", {"source": name, "n": days}),
        AlertReason("silence_usual", {"n": _per_week(heard, last)}),
    )
    return Signal("silence", f"source:{name}", level, reasons)


def _level(times: Sequence[int], visits: Sequence[int], last: int, until: int, run: Runs) -> int:
    """Return how often the silence can be halved and still alarms, plus one; 0: it does not."""
    weeks = min(WEEKS, (last - run.first_at) // WEEK)
    since = last - weeks * WEEK
    known = [at for at in times if since < at <= last]
    if weeks < FEWEST or len(known) < LEAST:
        return 0
    longest = max(_longest(known, since), _longest(visits, since))
    silence, level = until - last, 0
    while silence > LONGER * longest and _expected(known, last, silence, weeks) >= EXPECTED:
        silence, level = silence // 2, level + 1
    return level


def _visits(heard: Iterable[Heard], run: Runs) -> list[int]:
    """Return when the source brought something new: an export is renewed once a month."""
    return sorted({each.seen for each in heard if each.seen > run.first_at})


def _longest(times: Sequence[int], since: int) -> int:
    known = [at for at in times if at > since]
    return max((later - at for at, later in pairwise(known)), default=0)


def _expected(known: Sequence[int], last: int, silence: int, weeks: int) -> float:
    """Return how many the weeks before brought in the same part of the week, on average."""
    whole, rest = divmod(silence, WEEK)
    usual = len(known) / weeks
    starts = (last - back * WEEK for back in range(1, weeks + 1))
    part = sum(
        bisect_right(known, min(last, start + rest)) - bisect_right(known, start)
        for start in starts
    )
    return whole * usual + part / weeks


def _per_week(heard: Sequence[Heard], last: int) -> int:
    recent = sum(1 for each in heard if last - WEEKS * WEEK < each.at <= last)
    return max(1, round(recent / WEEKS))
