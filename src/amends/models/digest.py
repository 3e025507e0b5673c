"""The summary of the morning, before it has a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from amends.models.discretion import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from amends.models.alert import Alert
    from amends.models.delivery import Delivery
    from amends.models.listing import Group, Ranked
    from amends.models.order import Order
    from amends.models.promises import Due, Followup
    from amends.models.reply import Draft
    from amends.models.vocabulary import Outcome

MOST = 5
"""So many matters are told whole; a mail is read in 40 seconds."""

BetterKind = Literal["raised", "reworded", "kept", "closed", "fixed"]
"""Stars raised, or words changed for the better, after our reply; a promise kept; a matter brought
to its end; no complaint any more since something was put right."""
_OURS: frozenset[BetterKind] = frozenset({"kept", "closed"})
"""What we did ourselves."""


class Better(NamedTuple):
    """Something that got better, worded at output from `digest.better.<kind>`."""

    kind: BetterKind
    n: int = 1
    """How many of its kind; details stand only where it is one, or a fix."""
    args: Mapping[str, Any] = {}
    """Fields of the message: `before`, `after` (stars), `name` (of the fix), `days`."""


class Praise(NamedTuple):
    """A good word to read to the team."""

    id: str
    """Of its mention."""
    text: str
    """As the customer wrote it, to be cut and made harmless at output."""
    place: str | None
    staff: tuple[str, ...] = ()
    """Colleagues that it names, as they are called in the configuration; of public texts only."""


class Failing(NamedTuple):
    """A source that has not been read for several runs."""

    name: str
    outcome: Outcome
    """Of its newest run."""
    runs: int
    """How many in a row did not end well."""
    since: datetime
    """When the first of these was."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One matter, told whole: what was written, why now, what to answer."""

    ranked: Ranked
    promise: Followup | None = None
    """The promise of ours that is late or due today; None: the mention wants something else."""
    due: Due | None = None
    """Where that promise stands: `late` or `today`."""
    late_by: timedelta | None = None
    """How long ago it should have been done; None: it is not late."""
    draft: Draft | None = None
    """The whole reply with its meanings; without parts where none is to be sent (`because`)."""
    alerts: tuple[Alert, ...] = ()
    """Those about this very mention; see `Digest.alerts`."""
    done: str | None = None
    """`mailto:` link that closes it from a phone; None without a configured mailbox."""

    @property
    def id(self) -> str:
        """Short id of the mention."""
        return self.ranked.case.id

    @property
    def link(self) -> str | None:
        """Page where the mention stands, as its source gave it: not yet made harmless."""
        return self.ranked.case.mention.url

    @property
    def reply(self) -> str | None:
        """What to paste: words that a colleague kept for it, else the draft; None: nothing."""
        kept = self.ranked.case.handling.proposal
        return kept.text if kept else self.draft.text if self.draft else None

    @property
    def phone_first(self) -> bool:
        """Whether people came to harm, so that one telephones before anything is written."""
        return self.ranked.case.assessment.severity >= CRITICAL and not self.ranked.case.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is to be done and what happened since, for one reader."""

    business: str
    """Its name."""
    language: str
    """Of the interface: the words around the customers' own."""
    timezone: str
    """IANA name: days begin and end there."""
    at: datetime
    since: datetime
    """What happened after this is news."""
    recipient: str | None = None
    """The colleague whose matters alone it holds; None: everything, for the owner."""
    earlier: datetime | None = None
    """When an earlier mail of the same day went there: this one tells only what is new since and
    cannot wait, and counts the rest. None: it is the first, or it is only shown."""
    items: tuple[DigestItem, ...] = ()
    """At most `MOST`, in the order in which to do them."""
    more: Mapping[Group, int] = field(default_factory=dict)
    """What else is to be done, by what it takes; `promised` counts promises."""
    urgent: int = 0
    """How many are urgent, shown or not."""
    overdue: int = 0
    """How many should have had their answer by now, shown or not."""
    promises: tuple[Followup, ...] = ()
    """All of ours that are late or due today, the soonest first; some are items too."""
    refused: tuple[Ranked, ...] = ()
    """Replies that a platform turned down and that are no item."""
    waiting: int = 0
    """How many customers have our question."""
    alerts: tuple[Alert, ...] = ()
    """All that go on, newest first; those about a mention that is an item stand there too."""
    failing: tuple[Failing, ...] = ()
    sources: int = 0
    """How many sources were read well by their newest run."""
    unread: bool = False
    """Whether nothing was ever read, so that quiet means nothing."""
    better: tuple[Better, ...] = ()
    praise: tuple[Praise, ...] = ()
    minutes: int = 0
    """About how long everything that is to be done takes."""
    orders: tuple[Order, ...] = ()
    """What was asked for by mail since then, and is not needless."""
    mistake: str | None = None
    """Why the reader's own template was not used, with its file and line."""
    troubles: tuple[Delivery, ...] = ()
    """Earlier digests of which nobody knows whether they arrived, or that surely did not."""
    told: tuple[str, ...] = ()
    """What it tells, as keys for `Delivery.told`; see `digest.keys`."""

    @property
    def first(self) -> DigestItem | None:
        """The one thing to do before everything else."""
        return self.items[0] if self.items else None

    @property
    def at_large(self) -> tuple[Alert, ...]:
        """The alerts that are about none of the items."""
        told = {alert.number for item in self.items for alert in item.alerts}
        return tuple(each for each in self.alerts if each.number not in told)

    @property
    def late(self) -> tuple[Followup, ...]:
        """The promises that are already broken."""
        return tuple(each for each in self.promises if each.due_at < self.at)

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to tell: no mail is sent then unless somebody asks for it.

        What the owner did, such as a promise kept, is no news to the owner.
        """
        told = (
            self.items, self.promises, self.refused, self.alerts, self.failing, self.praise,
            self.troubles, self.more, [each for each in self.better if each.kind not in _OURS],
        )  # fmt: skip
        return not any(told)
