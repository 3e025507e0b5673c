"""Encode what is stored already while sources are still awaited.

Most of a run is waiting for servers, most of the assessing is encoding, and the vector of a text
depends on nothing but the text. So only vectors are made early, and only in memory: the assessing
itself stays one step after the fetching, and finds the same whatever was ready by then.
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amends.scoring.assess import Engine
    from amends.triage.business import Business

Vectors: TypeAlias = "Mapping[tuple[int, int], bytes | None]"
"""By number and revision, as the store keeps them; None from the light engine."""

FEW = 4
"""Texts encoded at once: 0.02 s where they are short, 0.25 s where they are as long as is read.

No arrival has to wait for longer than that.
"""
KEPT = 1000
"""Vectors kept, of 384 bytes each, so that memory stays flat however much is new."""


class Ahead:
    """Makes the vectors of new mentions, a few at a time."""

    def __init__(self, business: Business) -> None:
        self.vectors: dict[tuple[int, int], bytes | None] = {}
        self._business = business
        self._waiting: deque[int] = deque()
        self._by: Engine | None = None

    @property
    def has_work(self) -> bool:
        """Whether another step would bring anything."""
        return bool(self._waiting)

    def expect(self, numbers: Iterable[int]) -> None:
        """Take note of mentions that have just been stored."""
        room = KEPT - len(self.vectors) - len(self._waiting)
        self._waiting.extend(islice(numbers, room))

    def step(self) -> None:
        """Do the next little piece: load the engine, then encode a few mentions each time.

        Whatever fails here the assessing meets again, and tells; no source ends because of it.
        """
        try:
            self._step()
        except Exception:  # noqa: BLE001 — nothing is lost by not being early
            self._waiting.clear()

    def _step(self) -> None:
        from amends.triage.understanding import chosen, read

        if self._by is None:
            self._by = chosen(self._business.config)
            return
        few = [self._waiting.popleft() for _ in range(min(FEW, len(self._waiting)))]
        found = self._business.store.unread(few)
        nothing = [None] * len(found)
        _, vectors = read(
            [each.mention for each in found], self._business.config, self._by, nothing
        )
        made = zip(found, vectors, strict=True)
        self.vectors |= {(each.number, each.revision): vector for each, vector in made}
        if self._by.encoder is None:  # it reads so quickly that only its first words take time
            self._waiting.clear()
