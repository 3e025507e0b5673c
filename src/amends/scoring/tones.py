"""Words that people like or dislike with, whatever they speak of: `languages/*/tone.yaml`.

Unlike cues they are many, mean nothing beyond their side, and are only counted.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from amends.languages import read
from amends.languages.lexicon import MAX_CHARACTERS, Lexicon, split
from amends.scoring.cues import denier, negators_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Tones(NamedTuple):
    """How many words of each side a text holds."""

    pleasant: int = 0
    unpleasant: int = 0


def count_tones(text: str, languages: Sequence[str]) -> Tones:
    """Count the words of both sides; what is denied and pleasant counts as unpleasant."""
    words = split(text[:MAX_CHARACTERS])
    pleasant: set[int] = set()
    unpleasant: set[int] = set()
    for code in dict.fromkeys(languages):
        negators = negators_of(code)
        for name, first, last in _words(code).matches(words):
            denied = denier(words, first, text, negators) is not None
            if name == "pleasant":
                (unpleasant if denied else pleasant).add(last)
            elif not denied:
                unpleasant.add(last)
    return Tones(len(pleasant - unpleasant), len(unpleasant - pleasant))


@cache
def _words(code: str) -> Lexicon:
    return Lexicon(read(code, "tone"))
