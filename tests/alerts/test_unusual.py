"""The arithmetic of what is unusual, against exact values."""

from __future__ import annotations

from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.alerts.unusual import LEAST_SPREAD, LEAST_USUAL, Usual, chance, usual


def test_nearly_without_scatter_it_is_a_poisson_process():
    below = sum(exp(-3) * 3**n / factorial(n) for n in range(9))
    assert chance(9, Usual(3, 1 + 1e-6)) == pytest.approx(1 - below, rel=1e-3)


def test_a_variance_of_twice_the_mean_with_mean_one_is_geometric():
    """Negative binomial of size 1: each further one half as probable."""
    assert chance(5, Usual(1, 2)) == pytest.approx(0.5**5, rel=1e-5)


def test_far_off_it_is_nothing_and_no_error():
    assert chance(100_000, Usual(3, 1.3)) < 1e-300
    assert chance(3, Usual(3, 1.3)) == 1


@given(st.integers(0, 500), st.floats(0.05, 300), st.floats(1.3, 20))
def test_more_are_less_probable(count, mean, spread):
    found = Usual(mean, spread)
    assert 0 <= chance(count + 1, found) <= chance(count, found) * (1 + 1e-4) <= 1 + 1e-3


def test_nothing_ever_is_nearly_nothing_expected():
    assert usual([0] * 56) == Usual(LEAST_USUAL, LEAST_SPREAD)


def test_the_same_weekday_counts():
    week = [1, 1, 1, 1, 1, 9, 2]  # 1 day before, 2 days … and the same day a week before
    assert usual(week * 8).mean == pytest.approx(2, abs=0.7)
    assert usual([*week[1:], week[0]] * 8).mean == pytest.approx(1.7, abs=0.7)


def test_a_storm_of_the_past_hides_no_storm():
    calm, stormy = [3] * 56, [3] * 56
    stormy[6] = stormy[34] = 200
    assert usual(stormy).mean < usual(calm).mean + 1
    assert usual(stormy).spread == usual(calm).spread


def test_growth_of_the_last_weeks_counts():
    growing = [8 if day < 28 else 3 for day in range(56)]
    assert usual(growing).mean >= 8


def test_restless_days_allow_for_more():
    restless = [0, 9, 1, 14, 3, 0, 11, 2, 16, 0, 5, 1, 12, 4] * 4
    assert usual(restless).spread > 3


def test_windows_that_reach_into_the_present_one_are_left_out():
    assert usual([900] * 6 + [5] * 50, 6).mean == pytest.approx(5, abs=0.8)
