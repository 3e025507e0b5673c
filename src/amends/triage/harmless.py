"""Single values from outside as they may be stored: clean, on one line where they are short, small.

A value of a wrong type raises `TypeError`, `ValueError` or `AttributeError`: whoever hands it over
has a bug.
"""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from amends.http import without_user
from amends.text import normalise, single_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models import Json

MAX_TEXT = 100_000
"""Characters; nobody reads more, and no regular expression has to."""
MAX_LINE = 300
MAX_ID = 1_000
MAX_URL = 4_000
MAX_EXTRA = 10_000
"""Bytes, as JSON, of all that a source says beyond the fields of a mention."""
MAX_FIELDS = 50
MAX_DEPTH = 5
_DIGEST = 32
_HUGE = 2**64

Word = TypeVar("Word", bound=str)


def text(value: str) -> str:
    """Return a text of several lines as it is stored."""
    return normalise(value[:MAX_TEXT])


def short(value: str | None) -> str | None:
    """Return a name or a title on one line; None for nothing."""
    return (single_line(value[:MAX_LINE]) or None) if value else None


def name(value: str) -> str:
    """Return a name that something is found by: exactly as it is, unless that would harm."""
    return value if value.isprintable() and len(value) <= MAX_LINE else short(value) or ""


def key(value: str) -> str:
    """Return an id as it is, or its digest where it cannot be shown or is too long.

    Never a cleaned one: two ids that differ in something invisible are two mentions.
    """
    if value.isprintable() and len(value) <= MAX_ID:
        return value
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


def address(value: str | None) -> str | None:
    """Return an address that a click may open, without user info; None for any other scheme."""
    url = single_line(value[: MAX_URL + 1]) if value else ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    web = parts.scheme in {"http", "https"} and parts.netloc
    return without_user(url) if len(url) <= MAX_URL and (web or parts.scheme == "mailto") else None


def one_of(value: Word, words: tuple[Word, ...]) -> Word:
    """Return a word of a closed list as it is; raises `ValueError` for any other."""
    if value not in words:
        raise ValueError("not in the closed list")
    return value


def fields(extra: Mapping[str, Json]) -> dict[str, Json]:
    """Return what is kept of the fields that amends does not know.

    Those that do not fit any more are left out whole: half a value would be another value.
    """
    kept: dict[str, Json] = {}
    left = MAX_EXTRA
    for field, value in _cleaned(dict(extra), MAX_DEPTH).items():
        size = len(json.dumps({field: value}, ensure_ascii=False).encode())
        if size <= left:
            kept[field] = value
            left -= size
    return kept


def _cleaned(value: Any, depth: int) -> Any:
    """Return JSON without what cannot be written or seen, `depth` containers deep."""
    if isinstance(value, dict | list | tuple) and not depth:
        return None
    if isinstance(value, dict):
        some = islice(value.items(), MAX_FIELDS)
        return {short(str(field)) or "": _cleaned(inner, depth - 1) for field, inner in some}
    if isinstance(value, list | tuple):
        return [_cleaned(inner, depth - 1) for inner in islice(value, MAX_FIELDS)]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if -_HUGE < value < _HUGE else None  # nor NaN
    return text(str(value))
