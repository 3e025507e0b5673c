"""How often people overruled the scorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.vocabulary import Label

FEW = 20
"""Of fewer decided mentions, a share says little."""


@dataclass(frozen=True, slots=True)
class Row:
    """One label in one language."""

    language: str
    label: Label
    corrected: int
    """Mentions of which people said otherwise."""
    seen: int
    """Mentions in this language that a person has decided about, be it by leaving them alone."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """What people often put in the place of what the scorer says."""

    label: Label
    machine: str
    person: str
    count: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How often people overruled the scorer, by language and label; what was never is left out."""

    at: datetime
    seen: int
    rows: tuple[Row, ...]
    confusions: tuple[Confusion, ...]
    """The most frequent first."""
