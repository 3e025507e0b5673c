"""The best sentence, and quotations."""

from __future__ import annotations

import pytest

from amends.report.quotes import LONGEST, best, quote

GOOD = "The best bread I have eaten in years."


def chosen(told, names=()):
    found = best(told.view().told, told.read, frozenset(names))
    return found and found.text


def test_the_happiest_whole_sentence_is_the_best(told):
    told.praise(mood=0.7, text="What a lovely place to sit in the sun.")
    told.praise(mood=0.9, text=f"Wow! {GOOD} 10/10")
    assert chosen(told) == GOOD


def test_among_equals_the_length_for_reading_aloud(told):
    long = "They remembered that my daughter has her birthday and put a candle in her bun."
    told.praise(text=GOOD)
    told.praise(text=long)
    assert chosen(told) == long


@pytest.mark.parametrize(
    "text",
    [
        "Great!",
        "the best bread i have eaten in years.",
        "The best bread I have eaten in years",
        "Is this the best bread in the whole town?",
        "My friend Olga says it is the best bread.",
        "The best bread, order 20431 came in a day.",
        "The best bread, see www.example.org for more.",
        "The best bread, write to kate@example.org please.",
        f"The best bread{', and more bread' * 10}.",
    ],
)
def test_what_cannot_stand_for_itself_is_not_quoted(told, text):
    told.praise(text=text)
    assert chosen(told) is None


def test_our_own_people_may_be_named(told):
    told.praise(text="That afternoon Irina made us the best coffee.")
    assert chosen(told) is None
    assert chosen(told, {"irina"}) == "That afternoon Irina made us the best coffee."


def test_german_nouns_are_no_names(told):
    told.praise(text="Hier gibt es das beste Brot weit und breit.", language="de")
    assert chosen(told) == "Hier gibt es das beste Brot weit und breit."


def test_spanish_begins_with_its_mark(told):
    text = "¡El mejor pan de masa madre de la ciudad!"
    told.praise(text=text, language="es")
    assert chosen(told) == text


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "email"},
        {"kind": "call"},
        {"stars": 3.0},
        {"mood": 0.4},
        {"label": "mixed"},
        {"intent": "mixed"},
        {"intent": "thanks_after_resolution"},
        {"erased": True},
    ],
)
def test_only_clear_public_praise_is_read_aloud(told, changes):
    told.praise(text=GOOD, **changes)
    assert chosen(told) is None


def test_who_wrote_to_us_alone_is_not_named(told):
    told.add(kind="email")
    told.add()
    assert quote(told.wrote(1)).author is None
    assert quote(told.wrote(2)).author == "Author 2"


def test_whose_health_it_is_is_not_told(told):
    told.add(severity=4)
    assert quote(told.wrote(1)).author is None


def test_long_words_are_cut_between_words(told):
    told.add(text="Bread and butter. " * 40)
    found = quote(told.wrote(1)).text
    assert len(found) <= LONGEST
    assert found.endswith("…")
    assert "  " not in found
