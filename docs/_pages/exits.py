"""docs/exit-codes.md: how commands end, from the errors themselves."""

from __future__ import annotations

import sys
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from _pages.markdown import code, document, table
from amends import errors
from amends.cli import BUG, INTERRUPTED, PRECEDENCE
from amends.triage.checking import FAIL_ON_MET

if TYPE_CHECKING:
    from collections.abc import Iterator

MEANINGS = {
    0: "Everything is fine.",
    BUG: "A bug in amends; nothing of yours is lost. `AMENDS_DEBUG=1` shows where it is.",
    2: "The command line asks for something that cannot be, such as an id that does not exist.",
    3: "The configuration has problems; all of them are listed.",
    4: "A source did not end well, or the input holds rows that cannot be read."
    " What could be read is stored. A source that has more than `max_items` ended well.",
    5: "The database is locked (the message says by whom), damaged, or from a newer amends.",
    6: "A mail or a notification was not delivered.",
    7: "A reply failed its checks.",
    FAIL_ON_MET: "What `amends check --fail-on` asked for waits.",
    INTERRUPTED: "Somebody pressed Ctrl-C. The next run goes on where this one stopped.",
}

_NOTES = """\
If several apply, the first of these wins: {order}.
A reader that closes the pipe early (`amends inbox | head`) is no error: 0.

An error is one line on stderr that says what and where, and usually a second one that says what to
do. Under `--json` it is one object instead, and stdout stays empty:
[`amends.error/1`](json.md#error), whose `code` is a word of the table below."""


def page() -> str:
    """Return the page."""
    codes = table(("code", "meaning"), ((str(each), MEANINGS[each]) for each in MEANINGS))
    notes = _NOTES.format(order=", ".join(map(str, PRECEDENCE)))
    return document("Exit codes", codes, notes, "## Errors", *_by_code())


def kinds() -> list[type[errors.AmendsError]]:
    """Return every class of error in the order of its exit code."""
    found = list(_below(errors.AmendsError))
    return sorted(found, key=attrgetter("exit_code"))


def _below(cls: type[errors.AmendsError]) -> Iterator[type[errors.AmendsError]]:
    if cls.__module__ == errors.__name__:  # a plug-in may bring more
        yield cls
        for inner in cls.__subclasses__():
            yield from _below(inner)


def _by_code() -> Iterator[str]:
    for number, group in groupby(kinds(), key=attrgetter("exit_code")):
        rows = ((code(word(cls)), _meaning(cls), _outcome(cls)) for cls in group)
        yield f"### {number}\n\n{table(('code', 'meaning', 'outcome of the source'), rows)}"


def word(cls: type[errors.AmendsError]) -> str:
    """Return the stable word that stands for a class in JSON."""
    return cls.__new__(cls).code


def _meaning(cls: type[errors.AmendsError]) -> str:
    text = sys.modules[cls.__module__].__dict__[cls.__name__].__doc__ or ""
    return str(text)


def _outcome(cls: type[errors.AmendsError]) -> str:
    return code(cls.outcome) if issubclass(cls, errors.SourceError) else ""
