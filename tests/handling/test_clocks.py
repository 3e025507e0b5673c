from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Sla
from amends.handling import clocks

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)  # 17:00 in Sofia
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9:00-18:00")


@pytest.mark.parametrize(
    ("sla", "hours", "expected"),
    [
        ({}, 24, FRIDAY + timedelta(hours=24)),
        ({"hours": WEEK}, 1, FRIDAY + timedelta(hours=1)),
        ({"hours": WEEK}, 2, datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (
            {"hours": WEEK, "holidays": [date(2026, 11, 23)]},
            2,
            datetime(2026, 11, 24, 8, tzinfo=UTC),
        ),
        ({"holidays": [date(2026, 11, 21)]}, 8, datetime(2026, 11, 21, 23, tzinfo=UTC)),
        ({"hours": {"fri": "9:00-17:30"}}, 1, datetime(2026, 11, 27, 7, 30, tzinfo=UTC)),
    ],
)
def test_only_working_hours_count(sla, hours, expected):
    assert clocks.due_at(FRIDAY, hours, Sla(**sla), "Europe/Sofia") == expected


def test_a_calendar_without_working_hours_does_not_hang():
    mondays = [date(2026, 11, 23) + timedelta(weeks=n) for n in range(600)]
    sla = Sla(hours={"mon": "9:00-18:00"}, holidays=mondays)
    assert clocks.due_at(FRIDAY, 5, sla, "UTC") == FRIDAY + timedelta(hours=5)


def test_an_hour_is_an_hour_when_the_clocks_change():
    before = datetime(2026, 3, 28, 22, tzinfo=UTC)
    sla = Sla(hours=dict.fromkeys(clocks.WEEKDAYS, "0:00-23:59"))
    due = clocks.due_at(before, 6, sla, "Europe/Sofia")
    assert due - before == timedelta(hours=6)


@pytest.mark.parametrize(
    ("asked", "hours"),
    [
        ({"social": True, "negative": True, "own": None}, 6),
        ({"social": False, "negative": True, "own": None}, 24),
        ({"social": False, "negative": False, "own": None}, 48),
        ({"social": True, "negative": True, "own": 2.5}, 2.5),
    ],
)
def test_which_target(asked, hours):
    assert clocks.reply_hours(Sla(), **asked) == hours


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    st.floats(0.1, 500),
)
def test_more_time_is_never_due_earlier(start, hours):
    sla = Sla(hours=WEEK)
    sooner = clocks.due_at(start, hours, sla, "Europe/Sofia")
    assert start < sooner <= clocks.due_at(start, hours + 1, sla, "Europe/Sofia")
