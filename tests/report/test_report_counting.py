"""Shares, means, quantiles, directions: by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.models.report import Share
from amends.report.counting import direction, distribution, mean, share, spread


def test_a_share_says_how_sure_it_is():
    found = Share(3, 10)
    assert found.value == 0.3
    assert found.interval == pytest.approx((0.1078, 0.6032), abs=1e-4)  # Wilson, by hand
    assert not found.few
    assert Share(3, 9).few


def test_a_share_of_nothing_is_unknown():
    assert share([]).value is None
    assert share([]).interval is None


def test_a_mean_leaves_out_what_is_unknown():
    assert (mean([1, None, 4]).value, mean([1, None, 4]).n) == (2.5, 2)
    assert mean([None]).value is None


@pytest.mark.parametrize(
    ("hours", "median", "most"),
    [([5], 5, 5), ([1, 3], 2, 3), ([9, 1, 2], 2, 9), (list(range(1, 11)), 5.5, 9)],
)
def test_a_spread_is_made_of_what_occurred(hours, median, most):
    found = spread(hours)
    assert (found.median, found.most, found.n) == (median, most, len(hours))


def test_a_spread_of_nothing_is_unknown():
    assert spread([]).median is None
    assert spread([]).most is None


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (0, 0, "steady"),
        (5, 0, "steady"),  # p = 1/16
        (6, 0, "up"),  # p = 1/32
        (0, 6, "down"),
        (10, 8, "steady"),
        (600, 500, "up"),
        (520, 500, "steady"),
    ],
)
def test_a_direction_is_more_than_chance(now, before, said):
    assert direction(now, before) == said


def test_stars_are_rounded_half_up_and_start_at_one():
    assert distribution([0, 0.5, 1.4, 2.5, 4.4, 4.5, 5]) == (3, 0, 1, 1, 2)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_directions_mirror_each_other(now, before):
    mirrored = {"up": "down", "down": "up", "steady": "steady"}
    assert direction(now, before) == mirrored[direction(before, now)]


@given(st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(pair):
    found = Share(*pair)
    if found.n:
        low, high = found.interval
        assert 0 <= low <= found.value + 1e-9
        assert found.value - 1e-9 <= high <= 1
