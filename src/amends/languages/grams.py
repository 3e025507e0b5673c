"""Words of a text as numbers of buckets, for the light engine's table."""

from __future__ import annotations

import re
from math import sqrt
from zlib import crc32

BUCKETS = 1 << 13
MAX_WORDS = 120
_WORD = re.compile(r"[^\W_]+")
_STEM = 5
"""Letters that stand for all the forms of a word."""


def buckets(text: str) -> tuple[list[int], float]:
    """Return the buckets of the words and stems of a text, and the weight of each of them.

    The weight makes long and short texts speak equally loud.
    """
    words = _WORD.findall(text[: 12 * MAX_WORDS].casefold())[:MAX_WORDS]
    grams = set(words)
    grams.update([f"{word[:_STEM]}*" for word in words if len(word) > _STEM])
    hashed = sorted({crc32(gram.encode("utf-8", "replace")) % BUCKETS for gram in grams})
    return hashed, 1 / sqrt(max(1, len(hashed)))
