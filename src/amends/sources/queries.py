"""The names in `watch:` in the words of a search, where none of them may act as an operator."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from amends.models import Skipped
from amends.sources.values import inside
from amends.sources.watch import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amends.config.model import Watch
    from amends.models import Batch, Json

LONGEST_NAME = 200
"""Characters of a name that is searched for: fits every platform's queries."""
_NOT_SENT = re.compile('["“”„‟«»＂″\\\\\x00-\x1f\x7f-\x9f]')
"""Marks that end a phrase somewhere (forums take “ for "), what escapes them, and controls."""
_WORD = re.compile(r"[^\W_]{2,}")
"""A word of letters and digits; single letters are orders to some forums (`l`: the latest)."""
_OPERATORS = frozenset({"and", "near", "not", "or"})
_STAR_WITHIN = re.compile(r"[^\s*]\*+[^\s*]")
_TOLD = "told"


def cleaned(name: str) -> str:
    """Return a name without quotation marks, backslashes and control characters."""
    return " ".join(_NOT_SENT.sub(" ", name).split())


def phrase(name: str) -> str:
    """Return a name in quotation marks, which holds none itself."""
    return f'"{cleaned(name)}"'


def quoted(name: str) -> str:
    """Return a name that is only looked for: one plain word as it is, all else as a phrase."""
    plain = cleaned(name)
    is_word = _WORD.fullmatch(plain) and plain.lower() not in _OPERATORS
    return plain if is_word else phrase(plain)


def words(name: str) -> str:
    """Return the words of a name, in whatever form and order they stand: no phrase."""
    return " ".join(map(quoted, cleaned(name).split()))


def names(watch: Watch) -> tuple[str, ...]:
    """Return the names and spellings that a search can look for; see `unsearchable`."""
    possible = tuple(name for name in watch.any if _why_not(name) is None)
    found = map(cleaned, terms(watch.model_copy(update={"any": possible})))
    return tuple(dict.fromkeys(found))


def alternatives(watch: Watch, between: str, longest: int) -> tuple[str, ...]:
    """Return the names with a platform's OR `between` them, as few searches, each short enough.

    `longest` is in characters, and more than `LONGEST_NAME` and its quotation marks.
    """
    found = [""]
    for name in map(quoted, names(watch)):
        longer = f"{found[-1]}{between}{name}" if found[-1] else name
        if len(longer) <= longest:
            found[-1] = longer
        else:
            found.append(name)
    return tuple(filter(None, found))


def unsearchable(watch: Watch) -> tuple[Skipped, ...]:
    """Return the names that no search can look for, each with the reason."""
    reasons = ((name, _why_not(name)) for name in dict.fromkeys(watch.any))
    return tuple(Skipped(f"watch: “{name[:80]}”", why) for name, why in reasons if why)


def advice(watch: Watch) -> str | None:
    """Return what to do where no name is left to search for; None: there are no names at all."""
    return next((f"{note.where} {note.why}." for note in unsearchable(watch)), None)


def telling(watch: Watch, bookmark: Json, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Yield batches, the first with the names that were not searched for; each is told once.

    Their bookmarks, which must be objects, remember what was told.
    """
    new, told = untold(unsearchable(watch), bookmark)
    for batch in batches:
        yield replace(batch, skipped=new + batch.skipped, bookmark=batch.bookmark | told)
        new = ()


def untold(
    notes: tuple[Skipped, ...], bookmark: Json
) -> tuple[tuple[Skipped, ...], dict[str, Json]]:
    """Return those notes that an earlier run has not told, and what a bookmark keeps of all."""
    known = inside(bookmark, _TOLD)
    new = tuple(each for each in notes if not (isinstance(known, list) and each.where in known))
    return new, {_TOLD: [each.where for each in notes]} if notes else {}


def _why_not(name: str) -> str | None:
    if _STAR_WITHIN.search(name):
        return "cannot be searched for there: write its spellings out"
    if not any(map(str.isalnum, name)):
        return "cannot be searched for there: it has no letters"
    if len(name) > LONGEST_NAME:
        return f"cannot be searched for there: it is longer than {LONGEST_NAME} characters"
    return None
