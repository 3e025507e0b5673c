"""Reading several lists of one platform in one run, each from its own bookmark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    Gone,
    HttpStatus,
    HttpTimeout,
    SourceError,
    Unreachable,
)
from amends.models import Batch
from amends.sources.failures import from_http
from amends.sources.paging import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amends.models import Json
    from amends.sources.contract import FetchContext
    from amends.sources.paging import Page

    Walk = Callable[[Json, int], Iterator[Batch]]
    """Reads one list from its bookmark, so many mentions at most: `newest_first` and the like."""

_FIRST = "first"
_ALL_OF_THEM = 2
"""So many lists that refuse us, and none that does not, are the whole platform."""


def one_after_another(
    ctx: FetchContext, bookmark: Json, lists: Mapping[str, Walk], *, room: int
) -> Iterator[Batch]:
    """Yield the batches of all lists, with one bookmark that holds theirs by name.

    A run that ends early, by `room` or for lack of time, lets the next one begin with the list
    after the one it stopped at: one long list must not keep the others waiting for ever. Nor must
    one that is broken: what is wrong with it alone is raised after the others have been read.
    """
    kept = bookmark if isinstance(bookmark, dict) else {}
    names = _from(list(lists), kept.get(_FIRST))
    marks = {name: kept[name] for name in names if name in kept}
    answered, broken = 0, []
    for number, name in enumerate(names, 1):
        others_wait = number < len(names)
        after = {_FIRST: names[number % len(names)]}
        try:
            for batch in lists[name](marks.get(name), room):
                room -= len(batch.mentions)
                marks[name] = batch.bookmark
                over = others_wait and (room <= 0 or ctx.http.time_is_up)
                more = batch.more or over
                first = after if more or others_wait else {}
                yield replace(batch, bookmark=marks | first, more=more)
                if more:
                    return
        except (HttpStatus, HttpTimeout, SourceError) as error:
            broken.append(error)
            if ctx.http.time_is_up and answered:
                yield Batch(bookmark=marks | after, more=True)
                return
            if not _concerns_one_list(error, answered, len(broken), len(names)):
                raise
        else:
            answered += 1
    if broken:
        raise broken[0]


def shown(ctx: FetchContext, page: Page) -> Walk:
    """Return how to hand out what has been read already."""
    return lambda kept, room: whole(ctx, kept, lambda _: page, room=room)


def _concerns_one_list(
    error: HttpStatus | HttpTimeout | SourceError, answered: int, broken: int, lists: int
) -> bool:
    """Whether the other lists may answer all the same: nobody asked us to wait, or knows us not.

    Some platforms refuse single objects with the words that they have for a wrong key.
    """
    if isinstance(error, HttpTimeout):
        return True
    meant = from_http(error) if isinstance(error, HttpStatus) else error
    if isinstance(meant, AuthFailed):
        return bool(answered) or broken < min(_ALL_OF_THEM, lists)
    return isinstance(meant, BadAnswer | BadRequest | Gone | Unreachable)


def _from(names: list[str], first: Json) -> list[str]:
    """Return the names in their order, beginning with `first`."""
    start = names.index(first) if first in names else 0
    return names[start:] + names[:start]
