"""What a rule's figures, times and searches are written like, and what they mean."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

from amends.config.wording import shown

_MOST_DAYS = 3660
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
"""Days that every time zone can show."""
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}
_NUMBER = r"(\d{1,12}(?:\.\d{1,3})?)"
_RANGE = re.compile(rf"(<=|>=|<|>)\s*{_NUMBER}|{_NUMBER}(?:(\+)|\s*[-–]\s*{_NUMBER})?")
_PERIOD = re.compile(r"(\d{1,6})\s*([hdw])")
_AGE = re.compile(r"(<=|>=|<|>)\s*(\d{1,6}\s*[hdw])")
_QUOTED = re.compile(r'"([^"]*)"?|(\S+)')


class Span(NamedTuple):
    """Between which values a figure must lie."""

    low: float
    high: float
    above: bool = False
    """Whether the lowest value itself is too low."""
    below: bool = False
    """Whether the highest value itself is too high."""

    def holds(self, figure: float) -> bool:
        """Say whether a figure lies in it."""
        high_enough = figure > self.low if self.above else figure >= self.low
        return high_enough and (figure < self.high if self.below else figure <= self.high)


def span(text: str) -> Span:
    """Read `2`, `1-2`, `<=2`, `>=3` or `3+`; raises ValueError."""
    found = _RANGE.fullmatch(text.strip())
    if not found:
        raise ValueError(f'must be a number or a range like 1-2, 3+ or "<=2", not {shown(text)}')
    sign, limit, first, plus, last = found.groups()
    if sign:
        return _beyond(sign, float(limit))
    high = float("inf") if plus else float(last or first)
    if high < float(first):
        raise ValueError(f"must end higher than it begins, not {shown(text)}")
    return Span(float(first), high)


def age(text: str) -> Span:
    """Read `<=24h` or `>3d` as hours; raises ValueError."""
    found = _AGE.fullmatch(text.strip())
    if not found:
        raise ValueError(f'must be an age like "<=24h", ">3d" or ">=2w", not {shown(text)}')
    return _beyond(found[1], _hours(found[2]))


def _beyond(sign: str, limit: float) -> Span:
    if sign.startswith("<"):
        return Span(float("-inf"), limit, below=sign == "<")
    return Span(limit, float("inf"), above=sign == ">")


def _hours(text: str) -> int:
    found = _PERIOD.fullmatch(text)
    if not found:
        raise ValueError(f"must be a time like 12h, 3d or 2w, not {shown(text)}")
    return int(found[1]) * _HOURS[found[2]]


Sleep = timedelta | date | Literal["reaction"]
"""How long a mention sleeps: for a time, until a day, or until the customer reacts."""


def sleep(text: str) -> Sleep:
    """Read `3d`, `2026-12-24` or `reaction`; raises ValueError."""
    said = text.strip().removeprefix("until ").strip()
    if said == "reaction":
        return "reaction"
    if _PERIOD.fullmatch(said):
        if 0 < (hours := _hours(said)) <= _MOST_DAYS * 24:
            return timedelta(hours=hours)
        raise ValueError(f"must be between 1h and ten years, not {shown(text)}")
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = date.min
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(
            f"must be a time like 3d, a day like 2026-12-24, or reaction, not {shown(text)}"
        )
    return day


def phrases(text: str) -> tuple[str, ...]:
    """Split a search into its words and its quoted phrases: all of them must be found."""
    return tuple(quoted or word for quoted, word in _QUOTED.findall(text))
