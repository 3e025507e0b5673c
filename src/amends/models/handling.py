"""The business's side of a mention: what it decided and did; never overwritten by fetching."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from amends.models.answers import Answers
from amends.models.vocabulary import CLOSED_STATUSES

if TYPE_CHECKING:
    from amends.models.answers import Verified
    from amends.models.vocabulary import Status

NOT_ASKED = Answers()
UNTIL_REACTION = datetime(9999, 12, 31, tzinfo=UTC)
"""Asleep until the customer reacts, which ends every sleep."""

Stage = Literal["to_do", "waiting", "promised", "done", "left_alone"]
"""What people see of the status: ours to do, the customer's turn, promised, done, left alone."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that somebody wrote and has not sent yet."""

    text: str
    who: str
    at: datetime
    needs_approval: bool = False
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Handling:
    """What the business decided and did."""

    status: Status = "new"
    assignee: str | None = None
    because: str | None = None
    """Why it is ignored, or closed in spite of what was open."""
    reply_due_at: datetime | None = None
    close_due_at: datetime | None = None
    follow_up_at: datetime | None = None
    """When the next open promise is due."""
    replied_at: datetime | None = None
    replied_revision: int | None = None
    """Which version of the customer's words our last reply answered: no clock can blur that."""
    queued_at: datetime | None = None
    """When it entered the queue; None for old ones that still wait for their day."""
    waiting_since: datetime | None = None
    """Since when the customer has our question: the clock of closing stands still."""
    reopened_at: datetime | None = None
    """When the customer came back after our answer; None as soon as somebody has decided again."""
    snoozed_until: datetime | None = None
    """Asleep until then, or until the customer reacts; see `UNTIL_REACTION`."""
    tags: tuple[str, ...] = ()
    answers: Answers = NOT_ASKED
    """What the owner knows of it."""
    verified: Verified | None = None
    """What looking into it has shown; None: nobody has looked yet."""
    proposal: Proposal | None = None
    rules: tuple[str, ...] = ()
    """Names of the configured rules that fired, in their order."""
    rule_points: float = 0.0
    """What they add to the priority, or take off."""
    ruled_by: str | None = None
    """Version of the rules that have looked at it."""
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether something is still to be done: the customer who came back opens it again."""
        return self.status not in CLOSED_STATUSES or self.reopened_at is not None

    def asleep(self, now: datetime) -> bool:
        """Say whether it is not to be shown before its time."""
        return self.snoozed_until is not None and now < self.snoozed_until


def stage(handling: Handling, *, answered: bool) -> Stage:
    """Return the group of statuses that people see.

    `answered`: the customer's last words have an answer, whoever recorded it.
    """
    if handling.reopened_at is not None or (handling.status in _TO_DO and not answered):
        return "to_do"
    if handling.status in {"ignored", "spam"}:
        return "left_alone"
    if handling.status == "closed":
        return "done"
    if handling.status == "waiting_for_customer":
        return "waiting"
    return "promised" if handling.follow_up_at is not None else "done"


_TO_DO: frozenset[Status] = frozenset({"new", "seen", "verifying", "drafted", "approved"})
