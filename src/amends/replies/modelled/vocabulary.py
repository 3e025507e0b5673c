"""The words that our own phrases are made of: they promise nothing, whoever arranges them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from amends.languages import language as language_data
from amends.languages import read
from amends.languages.lexicon import fold, split
from amends.replies.phrasebook import PLACEHOLDER, book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TELLING = 3
"""Letters of the shortest word that is likely to mean something."""
_STEM = 5
_FEELINGS = ("apology", "late_apology", "sympathy", "thanks", "feeling_verbs", "greetings")
"""Phrases of a language by which people greet, and feel with somebody."""


def telling(text: str, language: str) -> list[str]:
    """Return the folded words of a text that mean something by themselves."""
    stops = _stops(language)
    return [word for word in split(text).folded if len(word) >= _TELLING and word not in stops]


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return the beginnings by which the forms of a word are taken for one word."""
    return frozenset(map(stem, words))


def stem(word: str) -> str:
    """Return the beginning of a folded word that its forms share."""
    return word[:_STEM]


@cache
def safe(language: str) -> frozenset[str]:
    """Return the beginnings of all words of our phrases, and of those for feelings."""
    phrases = [PLACEHOLDER.sub(" ", text) for text in _texts(book(language).phrases)]
    lists = {**read(language, "cues"), **read(language, "lint").get("signs", {})}
    feelings = [text for name in _FEELINGS for text in _texts(lists.get(name, ()))]
    return frozenset().union(*(stems(split(text).folded) for text in (*phrases, *feelings)))


@cache
def _stops(language: str) -> frozenset[str]:
    return frozenset(map(fold, language_data(language).stop_words))


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in a table of tables."""
    if isinstance(value, str):
        yield value
    else:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
