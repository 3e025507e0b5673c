"""Read single values out of foreign data: nothing is trusted, nothing raises."""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urljoin, urlsplit

from amends.models import Rating
from amends.text import own_words, single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo
    from time import struct_time

LONGEST_LINE = 1_000
"""Characters of a name, a title or an id that are kept."""
LONGEST_URL = 4_000
_MOST = 2**53
"""No platform counts higher; a larger number is a mistake or an attack on the database."""
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Older than any review on the web: a clock that was never set."""
AHEAD = timedelta(days=1)
"""How far the clock of a platform may be ahead of ours."""


def line(value: Any) -> str | None:
    """Return a string or a number as one clean line; None for anything else or nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return single_line(str(value)[:LONGEST_LINE]) or None


def body(value: Any) -> str:
    """Return a string as it came (the run normalises texts), anything else as nothing."""
    return value if isinstance(value, str) else ""


def original(comment: str) -> tuple[str, dict[str, str]]:
    """Return what a customer wrote at Google, with its translation beside it for `extra`.

    Where there is only a translation it stays, marked as Google marked it.
    """
    own, translation = own_words(comment)
    if translation is None or not own.strip():
        return comment, {}
    return own.strip(), {"translation": translation.strip()}


def count(value: Any) -> int | None:
    """Return a number of likes, views or replies, also from digits in a string."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number <= _MOST else None


def web_address(value: Any, base: str = "") -> str | None:
    """Return an http(s) address, made absolute by `base`; None for anything else."""
    if not isinstance(value, str) or len(value) > LONGEST_URL:
        return None
    try:
        address = urljoin(base, single_line(value))
        parts = urlsplit(address)
    except ValueError:
        return None
    good = parts.scheme in {"http", "https"} and parts.netloc and " " not in address
    return address if good else None


def behind_redirect(value: Any) -> str | None:
    """Return where a redirect of Google's search leads; None for any other address."""
    address = web_address(value)
    parts = urlsplit(address or "")
    google = parts.hostname == "google.com" or (parts.hostname or "").endswith(".google.com")
    if not google or parts.path != "/url":
        return None
    return web_address(parse_qs(parts.query).get("url", [None])[0])


def inside(value: Any, *keys: str) -> Any:
    """Follow keys through objects; None where the way ends."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; anything else in it, or instead of it, counts as nothing."""
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, dict)]


def portions(ids: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Yield ids as many at once as a platform takes."""
    for start in range(0, len(ids), most):
        yield tuple(ids[start : start + most])


def rating(value: Any, best: float = 5) -> Rating | None:
    """Return a rating from 1 to `best`, also from digits in a string; 0 and null are none given."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if isinstance(value, bool) or not 1 <= number <= best:
        return None
    return Rating(int(number) if number.is_integer() else number, best)


def language(value: Any) -> str | None:
    """Return the ISO 639 code in front of a language tag: `en` for `en-US`."""
    code = (line(value) or "").replace("_", "-").split("-")[0].lower()
    return code if code.isascii() and code.isalpha() and len(code) in {2, 3} else None


def moment(value: Any, zone: tzinfo = UTC) -> datetime | None:
    """Return an ISO 8601 time as UTC; `zone` is that of a time without one."""
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def moment_of_epoch(value: Any) -> datetime | None:
    """Return seconds since 1970 as a time."""
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def moment_of_struct(value: struct_time | None) -> datetime | None:
    """Return feedparser's UTC tuple as a time (`time.mktime` would read it as local time)."""
    try:
        return moment_of_epoch(timegm(value)) if value else None
    except (TypeError, ValueError, OverflowError):
        return None


def believable(published: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """Return when it was published and whether that is a guess.

    A missing time, one before 1995 and one more than a day ahead become `now`, and uncertain.
    """
    if published is None or not EARLIEST <= published <= now + AHEAD:
        return now, True
    return published, False
