"""The kinds of values that config.yaml holds: each checks itself and complains in plain words.

Every scalar arrives as a string. A single value where a list of words is due counts as a list of
one, so `aliases: Lipa` and `aliases: [Lipa]` mean the same.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from amends.config.iso import COUNTRIES, COUNTRY_INSTEAD, LANGUAGE_INSTEAD, LANGUAGES
from amends.config.wording import did_you_mean, shown
from amends.models.vocabulary import Topic

MOST_DAYS = 36_500
"""A century: older than any review on the web."""
_DASH = re.compile(r"\s*[-–]\s*")


def known_language(code: str) -> str:
    """Return the ISO 639 code in lower case.

    Raises ValueError for a two-letter code that does not exist and for the usual mix-ups (`ua`).
    """
    lower = code.strip().lower()
    if lower not in LANGUAGE_INSTEAD and (lower in LANGUAGES or re.fullmatch("[a-z]{3}", lower)):
        return lower
    instead = LANGUAGE_INSTEAD.get(lower) or LANGUAGE_INSTEAD.get(lower.split("-", 1)[0])
    hint = f", did you mean '{instead}'?" if instead else ": write its ISO 639 code, such as bg"
    raise ValueError(f"unknown language {code!r}{hint}")


def known_country(code: str) -> str:
    """Return the ISO 3166 code in capitals; raise ValueError for any other, `UK` included."""
    upper = code.strip().upper()
    if upper in COUNTRIES:
        return upper
    instead = COUNTRY_INSTEAD.get(upper)
    hint = f", did you mean '{instead}'?" if instead else ": write its ISO 3166 code, such as BG"
    raise ValueError(f"unknown country {code!r}{hint}")


def known_zone(name: str) -> str:
    """Return the name of an IANA time zone as it is; raise ValueError if there is no such zone."""
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a missing file, a folder, a path that leaves the data
        zones = available_timezones()
    else:
        return name
    if not zones:
        raise ValueError("this machine knows no time zones: pip install tzdata")
    hint = did_you_mean(name, zones) or ", write it like Europe/Sofia"
    raise ValueError(f"unknown time zone {name!r}{hint}")


def _day(value: Any) -> Any:
    """Refuse what pydantic would read as seconds since 1970."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"must be a day like 2026-12-24, not {value!r}") from None


def _working_hours(value: str) -> str:
    """Return `09:00-18:00`, padded, so that every reader can split it at the dash."""
    try:
        opens, closes = (time.fromisoformat(part.zfill(5)) for part in _DASH.split(value.strip()))
    except ValueError:
        raise ValueError(f"must be hours like 9:00-18:00, not {value!r}") from None
    if closes <= opens:
        raise ValueError(f"must end later than it begins, not {value!r}; midnight is 23:59")
    return f"{opens:%H:%M}-{closes:%H:%M}"


def _storage_rule(value: str) -> str:
    days = re.fullmatch("[1-9][0-9]{0,4}", value)
    if value in {"full", "none"} or (days and int(value) <= MOST_DAYS):
        return value
    raise ValueError(
        f"must be full, none or a number of days (at most {MOST_DAYS}), not {shown(value)}"
    )


def without_blanks(value: Any) -> Any:
    """Treat a key with nothing after it as absent, an empty section as one with its defaults."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return {} if value is None else value


def nothing_is_empty(value: Any) -> Any:
    """Treat a key with nothing after it as an empty list."""
    return () if value is None else value


def one_or_many(value: Any) -> Any:
    """Take a single value for a list of one."""
    return () if value is None else (value,) if isinstance(value, str) else value


def _text_or_table(value: Any) -> str:
    return "<each>" if isinstance(value, dict) else "<all>"


def _number_from_text(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


LanguageCode = Annotated[str, AfterValidator(known_language), Field(description="ISO 639 code.")]
CountryCode = Annotated[str, AfterValidator(known_country)]
TimeZone = Annotated[str, AfterValidator(known_zone)]
Day = Annotated[date, BeforeValidator(_day)]
WorkingHours = Annotated[str, AfterValidator(_working_hours)]
StorageRule = Annotated[str, AfterValidator(_storage_rule)]
# Beyond these a number is a mistake, and a date that is computed with it may not exist.
Hours = Annotated[float, Field(gt=0, le=100_000)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Pause = Annotated[float, Field(ge=0, le=86_400)]
Money = Annotated[float, Field(ge=0, le=1_000_000_000)]
Weight = Annotated[float, Field(ge=0, le=1000)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FormatVersion = Annotated[Literal[1], BeforeValidator(_number_from_text)]

LocalText = Annotated[
    Annotated[str, Tag("<all>")] | Annotated[dict[LanguageCode, str], Tag("<each>")],
    Discriminator(_text_or_table),
]
"""One text for every language, or one per language."""

Texts = Annotated[
    tuple[str, ...], BeforeValidator(one_or_many, json_schema_input_type=str | tuple[str, ...])
]
LanguageCodes = Annotated[
    tuple[LanguageCode, ...],
    BeforeValidator(one_or_many, json_schema_input_type=LanguageCode | tuple[LanguageCode, ...]),
]
Topics = Annotated[
    tuple[Topic, ...],
    BeforeValidator(one_or_many, json_schema_input_type=Topic | tuple[Topic, ...]),
]
Days = Annotated[
    tuple[Day, ...], BeforeValidator(one_or_many, json_schema_input_type=Day | tuple[Day, ...])
]
