"""Phrases found in the words of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.languages.lexicon import MAX_CHARACTERS, Lexicon, fold, split

PHRASES = {
    "one": ["late", "cold*", "# days"],
    "two": ["late again", "late … cold*", "cold soup … # days", "co*"],
    "three": ["late again … late again", "# … days"],
}
WORDS = ["late", "again", "cold", "colder", "soup", "3", "days", "Co", "x"]


def matches(text):
    return sorted(set(Lexicon(PHRASES).matches(split(text))))


def plainly(text):
    """Try every phrase at every word, as slowly and as simply as can be."""
    words = [word.lower() for word in text.split()]
    found = set()
    for name, listed in PHRASES.items():
        for phrase in listed:
            for first in range(len(words)):
                last = follow(phrase.split(), words, first)
                if last is not None:
                    found.add((name, first, last))
    return sorted(found)


def follow(parts, words, at):
    gap = 0
    for part in parts:
        if part == "…":
            gap = 4
            continue
        hits = [i for i in range(at, min(at + gap + 1, len(words))) if fits(part, words[i])]
        if not hits:
            return None
        at, gap = hits[0] + 1, 0
    return at - 1


def fits(part, word):
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word == part or (part == "#" and word.isdigit())


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_finds_what_a_plain_search_finds(text):
    assert matches(text) == plainly(text)


@pytest.mark.parametrize(
    ("word", "folded"),
    [("ŻÓŁĆ", "zolc"), ("Straße", "strasse"), ("ёй", "еи"), ("Ça", "ca")],
)
def test_folds_case_and_accents(word, folded):
    assert fold(word) == folded


def test_reads_no_more_than_the_beginning():
    assert len(split("ab " * MAX_CHARACTERS).folded) == MAX_CHARACTERS // 3 + 1


@given(st.text(max_size=300))
def test_words_stand_where_it_says(text):
    words = split(text)
    for word, start, end in zip(words.folded, words.starts, words.ends, strict=True):
        assert word
        assert fold(text[start:end][:64]) == word
