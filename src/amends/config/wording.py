"""Small turns of phrase that every complaint about the configuration shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `, did you mean 'url'?`, or nothing when no known word is near."""
    from difflib import get_close_matches

    by_fold = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_fold, n=1)
    return f", did you mean '{by_fold[near[0]]}'?" if near else ""


def shown(value: object) -> str:
    """Return a value as one short quoted piece of text without control characters."""
    text = str(value)
    return repr(text if len(text) <= 40 else f"{text[:39]}…")  # noqa: PLR2004 — half a line
