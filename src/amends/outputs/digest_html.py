"""The summary of the morning as HTML that mail programs draw right: Gmail, Outlook, Apple Mail.

Gmail cuts a message off behind 102 KB, so the longest ones say a little less: first the meanings
of the last replies go, then these replies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from amends.outputs import digest as told
from amends.outputs import safe
from amends.outputs.digest_matters import brief, matter, without_meanings, without_reply
from amends.outputs.templates import render
from amends.outputs.tones import TONES
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amends.languages import Words
    from amends.models.digest import Digest
    from amends.outputs.digest import Section
    from amends.outputs.digest_matters import Matter

LARGEST = 92_000
"""Bytes; some room is left below Gmail's 102 KB, since the way there adds to it."""
TEMPLATE = "digest.html.j2"
_LINE, _NAME = 400, 60
"""Characters of a line of a section, and of a name."""
_LINES, _FEWEST_LINES = 10, 3
"""Lines of a section, and when there is no room."""


class Part(NamedTuple):
    """Some lines under a title."""

    title: str
    lines: tuple[str, ...]
    hidden: int
    """How many more there are."""


def html(digest: Digest, words: Words, *, templates: Path | None = None) -> str:
    """Return the whole document; `templates` is the user's folder.

    Raises ConfigError for a template of the user's that does not work.
    """
    matters = tuple(
        matter(item, digest, words, number) for number, item in enumerate(digest.items, start=1)
    )
    values = {
        "digest": digest,
        "title": " · ".join(_names(digest)),
        "lead": safe.unlinked(told.lead(digest, words)),
        "headline": told.headline(digest, words),
        "mistake": told.mistake(digest, words),
        "preheader": preheader(digest, words),
        "answerable": any(item.done for item in digest.items),
        "tones": TONES,
    }
    zone, made = ZoneInfo(digest.timezone), ""
    before, after = told.before(digest, words), told.after(digest, words)
    for items, lines in _ever_less(matters, words):
        given = {
            **values,
            "before": [_part(section, lines) for section in before],
            "items": items,
            "after": [_part(section, lines) for section in after],
        }
        made = render(TEMPLATE, given, words=words, now=digest.at, zone=zone, folder=templates)
        if len(made.encode()) <= LARGEST:
            break
    return made


def _ever_less(
    matters: tuple[Matter, ...], words: Words
) -> Iterator[tuple[tuple[Matter, ...], int]]:
    """Yield the items whole, then from the last on without meanings, then without replies.

    With them, how many lines a section may have.
    """
    yield matters, _LINES
    for shorten in (without_meanings, without_reply):
        for at in reversed(range(len(matters))):
            shorter = shorten(matters[at], words)
            if shorter != matters[at]:
                matters = (*matters[:at], shorter, *matters[at + 1 :])
                yield matters, _LINES
    yield matters, _FEWEST_LINES


def preheader(digest: Digest, words: Words) -> str:
    """Return what a locked phone shows beside the subject: no name, no text, nothing of health."""
    if not digest.first:
        return ""
    return words.say("digest.html.first", what=brief(digest.first, digest, words))


def _names(digest: Digest) -> Iterator[str]:
    """Yield whose digest it is: of the business, and of a colleague alone."""
    for name in (digest.business, digest.recipient):
        if name:
            yield safe.clipped(single_line(name), _NAME)


def _part(section: Section, most: int) -> Part:
    lines = tuple(safe.unlinked(safe.clipped(line, _LINE)) for line in section.lines[:most])
    return Part(section.title, lines, len(section.lines) - len(lines))
