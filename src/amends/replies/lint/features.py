"""What a sentence of a reply looks like to the classifier: phrases, shape, words.

Phrases and shape mean the same in every language; words are hashed, each with its stem, so that a
form nobody has met is still half known.
"""

from __future__ import annotations

import re
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.replies.lint.letter import Sentence

BUCKETS = 1 << 17
"""Words of all languages share them; most stay empty."""
STEM = 6
"""Letters that stand for all forms of a word."""
_MAX_WORDS = 80
_WORD = re.compile(r"[^\W_]+")
_SHAPES = {
    "?": re.compile(r"\?"),
    "!": re.compile(r"!"),
    "digit": re.compile(r"\d"),
    "money": re.compile(r"[€£$₴₽]|\d\s?(?:eur|zł|лв|лев|руб|kč|lei|tl)\b", re.IGNORECASE),
    "clock": re.compile(r"\b\d{1,2}[:.h]\d\d\b"),
    "mail": re.compile(r"\S@\S"),
    "percent": re.compile(r"%"),
    "smile": re.compile(r"[\U0001f300-\U0001faff]|[:;]-?\)"),
    "quote": re.compile(r"[\"„“«»”]"),
    "colon": re.compile(r":\s"),
}
PERSONS = ("you", "we")
_SHORT, _LONG = 6, 22
"""Words: of a greeting or a signature; of a sentence that says several things."""
_MORE = 2
"""From so many phrases of one category on, a sentence says it emphatically."""


def named(sentence: Sentence) -> dict[str, float]:
    """Return the features that have a name."""
    names = sorted(sentence.names)
    found = {f"has {name}": 1.0 for name in names}
    found |= {f"{one} & {other}": 1.0 for one, other in combinations(names, 2)}
    found |= {f"without {name}": 1.0 for name in PERSONS if name not in names}
    counts = [hit.name for hit in sentence.hits]
    found |= {f"much {name}": 1.0 for name in names if counts.count(name) >= _MORE}
    found |= {
        f"shape {name}": 1.0 for name, shape in _SHAPES.items() if shape.search(sentence.text)
    }
    size = len(sentence.text.split())
    if size <= _SHORT:
        found["short"] = 1.0
    elif size >= _LONG:
        found["long"] = 1.0
    return found


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, each once."""
    return sorted(set(_WORD.findall(text.casefold())[:_MAX_WORDS]))


def with_stems(found: Iterable[str]) -> list[str]:
    """Return words, and the stems of those that are longer."""
    listed = list(found)
    stems = sorted({f"{word[:STEM]}*" for word in listed if len(word) > STEM})
    return [*listed, *stems]


def bucket(gram: str) -> int:
    """Return the number that stands for a word or stem."""
    return crc32(gram.encode("utf-8", "replace")) % BUCKETS


def hashed(sentence: Sentence) -> tuple[list[int], float]:
    """Return the buckets of the words and stems, and the weight of each of them."""
    found = with_stems(words(sentence.text))
    return sorted(map(bucket, found)), 1 / sqrt(max(1, len(found)))
