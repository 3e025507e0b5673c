"""What a reply is made of: places for phrases, and what each of them promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from amends.models.vocabulary import PartName

Pledge = Literal[
    "look",
    "details",
    "end",
    "email",
    "call",
    "ready",
    "question",
    "suggestion",
    "hold",
    "talk",
    "decision",
]
"""What a phrase promises; worded in `promises:` of the phrase files."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one phrase of a group; an optional one is left out of short replies."""

    part: PartName
    group: str
    pledge: Pledge | None = None
    optional: bool = False
    only: tuple[str, ...] = ()
    """The phrases that fit, where not all of the group do."""


Slots = tuple[Slot, ...]
