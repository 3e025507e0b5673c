"""By when an answer is due: hours that count only while the business works."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from amends.config.model import Sla

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
        for opens, closes in _spans(day, sla.hours, sla.holidays, zone):
            begin = max(opens, start)
            if begin >= closes:
                continue
            if begin + left <= closes:
                return (begin + left).astimezone(start.tzinfo)
            left -= closes - begin
        day += timedelta(days=1)
    return start + timedelta(hours=hours)


def _spans(
    day: date, hours: Mapping[str, str], holidays: Sequence[date], zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """Return the working time of a day as aware moments in UTC, so that sums are real hours."""
    if day in holidays:
        return []
    if not hours:
        spans = [(time.min, time.min)]
    else:
        spans = [parse_hours(part) for part in _parts(hours.get(WEEKDAYS[day.weekday()], ""))]
    return [
        (
            _utc(day, opens, zone),
            _utc(day if closes > opens else day + timedelta(days=1), closes, zone),
        )
        for opens, closes in spans
    ]


def _parts(text: str) -> list[str]:
    return [part for part in text.replace(" ", "").split(",") if part]


def parse_hours(text: str) -> tuple[time, time]:
    """Read `9:00-18:00`; `22:00-2:00` ends on the next day. Raises ValueError."""
    opens, _, closes = text.partition("-")
    return _clock(opens), _clock(closes)


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour) % 24, int(minute or 0))


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(ZoneInfo("UTC"))
