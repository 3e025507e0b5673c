"""Words as buckets."""

from hypothesis import given
from hypothesis import strategies as st

from amends.languages.grams import BUCKETS, MAX_WORDS, buckets


def test_forms_of_a_word_share_a_bucket():
    shared = set(buckets("Вежливая")[0]) & set(buckets("вежливый")[0])
    assert shared == set(buckets("ВЕЖЛИ*")[0]) or len(shared) == 1


def test_case_and_repetition_change_nothing():
    assert buckets("Cold SOUP soup") == buckets("soup cold")


def test_the_weight_makes_lengths_equal():
    hashed, weight = buckets("one two six ten")
    assert (len(hashed), weight) == (4, 0.5)
    assert buckets("") == ([], 1.0)


@given(st.text(max_size=2000))
def test_buckets_are_bounded(text):
    hashed, weight = buckets(text)
    assert len(hashed) <= 2 * MAX_WORDS
    assert all(0 <= bucket < BUCKETS for bucket in hashed)
    assert 0 < weight <= 1
