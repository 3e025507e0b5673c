"""Days as people name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from amends.languages import Words


def day(when: date, words: Words) -> str:
    """Return `Wed 25 Nov`; without the year, for days that are near."""
    return words.say(
        "date.day",
        weekday=words.say("date.weekdays").split()[when.weekday()],
        day=when.day,
        month=words.say("date.months").split()[when.month - 1],
    )
