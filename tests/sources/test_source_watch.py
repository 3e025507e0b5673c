from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.sources.watch import MAX_SEARCHED, matches


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("I was at LIPA.", "lipa", True),
        ("lipase is an enzyme", "lipa", False),
        ("бяхме в „Липа“ снощи", "липа", True),
        ("были в Липе", "липа", False),
        ("были в Липе", "лип*", True),
        ("Café Lipa", "cafe lipa", True),
        ("Cafe  \n Lipa", "café lipa", True),
        ("мой чай", "мои чаи", False),
        ("#lipa_coffee", "lipa", False),
        ("a+b (c)", "a+b", True),
        ("aab", "a+b", False),
        ("Łódź", "łódź", True),
    ],
)
def test_a_phrase_is_found_as_whole_words(text, phrase, found):
    assert matches(text, Watch(any=(phrase,))) is found


def test_any_all_and_none():
    watch = Watch(any=("lipa", "липа"), all=("coffee",), none=("lip balm",))
    assert matches("Lipa coffee", watch)
    assert matches("липа, coffee", watch)
    assert not matches("Lipa tea", watch)
    assert not matches("coffee", watch)
    assert not matches("Lipa coffee and lip balm", watch)


def test_without_words_everything_is_wanted():
    assert matches("", Watch())


def test_only_the_beginning_of_an_endless_text_is_searched():
    assert not matches("x " * MAX_SEARCHED + "lipa", Watch(any=("lipa",)))


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_and_any_phrase_can_be_compared(text, phrase):
    assert isinstance(matches(text, Watch(any=(phrase,))), bool)
