"""The figures by which a mention finds its place in the queue, without its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from amends.models.extortion import EXTORTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models.answers import Verified
    from amends.models.vocabulary import Intent, Kind, ReplyState, Status


class Standing(NamedTuple):
    """One mention as columns; times in microseconds since 1970 UTC, None where unknown.

    A plain tuple since thousands are built at each look at the queue.
    """

    number: int
    id: str
    source: str
    source_type: str
    kind: Kind
    published_at: int
    since: int
    """When the customer began to wait: at publication, or by coming back after our answer."""
    stars: float | None
    wordless: bool
    """Nothing but stars, or emoji."""
    followers: int | None
    likes: int | None
    shares: int | None
    replies: int | None
    views: int | None
    answered: bool
    """Since the customer's last words, at the source or by our own record."""
    status: Status
    verified: Verified | None
    """What looking into it has shown."""
    reply_due_at: int | None
    severity: int
    sentiment_score: float
    intent: Intent
    unanswered: int
    """Earlier mentions of the same person that nobody answered."""
    read_at: int | None
    """When its reach was last read."""
    before_at: int | None
    """When its reach was read before that, at least an hour earlier, and what it was then:"""
    before_engaged: int | None
    """likes, shares and replies together,"""
    before_views: int | None
    """and views."""
    rule_points: float = 0.0
    """What the configured rules that fired add to the priority, or take off."""
    rules: str = "|"
    """Their names in their order, as stored: `|press|regulars|`."""
    person: str | None = None
    """Who wrote it, as far as that can be said within its platform."""
    place: str | None = None
    snoozed_until: int | None = None
    close_due_at: int | None = None
    follow_up_at: int | None = None
    """When the next open promise is due."""
    reopened_at: int | None = None
    """When the customer came back after our answer, and nobody has decided since."""
    reply_state: ReplyState | None = None
    """What the platform made of our reply."""
    earlier_complaints: int = 0
    """Of the same person, and answered."""
    earlier_praise: int = 0
    """Of the same person."""
    tags: str = "|"
    """As stored: `|press|regulars|`."""
    old: bool = False
    """History when its source was first read, unchanged since, and not serious."""

    @property
    def demanded(self) -> bool:
        """Whether money is wanted for silence, here or before by the same person."""
        return f"|{EXTORTION}|" in self.tags

    def owes(self, now: int) -> bool:
        """Say whether a promise of ours is late."""
        return self.answered and self.follow_up_at is not None and now > self.follow_up_at


class Weights(NamedTuple):
    """How much each factor can add; only their proportions matter."""

    severity: float = 30
    negativity: float = 5
    reach: float = 20
    spread: float = 5
    waiting: float = 10
    history: float = 20
    visibility: float = 10


USUAL_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Policy:
    """What the business holds important: everything about priority that is not the mention."""

    weights: Weights = USUAL_WEIGHTS
    urgent_at: float = 70
    visibility: Mapping[str, float] = field(default_factory=dict)
    """Type of source, or a name like that of a type → how many strangers see it, 0…1."""
    usual_reach: Mapping[str, float] = field(default_factory=dict)
    """Source → the median reach of its mentions: what an unknown reach is taken for."""
