"""The words of `watch:` in the query language of X."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.errors import BadRequest
from amends.models import Skipped
from amends.sources.queries import cleaned
from amends.sources.queries import phrase as as_phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.config.model import Watch

LONGEST = 512
"""Characters of a query that self-serve apps may send (docs.x.com, build-a-query)."""
_TAG = re.compile(r"[@#]\w+")
_LISTED, _SHORT = 3, 30
"""Names that a note quotes, and how much of each."""


def query_for(watch: Watch, languages: Sequence[str]) -> str:
    """Return the query: any of the names, and as much of the rest as has room.

    What has no room, and words with a `*`, which X does not know, are looked at only here, after
    the posts were paid for. Raises `BadRequest` where no name can be sent.
    """
    names, _ = _names(watch)
    if not names:
        raise _nothing(watch)
    return _as_long_as_fits([_any_of(names), "-is:retweet", *_narrower(watch, languages)])


def left_out(watch: Watch) -> tuple[Skipped, ...]:
    """Return the names that are not searched for, one line for each reason."""
    _, no_room = _names(watch)
    starred = [name for name in dict.fromkeys(watch.any) if "*" in name]
    return (
        *_note(starred, "X knows no `*`: write the forms out (Липа, Липы, Липе), or give `query:`"),
        *_note(
            no_room,
            f"the search of X takes {LONGEST} characters, and there is no room: name first what"
            " people write most, or give these a source of their own with `query:`",
        ),
    )


def _names(watch: Watch) -> tuple[list[str], list[str]]:
    """Return the names that one query holds, and those for which it has no room."""
    fitting: list[str] = []
    no_room: list[str] = []
    for name in filter(_sendable, dict.fromkeys(watch.any)):
        fits = len(_any_of([*fitting, name])) <= LONGEST
        (fitting if fits else no_room).append(name)
    return fitting, no_room


def _note(names: Sequence[str], why: str) -> Iterable[Skipped]:
    if names:
        listed = ", ".join(f"“{name[:_SHORT]}”" for name in names[:_LISTED])
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        yield Skipped(f"watch: {listed}{more}", f"not searched for: {why}")


def _narrower(watch: Watch, languages: Sequence[str]) -> Iterable[str]:
    """Yield what makes it fewer posts, the most telling first."""
    yield from map(_quoted, filter(_sendable, watch.all))
    if all(map(_sendable, watch.context)):
        yield _any_of(watch.context)
    spoken = [f"lang:{code}" for code in languages]
    yield f"({' OR '.join(spoken)})" if len(spoken) > 1 else "".join(spoken)
    yield from (f"-{_quoted(phrase)}" for phrase in filter(_sendable, watch.none))


def _as_long_as_fits(clauses: Iterable[str]) -> str:
    query = ""
    for clause in filter(None, clauses):
        longer = f"{query} {clause}".strip()
        query = longer if len(longer) <= LONGEST else query
    return query


def _any_of(phrases: Iterable[str]) -> str:
    quoted = list(dict.fromkeys(_quoted(phrase) for phrase in phrases if _sendable(phrase)))
    return f"({' OR '.join(quoted)})" if len(quoted) > 1 else "".join(quoted)


def _sendable(phrase: str) -> bool:
    return "*" not in phrase and any(char.isalnum() for char in phrase)


def _quoted(phrase: str) -> str:
    """Return a word or phrase that is nothing but that: `OR`, `from:` and brackets mean more."""
    return cleaned(phrase) if _TAG.fullmatch(cleaned(phrase)) else as_phrase(phrase)


def _nothing(watch: Watch) -> BadRequest:
    if notes := left_out(watch):
        first = notes[0]
        return BadRequest(f"no name in `watch:` can be searched for; {first.where}", hint=first.why)
    return BadRequest(
        "there is nothing to search for", hint="Put the names of your business into `watch:`."
    )
