"""How long something is, in the one unit that people would use."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from amends.languages import Words

MINUTE, HOUR, DAY = 60, 3600, 86_400
_UNITS = (
    ("months", 61 * DAY, 30.44 * DAY),
    ("weeks", 28 * DAY, 7 * DAY),
    ("days", 2 * DAY, DAY),
    ("hours", HOUR, HOUR),
    ("minutes", 0, MINUTE),
)
"""Unit, from how many seconds on it is used, seconds in it. 26 hours say more than one day."""


def duration(seconds: float, words: Words) -> str:
    """Return `5 h`, `26 h`, `3 d`, `9 mo`."""
    for unit, since, length in _UNITS:
        if seconds >= since:
            return words.say(f"age.{unit}", n=int(seconds // length))
    return words.say("age.minutes", n=0)


@cache
def _inside_numbers(words: Words) -> re.Pattern[str]:
    units = (words.say(f"age.{unit}", n="") for unit, _, _ in _UNITS)
    known = "|".join(re.escape(unit.strip()) for unit in units)
    return re.compile(rf"(?<=\d) (?=\d{{3}}(?!\d)|%|(?:{known})(?!\w))")


def unbroken(said: str, words: Words) -> str:
    """Return a text whose numbers no end of a line tears apart: `12 480`, `64 %`, `5 h`."""
    return _inside_numbers(words).sub("\N{NO-BREAK SPACE}", said)


def age(since: datetime | None, now: datetime, words: Words) -> str:
    """Return how long ago `since` was, or a dash where it is not known."""
    return "–" if since is None else duration(max(0.0, (now - since).total_seconds()), words)
