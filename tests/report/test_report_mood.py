"""Volume, mood and stars: over time, by language, by hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amends.models.report import Share
from amends.report import mood

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "day"), (35, "day"), (36, "week"), (186, "week"), (187, "month")]
)
def test_the_step_grows_with_the_period(fresh, days, unit):
    told = fresh()
    told.until = told.since + days * DAY
    assert mood.unit(told.periods[0]) == unit


def test_mood_and_stars(told):
    told.add(mood=-0.5, stars=1.0)
    told.praise(mood=1.0, stars=5.0)
    told.add(intent=None, mood=None, label=None, severity=None)
    view = told.view()
    assert (mood.mood(view).value, mood.mood(view).n) == (0.25, 2)
    found = mood.stars(view)
    assert (found.mean.value, found.mean.n, found.distribution) == (3.0, 2, (1, 0, 0, 0, 1))


def test_the_time_line_has_no_gaps_and_says_what_is_cut(fresh):
    told = fresh(
        since=datetime(2026, 9, 30, tzinfo=UTC), until=datetime(2026, 11, 15, 8, tzinfo=UTC)
    )
    told.add(datetime(2026, 10, 4, 23, tzinfo=UTC))
    told.praise(datetime(2026, 10, 5, tzinfo=UTC))
    line = mood.timeline(told.view(), ZoneInfo("UTC"))
    assert [each.first for each in line] == [
        date(2026, 9, 28) + week * 7 * DAY for week in range(7)
    ]
    assert [each.mentions for each in line] == [1, 1, 0, 0, 0, 0, 0]
    assert [each.whole for each in line] == [False, True, True, True, True, True, False]
    assert (line[0].raised, line[0].praise, line[1].praise) == (1, 0, 1)
    assert line[2].mood.value is None
    assert line[0].last == date(2026, 10, 4)


def test_months_end_where_they_end(fresh):
    told = fresh(since=datetime(2025, 11, 1, tzinfo=UTC), until=datetime(2026, 11, 1, tzinfo=UTC))
    line = mood.timeline(told.view(), ZoneInfo("UTC"))
    assert len(line) == 12
    assert (line[1].first, line[1].last) == (date(2025, 12, 1), date(2025, 12, 31))
    assert all(each.whole for each in line)


def test_days_are_those_of_the_business(fresh):
    told = fresh(zone="Europe/Sofia", since=datetime(2026, 10, 23, 21, tzinfo=UTC))
    told.add(datetime(2026, 10, 24, 21, 30, tzinfo=UTC))  # Sunday 0:30, the day of 25 hours
    told.add(datetime(2026, 10, 25, 21, 59, tzinfo=UTC))  # the same Sunday, 23:59
    line = mood.timeline(told.view(), ZoneInfo("Europe/Sofia"))
    assert [each.mentions for each in line[:3]] == [0, 2, 0]
    assert line[1].first == date(2026, 10, 25)


def test_hours_of_the_week(told):
    monday = datetime(2026, 10, 5, tzinfo=UTC)
    told.add(monday + timedelta(hours=8, minutes=59))
    told.add(monday + timedelta(days=6, hours=23))
    told.add(monday)  # midnight sharp: only the day is known
    told.add(monday + timedelta(hours=9), undated=True)
    found = mood.hours(told.view(), ZoneInfo("UTC"))
    assert (found.week[0][8], found.week[6][23], found.n, found.unknown) == (1, 1, 2, 2)
    assert sum(map(sum, found.week)) == 2
    assert [len(day) for day in found.week] == [24] * 7


def test_a_day_without_a_time_is_one_in_every_zone(fresh):
    told = fresh(zone="Asia/Kolkata")
    told.add(datetime(2026, 10, 5, tzinfo=UTC))  # 5:30 there
    told.add(datetime(2026, 10, 5, 18, 30, tzinfo=UTC))  # midnight there
    told.add(datetime(2026, 10, 5, 18, 31, tzinfo=UTC))
    found = mood.hours(told.view(), ZoneInfo(told.zone))
    assert (found.n, found.unknown) == (1, 2)


def test_languages(told):
    told.add(language="bg", mood=-0.2)
    told.add(language="bg", mood=-0.4)
    told.praise(language=None)
    told.add(told.since - DAY, language="pl")
    found = {each.code: each for each in mood.languages(told.both())}
    assert list(found) == ["bg", "und", "pl"]
    assert found["bg"].mentions.now == Share(2, 3)
    assert found["pl"].mentions.before == Share(1, 1)
    assert round(found["bg"].mood.now.value, 4) == -0.3
