"""Dates of the demo, written as ages so that it looks the same on every day."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

_UNITS: Mapping[str, timedelta] = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    # The longest month, so that "9mo" is nine full months however an age is counted.
    "mo": timedelta(days=31),
}
_MARKER = re.compile(
    r"""
    \{\{ (?P<style>iso|rfc) \x20
    -(?P<count>[0-9]{1,3})
    (?: (?P<short>min|h)
      | (?P<long>d|w|mo) (?: \x20 (?P<hour>[01][0-9]|2[0-3]) : (?P<minute>[0-5][0-9]) )?
    ) \}\}
    """,
    re.VERBOSE,
)


def expand(text: str, now: datetime) -> str:
    """Replace every `{{iso -5h}}` and `{{rfc -3d 14:20}}` by that moment before `now`, in UTC.

    `iso` writes ISO 8601 (`2026-11-20T09:30:00Z`); `rfc` writes RFC 2822, which mail headers and
    RSS want (`Fri, 20 Nov 2026 09:30:00 +0000`). Units are min, h, d, w and mo; days, weeks and
    months may name a time of day. `now` must be aware. Anything else in braces stays as it is.
    """
    utc = now.astimezone(UTC).replace(microsecond=0)
    return _MARKER.sub(lambda marker: _STYLES[marker["style"]](_moment(marker, utc)), text)


def _moment(marker: re.Match[str], now: datetime) -> datetime:
    moment = now - int(marker["count"]) * _UNITS[marker["short"] or marker["long"]]
    if marker["hour"] is None:
        return moment
    return moment.replace(hour=int(marker["hour"]), minute=int(marker["minute"]), second=0)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_STYLES: Mapping[str, Callable[[datetime], str]] = {"iso": _iso, "rfc": format_datetime}
