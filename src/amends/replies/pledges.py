"""Finds the days that a reply names: what it promises, and by when."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
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
_BETWEEN_PROMISES = 3
"""Words that stand between two weekdays at least if each is promised …"""
_NUMBERS_OF_HOURS = 2
"""… and fewer numbers than these."""
_FLEETING = re.compile(r"[eо]?([kкг])$")
"""How masculine weekdays end in Slavic languages; most lose their last vowel in other cases."""
_ENDINGS = r"(?:[auауеі]|iem|ом)"
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")


class Pledged(NamedTuple):
    """A sentence that names a day to come."""

    what: str
    by: date


class _Weekday(NamedTuple):
    start: int
    end: int
    day: date


def pledged(text: str, language: str, today: date) -> tuple[Pledged, ...]:
    """Return the sentences of a reply with the days from today on that they name, soonest first.

    Known are a day with the name of its month, the name of a weekday, which is the next one, and
    "tomorrow".
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
        *(each.day for each in _weekdays(said, phrases, today, short=_abbreviated(language))),
    ]
    return found[0] if found else None


def _abbreviated(language: str) -> Sequence[str]:
    return words(language).say("date.weekdays").split()


def _named(said: str, phrases: Phrasebook, language: str, today: date) -> list[date]:
    """Return the dates in a text, or else the weekdays, which only repeat them; and tomorrow."""
    found = [*_dates(said, language, today)] or _weekdays_promised(said, phrases, today)
    if phrases.tomorrow and re.search(rf"\b(?:{phrases.tomorrow})\b", said.casefold()):
        found.append(today + timedelta(days=1))
    return found


def _weekdays_promised(said: str, phrases: Phrasebook, today: date) -> list[date]:
    """Return the weekdays that are named, none where they are opening hours.

    Hours name their days close together: `Monday to Friday`, `Mondays from 9 to 18 and Saturdays`.
    """
    found = sorted(_weekdays(said, phrases, today))
    between = (said[one.end : other.start] for one, other in pairwise(found))
    return [each.day for each in found] if all(map(_parts_promises, between)) else []


def _parts_promises(between: str) -> bool:
    words = [word for word in between.split() if word[0].isalpha()]
    return len(words) >= _BETWEEN_PROMISES and len(re.findall(r"\d+", between)) < _NUMBERS_OF_HOURS


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
) -> Iterator[_Weekday]:
    """Yield the next of each weekday that is named, in any of its cases.

    With `short`, the abbreviations of the screens, their first letters suffice.
    """
    for index, weekday in enumerate(phrases.weekdays):
        *_, name = weekday.casefold().split(" ")
        pattern = _declined(name)
        if short:
            usual = short[index].casefold().rstrip(".")
            pattern = rf"(?:{re.escape(name[:_ABBREVIATED])}|{re.escape(usual)})"
        found = re.search(rf"\b{pattern}\b", said.casefold())
        if found:
            day = today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)
            yield _Weekday(*found.span(), day)


def _declined(name: str) -> str:
    """Return the singular cases of a weekday: `środę`, `środy`; `piątek`, `piątku`."""
    stem = _FLEETING.sub(r"\1", name)
    cases = rf"|{re.escape(stem)}{_ENDINGS}" if _FLEETING.search(name) else ""
    return rf"(?:{re.escape(name[:-1])}\w{cases})"


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
