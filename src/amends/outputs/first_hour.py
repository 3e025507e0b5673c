"""The card for the first hour: what to do before any word in public where people came to harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models import Case
    from amends.models.reply import Purpose

_GRAVE = 4
STEPS = ("ring", "stop", "keep", "tell", "speak", "public")
"""In this order."""


def first_hour(case: Case, purpose: Purpose, words: Words) -> list[str]:
    """Return the steps, in the language of the interface; none where nobody was in danger."""
    if case.assessment.severity < _GRAVE or purpose != "answer":
        return []
    return [words.say(f"first_hour.{step}", id=case.id or "-") for step in STEPS]
