from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from amends.store.ids import LETTERS, SIGNS, short_id

FOUR = 19 * 27**3


def test_the_first_ids_are_short_and_unlike_each_other():
    first = [short_id(n) for n in range(1, 2001)]
    assert len(set(first)) == 2000
    assert all(len(each) == 4 for each in first)
    assert sum(a[:2] == b[:2] for a, b in pairwise(first)) < 100


def test_every_four_sign_id_is_used_before_the_fifth_sign_comes():
    assert len({short_id(n) for n in range(1, FOUR + 1)}) == FOUR
    assert len(short_id(FOUR)) == 4
    assert len(short_id(FOUR + 1)) == 5


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_one_number_one_id(a, b):
    assert (short_id(a) == short_id(b)) == (a == b)


@given(st.integers(1, 10**12))
def test_it_is_no_word_and_no_number(n):
    made = short_id(n)
    assert made[0] in LETTERS
    assert set(made) <= set(SIGNS)
    assert not set(made) & set("aeiouly01")
