"""The digest out of what was gathered for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from amends.digest.choosing import Pick, choose
from amends.digest.telling import keys, lasting, untold
from amends.models.digest import Digest, DigestItem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from amends.models.alert import Alert
    from amends.models.delivery import Delivery
    from amends.models.digest import Better, Failing, Praise
    from amends.models.listing import Group, Listing, Ranked
    from amends.models.order import Order
    from amends.models.promises import Followup

GROUPS: tuple[Group, ...] = ("urgent", "refused", "answer", "ask", "close", "thank")
"""What the queue asks for beside promises, which are counted on their own."""


class Earlier(NamedTuple):
    """What the reader was mailed on this day."""

    at: datetime
    """The last time."""
    told: frozenset[str]
    """What all these mails told, as keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Everything that a digest is made of, from the store and the configuration."""

    business: str
    language: str
    timezone: str
    at: datetime
    midnight: datetime
    """The end of the business's day."""
    since: datetime
    listing: Listing
    """The queue without promises, its items in the order of `choosing.place`.

    Later on the same day its items, and its urgent ones, are those that no mail told.
    """
    earlier: Earlier | None = None
    """None: the first of the day, or it is only shown."""
    kin: Mapping[str, str] = field(default_factory=dict)
    """Short id → who wrote it and where, as far as that is known."""
    promises: Sequence[Followup] = ()
    """Those that are late or due today, the soonest first; later on the same day the newly late."""
    aside: int = 0
    """How many more are due that are only counted."""
    promised: Mapping[str, Ranked] = field(default_factory=dict)
    """Short id → mention of the first of these promises; so many as may be told whole."""
    recipient: str | None = None
    channel: str | None = None
    """Where it will be sent; None: it is only shown."""
    refused: Sequence[Ranked] = ()
    """Where a platform turned our reply down."""
    alerts: Sequence[Alert] = ()
    failing: Sequence[Failing] = ()
    sources: int = 0
    better: Sequence[Better] = ()
    praise: Sequence[Praise] = ()
    orders: Sequence[Order] = ()
    troubles: Sequence[Delivery] = ()
    told_before: frozenset[str] = frozenset()
    """Keys that the reader was told at any time: see `telling.untold`."""
    after_failures: int = 3
    minutes: Mapping[Group, float] = field(default_factory=dict)
    """How long one of each group takes."""


def build(gathered: Gathered, complete: Callable[[DigestItem], DigestItem]) -> Digest:
    """Return the digest; `complete` adds to an item what is only made for those shown: its draft.

    Late promises and what is overdue come first, at most `models.digest.MOST` are told whole, the
    rest is counted.
    """
    ours = [
        Pick(gathered.promised[each.mention], each)
        for each in gathered.promises
        if each.mention in gathered.promised
    ]
    picks = choose(ours, gathered.listing.items, gathered.at, kin=gathered.kin)
    shown = {pick.ranked.case.id for pick in picks}
    alarms = _by_item(gathered.alerts, shown)
    alerts = gathered.alerts if gathered.earlier is None else _among(alarms)
    news = untold(gathered.failing, gathered.better, gathered.told_before, gathered.after_failures)
    groups = Counter({group: gathered.listing.groups.get(group, 0) for group in GROUPS})
    asked = groups.copy()
    if gathered.earlier:
        asked = Counter({"urgent": len(gathered.listing.urgent)})
    return Digest(
        business=gathered.business,
        language=gathered.language,
        timezone=gathered.timezone,
        at=gathered.at,
        since=gathered.since,
        recipient=gathered.recipient,
        items=tuple(
            complete(_item(pick, gathered, tuple(alarms.get(pick.ranked.case.id, ()))))
            for pick in picks
        ),
        earlier=gathered.earlier.at if gathered.earlier else None,
        more=_more(groups, len(gathered.promises) + gathered.aside, picks),
        urgent=asked["urgent"],
        overdue=gathered.listing.overdue,
        promises=tuple(gathered.promises),
        refused=tuple(each for each in gathered.refused if each.case.id not in shown),
        waiting=gathered.listing.left_out.get("waiting", 0),
        alerts=tuple(alerts),
        failing=tuple(news.failing),
        sources=gathered.sources,
        better=tuple(news.better),
        praise=tuple(gathered.praise),
        minutes=_minutes(asked, len(gathered.promises), gathered.minutes),
        orders=tuple(gathered.orders),
        troubles=tuple(gathered.troubles),
        told=keys(
            gathered.listing.urgent,
            [each for each in gathered.promises if each.due_at < gathered.at],
            [each for each in alerts if not _told(each, gathered.channel)],
        )
        + (news.keys if gathered.earlier is None else lasting(gathered.told_before)),
    )


def _told(alert: Alert, channel: str | None) -> bool:
    """Say whether an alert went there by itself: then it is no reason for a digest."""
    return channel is not None and alert.told.get(channel, 0) >= alert.level


def _by_item(alerts: Sequence[Alert], shown: Collection[str]) -> Mapping[str, list[Alert]]:
    """Give each alert that is about one matter to the first item that tells of it."""
    found: defaultdict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        told = [each for each in alert.mentions if each in shown] if alert.about_one else []
        for first in told[:1]:
            found[first].append(alert)
    return found


def _among(alarms: Mapping[str, Iterable[Alert]]) -> list[Alert]:
    """Return the alerts that stand with an item: all others are told by mails of their own."""
    return [alert for found in alarms.values() for alert in found]


def _item(pick: Pick, gathered: Gathered, alerts: tuple[Alert, ...]) -> DigestItem:
    promise = pick.promise
    return DigestItem(
        ranked=pick.ranked,
        promise=promise,
        due=promise.due(gathered.at, gathered.midnight) if promise else None,
        late_by=_late_by(pick, gathered.at),
        alerts=alerts,
    )


def _late_by(pick: Pick, now: datetime) -> timedelta | None:
    due = pick.promise.due_at if pick.promise else pick.ranked.due_at
    return now - due if due and due < now else None


def _more(groups: Counter[Group], promises: int, picks: Sequence[Pick]) -> Mapping[Group, int]:
    """Count what is not told whole."""
    queued = Counter(pick.ranked.group for pick in picks)
    left = {group: groups[group] - queued[group] for group in GROUPS}
    ours = promises - sum(pick.promise is not None for pick in picks)
    return {group: n for group, n in {"promised": ours, **left}.items() if n > 0}


def _minutes(groups: Counter[Group], promises: int, each: Mapping[Group, float]) -> int:
    total = sum(count * each.get(group, 0) for group, count in groups.items())
    return round(total + promises * each.get("promised", 0))
