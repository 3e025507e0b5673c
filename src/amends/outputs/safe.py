"""Foreign text made fit for a terminal line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.text import single_line

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models import Case


def who(case: Case, words: Words, *, limit: int = 40) -> str:
    """Return the author's name in one harmless line."""
    return single_line(case.mention.author.shown or "")[:limit] or words.say("queue.anonymous")


def excerpt(case: Case, words: Words) -> str:
    """Return title and text in one harmless line."""
    title, body = case.mention.title or "", case.mention.text
    return single_line(f"{title}. {body}" if title and body else title or body) or words.say(
        "queue.no_text"
    )


def stars(case: Case) -> str:
    """Return `4★`, `3.5★`, or nothing where there is no rating."""
    rating = case.mention.rating
    return f"{rating.stars:.2g}★" if rating else ""
