"""Tell columns apart: which one holds the text, which the rating, the author, the date."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest, InputError
from amends.sources.file import ratings
from amends.sources.file.dates import Dates
from amends.sources.file.exports import recognised
from amends.sources.file.headers import FIELDS, HEADERS
from amends.sources.file.options import Row
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from amends.sources.file.exports import Export

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_LETTERS = re.compile(r"[\W_]+")
_SOUGHT_IN_LONGER_NAMES = ("rating", "published_at", "author", "text")
_TOO_GENERAL = frozenset({"name", "имя", "име", "imię", "nombre", "rate", "nota", "time", "data"})
"""Known names that say nothing as a part of a longer one: an `App version name` is no author."""
_LONG_TEXT = 15
_MOST_LAYOUTS = 1_000
_LONGEST_SHOWN = 300


def plain(header: str) -> str:
    """Return a column's name for comparing: `reviewReply.comment` is `review reply comment`."""
    words = _CAMEL.sub(" ", _IN_BRACKETS.sub(" ", header))
    return _NO_LETTERS.sub(" ", words).strip().casefold()


def guess_columns(
    headers: Sequence[str], sample_rows: Sequence[Sequence[Any]] = ()
) -> Mapping[str, str]:
    """Return our field → the column that holds it, as far as names and sample values tell.

    A name counts only if the values below it agree: a "rating" full of words is no rating. Names
    that merely contain a known word come second; a column of long texts is the text at last.
    """
    samples = {
        header: [
            value for row in sample_rows if index < len(row) and not blank(value := row[index])
        ]
        for index, header in reversed(list(enumerate(headers)))
    }
    by_name = {plain(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for field, names in HEADERS.items():
        fitting = (by_name[name] for name in names if name in by_name)
        _take(found, field, fitting, samples)
    for field in _SOUGHT_IN_LONGER_NAMES:
        _take(found, field, _containing(field, by_name), samples)
    _take(found, "text", _longest(samples), samples)
    if "curated" in by_name:  # Judge.me: its `source` says how a review came in, not where from
        found.pop("source", None)
    return MappingProxyType(found)


def describe(mapping: Mapping[str, str]) -> str:
    """Say in one line what was taken for what: `text ← Отзыв, rating ← Оценка`."""
    shown = (f"{field} ← {mapping[field]}" for field in FIELDS if field in mapping)
    return ", ".join(shown) or "no column was recognised"


def blank(value: Any) -> bool:
    """Tell whether a cell says nothing."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


class Columns:
    """The columns of one file: those the user named, and guesses for the others."""

    def __init__(self, name: str, stated: Mapping[str, str]) -> None:
        self.name = name
        self.stated = stated
        self.latest: Mapping[str, str] = MappingProxyType({})
        """Our field → column, as last decided."""
        self.export: Export | None = None
        """What the rows are an export of, as last decided."""
        self._layouts: dict[tuple[str, ...], tuple[Mapping[str, str], Export | None]] = {}

    def layout(
        self, headers: Sequence[str], sample_rows: Sequence[Sequence[Any]] = ()
    ) -> Mapping[str, str]:
        """Return our field → column for these headers; remembers what it once decided."""
        key = tuple(headers)
        if key not in self._layouts:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            decided = self._decide(headers, sample_rows)
            self._layouts[key] = decided, recognised(map(plain, headers))
        self.latest, self.export = self._layouts[key]
        return self.latest

    def require(self, headers: Sequence[str], sample_rows: Sequence[Sequence[Any]]) -> None:
        """Raise `BadRequest` if a table lacks a named column, or a text and a rating alike."""
        missing = [column for column in self.stated.values() if column not in headers]
        shown = single_line(", ".join(headers)[:_LONGEST_SHOWN])
        if missing:
            raise BadRequest(
                f"{self.name} has no column {missing[0]!r}; it has: {shown}",
                hint="Correct it under `columns`.",
            )
        if not {"text", "rating", "pros", "cons", "title"} & set(self.layout(headers, sample_rows)):
            raise BadRequest(
                f"{self.name}: no column looks like the text or the rating; it has: {shown}",
                hint="Say which it is, for example columns: {text: NAME, rating: NAME}.",
            )

    def row(self, where: str, values: Mapping[str, Any]) -> Row:
        """Return the values under our names, and the rest under their own."""
        mapping = self.layout(tuple(values))
        known = {field: values[column] for field, column in mapping.items() if column in values}
        taken = set(mapping.values())
        return Row(
            where=where,
            export=self.export,
            known={field: value for field, value in known.items() if not blank(value)},
            rest={
                column: value
                for column, value in values.items()
                if column not in taken and not blank(value)
            },
        )

    def _decide(
        self, headers: Sequence[str], sample_rows: Sequence[Sequence[Any]]
    ) -> Mapping[str, str]:
        stated = {field: name for field, name in self.stated.items() if name in headers}
        taken = set(stated.values())
        guessed = guess_columns(headers, sample_rows)
        free = {field: name for field, name in guessed.items() if name not in taken}
        return MappingProxyType({**free, **stated})


def _take(
    found: dict[str, str],
    field: str,
    candidates: Iterable[str],
    samples: Mapping[str, Sequence[Any]],
) -> None:
    """Give a field the first candidate that nobody has and whose values fit."""
    if field in found:
        return
    fits = _FITS.get(field)
    taken = set(found.values())
    for column in candidates:
        if column not in taken and (fits is None or fits(samples[column])):
            found[field] = column
            return


def _containing(field: str, by_name: Mapping[str, str]) -> list[str]:
    """Return the columns whose names contain one of the field's as whole words."""
    return [
        column
        for name, column in by_name.items()
        if any(f" {known} " in f" {name} " for known in HEADERS[field] if known not in _TOO_GENERAL)
    ]


def _longest(samples: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the columns with texts of several words, the longest first."""
    lengths = {
        column: sum(map(len, texts)) / len(values)
        for column, values in samples.items()
        if (texts := [value for value in values if isinstance(value, str) and " " in value.strip()])
    }
    long = [column for column, length in lengths.items() if length >= _LONG_TEXT]
    return sorted(long, key=lengths.__getitem__, reverse=True)


def _mostly(test: Callable[[Any], bool]) -> Callable[[Sequence[Any]], bool]:
    return lambda values: 2 * sum(map(test, values)) >= len(values)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not value.strip().replace(".", "").isdigit()


def _is_rating(value: Any) -> bool:
    try:
        ratings.read(value, ratings.bare(value))
    except InputError:
        return False
    return True


def _is_date(value: Any) -> bool:
    return Dates().read(value)[0] is not None


_FITS: Mapping[str, Callable[[Sequence[Any]], bool]] = MappingProxyType(
    {
        "text": _mostly(_is_text),
        "rating": _mostly(_is_rating),
        "published_at": _mostly(_is_date),
    }
)
