"""The two clocks of a mention, first answer and closing: hours that count while people work.

Working time grows like a distance on a road: `due` goes so far ahead of the start, `between`
measures from one moment to another. Both look up tables of one year each, made when first needed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from amends.config.workdays import WEEKDAYS, day_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.config import Config
    from amends.config.sla import Sla

SERIOUS, CRITICAL = 3, 4
"""Severities that may have a target of their own."""
HORIZON = 12
"""Years to look ahead: with hardly any working hour, a clock rings at their end."""
_DAY = timedelta(days=1)
_NONE = timedelta()


def reply_hours(
    sla: Sla, *, social: bool, negative: bool, severity: int, own: float | None = None
) -> float:
    """Return the hours until the first answer is due: the soonest of the targets that apply.

    `own`, the target of the source itself, stands for those by the kind of mention; harm may be
    more pressing still.
    """
    targets = sla.first_reply
    kinds = (
        (targets.social, social),
        (targets.negative, negative),
        (targets.other, not (social or negative)),
    )
    harms = ((targets.serious, severity >= SERIOUS), (targets.critical, severity >= CRITICAL))
    usual = own or min(hours for hours, applies in kinds if applies)
    return min([usual, *(hours for hours, applies in harms if applies and hours)])


class DueTimes(NamedTuple):
    """When both clocks of a mention ring."""

    reply: datetime
    close: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the business works: made once from the configuration, asked for every mention."""

    config: Config
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def times(self, start: datetime, reply: float) -> DueTimes:
        """Return when both clocks ring that start at once; the answer is due in `reply` hours."""
        return DueTimes(self.due(start, reply), self.due(start, self.sla.close))

    def due(self, start: datetime, hours: float) -> datetime:
        """Return the moment when `hours` of working time have passed since `start`.

        Without working hours and holidays in the configuration every hour counts.
        """
        return self._after(start, timedelta(hours=hours))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`; none if `end` is not later."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)  # sums in a zone are wall time
        if end <= start or self._never_stops:
            return max(end - start, _NONE)
        first, last = self._year_of(start), self._year_of(end)
        whole = sum((self._year(year).total for year in range(first, last)), start=_NONE)
        return whole + self._year(last).until(end) - self._year(first).until(start)

    def resumed(self, due: datetime, since: datetime, now: datetime) -> datetime:
        """Return when a clock rings that was due at `due` and stood still from `since` to `now`.

        The same working time is left as when the pause began; what was late by then stays late,
        and a system clock that went backwards takes nothing away.
        """
        if due <= since:
            return due
        return max(due, self._after(max(now, since), self.between(since, due)))

    def _after(self, start: datetime, left: timedelta) -> datetime:
        start = start.astimezone(UTC)
        if self._never_stops:
            return start + left
        first = self._year_of(start)
        wanted = left + self._year(first).until(start)
        for year in range(first, first + HORIZON):
            table = self._year(year)
            if table.opens and wanted <= table.total:
                return max(start, table.when(wanted))
            wanted -= table.total
        return max(start + left, datetime(first + HORIZON, 1, 1, tzinfo=UTC) + _DAY)

    @property
    def sla(self) -> Sla:
        """The targets of both clocks."""
        return self.config.sla

    @property
    def _never_stops(self) -> bool:
        return not (self.sla.hours or self.sla.holidays or self.sla.public_holidays == "yes")

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.business.timezone)

    def _year_of(self, moment: datetime) -> int:
        return moment.astimezone(self._zone).year

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._years[year] = _Year.of(list(self._spans(year)))
        return self._years[year]

    def _spans(self, year: int) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working times of a year as moments in UTC, so that sums are real hours."""
        for ahead in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
            day = date(year, 1, 1) + ahead * _DAY
            if not day_off(self.config, day):
                opens, closes = self._span(day)
                if opens < closes:  # an hour that a change of the clocks swallows is none
                    yield opens, closes

    def _span(self, day: date) -> tuple[datetime, datetime]:
        hours = self.sla.hours.get(WEEKDAYS[day.weekday()])
        if hours is None:
            return _utc(day, time(), self._zone), _utc(day + _DAY, time(), self._zone)
        opens, closes = map(time.fromisoformat, hours.split("-"))
        return _utc(day, opens, self._zone), _utc(day, closes, self._zone)


@dataclass(frozen=True, slots=True)
class _Year:
    """The working times of one year, and how much of it each of them finds already worked."""

    opens: list[datetime]
    closes: list[datetime]
    before: list[timedelta]
    total: timedelta

    @classmethod
    def of(cls, spans: Sequence[tuple[datetime, datetime]]) -> _Year:
        *before, total = accumulate((closes - opens for opens, closes in spans), initial=_NONE)
        return cls([opens for opens, _ in spans], [closes for _, closes in spans], before, total)

    def until(self, moment: datetime) -> timedelta:
        """Return the working time of the year up to a moment."""
        at = bisect_right(self.opens, moment) - 1
        if at < 0:
            return _NONE
        return self.before[at] + (min(moment, self.closes[at]) - self.opens[at])

    def when(self, worked: timedelta) -> datetime:
        """Return the first moment of the year at which so much of it has been worked."""
        at = max(bisect_left(self.before, worked) - 1, 0)
        return self.opens[at] + (worked - self.before[at])


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
