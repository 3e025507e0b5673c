"""Dates as exports write them, in five languages; which of day and month comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateutil.parser import parser

_LONGEST = 64
_NUMERIC = re.compile(r"\s*(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(?:\d{4}|\d{2})(?!\d)")
_SECONDS = re.compile(r"1\d{9}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"1\d{12}")
_MONTHS_IN_A_YEAR = 12
_MONTHS = (
    ("января", "январь", "янв", "януари", "яну", "enero", "ene", "stycznia", "styczeń", "sty"),
    ("февраля", "февраль", "фев", "февруари", "febrero", "lutego", "luty", "lut"),
    ("марта", "март", "мар", "marzo", "marca", "marzec"),
    ("апреля", "апрель", "апр", "април", "abril", "abr", "kwietnia", "kwiecień", "kwi"),
    ("мая", "май", "mayo", "maja", "maj"),
    ("июня", "июнь", "июн", "юни", "junio", "czerwca", "czerwiec", "cze"),
    ("июля", "июль", "июл", "юли", "julio", "lipca", "lipiec", "lip"),
    ("августа", "август", "авг", "agosto", "ago", "sierpnia", "sierpień", "sie"),
    ("сентября", "сентябрь", "сен", "сент", "септември", "сеп", "septiembre", "września"),
    ("октября", "октябрь", "окт", "октомври", "octubre", "października", "październik", "paź"),
    ("ноября", "ноябрь", "ноя", "ноември", "ное", "noviembre", "listopada", "listopad", "lis"),
    ("декабря", "декабрь", "дек", "декември", "diciembre", "dic", "grudnia", "grudzień", "gru"),
)
_HOUR = 3600
_ZONES = {
    name: hours * _HOUR
    for hours, names in {
        0: ("UTC", "GMT", "Z"),
        1: ("CET",),
        2: ("CEST", "EET"),
        3: ("EEST", "MSK"),
        -5: ("EST",),
        -4: ("EDT",),
        -8: ("PST",),
        -7: ("PDT",),
    }.items()
    for name in names
}
_FILLERS = ("de", "del", "г", "года", "год", "в", "r", "o", "godz", "a", "las", "г.", "ч")


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of one file are read."""

    zone: tzinfo = UTC
    """Of times that name none."""
    dayfirst: bool | None = None
    """Of 03/04/2026; None: the file does not show it, so the day is taken, and uncertain."""

    def read(self, value: Any) -> tuple[datetime | None, bool]:
        """Return the moment as UTC (None if it cannot be read) and whether it is uncertain.

        Understands ISO 8601, seconds or milliseconds since 1970, and written dates; what names
        no whole date (`10:30`, `Saturday`) is not completed from today's.
        """
        text = str(value).strip()
        if isinstance(value, bool) or not text or len(text) > _LONGEST:
            return None, True
        found = _epoch(text) or _iso(text) or self._written(text)
        moment = _utc(found, self.zone) if found else None
        return moment, moment is None or (self.dayfirst is None and _ambiguous(text))

    def _written(self, text: str) -> datetime | None:
        found = _NUMERIC.match(text)
        shown = _shown_order(found) if found else False
        order = self.dayfirst if shown is None else shown
        return _loose(text, dayfirst=order is not False)


def names_a_day(value: Any) -> bool:
    """Tell whether it is a whole date, whichever of day and month comes first."""
    return Dates().read(value)[0] is not None


def day_comes_first(value: Any) -> bool | None:
    """Tell the order that a numeric date gives away by itself; None if it does not."""
    found = _NUMERIC.match(str(value))
    return _shown_order(found) if found else None


def _shown_order(found: re.Match[str]) -> bool | None:
    """Tell the order that a date shows by itself: 25/03 is day first, and so are all dots."""
    first, second = int(found[1]), int(found[3])
    if first > _MONTHS_IN_A_YEAR or second > _MONTHS_IN_A_YEAR:
        return first > _MONTHS_IN_A_YEAR
    return True if found[2] == "." else None


def _ambiguous(text: str) -> bool:
    found = _NUMERIC.match(text)
    return bool(found and found[1] != found[3] and _shown_order(found) is None)


def _epoch(text: str) -> datetime | None:
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    return datetime.fromtimestamp(float(text), UTC) if _SECONDS.fullmatch(text) else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _loose(text: str, *, dayfirst: bool) -> datetime | None:
    """Parse with two different defaults: what comes out of both stands in the text itself."""
    try:
        found = [
            _parser().parse(text, default=default, tzinfos=_zone, dayfirst=dayfirst)
            for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 — fillers
        ]
    except (ValueError, OverflowError, ArithmeticError, LookupError, TypeError, AttributeError):
        return None  # whatever a parser of 30 years' formats makes of hostile input
    return found[0] if found[0] == found[1] else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """Believe offsets and the abbreviations that mean one zone only (CST, IST … do not)."""
    if offset is None:
        offset = _ZONES.get(name or "")
    return None if offset is None else timezone(timedelta(seconds=offset))


def _utc(moment: datetime, zone: tzinfo) -> datetime | None:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@cache
def _parser() -> parser:
    from dateutil.parser import parser, parserinfo

    pairs = zip(parserinfo.MONTHS, _MONTHS, strict=True)
    words = {
        "MONTHS": [(*english, *others) for english, others in pairs],
        "JUMP": [*parserinfo.JUMP, *_FILLERS],
    }
    return parser(type("Polyglot", (parserinfo,), words)())
