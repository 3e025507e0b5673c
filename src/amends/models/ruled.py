"""What the configured rules do, or would do, as the commands about them tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from amends.models.case import Case

Held = Literal["serious", "not_harmless", "decided"]
"""Why a rule does not act: harm stays in sight, an answer is wanted, a person has decided."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule, and on how many open mentions it has fired."""

    name: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One mention that a rule would act on, or would if it might."""

    case: Case
    why: Held | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What one rule would do with the stored mentions."""

    name: str
    fires: int
    held: dict[Held, int]
    """Why it would not act, or not with all it says → on how many mentions."""
    examples: tuple[Instance, ...]
    held_examples: tuple[Instance, ...]


@dataclass(frozen=True, slots=True)
class Trials:
    """What every rule would do."""

    rules: tuple[Trial, ...]
    mentions: int
    """How many were looked at."""
