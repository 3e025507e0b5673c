"""The detail of a text that a reply may repeat literally: a fact, never an insult or a feeling.

A reply that names one thing this very customer said cannot be a form letter. Quoted literally, the
words need no grammar of ours, so it works in every language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from amends.replies.clauses import MEANS_SOMETHING, Clauses
from amends.replies.platforms import platform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Case
    from amends.replies.clauses import Window

Side = Literal["wrong", "good", "asked", "wished"]
"""What is looked for: what went wrong, what was liked, the question, the idea."""

_NARROWEST = 3
_USUAL = 6
"""Words of a quotation that says enough and is quickly read."""
_TELLING = 2
"""Words that mean something by themselves, of which a quotation needs so many."""
_LONGEST, _SHORTEST = 80, 6
"""Characters of a quotation."""
_DIGITS = 6
"""More may be a telephone, an order or a card."""
_NEVER = re.compile(
    r"[@#<>{}\[\]*_|\\/]|https?|www\."
    r"|\b(?:ignor|instruc|instrukc|prompt|system|assist|игнорир|инструкц|інструкц)",
    re.IGNORECASE,
)
"""Addresses and markup, and words that are meant for a machine."""


def detail(case: Case, language: str, side: Side, ours: Sequence[str] = ()) -> str | None:
    """Return a few words of the text that can be quoted, None where there are none.

    `ours` are the names of the business, which say nothing of what was liked. `language` is the
    one that the text is taken to be in. None too where the platform refuses
    quotations, and where the reply is in another language than the text.
    """
    spoken = case.assessment.language.code
    if not platform(case.mention.source_type).snippets or spoken not in (language, "und"):
        return None
    text = Clauses(case, language, ours)
    scored = [(_worth(text, window, side), window) for window in text.windows()]
    best = max(scored, key=lambda pair: (pair[0], -pair[1].first), default=(0.0, None))
    return text.quote(best[1]) if best[1] and best[0] > 0 else None


def _worth(text: Clauses, window: Window, side: Side) -> float:
    """Return how well a window would stand in a reply; 0 where it may not."""
    quote = text.quote(window)
    size = window.last - window.first + 1
    if not (_SHORTEST <= len(quote) <= _LONGEST) or size < _NARROWEST:
        return 0.0
    if sum(map(str.isdigit, quote)) > _DIGITS or _NEVER.search(quote) or _shouted(quote):
        return 0.0
    if text.touches(window, text.painful) or text.cut_badly(window) or text.unsaid(window):
        return 0.0
    telling = text.telling(window)
    number = any(letter.isdigit() for letter in quote)
    if telling + number < _TELLING:
        return 0.0
    shape = 0.8 * window.whole - 0.4 * (not text.begins(window)) - text.aside(window)
    points = min(telling, 5) / 4 + shape - abs(size - _USUAL) / 10
    return max(0.0, points + _fits(text, window, side, number=number))


def _fits(text: Clauses, window: Window, side: Side, *, number: bool) -> float:
    """Return how well a window is what is looked for; far below 0 where it is the opposite."""
    early = 0.4 * (1 - window.first / len(text.words.folded))
    liked, disliked = (
        text.any_of(window, text.pleasant),
        text.any_of(window, text.unpleasant),
    )
    if side == "asked":
        asks = text.is_question(window) + text.touches(window, text.asked) / 2
        return early + 2 * asks - (0 if asks else 9)
    if side == "wished":
        return early + 1.5 * text.touches(window, text.wished) + 0.5 * (not disliked)
    named = text.names(window)
    fact = text.touches(window, text.facts)
    if side == "good":
        if text.touches(window, text.ours):
            return -9
        doubtful = text.mixed and (disliked or fact or not liked)
        return early + 0.4 * named + 0.5 * number + liked / 2 - disliked - (9 if doubtful else 0)
    bad = 1.5 * fact + 1.0 * number + early
    return bad - (9 if liked else 0) - 3.0 * (disliked and not fact) - 1.5 * named


def _shouted(quote: str) -> bool:
    letters = [letter for letter in quote if letter.isalpha()]
    return len(letters) >= MEANS_SOMETHING and sum(map(str.isupper, letters)) > len(letters) / 2
