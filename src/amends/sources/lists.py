"""Reading several lists of one platform in one run, each from its own bookmark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.errors import BadAnswer, BadRequest, Gone, HttpStatus, SourceError, Unreachable
from amends.sources.failures import from_http

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amends.models import Batch, Json
    from amends.sources.contract import FetchContext

    Walk = Callable[[Json, int], Iterator[Batch]]
    """Reads one list from its bookmark, so many mentions at most: `newest_first` and the like."""

_FIRST = "first"


def one_after_another(
    ctx: FetchContext, bookmark: Json, lists: Mapping[str, Walk], *, room: int
) -> Iterator[Batch]:
    """Yield the batches of all lists, with one bookmark that holds theirs by name.

    A run that is cut short, by `room` or the deadline, lets the next one begin with the list after
    the one it stopped at: one long list must not keep the others waiting for ever. Nor must one
    that is broken: what is wrong with it alone is raised after the others have been read.
    """
    broken: HttpStatus | SourceError | None = None
    kept = bookmark if isinstance(bookmark, dict) else {}
    names = _from(list(lists), kept.get(_FIRST))
    marks = {name: kept[name] for name in names if name in kept}
    for number, name in enumerate(names, 1):
        try:
            for batch in lists[name](marks.get(name), room):
                room -= len(batch.mentions)
                marks[name] = batch.bookmark
                others_wait = number < len(names) and (room <= 0 or ctx.deadline.expired)
                more = batch.more or others_wait
                after = {_FIRST: names[number % len(names)]} if more else {}
                yield replace(batch, bookmark=marks | after, more=more)
                if more:
                    return
        except (HttpStatus, SourceError) as error:
            if not _concerns_one_list(error):
                raise
            broken = broken or error
    if broken:
        raise broken


def _concerns_one_list(error: HttpStatus | SourceError) -> bool:
    """Whether the other lists may answer all the same: nobody asked us to wait, or refused us."""
    meant = from_http(error) if isinstance(error, HttpStatus) else error
    return isinstance(meant, BadAnswer | BadRequest | Gone | Unreachable)


def _from(names: list[str], first: Json) -> list[str]:
    """Return the names in their order, beginning with `first`."""
    start = names.index(first) if first in names else 0
    return names[start:] + names[:start]
