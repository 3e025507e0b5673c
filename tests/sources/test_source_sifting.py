"""Which mentions are about the business, and why the others are not."""

from __future__ import annotations

import pytest

from amends.config.model import Watch
from amends.models import Mention
from amends.sources.watch import sifted, terms, why_not

WATCH = Watch(
    any=("Lipa Coffee", "кафе Лип*"),
    none=("Dua Lipa",),
    context=("coffee", "кафе", "cup*"),
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Lipa Coffee burnt my cup", None),
        ("Чаках час в кафе Липата", None),
        ("A linden tree", "none of your names is in it"),
        ("Dua Lipa drinks Lipa Coffee", "“Dua Lipa” is in it"),
    ],
)
def test_a_text_is_dropped_for_a_reason(text, why):
    assert why_not(text, WATCH) == why


def test_where_the_name_means_other_things_a_word_beside_it_is_needed():
    watch = Watch(any=("Lipa",), context=("coffee", "café"))
    assert why_not("Lipa is a town in the Philippines", watch)
    assert why_not("The CAFE at Lipa is closed", watch) is None


def test_every_word_of_all_is_needed():
    assert why_not("Lipa", Watch(all=("Lipa", "Sofia"))) == "“Sofia” is not in it"


def test_what_is_dropped_is_named_with_its_reason():
    mentions = [Mention(text="Lipa Coffee is good"), Mention(title="A tree", text="in June " * 50)]
    kept, dropped = sifted(mentions, WATCH, lambda each: each.text)
    assert [each.text for each in kept] == ["Lipa Coffee is good"]
    assert dropped[0].why == "none of your names is in it"
    assert dropped[0].where.startswith("A tree in June")
    assert len(dropped[0].where) <= 80


def test_what_to_search_for_are_the_names_without_their_stars():
    assert terms(Watch(any=("кафе Лип*", "Lipa", "Lipa"))) == ("кафе Лип", "Lipa")
