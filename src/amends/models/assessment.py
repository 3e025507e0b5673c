"""What a text says (assessment) and what the moment adds (situation, priority)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amends.models.vocabulary import SEVERITY_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models.mention import Json
    from amends.models.vocabulary import (
        Doubt,
        Factor,
        Flag,
        Intent,
        Label,
        Playbook,
        SentimentLabel,
        SeverityName,
        Signal,
        Topic,
    )


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code, or `und` where nothing can be said; confidence 0…1."""

    code: str = "und"
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Tone of the text: score −1…1, confidence 0…1 (0: we do not know)."""

    label: SentimentLabel = "neutral"
    score: float = 0.0
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Confidence:
    """How probable each label is, 0…1: of those at 0.8, four in five are right."""

    intent: float = 0.0
    severity: float = 0.0
    topics: tuple[float, ...] = ()
    """In the order of the topics; 0 for `other`."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words in the text that mean something in themselves, quoted literally."""

    name: str
    """What they mean: `injury`, `double_charge`, `still_waiting` …"""
    quote: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a text says: a function of the text, its stars and its source alone."""

    language: Language = Language()
    sentiment: Sentiment = Sentiment()
    intent: Intent = "question"
    """Where nothing is known, somebody should look; nobody should apologise."""
    topics: tuple[Topic, ...] = ()
    severity: int = 0
    """0 none … 4 critical: harm if true, not tone."""
    signals: tuple[Signal, ...] = ()
    flags: tuple[Flag, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    cues: tuple[Cue, ...] = ()
    confidence: Confidence = Confidence()
    engine: str = "light"
    scorer: str = ""
    """Version of everything that went into it; another version means: assess again."""
    vector: bytes | None = field(default=None, repr=False, compare=False)
    """The text as the encoder sees it, kept so that new heads need not encode it again."""
    overruled: Mapping[Label, Json] = field(default_factory=dict)
    """Label that a person corrected → what the scorer says of it; see `models.correction`."""

    @property
    def corrected(self) -> tuple[Label, ...]:
        """The labels that a person has said."""
        return tuple(self.overruled)

    @property
    def severity_name(self) -> SeverityName:
        """The severity as a word."""
        return SEVERITY_NAMES[self.severity]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the moment adds to an assessment; never stored."""

    signals: tuple[Signal, ...]
    flags: tuple[Flag, ...]
    playbook: Playbook


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a mention stands where it stands: `points` of the score, worded at output.

    `code` names a message (`reason.<code>` in `languages/*/messages.yaml`), `args` fill it.
    """

    factor: Factor
    points: float
    code: str
    args: Mapping[str, Any] = field(default_factory=dict)
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Priority:
    """0–100, one decimal; the points of the reasons add up to the score exactly."""

    score: float
    reasons: tuple[Reason, ...] = ()
