"""The words of a text, and the phrases of a `cues.yaml` or `lint.yaml` among them.

Phrases are a tree of their words, so that the cost grows with the text and not with the phrases;
what a word may begin is remembered, since most words come again.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_CHARACTERS = 4_000
"""How much of a text is searched."""
_LONGEST_WORD = 64
_LONGEST_GAP = 4
_REMEMBERED = 20_000
"""Words kept in mind: how they are folded, what they may begin."""
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[\u2600-\u27bf\U0001f300-\U0001faff]")
_FOLDED = str.maketrans("łŁøØđĐıß’", "llooddis'")

Pattern = tuple[str, ...]


class Words(NamedTuple):
    """A text word by word: folded, and where each stands."""

    folded: list[str]
    starts: list[int]
    ends: list[int]


class Match(NamedTuple):
    """A phrase found, from its first to its last word."""

    name: str
    first: int
    last: int


class Lexicon:
    """Phrases as a tree of their words and stems."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Index `phrases`, which are listed by the name of what they mean."""
        self._root = _Node()
        for name, listed in phrases.items():
            for phrase in listed:
                self._root.add(name, _pattern(phrase))
        self._begun_by = lru_cache(_REMEMBERED)(self._root.after)

    def matches(self, words: Words) -> Iterator[Match]:
        """Yield what is found, by first word."""
        folded = words.folded
        for first, word in enumerate(folded):
            for node in self._begun_by(word):
                for name, last in node.walk(folded, first + 1):
                    yield Match(name, first, last)


class _Node:
    """What may follow the words that led here."""

    __slots__ = ("gaps", "lengths", "names", "stems", "words")

    def __init__(self) -> None:
        self.names: list[str] = []
        """What the words mean as they are."""
        self.gaps: list[tuple[str, Pattern]] = []
        """Phrases that go on after some other words."""
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.lengths: list[int] = []

    def add(self, name: str, parts: Pattern) -> None:
        if not parts:
            self.names.append(name)
        elif parts[0] == "…":
            self.gaps.append((name, parts))
        else:
            self._child(parts[0]).add(name, parts[1:])

    def _child(self, part: str) -> _Node:
        if not part.endswith("*"):
            return self.words.setdefault(part, _Node())
        stem = part[:-1]
        self.lengths = sorted({*self.lengths, len(stem)})
        return self.stems.setdefault(stem, _Node())

    def after(self, word: str) -> tuple[_Node, ...]:
        """Return where the word leads: by itself, as a number, by its stems."""
        keys = [word, "#"] if word[0].isdigit() else [word]
        found = [self.words[key] for key in keys if key in self.words]
        for length in self.lengths:
            if length > len(word):
                break
            if word[:length] in self.stems:
                found.append(self.stems[word[:length]])
        return tuple(found)

    def walk(self, folded: list[str], at: int) -> Iterator[tuple[str, int]]:
        """Yield the phrases that end here or further on, with the index of their last word."""
        for name in self.names:
            yield name, at - 1
        for name, rest in self.gaps:
            last = _last(rest, folded, at)
            if last is not None:
                yield name, last
        if (self.words or self.stems) and at < len(folded):
            for node in self.after(folded[at]):
                yield from node.walk(folded, at + 1)


@lru_cache(4)  # one text is read for courtesies, for cues and for its length
def split(text: str) -> Words:
    """Return the words of a text's beginning; runs of scripts without blanks are one word."""
    found = [(match[0], *match.span()) for match in _TOKEN.finditer(text, 0, MAX_CHARACTERS)]
    return Words(
        [fold(word[:_LONGEST_WORD]) for word, _, _ in found],
        [start for _, start, _ in found],
        [end for _, _, end in found],
    )


@lru_cache(_REMEMBERED)
def fold(word: str) -> str:
    """Fold case and accents, so that words typed in a hurry are found."""
    if word.isascii():
        return word.casefold()
    bare = unicodedata.normalize("NFKD", word.casefold().translate(_FOLDED))
    return "".join(c for c in bare if not unicodedata.combining(c)) or word


def _last(rest: Pattern, folded: list[str], at: int) -> int | None:
    """Return the index of the phrase's last word if the rest of it follows from `at`."""
    gap = 0
    for part in rest:
        if part == "…":
            gap = _LONGEST_GAP
            continue
        window = folded[at : at + gap + 1]
        hit = next((step for step, word in enumerate(window) if _fits(part, word)), None)
        if hit is None:
            return None
        at, gap = at + hit + 1, 0
    return at - 1


def _fits(part: str, word: str) -> bool:
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word == part or (part == "#" and word[0].isdigit())


def _pattern(phrase: str) -> Pattern:
    """Split a phrase as its texts are split; `…`, `#` and a trailing `*` keep their meaning."""
    parts: list[str] = []
    for piece in phrase.split():
        if piece in {"…", "#"}:
            parts.append(piece)
            continue
        tokens = [fold(token) for token in _TOKEN.findall(piece)]
        if piece.endswith("*"):
            tokens[-1] += "*"
        parts.extend(tokens)
    return tuple(parts)
