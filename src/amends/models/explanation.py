"""How an assessment and a priority came about: keys and figures, worded at output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from amends.models.vocabulary import Doubt, Factor, Intent, Signal, Topic

Side = Literal["harm", "bad", "good", "about", "kind"]
"""Speaks of harm, against the business, for it; names a topic; says how it is meant."""
By = Literal["heads", "cues", "stars", "intent", "nothing", "rule", "person"]
"""What settled a label: the learnt heads, a word of harm, stars without words, the intent alone;
nothing (there is none to read); the configuration (a namesake) or an automatic message; or a
person."""
TEXT = "text"
"""Stands among the features for the text as a whole."""
TAUGHT = "taught"
"""Stands among the features for what was learnt from corrections."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """What spoke for the language, as far as it has a name."""

    words: tuple[str, ...] = ()
    """Frequent words of it that the text holds."""
    source: bool = False
    """Whether its source says so."""
    expected: bool = False
    """Whether customers of the business usually write it."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a mention that mean the same, quoted, with what they mean."""

    quotes: tuple[str, ...]
    names: tuple[str, ...]
    """Names of the cues: `injury`, `double_charge` …"""
    side: Side
    topics: tuple[Topic, ...] = ()
    severity: int = 0
    signals: tuple[Signal, ...] = ()
    doubt: Doubt | None = None
    intent: Intent | None = None


@dataclass(frozen=True, slots=True)
class Pull:
    """How strongly one thing speaks for a label.

    `points` are its part of the label's logit, above the mean over all labels of the same head.
    """

    feature: str
    """Its name among the weights: `cue:injury`, `stars:1` …; or `TEXT`."""
    points: float
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a label was given."""

    by: By
    pulls: tuple[Pull, ...] = ()
    """The strongest named ones first, then the text as a whole; empty unless by the heads."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one factor adds to a priority."""

    factor: Factor
    strength: float
    """0…1."""
    weight: float
    """Its share of all weights, 0…1."""
    points: float


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a score adds up: floor + points of the terms + lowered + ruled, exactly.

    Each term is strength · weight · (100 − floor); what leads above the ceiling is taken off again.
    """

    floor: float
    ceiling: float
    terms: tuple[Term, ...]
    lowered: float
    """What the ceiling takes off: 0 or less."""
    score: float
    ruled: float = 0.0
    """What the configured rules add, or take off."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind what is said of one mention."""

    arithmetic: Arithmetic
    said: tuple[Said, ...] = ()
    spoke: Spoke = Spoke()
    intent: Ground | None = None
    """None where another version of the scorer read it: its weights are gone."""
    severity: Ground | None = None
