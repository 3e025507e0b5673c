"""Of an export that brings everything, such as a search, keep what is about the business."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.sources.values import inside
from amends.sources.watch import fingerprint, sifted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amends.config.model import Watch
    from amends.models import Batch, Json, Mention

_WORDS = "watch"
SHOWN = 20
"""Of what is left out, so much of a batch is named with its reason."""


def about(watch: Watch, bookmark: Json, read: Callable[[Json], Iterator[Batch]]) -> Iterator[Batch]:
    """Yield what `read` does from a bookmark on, without what is not about the business.

    Where other words were looked for than now, the files are read from their start.
    """
    words = fingerprint(watch)
    for batch in read(bookmark if inside(bookmark, _WORDS) == words else None):
        kept, dropped = sifted(batch.mentions, watch, _searched)
        noted = batch.bookmark | {_WORDS: words} if isinstance(batch.bookmark, dict) else None
        yield replace(
            batch,
            mentions=kept,
            filtered=len(dropped),
            dropped=dropped[:SHOWN],
            bookmark=noted,
        )


def _searched(mention: Mention) -> str:
    return f"{mention.title or ''}\n{mention.text}"
