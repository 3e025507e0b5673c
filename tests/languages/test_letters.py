import pytest

from amends.languages import capitalised, lowered


@pytest.mark.parametrize(("text", "language", "large"), [
    ("on Monday", "en", "On Monday"), ("iki çay", "tr", "İki çay"), ("ñam", "es", "Ñam"), ("¿qué tal?", "es", "¿Qué tal?"),
    ("", "en", ""), ("42 €", "en", "42 €"), ("ßtrange", "de", "SStrange"),
])  # fmt: skip
def test_a_sentence_begins_large(text, language, large):
    assert capitalised(text, language) == large


@pytest.mark.parametrize(("text", "language", "small"), [
    ("İade", "tr", "iade"), ("Isıtma", "tr", "ısıtma"), ("A new cake", "en", "a new cake"),
])  # fmt: skip
def test_a_thing_stands_small_in_a_sentence(text, language, small):
    assert lowered(text, language) == small
