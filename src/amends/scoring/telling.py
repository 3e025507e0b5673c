"""The sentence that tells of harm, where no single word does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.scoring.cues import MAX_QUOTE
from amends.scoring.heads import STARLESS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.scoring.encoder import Encoder
    from amends.scoring.heads import Heads

SERIOUS = 3
_MOST = 8
"""Sentences looked at."""
_END = re.compile(r"(?<=[.!?…。！？])\s+|\n+")


def telling(texts: Sequence[str], heads: Heads, encoder: Encoder) -> list[str]:
    """Return for each text the sentence that speaks most of serious harm, shortened."""
    split = [_sentences(text) for text in texts]
    vectors = iter(encoder.encode([sentence for part in split for sentence in part]))

    def harm(sentence: str) -> float:
        return heads.read({STARLESS: 1.0}, sentence, next(vectors)).severity[SERIOUS]

    return [max(part, key=harm) for part in split]


def _sentences(text: str) -> list[str]:
    found = [part.strip()[:MAX_QUOTE].strip() for part in _END.split(text[:4000])]
    return [part for part in found if part][:_MOST] or [text[:MAX_QUOTE]]
