"""The words of `watch:` in the query language of X."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.errors import BadRequest
from amends.sources.queries import cleaned
from amends.sources.queries import phrase as as_phrase
from amends.sources.watch import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.config.model import Watch

LONGEST = 512
"""Characters of a query that self-serve apps may send (docs.x.com, build-a-query)."""
_TAG = re.compile(r"[@#]\w+")


def query_for(watch: Watch, languages: Sequence[str]) -> str:
    """Return the query: any of the names, and as much of the rest as has room.

    What has no room, and words with a `*`, which X does not know, are looked at only here, after
    the posts were paid for. Raises `BadRequest` where no name can be sent.
    """
    names = _any_of(name for name in watch.any if "*" not in name)
    if not names:
        raise _nothing(watch)
    if len(names) > LONGEST:
        raise BadRequest(
            f"the names in `watch:` come to {len(names)} characters, X takes {LONGEST}",
            hint="Take out those that people hardly write.",
        )
    return _as_long_as_fits([names, "-is:retweet", *_narrower(watch, languages)])


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
    if terms(watch):
        hint = "X knows no `*`: write the forms out, Липа, Липы, Липе, or give `query:`."
        return BadRequest("every name in `watch:` has a `*`", hint=hint)
    return BadRequest(
        "there is nothing to search for", hint="Put the names of your business into `watch:`."
    )
