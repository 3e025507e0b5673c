from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.handling.effects import measure, two_sided, windows

AT = datetime(2026, 9, 1, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO = AT - 400 * DAY


def measured(before, after, *, days=60, known=LONG_AGO, customers=None):
    def count(since, until):
        assert until - since == min(days, 90, (AT - known) // DAY) * DAY
        return before if until == AT else after

    return measure(AT, AT + days * DAY, known, count, customers)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [  # R: binom.test(after, before + after)$p.value
        (0, 0, 1.0),
        (5, 0, 0.0625),
        (6, 0, 0.03125),
        (12, 3, 0.03515625),
        (10, 8, 0.814529419),
        (4, 4, 1.0),
        (1, 9, 0.021484375),
    ],
)
def test_the_test_is_exact(before, after, expected):
    assert two_sided(before, after) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (12, 3, "fewer"),
        (5, 0, "unclear"),
        (6, 0, "fewer"),
        (4, 0, "too_few"),
        (0, 2, "too_few"),
        (1, 9, "more"),
        (10, 8, "unclear"),
    ],
)
def test_a_plain_verdict(before, after, verdict):
    assert measured(before, after).verdict == verdict


def test_too_early_to_say_anything():
    found = measured(9, 0, days=6)
    assert (found.verdict, found.before, found.days) == ("too_early", None, 6)


def test_nothing_known_from_before_is_not_no_complaints():
    assert measured(9, 0, known=AT - 3 * DAY).verdict == "no_past"
    assert measure(AT, AT + 30 * DAY, None, lambda *_: 0).verdict == "no_past"


def test_both_windows_are_as_long_as_the_shorter_past():
    assert measured(9, 0, known=AT - 20 * DAY).days == 20


def test_ninety_days_at_most():
    assert measured(30, 2, days=300).days == 90


def test_a_rate_where_the_customers_are_known():
    found = measured(12, 3, days=61, customers=2000)
    assert found.before_per_1000 == pytest.approx(12 / (2 * 61 / 30.44))
    assert found.after_per_1000 == pytest.approx(3 / (2 * 61 / 30.44))
    assert measured(12, 3).before_per_1000 is None


@given(st.integers(0, 300), st.integers(0, 300))
def test_chance_is_a_probability_and_takes_no_sides(before, after):
    assert 0 < two_sided(before, after) <= 1
    assert two_sided(before, after) == two_sided(after, before)


@given(
    st.timedeltas(timedelta(), 500 * DAY),
    st.none() | st.timedeltas(-100 * DAY, 500 * DAY),
)
def test_windows_are_equal_and_never_negative(since, known):
    found = windows(AT, AT + since, None if known is None else AT - known)
    assert found.at - found.since == found.until - found.at >= timedelta()
    assert found.until <= AT + since
