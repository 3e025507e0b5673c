"""The same hour of earlier days and weeks, on the clock of the business."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.models.moments import micros, moment

if TYPE_CHECKING:
    from datetime import tzinfo

HOUR = 3_600_000_000
"""Microseconds."""
DAY = 24 * HOUR
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class WallClock:
    """Steps back by days on the wall clock: at 9:00 it was 9:00, whatever summer time did."""

    zone: tzinfo
    _known: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def earlier(self, at: int, days: int) -> tuple[int, ...]:
        """Return the same time of day 1, 2 … `days` days before `at` (µs), the nearest first."""
        known = self._known.get(at, ())
        if len(known) < days:
            local = moment(at).astimezone(self.zone).replace(tzinfo=None)
            known = self._known[at] = tuple(
                micros((local - timedelta(days=back)).replace(tzinfo=self.zone))
                for back in range(1, days + 1)
            )
        return known[:days]
