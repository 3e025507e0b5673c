"""Whether the clock may be trusted with what cannot be taken back.

A clock that ran ahead would erase what was to be kept, and close what still waits. So whatever time
alone decides for good waits for a witness: a recent date that a source gave, or a week of our own
runs without a leap. To wait costs a few days; a clock that is behind erases too little, never too
much.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Doubt = Literal["leapt", "behind"]
"""The clock is further on than anything that is known; or it is before a run that has been."""

LEAP = timedelta(days=45)
"""A longer gap than that is rather a wrong clock than a holiday."""
STEADY = timedelta(days=7)
"""So long the clock has to go on evenly after a leap before it is trusted by itself."""
SKEW = timedelta(days=1)
"""Zones set wrongly, and clocks that are put right by a little, are no reason to speak up."""
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""There was no amends before: a machine that says so has lost its clock."""


def believable(now: datetime, *, told: datetime | None, runs: Iterable[datetime]) -> bool:
    """Say whether what time alone decides may be done for good at `now`.

    `told` is the newest sure date that any source gave, `runs` are the times of our own runs, this
    one included or not, in any order. Dates of sources count first: no clock of ours made them.
    """
    if now < FIRST_DAY:
        return False
    if told is not None and now - told <= LEAP:
        return True
    return now - _steady_since(now, runs) >= STEADY


def doubt(now: datetime, *, told: datetime | None, runs: Iterable[datetime]) -> Doubt | None:
    """Name what is odd about the clock, for people; None if nothing is.

    A run in a time to come is only told while no date of a source speaks for `now`: one that a
    wrong clock left behind would be told for years.
    """
    known = list(runs)
    newest = max(known, default=now)
    spoken_for = told is not None and abs(now - told) <= LEAP
    if now < FIRST_DAY or (newest - now > SKEW and not spoken_for):
        return "behind"
    leapt = any(run < _steady_since(now, known) for run in known)
    return "leapt" if leapt and not believable(now, told=told, runs=known) else None


def _steady_since(now: datetime, runs: Iterable[datetime]) -> datetime:
    """Return the first of the runs that lead to `now` without a leap."""
    since = now
    for run in sorted((run for run in runs if run <= now), reverse=True):
        if since - run > LEAP:
            break
        since = run
    return since
