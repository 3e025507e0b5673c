"""The one kind of literal quotation that is safe in every language: a sum of money."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from amends import text
from amends.replies.phrasebook import book, written_languages

if TYPE_CHECKING:
    from amends.models import Case

_NO_SNIPPETS = ("tripadvisor",)
"""Tripadvisor refuses replies that quote the review (tripadvisorsupport.com, 115016125728)."""
_MAX_QUOTE = 24
_MAX_DIGITS = 6
"""A longer number may be a telephone, an order or a card."""


def safe_quote(case: Case) -> str | None:
    """Return a sum that the customer wrote, where the platform allows quoting.

    Insults and feelings are never quoted, nor counts and times: in a reply they sound like mockery.
    """
    if case.mention.source_type.startswith(_NO_SNIPPETS):
        return None
    quotes = (text.single_line(cue.quote[: 2 * _MAX_QUOTE]) for cue in case.assessment.cues)
    return next((quote for quote in quotes if _is_sum(quote)), None)


def names_a_sum(wording: str) -> bool:
    """Say whether a text names an amount of money."""
    return bool(_money().search(wording))


def _is_sum(quote: str) -> bool:
    digits = sum(map(str.isdigit, quote))
    return len(quote) <= _MAX_QUOTE and digits <= _MAX_DIGITS and bool(_sum().fullmatch(quote))


@cache
def _sum() -> re.Pattern[str]:
    number = r"\d{1,6}(?:[.,]\d{1,2})?"
    return re.compile(rf"[€$£] ?{number}|{number} ?(?:{_currencies()})\w{{0,6}}\.?", re.IGNORECASE)


@cache
def _money() -> re.Pattern[str]:
    return re.compile(rf"[€$£] ?\d|\d[\d.,]* ?(?:%|{_currencies()})", re.IGNORECASE)


@cache
def _currencies() -> str:
    words = {word for code in written_languages() for word in book(code).currencies}
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
