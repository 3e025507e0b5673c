"""What spreads is read again soon; what has cooled down, later and later."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.scoring.heat import FAST, FIRST, LONGEST, next_gap


def test_what_stands_still_is_read_ever_more_rarely_and_then_no_more():
    gaps, gap = [], FIRST
    while gap:
        gaps.append(gap // FIRST)
        gap = next_gap(gap, 0.0)
    assert gaps == [1, 2, 4, 8, 16, 32, 64]


def test_what_spreads_fast_is_read_again_in_an_hour():
    assert next_gap(64 * FIRST, FAST) == FIRST


@given(st.integers(FIRST, LONGEST), st.floats(0, 1e9))
def test_a_gap_never_leaves_its_bounds(gap, growth):
    found = next_gap(gap, growth)
    assert found is None or FIRST <= found <= LONGEST
