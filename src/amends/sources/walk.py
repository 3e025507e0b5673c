"""Reading a source that lists the newest first, over as many runs as it takes.

A walk goes from the newest item back to the mark, which is where the last finished walk began.
What was read before a run broke off or reached its cap is kept: the next run goes on at the
cursor, and only when a walk meets the mark does the mark move. Both are seconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amends.sources.values import count

if TYPE_CHECKING:
    from amends.models import Json


@dataclass(frozen=True, slots=True)
class Walk:
    """How far such a source has been read."""

    mark: int | None = None
    """The newest item of the last finished walk; None: no walk was ever finished."""
    cursor: int | None = None
    """Everything newer has been read in the walk under way; None: a new one begins."""
    newest: int | None = None
    """The mark to be, once the walk under way is finished."""

    @classmethod
    def read(cls, bookmark: Json) -> Walk:
        """Read a bookmark; anything odd in it counts as nothing, and the walk begins anew."""
        kept = bookmark if isinstance(bookmark, dict) else {}
        walk = kept.get("walk")
        under_way = walk if isinstance(walk, dict) else {}
        cursor, newest = count(under_way.get("cursor")), count(under_way.get("newest"))
        if cursor is None or newest is None:
            cursor = newest = None
        return cls(count(kept.get("mark")), cursor, newest)

    def to_json(self) -> dict[str, Any]:
        """Return the bookmark: `{mark, walk: {cursor, newest}}`, only what there is."""
        kept: dict[str, Any] = {} if self.mark is None else {"mark": self.mark}
        if self.cursor is not None:
            kept["walk"] = {"cursor": self.cursor, "newest": self.newest}
        return kept

    def read_down_to(self, oldest: int, newest: int) -> Walk:
        """Return the walk after a page; the cursor only ever goes back in time.

        What is younger than the walk is not part of it: the next one begins there.
        """
        if self.cursor is None or self.newest is None:
            return Walk(self.mark, oldest, newest)
        return Walk(self.mark, min(self.cursor, oldest), self.newest)

    def finished(self) -> Walk:
        """Return the walk after its last page."""
        return Walk(self.mark if self.newest is None else self.newest)
