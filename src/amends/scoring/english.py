"""TextBlob's ear for English, without the toolkit that its package brings along."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Scorer = Callable[[str], tuple[float, float]]

MAX_CHARACTERS = 2_000


def polarity_of(text: str) -> tuple[float, float]:
    """Return polarity (−1…1) and subjectivity (0…1) of an English text; 0 and 0: no word known."""
    polarity, subjectivity = _scorer()(text[:MAX_CHARACTERS])
    return float(polarity), float(subjectivity)


@cache
def _scorer() -> Scorer:
    """Load the lexicon alone; where TextBlob's layout has changed, the whole of it."""
    try:
        return lexicon_alone()
    except (ImportError, AttributeError, OSError):
        return whole_library()


def lexicon_alone() -> Scorer:
    """Load `textblob.en` under an empty parent package.

    The real parent imports nltk, which takes five times as long as all the rest, for things that
    are not needed here. The empty one is taken away again: a later
    import of TextBlob gets it whole.
    """
    if "textblob" in sys.modules:
        scorer: Scorer = import_module("textblob.en").sentiment
        return scorer
    spec = find_spec("textblob")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("textblob is not installed")
    shell = ModuleType("textblob")
    shell.__path__ = list(spec.submodule_search_locations)
    sys.modules["textblob"] = shell
    try:
        scorer = import_module("textblob.en").sentiment
    finally:
        del sys.modules["textblob"]
    return scorer


def whole_library() -> Scorer:
    """Load TextBlob the public way."""
    from textblob import TextBlob

    def score(text: str) -> tuple[float, float]:
        sentiment = TextBlob(text).sentiment
        return sentiment.polarity, sentiment.subjectivity

    return score
