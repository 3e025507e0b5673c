"""Volume, mood and stars: in all, over time, by language, by hour."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from amends.models.report import Hours, LanguageFigures, Mean, Span, Stars
from amends.report.counting import distribution, mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from amends.models.report import Period, Unit
    from amends.report.view import Both, Told, View

LONGEST_BY_DAY, LONGEST_BY_WEEK = 35, 186
"""Days: five weeks, half a year. Longer time lines have longer steps, or nobody could read them."""
_DAY = timedelta(days=1)
DECEMBER = 12
UNKNOWN = "und"
"""The code of a language that is not known."""
_WHOLE_DAY = 86_400_000_000
"""Microseconds."""


def mood(view: View) -> Mean:
    """Return the mean sentiment of what has been read."""
    return mean(each.mood for each in view.told)


def stars(view: View) -> Stars:
    """Return the ratings, as they stood at the period's end."""
    found = [each.stars for each in view.told if each.stars is not None]
    return Stars(mean(found), distribution(found))


def praise(view: View) -> int:
    """Count those who praise, or thank."""
    return sum(each.praise for each in view.told)


def unit(period: Period) -> Unit:
    """Return the step of the time line."""
    if period.days <= LONGEST_BY_DAY:
        return "day"
    return "week" if period.days <= LONGEST_BY_WEEK else "month"


def timeline(view: View, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return the time line without a gap; what nothing was written in is there too."""
    period, step = view.period, unit(view.period)
    groups: dict[date, list[Told]] = {first: [] for first, _ in _steps(period, step)}
    for each in view.told:
        groups[_beginning(each.local.date(), step)].append(each)
    return tuple(
        _span(first, last, groups[first], whole=_whole(first, last, period, zone))
        for first, last in _steps(period, step)
    )


def _steps(period: Period, step: Unit) -> Iterator[tuple[date, date]]:
    first = _beginning(period.first, step)
    while first <= period.last:
        following = _following(first, step)
        yield first, following - _DAY
        first = following


def _beginning(day: date, step: Unit) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def _following(first: date, step: Unit) -> date:
    if step == "month":
        return date(first.year + first.month // DECEMBER, first.month % DECEMBER + 1, 1)
    return first + timedelta(days=7 if step == "week" else 1)


def _whole(first: date, last: date, period: Period, zone: ZoneInfo) -> bool:
    begins = datetime.combine(first, time(), zone)
    ends = datetime.combine(last + _DAY, time(), zone)
    return period.since <= begins and ends <= period.until


def _span(first: date, last: date, told: list[Told], *, whole: bool) -> Span:
    return Span(
        first=first,
        last=last,
        whole=whole,
        mentions=len(told),
        raised=sum(each.raised for each in told),
        praise=sum(each.praise for each in told),
        mood=mean(each.mood for each in told),
        stars=mean(each.stars for each in told),
    )


def languages(both: Both) -> tuple[LanguageFigures, ...]:
    """Return what was written in each language; what was erased has none."""
    spoken = both.grouped(lambda told: (told.line.language or UNKNOWN,))
    return tuple(
        LanguageFigures(
            code=code,
            mentions=each.share_of(both),
            raised=each.pair(lambda view: len(view.raised)),
            mood=each.pair(mood),
        )
        for code, each in spoken.items()
    )


def hours(view: View) -> Hours:
    """Return when people write: a time of midnight sharp is a day without a time."""
    found = Counter(
        (each.local.weekday(), each.local.hour) for each in view.told if not _day_only(each)
    )
    week = tuple(tuple(found[day, hour] for hour in range(24)) for day in range(7))
    known = found.total()
    return Hours(week, known, len(view.told) - known)


def _day_only(told: Told) -> bool:
    if told.line.undated or told.line.published_at % _WHOLE_DAY == 0:
        return True
    local = told.local
    return not (local.hour or local.minute or local.second or local.microsecond)
