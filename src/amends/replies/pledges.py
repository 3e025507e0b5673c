"""Finds the days that a reply names: what it promises, and by when."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from amends.languages import words
from amends.replies.phrasebook import phrasebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.replies.phrasebook import Phrasebook

_MAX_READ = 10_000
_SENTENCE = re.compile(r"(?:[^.!?…\n]|(?<=\d)\.|\.(?=\S))+(?:[.!?…]+|$)")
"""Up to a full stop that ends something: the one of `25. November` does not."""
_FARTHEST = 200
"""Days ahead; a day and month farther away was meant of last year."""
_ABBREVIATED = 3
"""Letters of a month or weekday that suffice where nothing but a day is said."""
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")


class Pledged(NamedTuple):
    """A sentence that names a day to come."""

    what: str
    by: date


def pledged(text: str, language: str, today: date) -> tuple[Pledged, ...]:
    """Return the sentences of a reply with the days from today on that they name, soonest first.

    Known are a day with the name of its month, and the name of a weekday, which is the next one.
    """
    phrases = phrasebook(language)
    if phrases is None:
        return ()
    found = {
        Pledged(sentence[0].strip(), day)
        for sentence in _SENTENCE.finditer(text[:_MAX_READ])
        for day in _named(sentence[0], phrases, language, today)
    }
    return tuple(sorted(found, key=lambda each: (each.by, each.what)))


def day_named(said: str, language: str, today: date) -> date | None:
    """Return the day that somebody names: `25 Nov`, `25.11.`, `Wed`, `2026-11-25`."""
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        phrases = phrasebook(language)
    if phrases is None:
        return None
    numbers = _NUMERIC.search(said)
    if numbers:
        day, month, year = numbers.groups()
        return _coming(int(day), int(month), today, year=int(year) if year else None)
    found = _named(said, phrases, language, today) or [
        *_dates(said, language, today, short=True),
        *_weekdays(said, phrases, today, short=words(language).say("date.weekdays").split()),
    ]
    return found[0] if found else None


def _named(said: str, phrases: Phrasebook, language: str, today: date) -> list[date]:
    """Return the dates in a text, or else the weekday, which only repeats one.

    Several weekdays and no date are opening hours.
    """
    dates, days = [*_dates(said, language, today)], [*_weekdays(said, phrases, today)]
    return dates or (days if len(days) == 1 else [])


def _dates(said: str, language: str, today: date, *, short: bool = False) -> Iterator[date]:
    months = _months(language, short=short)
    for found in _day_of_month(language, short=short).finditer(said.casefold()):
        name = found["month"] or found["first"]
        number, year = int(found["day"] or found["other"]), found["year"]
        day = _coming(number, months[name], today, year=int(year) if year else None)
        if day:
            yield day


def _weekdays(
    said: str, phrases: Phrasebook, today: date, *, short: Sequence[str] = ()
) -> Iterator[date]:
    """Yield the next of each weekday that is named, in any of its cases.

    With `short`, the abbreviations of the screens, their first letters suffice.
    """
    for index, weekday in enumerate(phrases.weekdays):
        *_, name = weekday.casefold().split(" ")
        pattern = rf"{re.escape(name[:-1])}\w"
        if short:
            usual = short[index].casefold().rstrip(".")
            pattern = rf"(?:{re.escape(name[:_ABBREVIATED])}|{re.escape(usual)})"
        if re.search(rf"\b{pattern}\b", said.casefold()):
            yield today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def _coming(day: int, month: int, today: date, *, year: int | None) -> date | None:
    """Return the next such day, None if it has just been or does not exist."""
    for each in (year,) if year else (today.year, today.year + 1):
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or timedelta() <= found - today <= timedelta(days=_FARTHEST):
            return found
    return None


@cache
def _months(language: str, *, short: bool) -> dict[str, int]:
    """Return the names of the months, or their first letters, with their numbers."""
    phrases = phrasebook(language)
    names = [month.casefold() for month in phrases.months] if phrases else []
    return {
        name[:_ABBREVIATED] if short else name: number for number, name in enumerate(names, start=1)
    }


@cache
def _day_of_month(language: str, *, short: bool) -> re.Pattern[str]:
    """Return what a day with its month looks like: `25 November`, `25. November`, `Nov 25`."""
    names = "|".join(sorted(map(re.escape, _months(language, short=short)), key=len, reverse=True))
    return re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:\.|er|-?\w{{1,2}})? (?:de )?(?P<month>{names})\b"
        rf"(?:,? (?:de )?(?P<year>\d{{4}}))?"
        rf"|\b(?P<first>{names}) (?P<other>\d{{1,2}})\b"
    )
