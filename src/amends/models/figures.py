"""What a report is made of, as the store hands it over: columns, hardly any text.

Times are microseconds since 1970 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.models.promises import Followup


class Line(NamedTuple):
    """One mention."""

    number: int
    source: str
    place: str | None
    kind: str
    published_at: int
    person: str | None
    """None: whoever wrote it cannot be told from others."""
    stars: float | None
    """On a scale to 5, as they are now; see `Figures.edits`."""
    views: int | None
    likes: int | None
    shares: int | None
    replies: int | None
    followers: int | None
    asks: bool
    """It wants an answer: something negative, or a question."""
    answered: str
    """What its source says: yes, no, unknown."""
    reply_at: int | None
    reply_state: str | None
    backfill: bool
    undated: bool
    """No believable date: it stands on the day we first saw it."""
    erased: bool
    copy: bool
    """Another sighting of a mention that is there besides."""
    language: str | None
    severity: int | None
    """None, like all of the assessment: no scorer has read it."""
    mood: float | None
    label: str | None
    intent: str | None
    topics: str | None
    """`|delivery|refund|`."""
    leaving: bool
    """Its words say that the person is leaving."""
    status: str
    verified: str | None
    due_at: int | None
    """When the answer is due; None: it never entered the queue."""
    replied_at: int | None
    """Our last recorded answer."""
    reopened: bool
    promised: bool
    """A promise is open."""


class Answer(NamedTuple):
    """The first recorded answer to a mention."""

    at: int
    who: str | None
    """None: an account of ours, seen at the source."""


class Closing(NamedTuple):
    """The last time that a mention was closed."""

    at: int
    who: str


class Edit(NamedTuple):
    """A version of a customer's words that is no more."""

    until: int
    """When the next one was first seen."""
    stars: float | None


class Grant(NamedTuple):
    """A remedy that was offered, or granted."""

    mention: int
    at: int
    remedy: str
    cost: float | None
    granted: bool


class Wrote(NamedTuple):
    """A mention with its words, for a quotation."""

    number: int
    id: str
    title: str | None
    text: str
    language: str | None
    source: str
    place: str | None
    kind: str
    author: str | None
    at: datetime
    stars: float | None
    url: str | None
    delicate: bool
    """It may tell of somebody's health: see `models.discretion`."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that both periods of a report are counted from."""

    lines: tuple[Line, ...] = ()
    """Of both periods, spam and copies too."""
    answers: Mapping[int, Answer] = field(default_factory=dict)
    closings: Mapping[int, Closing] = field(default_factory=dict)
    edits: Mapping[int, tuple[Edit, ...]] = field(default_factory=dict)
    """The oldest first."""
    grants: tuple[Grant, ...] = ()
    promises: tuple[Followup, ...] = ()
    """Those that fell due since the period before began, and all that are open."""
    first_at: Mapping[str, int] = field(default_factory=dict)
    """Source → when its oldest mention was published."""
