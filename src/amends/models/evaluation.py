"""How often people overruled the scorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

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


Verdict = Literal["kept", "few", "people", "alike", "no_gain", "harm"]
"""Kept; too few corrections, too few people, all examples say the same; does not help clearly;
other labels or critical mentions would suffer."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How learning one label went; shares of examples, 0 to 1, that it had not seen."""

    label: Label
    verdict: Verdict
    corrections: int
    wanted: int = 0
    """How many corrections, or people, it takes, where they are too few."""
    examples: int = 0
    before: float = 0.0
    after: float = 0.0
    error: float = 0.0
    """Standard error of the difference."""
    fixed: int = 0
    broken: int = 0

    @property
    def gain(self) -> float:
        """How many more examples it gets right than it spoils."""
        return (self.after - self.before) * self.examples


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was tried, and what is kept of it."""

    trials: tuple[Trial, ...]
    critical: int
    """Critical mentions among the examples."""
    found_before: int
    found_after: int
    version: str | None = None
    """Of the scorer with what it learnt; None where nothing is kept."""
    stored: bool = False
