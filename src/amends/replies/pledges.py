"""Finds the days that a reply names: what it promises, and by when."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from amends.replies.phrasebook import phrasebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.phrasebook import Phrasebook

_MAX_READ = 10_000
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+|$)")
_ABBREVIATED = 3
"""Letters of a weekday that suffice where nothing but a day is said."""
_FARTHEST = 200
"""Days ahead; a day and month farther away was meant of last year."""


class Pledged(NamedTuple):
    """A sentence that names a day to come."""

    what: str
    by: date


def pledged(text: str, language: str, today: date) -> tuple[Pledged, ...]:
    """Return the sentences of a reply that name a day from today on, the soonest first.

    Known are a day with the name of its month, and the name of a weekday, which is the next one.
    """
    phrases = phrasebook(language)
    if phrases is None:
        return ()
    found = (
        Pledged(sentence[0].strip(), day)
        for sentence in _SENTENCE.finditer(text[:_MAX_READ])
        for day in list(_days(sentence[0], phrases, language, today))[:1]
    )
    return tuple(sorted(found, key=lambda each: each.by))


def day_named(said: str, language: str, today: date) -> date | None:
    """Return the day that somebody names in a few words: `25 Nov`, `Wednesday`, `2026-11-25`."""
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        phrases = phrasebook(language)
    if phrases is None:
        return None
    found = [*_days(said, phrases, language, today), *_weekdays(said, phrases, today, _ABBREVIATED)]
    return found[0] if found else None


def _days(said: str, phrases: Phrasebook, language: str, today: date) -> Iterator[date]:
    lowered = said.casefold()
    for found in _dates(language).finditer(lowered):
        number = int(found["day"] or found["other"])
        name = found["month"] or found["first"]
        month = next(
            index
            for index, each in enumerate(phrases.months, 1)
            if each.casefold().startswith(name[:3])
        )
        day = _coming(number, month, today)
        if day:
            yield day
    yield from _weekdays(said, phrases, today)


def _weekdays(
    said: str, phrases: Phrasebook, today: date, letters: int | None = None
) -> Iterator[date]:
    """Yield the next of each weekday that is named; by its first letters, where so few suffice."""
    for index, weekday in enumerate(phrases.weekdays):
        *_, name = weekday.casefold().split(" ")
        begins, ends = (name[:letters], "*") if letters else (name[:-1], "?")
        if re.search(rf"\b{re.escape(begins)}\w{ends}\b", said.casefold()):
            yield today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def _coming(day: int, month: int, today: date) -> date | None:
    """Return the next such day, None if it has just been or does not exist."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if timedelta() <= found - today <= timedelta(days=_FARTHEST):
            return found
    return None


@cache
def _dates(language: str) -> re.Pattern[str]:
    """Return what a day with its month looks like: `25 November`, `25. November`, `Nov 25`."""
    phrases = phrasebook(language)
    months = {month.casefold() for month in phrases.months} if phrases else set()
    names = "|".join(sorted({*months, *(month[:3] for month in months)}, key=len, reverse=True))
    return re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:\.|-?\w{{1,2}})? (?:de )?(?P<month>{names})\w*"
        rf"|\b(?P<first>{names})\w* (?P<other>\d{{1,2}})\b"
    )
