"""Both clocks count working time, and never run backwards."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amends.config import Config
from amends.config.sla import Sla
from amends.handling.clocks import HORIZON, Calendar, DueTimes, reply_hours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)  # 17:00 in Sofia
WEEK = dict.fromkeys(WEEKDAYS[:5], "9:00-18:00")


def calendar(zone="Europe/Sofia", country=None, **sla):
    return Calendar(
        Config.model_validate({"business": {"timezone": zone, "country": country}, "sla": sla})
    )


@pytest.mark.parametrize(
    ("sla", "hours", "expected"),
    [
        ({}, 24, FRIDAY + timedelta(hours=24)),
        ({"hours": WEEK}, 1, FRIDAY + timedelta(hours=1)),
        ({"hours": WEEK}, 2, datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ({"hours": WEEK, "holidays": "2026-11-23"}, 2, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ({"holidays": "2026-11-21"}, 8, datetime(2026, 11, 21, 23, tzinfo=UTC)),
        ({"hours": {"fri": "9:00-17:30"}}, 1, datetime(2026, 11, 27, 7, 30, tzinfo=UTC)),
        ({"hours": WEEK}, 27 * 9 + 1, datetime(2026, 12, 29, 16, tzinfo=UTC)),
        ({"hours": WEEK}, 30 * 9 + 1, datetime(2027, 1, 1, 16, tzinfo=UTC)),
        ({"hours": WEEK}, 31 * 9 + 1, datetime(2027, 1, 4, 16, tzinfo=UTC)),
    ],
)
def test_only_working_hours_count(sla, hours, expected):
    assert calendar(**sla).due(FRIDAY, hours) == expected


def test_the_first_day_of_a_year():
    """A year is one of the zone: in Sofia it began two hours ago."""
    weekdays, begun = calendar(hours=WEEK), datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert weekdays.due(begun, 1) == datetime(2027, 1, 1, 8, tzinfo=UTC)
    assert weekdays.between(begun, begun + timedelta(days=1)) == timedelta(hours=9)


def test_both_clocks_start_at_once():
    weekdays = calendar(hours=WEEK, close=18)
    assert weekdays.times(FRIDAY, 2) == DueTimes(
        reply=datetime(2026, 11, 23, 8, tzinfo=UTC), close=datetime(2026, 11, 24, 15, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("sla", "country", "rests"),
    [
        ({"hours": WEEK}, "BG", True),  # 24 to 26 December are public holidays in Bulgaria
        ({"hours": WEEK, "public_holidays": "no"}, "BG", False),
        ({"hours": WEEK}, None, False),
        ({}, "BG", False),
        ({"public_holidays": "yes"}, "BG", True),
        ({"public_holidays": "yes"}, None, False),
    ],
)
def test_public_holidays_count_where_they_are_kept(sla, country, rests):
    eve = datetime(2026, 12, 23, 15, tzinfo=UTC)
    due = calendar(country=country, **sla).due(eve, 10)
    assert (due >= datetime(2026, 12, 26, 22, tzinfo=UTC)) is rests


def test_working_days_without_a_working_hour_ring_at_the_end_of_the_horizon():
    mondays = [date(2026, 11, 23) + timedelta(weeks=n) for n in range(52 * (HORIZON + 2))]
    never = calendar("UTC", hours={"mon": "9:00-18:00"}, holidays=list(map(str, mondays)))
    assert never.due(FRIDAY, 5) == datetime(2026 + HORIZON, 1, 2, tzinfo=UTC)
    assert never.due(FRIDAY, 5) <= never.due(FRIDAY, 6) <= never.due(FRIDAY, 100_000)


def test_a_lost_hour_of_work_is_no_work():
    """In the night of 29 March 2026 there is no 3:15 in Sofia."""
    night = calendar(hours={"sun": "3:15-4:05", "mon": "9:00-10:00"})
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert night.due(saturday, 0.5) == datetime(2026, 3, 30, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "worked"), [(date(2026, 3, 29), 19), (date(2026, 7, 1), 20), (date(2026, 10, 25), 21)]
)
def test_an_hour_is_an_hour_when_the_clocks_change(day, worked):
    sofia = ZoneInfo("Europe/Sofia")
    start, end = (datetime.combine(day + timedelta(days=n), time(), sofia) for n in (0, 1))
    every_day = calendar(hours=dict.fromkeys(WEEKDAYS, "0:00-20:00"))
    assert every_day.between(start, end) == timedelta(hours=worked)
    assert every_day.due(start, worked) == datetime.combine(day, time(20), sofia)
    never_stops = calendar()
    assert never_stops.between(start, end) == timedelta(hours=worked + 4)
    assert never_stops.due(start, worked + 4) == end
    whole_days = calendar(holidays="2020-01-01")
    assert whole_days.due(start, 6) - start.astimezone(UTC) == timedelta(hours=6)


@pytest.mark.parametrize(
    ("asked", "hours"),
    [
        ({"social": True, "negative": True, "severity": 1}, 6),
        ({"social": False, "negative": True, "severity": 2}, 24),
        ({"social": False, "negative": False, "severity": 4}, 48),
        ({"social": True, "negative": True, "severity": 4, "own": 2.5}, 2.5),
        ({"social": True, "negative": False, "severity": 0, "own": 100}, 100),
    ],
)
def test_which_target(asked, hours):
    assert reply_hours(Sla(), **asked) == hours


@pytest.mark.parametrize(
    ("targets", "asked", "hours"),
    [
        ({"social": 72}, {"social": True, "negative": True, "severity": 0}, 24),
        ({"other": 1}, {"social": True, "negative": False, "severity": 0}, 6),
        ({"serious": 4}, {"social": False, "negative": False, "severity": 2}, 48),
        ({"serious": 4}, {"social": False, "negative": False, "severity": 3}, 4),
        ({"serious": 4}, {"social": True, "negative": True, "severity": 4}, 4),
        ({"serious": 4, "critical": 1}, {"social": True, "negative": True, "severity": 4}, 1),
        ({"serious": 4, "critical": 1}, {"social": True, "negative": True, "severity": 3}, 4),
        ({"critical": 9}, {"social": True, "negative": True, "severity": 4}, 6),
        ({"critical": 1}, {"social": False, "negative": True, "severity": 4, "own": 72}, 1),
        ({"critical": 9}, {"social": False, "negative": True, "severity": 4, "own": 2}, 2),
    ],
)
def test_the_soonest_target_that_applies_wins(targets, asked, hours):
    assert reply_hours(Sla(first_reply=targets), **asked) == hours


@pytest.mark.parametrize(
    ("since", "now", "expected"),
    [
        pytest.param(-1, 5, 6, id="an hour was left, and an hour is left"),
        pytest.param(-24, 48, 72, id="a day was left"),
        pytest.param(0, 5, 0, id="due when the pause began"),
        pytest.param(2, 30, 0, id="late when the pause began"),
        pytest.param(-1, -9, 0, id="a system clock that went backwards"),
    ],
)
def test_after_a_pause_the_same_time_is_left(since, now, expected):
    since, now, expected = (FRIDAY + timedelta(hours=hours) for hours in (since, now, expected))
    assert calendar().resumed(FRIDAY, since, now) == expected


def test_a_pause_ends_in_the_night():
    weekdays = calendar(hours=WEEK)
    due = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # half an hour before they close
    asked = due - timedelta(hours=2)
    answered = datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert weekdays.resumed(due, asked, answered) == datetime(2026, 11, 23, 9, tzinfo=UTC)


ZONES = ("UTC", "Europe/Sofia", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia")
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
HOURS = st.floats(0.1, 500)
TIMES = (
    st.lists(st.times(), min_size=2, max_size=2, unique=True)
    .map(sorted)
    .map(lambda span: "-".join(f"{each:%H:%M}" for each in span))
    .filter(lambda span: span[:5] < span[6:])
)
CALENDARS = st.builds(
    calendar,
    zone=st.sampled_from(ZONES),
    country=st.sampled_from([None, "BG", "US"]),
    hours=st.dictionaries(st.sampled_from(WEEKDAYS), TIMES),
    holidays=st.lists(st.dates(date(2025, 1, 1), date(2027, 1, 1)).map(str), max_size=9),
    public_holidays=st.sampled_from(["auto", "yes", "no"]),
)
NEAR = st.datetimes(datetime(2024, 6, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
"""Around the holidays above, and through six changes of the clocks."""


@given(CALENDARS, MOMENTS | NEAR, HOURS)
def test_due_is_in_working_time(days, start, hours):
    due = days.due(start, hours)
    assert due >= start + timedelta(hours=hours)
    assume(due.year < start.year + HORIZON)
    zone = ZoneInfo(days.config.business.timezone)
    local = due.astimezone(zone)
    assert local.time() == time() or local.date() not in days.sla.holidays
    if days.sla.hours:
        span = days.sla.hours[WEEKDAYS[local.weekday()]].split("-")
        opens, closes = (datetime.combine(local, time.fromisoformat(each), zone) for each in span)
        assert opens.astimezone(UTC) <= due <= closes.astimezone(UTC)


@given(CALENDARS, st.lists(MOMENTS | NEAR, min_size=2, max_size=4), st.lists(HOURS, min_size=2))
def test_the_clocks_never_run_backwards(days, starts, hours):
    for one, other in pairwise(sorted(starts)):
        assert days.due(one, hours[0]) <= days.due(other, hours[0])
    for less, more in pairwise(sorted(hours)):
        assert days.due(starts[0], less) <= days.due(starts[0], more)


@given(CALENDARS, NEAR, HOURS)
def test_between_measures_what_due_goes(days, start, hours):
    due = days.due(start, hours)
    assume(due.year < start.year + HORIZON)
    assert days.between(start, due) == timedelta(hours=hours)
    assert days.between(due, start) == timedelta()


@given(CALENDARS, NEAR, HOURS, st.floats(0, 900), st.floats(-100, 900))
def test_a_pause_takes_nothing_and_gives_nothing(days, start, hours, asked, paused):
    due = days.due(start, hours)
    assume(due.year < start.year + HORIZON // 2)
    since = start + timedelta(hours=asked)
    now = since + timedelta(hours=paused)
    resumed = days.resumed(due, since, now)
    assert resumed >= due
    if due > since:
        left = days.between(max(now, since), resumed)
        assume(resumed.year < start.year + HORIZON // 2)
        assert left == days.between(since, due)
    else:
        assert resumed == due


SOFIA = ZoneInfo("Europe/Sofia")
MONDAY = datetime(2026, 12, 21, 16, tzinfo=SOFIA)
DOCUMENTED = {
    "country": "BG",
    "hours": WEEK,
    "close": 45,
    "first_reply": {"serious": 4},
    "holidays": "2026-12-31",
}
"""The example of docs/clocks.md."""


@pytest.mark.parametrize(
    ("social", "negative", "severity", "due"),
    [
        (True, True, 2, datetime(2026, 12, 22, 13)),
        (False, True, 2, datetime(2026, 12, 29, 13)),
        (False, False, 0, datetime(2027, 1, 5, 10)),
        (False, True, 3, datetime(2026, 12, 22, 11)),
    ],
)
def test_the_example_of_the_docs(social, negative, severity, due):
    days = calendar(**DOCUMENTED)
    hours = reply_hours(days.sla, social=social, negative=negative, severity=severity)
    assert days.times(MONDAY, hours) == (
        due.replace(tzinfo=SOFIA),
        datetime(2027, 1, 4, 16, tzinfo=SOFIA),
    )


def test_the_pause_of_the_docs():
    days = calendar(**DOCUMENTED)
    due = datetime(2027, 1, 4, 16, tzinfo=SOFIA)
    asked, answered = (
        datetime(2026, 12, 22, 11, tzinfo=SOFIA),
        datetime(2026, 12, 30, 15, tzinfo=SOFIA),
    )
    assert days.between(asked, due) == timedelta(hours=41)
    assert days.resumed(due, asked, answered) == datetime(2027, 1, 8, 11, tzinfo=SOFIA)
