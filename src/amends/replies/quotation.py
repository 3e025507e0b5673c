"""The one kind of literal quotation that is safe in every language: a sum of money."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from amends import text
from amends.replies.phrasebook import book, phrasebook
from amends.replies.platforms import platform

if TYPE_CHECKING:
    from amends.models import Case

_MAX_QUOTE = 24
_MAX_DIGITS = 6
"""A longer number may be a telephone, an order or a card."""


def safe_quote(case: Case, language: str) -> str | None:
    """Return a sum that the customer wrote, where the platform allows quoting.

    Insults and feelings are never quoted, nor counts and times: in a reply they sound like mockery.
    """
    if not platform(case.mention.source_type).snippets:
        return None
    quotes = (text.single_line(cue.quote[: 2 * _MAX_QUOTE]) for cue in case.assessment.cues)
    return next((quote for quote in quotes if _is_sum(quote, language)), None)


def names_a_sum(wording: str, language: str) -> bool:
    """Say whether a text of that language names an amount of money, or a share."""
    return bool(_money(language).search(wording))


def _is_sum(quote: str, language: str) -> bool:
    digits = sum(map(str.isdigit, quote))
    short = len(quote) <= _MAX_QUOTE and digits <= _MAX_DIGITS
    return short and bool(_sum(language).fullmatch(quote))


@cache
def _sum(language: str) -> re.Pattern[str]:
    number = r"\d{1,6}(?:[.,]\d{1,2})?"
    words = _currencies(language)
    return re.compile(rf"[€$£] ?{number}|{number} ?(?:{words})\w{{0,6}}\.?", re.IGNORECASE)


@cache
def _money(language: str) -> re.Pattern[str]:
    return re.compile(rf"[€$£] ?\d|\d[\d.,]* ?(?:%|{_currencies(language)})", re.IGNORECASE)


@cache
def _currencies(language: str) -> str:
    """Return the beginnings of words for money in a language, and of the usual signs anywhere."""
    spoken = phrasebook(language)
    words = {*book("en").currencies, *(spoken.currencies if spoken else ())}
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
