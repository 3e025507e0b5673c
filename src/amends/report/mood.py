"""Volume, mood and stars: in all, over time, by language, by hour."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from amends.models.moments import micros
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
_SECOND, _WHOLE_DAY = 1_000_000, 86_400_000_000
"""Microseconds."""
_MOOD, _PRAISE, _RAISED, _STARS = map(attrgetter, ("mood", "praise", "raised", "stars"))
"""Quicker than a generator; every part of the business asks for them."""


def mood(view: View) -> Mean:
    """Return the mean sentiment of what has been read."""
    return mean(map(_MOOD, view.told))


def stars(view: View) -> Stars:
    """Return the ratings, as they stood at the period's end."""
    found = [value for value in map(_STARS, view.told) if value is not None]
    return Stars(mean(found), distribution(found))


def praise(view: View) -> int:
    """Count those who praise, or thank."""
    return sum(map(_PRAISE, view.told))


def unit(period: Period) -> Unit:
    """Return the step of the time line."""
    if period.days <= LONGEST_BY_DAY:
        return "day"
    return "week" if period.days <= LONGEST_BY_WEEK else "month"


def timeline(view: View, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return the time line without a gap; what nothing was written in is there too."""
    period, steps = view.period, list(_steps(view.period, unit(view.period)))
    begins = [micros(datetime.combine(first, time(), zone)) for first, _ in steps]
    groups: list[list[Told]] = [[] for _ in steps]
    for each in view.told:
        groups[bisect_right(begins, each.line.published_at) - 1].append(each)
    return tuple(
        _span(first, last, told, whole=_whole(first, last, period, zone))
        for (first, last), told in zip(steps, groups, strict=True)
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
        raised=sum(map(_RAISED, told)),
        praise=sum(map(_PRAISE, told)),
        mood=mean(map(_MOOD, told)),
        stars=mean(map(_STARS, told)),
    )


def languages(both: Both) -> tuple[LanguageFigures, ...]:
    """Return what was written in each language; what was erased has none."""
    spoken = both.grouped(attrgetter("line.language"), lambda code: (code or UNKNOWN,))
    return tuple(
        LanguageFigures(
            code=code,
            mentions=each.share_of(both),
            raised=each.pair(lambda view: len(view.raised)),
            mood=each.pair(mood),
        )
        for code, each in spoken.items()
    )


def hours(view: View, zone: ZoneInfo) -> Hours:
    """Return when people write: a time of midnight sharp is a day without a time."""
    found: Counter[tuple[int, int]] = Counter()
    for each in view.told:
        at = each.line.published_at
        if each.line.undated or at % _WHOLE_DAY == 0:
            continue
        local = datetime.fromtimestamp(at / _SECOND, zone)
        if local.hour or local.minute or local.second or local.microsecond:
            found[local.weekday(), local.hour] += 1
    week = tuple(tuple(found[day, hour] for hour in range(24)) for day in range(7))
    known = found.total()
    return Hours(week, known, len(view.told) - known)
