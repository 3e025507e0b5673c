"""A wrong clock must not erase anything; a right one must not be doubted for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.handling.believable import FIRST_DAY, LEAP, STEADY, believable, doubt

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
DAILY = [NOW - n * DAY for n in range(60)]


def ahead(**by):
    return NOW + timedelta(**by)


def test_a_daily_run_is_believed():
    assert believable(NOW, told=None, runs=DAILY)
    assert doubt(NOW, told=None, runs=DAILY) is None


def test_a_date_of_a_source_is_enough():
    assert believable(NOW, told=NOW - LEAP, runs=[])
    assert not believable(NOW, told=NOW - LEAP - DAY, runs=[])


@pytest.mark.parametrize("leap", [{"days": 46}, {"days": 400}, {"days": 9000}])
def test_a_leap_is_not_believed_however_often_it_runs_that_day(leap):
    wrong = ahead(**leap)
    runs = [*DAILY, wrong, wrong + timedelta(hours=3)]
    assert not believable(wrong + timedelta(hours=6), told=NOW, runs=runs)
    assert doubt(wrong, told=NOW, runs=runs) == "leapt"


def test_after_a_pause_a_week_of_runs_is_believed():
    back = ahead(days=90)
    runs = [*DAILY, *(back + n * DAY for n in range(7))]
    assert not believable(back + 6 * DAY, told=NOW, runs=runs)
    assert believable(back + STEADY, told=NOW, runs=runs)


def test_after_a_pause_a_new_mention_is_believed_at_once():
    assert believable(ahead(days=90), told=ahead(days=89), runs=DAILY)


def test_what_a_wrong_clock_left_behind_does_not_count_for_ever():
    runs = [*DAILY, ahead(days=4000)]
    assert believable(NOW, told=None, runs=runs)
    assert doubt(NOW, told=None, runs=runs) == "behind"
    assert doubt(NOW, told=NOW - DAY, runs=runs) is None


def test_a_machine_without_a_clock_is_not_believed():
    lost = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    assert not believable(lost, told=NOW, runs=DAILY)
    assert doubt(lost, told=NOW, runs=DAILY) == "behind"
    assert not believable(FIRST_DAY - DAY, told=FIRST_DAY - DAY, runs=[])


def test_the_first_run_is_no_oddity():
    assert doubt(NOW, told=None, runs=[]) is None
    assert doubt(NOW, told=NOW - 400 * DAY, runs=[NOW, NOW - DAY]) is None


@given(
    leap=st.timedeltas(min_value=LEAP + DAY, max_value=timedelta(days=20_000)),
    later=st.lists(
        st.timedeltas(min_value=timedelta(), max_value=STEADY - timedelta(seconds=1)), max_size=8
    ),
    gaps=st.lists(st.timedeltas(min_value=timedelta(), max_value=LEAP), max_size=8),
)
def test_no_leap_is_believed_within_its_first_week(leap, later, gaps):
    runs, moment = [], NOW
    for gap in gaps:
        moment -= gap
        runs.append(moment)
    wrong = [NOW + leap + each for each in later]
    now = max(wrong, default=NOW + leap)
    assert not believable(now, told=NOW, runs=[NOW, *runs, *wrong])
