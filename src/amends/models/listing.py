"""What a look at the queue gives: mentions in their order, and the day in figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from amends.models.order import NOTHING_OBEYED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.models.alert import Alert
    from amends.models.assessment import Priority, Situation
    from amends.models.case import Case
    from amends.models.delivery import Delivery
    from amends.models.explanation import Explanation
    from amends.models.extortion import Advice
    from amends.models.fix import Pattern
    from amends.models.order import Obeyed
    from amends.models.person import Said
    from amends.models.promises import Followup
    from amends.models.run import SourceRun
    from amends.models.standing import Standing
    from amends.models.story import StoryView

Group = Literal["urgent", "promised", "refused", "answer", "ask", "close", "thank", "nothing"]
"""What the owner must do: at once, keep a promise, mend a reply that the platform refused, answer,
ask or verify first, see whether it is settled, thank, or nothing."""
GROUPS: tuple[Group, ...] = ("urgent", "promised", "refused", "answer", "ask", "close", "thank")
"""The groups that a screen shows, in their order."""


class Placed(NamedTuple):
    """The figures of a mention at its place in the queue."""

    standing: Standing
    score: float
    group: Group
    late: bool
    """Whether what is to be done should have been done by now."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A case at its place in the queue."""

    case: Case
    situation: Situation
    priority: Priority
    group: Group
    also: tuple[str, ...] = ()
    """Ids of the person's other open mentions at the same place, which stand behind this one."""
    others: int = 0
    """How many other mentions tell of the same incident."""

    @property
    def due_at(self) -> datetime | None:
        """When what is to be done should be done: the answer, what was promised, the closing."""
        handling = self.case.handling
        if self.group == "close":
            return handling.close_due_at
        return handling.follow_up_at if self.case.answered else handling.reply_due_at

    def late(self, now: datetime) -> bool:
        """Say whether it should have been done by now."""
        due = self.due_at
        return self.group != "nothing" and due is not None and now > due


class Task(NamedTuple):
    """One matter of the day."""

    id: str
    """Of its mention."""
    group: Group
    promise: str | None = None
    """The promise that is due, as people call it; else the mention wants an answer."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The top of the queue; `total` counts all that the filter let through."""

    items: tuple[Ranked, ...]
    total: int
    groups: Mapping[Group, int] = field(default_factory=dict)
    """How many of all these fall into each group."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many of those in `nothing`, by why: answered, spam, irrelevant."""
    prepared: Mapping[str, int] = field(default_factory=dict)
    """How many of these have a reply that waits: drafted (for approval or sending), approved."""
    overdue: int = 0
    """How many of all these should have had their answer by now."""
    urgent: Mapping[str, int] = field(default_factory=dict)
    """The urgent ones: short id → since when the customer waits, in microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the daily run found and what is to be done."""

    at: datetime
    runs: tuple[SourceRun, ...]
    listing: Listing
    not_kept: tuple[Ranked, ...] = ()
    """Mentions of sources whose terms forbid storing: shown once, here."""
    vanished: Mapping[str, int] = field(default_factory=dict)
    """Sources that are no longer configured, and how many mentions they left."""
    backlog: int = 0
    """Old mentions that are history, or wait for their day."""
    erased_unanswered: int = 0
    """Mentions that went without an answer because `keep` ran out."""
    clock: Literal["leapt", "behind"] | None = None
    """What is odd about the clock, if anything is: see `handling.believable`."""
    followups: tuple[Followup, ...] = ()
    """What we promised and is late or due today."""
    demands: tuple[str, ...] = ()
    """Short ids of what wants money for silence, the newest first."""
    alerts: tuple[Alert, ...] = ()
    """What is alarming, the newest first."""
    press: tuple[StoryView, ...] = ()
    """Running stories that an article tells of."""
    timezone: str = "UTC"
    met: bool = False
    """Such mentions wait as the caller asked to hear of (`--fail-on`)."""
    obeyed: Obeyed = NOTHING_OBEYED
    """What our own people had asked for by mail."""
    cut_off: tuple[Delivery, ...] = ()
    """What an earlier run was about to tell when it was killed."""
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """A mention at its place, its author's other mentions, and what was done."""

    at: datetime
    item: Ranked
    author: tuple[Case, ...]
    replies: list[dict[str, Any]]
    events: list[dict[str, Any]]
    promises: tuple[Followup, ...]
    """What our replies promised, the soonest first."""
    remedies: list[dict[str, Any]] = field(default_factory=list)
    """What was offered or granted, oldest first."""
    copies: tuple[Case, ...] = ()
    """The same mention at other places."""
    difference: tuple[str, ...] = ()
    """What the customer changed since our answer: lines with − for what went, + for what came."""
    story: StoryView | None = None
    """The incident that it is a part of."""
    pattern: Pattern | None = None
    """The same trouble at the same place lately."""
    advice: Advice | None = None
    """What to do where money is demanded for silence."""
    thread: tuple[Said, ...] = ()
    """What was said where it stands, ours and theirs, oldest first."""
    explanation: Explanation | None = None
    """How it was read and placed, where somebody asked."""
