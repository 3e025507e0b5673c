"""Read JSON and JSON Lines, whatever the records call their keys."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest
from amends.models import Skipped
from amends.sources.interchange import MENTION_KEYS, RESULT_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO

    from amends.sources.file.columns import Columns
    from amends.sources.file.options import Row

LARGEST = 200_000_000
"""Characters of a JSON file, which is read whole; JSON Lines are not limited."""
_LONGEST_LINE = 4_000_000
_DEEPEST = 4
_BLANKS = re.compile(r"[\s,\0\ufeff]*")
_LISTS = ("reviews", "mentions", "items", "comments", "data", "results", "entries")
_GOOGLE_REVIEW = "accounts/"
"""So begins the `name` of a Google Business Profile review: it is its id, not its author."""
_ACCOUNT = re.compile("^accounts/[^/]*/")
"""Left out of the id, as in `google_business`: a location may move to another account."""
_OURS = frozenset({"external_id", "source_type"})


def parse_lines(text: TextIO, columns: Columns) -> Iterator[Row | Skipped]:
    """Yield the record of every line; a line that holds none is yielded as `Skipped`."""
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        if line.strip("\0\r\n\t \ufeff"):
            yield _line(line, f"{columns.name}, line {number}", columns)
        while len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
            line = text.readline(_LONGEST_LINE)  # the rest of a line beyond the cap


def parse_whole(text: TextIO, columns: Columns) -> Iterator[Row | Skipped]:
    """Yield the records of one JSON document: a list, or an object with a list of records in it.

    A list that breaks off yields what stands before the break, then one `Skipped`. Raises
    `BadRequest` for a document that is no JSON at all, or too large.
    """
    document = text.read(LARGEST + 1)
    if len(document) > LARGEST:
        raise BadRequest(
            f"{columns.name} is larger than {LARGEST:,} characters",
            hint="Write it as JSON Lines, one record a line: those have no limit.",
        )
    start = _skip_blanks(document, 0)
    if document[start : start + 1] == "[":
        yield from _elements(document, start + 1, columns)
    elif start < len(document):
        yield from _object(document[start:], columns)


def _line(line: str, where: str, columns: Columns) -> Row | Skipped:
    try:
        record = json.loads(line.strip("\0 \ufeff"))
    except (ValueError, RecursionError) as error:
        return Skipped(where, f"not JSON: {_why(error)}")
    return _record(record, where, columns)


def _elements(document: str, start: int, columns: Columns) -> Iterator[Row | Skipped]:
    decoder = json.JSONDecoder()
    at, line, counted = _skip_blanks(document, start), 1, 0
    while at < len(document) and document[at] != "]":
        line, counted = line + document.count("\n", counted, at), at
        where = f"{columns.name}, line {line}"
        try:
            record, end = decoder.raw_decode(document, at)
        except (ValueError, RecursionError) as error:
            yield Skipped(where, f"not JSON from here on: {_why(error)}")
            return
        yield _record(record, where, columns)
        at = _skip_blanks(document, end)


def _skip_blanks(document: str, at: int) -> int:
    found = _BLANKS.match(document, at)
    return found.end() if found else at


def _object(document: str, columns: Columns) -> Iterator[Row | Skipped]:
    try:
        found = json.loads(document)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadRequest(f"{columns.name}{line} is not JSON: {_why(error)}") from None
    for number, record in enumerate(_records(found), start=1):
        yield _record(record, f"{columns.name}, record {number}", columns)


def _records(found: Any) -> list[Any]:
    """Return the list of records in an object, under its usual names first; else the object."""
    lists = [name for name in (*_LISTS, *found) if _is_records(found.get(name))]
    return found[lists[0]] if lists else [found]


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        what = error.msg.removesuffix(" at")
        return f"{what[:1].lower()}{what[1:]}, column {error.colno}"
    return "it is nested too deep" if isinstance(error, RecursionError) else "a number is too long"


def _record(record: Any, where: str, columns: Columns) -> Row | Skipped:
    if not isinstance(record, dict):
        return Skipped(where, f"not an object but {json.dumps(record)[:40]}")
    ours = bool(_OURS & record.keys()) or record.keys() <= MENTION_KEYS | RESULT_KEYS
    values = dict(_flat(_without_results(record) if ours else record))
    if str(values.get("name")).startswith(_GOOGLE_REVIEW):
        values["reviewId"] = _ACCOUNT.sub("", values.pop("name"))
    return replace(columns.row(where, values), ours=ours)


def _without_results(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Drop what amends itself once computed, from records that have the shape of its own."""
    return {key: value for key, value in record.items() if not _is_result(key, value)}


def _is_result(key: str, value: Any) -> bool:
    return key in RESULT_KEYS or (key == "language" and isinstance(value, dict))


def _flat(record: Mapping[str, Any], prefix: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    """Yield dotted keys: `{"author": {"name": …}}` is `author.name`."""
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            yield f"{prefix}{key}", value
