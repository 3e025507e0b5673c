"""How a run tells what it is doing, to whoever wants to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.triage.reading import Reading


def _nothing(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is called while a run goes on; by default nothing is."""

    reading: Callable[[Reading], None] = _nothing
    """A source was begun, brought a batch, or ended (then its `run` is there)."""
    assessing: Callable[[int, int], None] = _nothing
    """So many of so many mentions are assessed."""


SILENT = Progress()
