"""Patterns that an owner can write: plain words, with `{author}`, `{stars}` … where those stand."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELDS = {
    "author": r"[^\n]{1,100}?",
    "item": r"[^\n]{1,200}?",
    "text": r"[^\n]{1,2000}?",
    "stars": r"\d{1,2}(?:[.,]\d)?|[★⭐]{1,10}(?=[^★⭐]|\Z)(?:\ufe0f?[☆✩]{0,9})",
}
LONGEST = 2_000
"""Characters of a line that are looked at."""
_MOST_FIELDS = 5
_PIECE = re.compile(r"\{(\w+)\}|(\*)")


def _template(value: str) -> str:
    """Return a pattern as it is; raises ValueError."""
    named = [name for name, _ in _PIECE.findall(value) if name]
    if odd := [name for name in named if name not in FIELDS]:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise ValueError(f"does not know {{{odd[0]}}}: write {known}, or * for anything")
    if len(set(named)) < len(named) or len(_PIECE.findall(value)) > _MOST_FIELDS:
        raise ValueError(f"may name each field once, and at most {_MOST_FIELDS} of them")
    if not _PIECE.sub("", value).strip() and named != ["stars"]:
        raise ValueError("needs a word of the mail, or it would fit every line")
    return value.strip()


Template = Annotated[str, AfterValidator(_template)]


def match(templates: Iterable[str], line: str) -> dict[str, str] | None:
    """Return the fields of the first pattern that a whole line fits; None if none does."""
    for template in templates:
        if found := _compiled(template).fullmatch(line.strip()[:LONGEST]):
            return {name: value.strip() for name, value in found.groupdict().items()}
    return None


@lru_cache(maxsize=512)
def _compiled(template: str) -> re.Pattern[str]:
    """Build it of atomic groups: a field ends at the first place where the next words stand.

    So no line, whoever wrote it, takes longer than its length.
    """
    begin, *rest = re.split(r"(\{\w+\}|\*)", template)
    pattern = _words(begin)
    for written, literal in zip(rest[::2], rest[1::2], strict=True):
        name = written.strip("{}*")
        field = f"(?P<{name}>{FIELDS[name]})" if name else r"[^\n]{0,2000}?"
        pattern += f"(?>{field}{words})" if (words := _words(literal)) else field
    return re.compile(pattern, re.IGNORECASE)


def _words(literal: str) -> str:
    """Return a pattern for words; programs write apostrophes in two ways."""
    words = (re.escape(word).replace("'", "['’]") for word in re.split(r"\s+", literal))
    return r"\s+".join(words)
