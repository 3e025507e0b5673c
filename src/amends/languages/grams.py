"""Words of a text as numbers of buckets, and learnt tables with a row of weights for each."""

from __future__ import annotations

import base64
import re
import zlib
from array import array
from math import sqrt
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Table:
    """Rows of weights as whole numbers, each column with a scale of its own."""

    def __init__(self, packed: str, scales: Sequence[float]) -> None:
        """Unpack the rows, one after the other."""
        self._numbers = unpack_numbers(packed)
        self._scales = scales

    def sums(self, places: Sequence[int], weight: float) -> list[float]:
        """Add up the rows of these buckets, each counted with the weight; empty without any."""
        width = len(self._scales)
        rows = [self._numbers[place * width : (place + 1) * width] for place in places]
        sums = map(sum, zip(*rows, strict=True))
        return [sum_ * weight * scale for sum_, scale in zip(sums, self._scales, strict=False)]


def unpack_numbers(packed: str) -> array[int]:
    """Return signed bytes from the text that they are kept as."""
    return array("b", zlib.decompress(base64.b64decode(packed)))
