"""By when an answer is due: hours that count only while the business works."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from amends.config.model import Sla
    from amends.config.values import Weekday

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 3660
"""Days to look ahead; a calendar without a single working hour ends here."""


def reply_hours(sla: Sla, *, social: bool, negative: bool, own: float | None) -> float:
    """Return the hours until the first answer is due; `own` is the source's own target."""
    if own is not None:
        return own
    targets = sla.first_reply
    if social:
        return targets.social
    return targets.negative if negative else targets.other


def due_at(start: datetime, hours: float, sla: Sla, timezone: str) -> datetime:
    """Return the moment when `hours` of working time have passed since `start`.

    Without working hours in the configuration, and outside holidays, every hour counts.
    """
    if not sla.hours and not sla.holidays:
        return start + timedelta(hours=hours)
    zone = ZoneInfo(timezone)
    left = timedelta(hours=hours)
    day = start.astimezone(zone).date()
    for _ in range(LONGEST):
        span = _span(day, sla.hours, sla.holidays, zone)
        if span and span[1] > start:
            begin = max(span[0], start)
            if begin + left <= span[1]:
                return begin + left
            left -= span[1] - begin
        day += timedelta(days=1)
    return start + timedelta(hours=hours)


def _span(
    day: date, hours: Mapping[Weekday, str], holidays: Sequence[date], zone: ZoneInfo
) -> tuple[datetime, datetime] | None:
    """Return the working time of a day as moments in UTC, so that sums are real hours."""
    if day in holidays:
        return None
    if not hours:
        return _utc(day, "00:00", zone), _utc(day + timedelta(days=1), "00:00", zone)
    span = hours.get(WEEKDAYS[day.weekday()])
    if span is None:
        return None
    opens, closes = span.split("-")
    return _utc(day, opens, zone), _utc(day, closes, zone)


def _utc(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
