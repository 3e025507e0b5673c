"""The morning's summary: gathered from the store, and completed with its drafts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from amends.digest import Earlier, Gathered, arrived, build, day_of, late_key, urgent_key
from amends.digest import place as rank
from amends.models.digest import MOST
from amends.models.discretion import CRITICAL
from amends.store import Filter
from amends.triage import day, drafting, ranking
from amends.triage.happening import failing, good_news, good_words
from amends.triage.looking import purpose
from amends.triage.promising import due_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from amends.languages import Words
    from amends.models.delivery import Delivery
    from amends.models.digest import Digest, DigestItem
    from amends.models.listing import Group, Listing, Placed, Ranked
    from amends.models.order import Order
    from amends.models.promises import Followup
    from amends.models.reply import Draft
    from amends.triage.business import Business
    from amends.triage.ranking import Sieve

A_DAY = timedelta(hours=24)
"""What is news where nothing was sent yet."""
LONGEST = timedelta(days=7)
"""Further back nothing is news, though nothing was sent meanwhile."""


class Wanted(NamedTuple):
    """For whom a digest is, and what it is narrowed to."""

    since: datetime | None = None
    """None: since the last one that went there, else 24 hours."""
    place: str | None = None
    colleague: str | None = None
    """Only what this one has, or has promised."""
    channel: str | None = None
    """Where it will be sent; None: it is only shown."""


EVERYTHING = Wanted()


def digest(business: Business, words: Words, wanted: Wanted = EVERYTHING) -> Digest:
    """Return what is to be done and what happened; changes nothing.

    Raises `UsageError` for a place or a colleague that nobody knows.
    """
    business.require(colleague=wanted.colleague)
    wanted = wanted._replace(place=business.place(wanted.place))
    return drafted(business, gather(business, words, wanted), words)


def gather(business: Business, words: Words, wanted: Wanted) -> Gathered:
    """Return everything that a digest is made of, but for the drafts.

    Whoever was mailed today already is told what is new and cannot wait, and nothing else.
    """
    sent = _sent(business, wanted.channel)
    begin = wanted.since or (sent[0].at if sent else business.now - A_DAY)
    earlier = _earlier(business, wanted.channel)
    gathered = replace(
        _work(business, words, wanted, begin, earlier),
        told_before=frozenset(sent[0].told) if sent else frozenset[str](),
        troubles=_troubles(business, wanted, begin),
        orders=_orders(business, begin) if wanted.colleague is None else (),
        alerts=business.store.alerts.running() if wanted.colleague is None else (),
    )
    return gathered if earlier else _with_news(business, gathered, wanted)


def _with_news(business: Business, gathered: Gathered, wanted: Wanted) -> Gathered:
    """Add what happened, and is no work."""
    begin = gathered.since
    praise = good_words(business, begin, wanted.place, naming=wanted.colleague)
    if wanted.colleague is not None:
        return replace(gathered, praise=praise)
    mail = business.config.mail
    after = mail.after_failures if mail else gathered.after_failures
    broken, read = failing(business, after)
    return replace(
        gathered,
        praise=praise,
        failing=broken,
        sources=read,
        after_failures=after,
        better=good_news(business, begin, wanted.place),
    )


# ── what is to be done ───────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Once:
    """Lets one of each incident through, and later in the day only what nobody told.

    Whoever came to harm is called, however many there are.
    """

    business: Business
    told: frozenset[str] | None
    stories: set[int] = field(default_factory=set)

    def __call__(self, placed: Placed) -> bool:
        standing = placed.standing
        if self.told is not None:
            new = urgent_key(standing.id, standing.since) not in self.told
            if placed.group != "urgent" or not new:
                return False
        if standing.severity >= CRITICAL:
            return True
        story = self.business.store.stories.top(standing.number)
        seen = story in self.stories
        self.stories.add(story)
        return not seen


def _work(
    business: Business, words: Words, wanted: Wanted, begin: datetime, earlier: Earlier | None
) -> Gathered:
    due = _promises(business, wanted)
    promises = [each for each in due if earlier is None or _newly_late(business, each, earlier)]
    first = list(dict.fromkeys(each.mention for each in promises))[:MOST]
    promised = ranking.several(business, _numbers(business, first))
    told = earlier.told if earlier else None
    listing = _queue(business, wanted, day.ORDER, MOST + len(promised), _Once(business, told))
    refused: Sequence[Ranked] = ()
    if listing.groups.get("refused") and not earlier:
        refused = _queue(business, wanted, ("refused",)).items
    if told is not None:
        urgent = {e: at for e, at in listing.urgent.items() if urgent_key(e, at) not in told}
        listing = replace(listing, urgent=urgent, left_out={})
    return Gathered(
        business=business.config.business.name,
        language=words.language,
        timezone=business.config.business.timezone,
        at=business.now,
        midnight=ranking.midnight(business),
        since=begin,
        listing=listing,
        earlier=earlier,
        kin=_kin(business, [*promised, *listing.items]) if promised else {},
        promises=promises,
        aside=len(due) - len(promises),
        promised={each.case.id: each for each in promised},
        recipient=wanted.colleague,
        channel=wanted.channel,
        refused=refused,
        minutes=day.MINUTES,
    )


def _numbers(business: Business, ids: Iterable[str]) -> list[int]:
    return [number for each in ids if (number := business.store.number_of(each)) is not None]


def _newly_late(business: Business, promise: Followup, earlier: Earlier) -> bool:
    return promise.due_at < business.now and late_key(promise) not in earlier.told


def _kin(business: Business, found: Iterable[Ranked]) -> dict[str, str]:
    """Return who wrote what and where, as far as the store knows them; it never guesses."""
    ids = [each.case.id for each in found]
    standings = (business.store.standing(number) for number in _numbers(business, ids))
    return {each.id: f"{each.person} {each.place or ''}" for each in standings if each.person}


def _queue(
    business: Business,
    wanted: Wanted,
    groups: Sequence[Group],
    limit: int = MOST,
    sieve: Sieve | None = None,
) -> Listing:
    return ranking.listing(
        business,
        Filter(place=wanted.place, assignee=wanted.colleague),
        limit=limit,
        groups=groups,
        before=_before,
        sieve=sieve,
        fresh=True,
    )


def _before(placed: Placed) -> int:
    return rank(placed.group, severity=placed.standing.severity, late=placed.late)


def _promises(business: Business, wanted: Wanted) -> list[Followup]:
    """Return what is late or due today; for a colleague what they have, or have promised."""
    due = [each for each in due_now(business) if wanted.place in {None, each.place}]
    if wanted.colleague is None or not due:
        return due
    name = wanted.colleague.casefold()
    theirs = {each.id for each in business.store.standings(Filter(assignee=wanted.colleague))}
    return [each for each in due if each.mention in theirs or each.who.casefold() == name]


def drafted(business: Business, gathered: Gathered, words: Words) -> Digest:
    """Return the digest with the drafts of what it tells whole; they take the time."""
    made = build(gathered, lambda item: _completed(business, item, words))
    return replace(made, unread=_unread(business))


def _unread(business: Business) -> bool:
    """Say whether no source was ever read, and nothing taken by hand."""
    sources = business.store.sources
    return not (sources.known() or any(map(sources.last_run, business.switched_on)))


def _completed(business: Business, item: DigestItem, words: Words) -> DigestItem:
    """Add what is made only for those that are shown: the draft, and the link that closes it."""
    from amends.triage.orders import address

    mail = business.config.mail
    answerable = mail is not None and mail.mailbox is not None
    name = item.promise.id if item.promise else item.id
    return replace(
        item,
        draft=_draft(business, item, words),
        done=address(business, name, words) if answerable else None,
    )


def _draft(business: Business, item: DigestItem, words: Words) -> Draft | None:
    case, promise = item.ranked.case, item.promise
    if case.erased_at:
        return None
    matter = drafting.stored(business, item.id)
    wanted = purpose(case, item.ranked.group, promise, now=business.now, answers=matter.rounds)
    ask = drafting.Ask(purpose=wanted, interface=words.language)
    return drafting.draft(business, matter, ask)


# ── what was sent before ─────────────────────────────────────────────────────────────────────


def today(business: Business, channel: str | None) -> list[Delivery]:
    """Return the digests of the business's day; a clock that once ran ahead left later ones."""
    if channel is None:
        return []
    begin = day_of(business.now, business.zone)
    found = business.store.deliveries.since(begin, purpose="digest")
    return [
        each
        for each in found
        if each.channel == channel and day_of(each.at, business.zone) == begin
    ]


def _earlier(business: Business, channel: str | None) -> Earlier | None:
    """Return what a reader was mailed today, if anything arrived."""
    before = arrived(today(business, channel))
    if not before:
        return None
    told = frozenset(key for each in before for key in each.told)
    return Earlier(max(each.at for each in before), told)


def _orders(business: Business, begin: datetime) -> list[Order]:
    """Return what was asked for by mail since then; a second tap on the same button is no news."""
    found = business.store.mailed_orders.since(begin)
    return [each for each in found if each.outcome != "already"]


def _sent(business: Business, channel: str | None) -> list[Delivery]:
    """Return the digests of the past that arrived there for sure, the newest first."""
    if channel is None:
        return []
    found = business.store.deliveries.since(business.now - LONGEST, purpose="digest")
    return [
        each
        for each in found
        if each.channel == channel and each.state == "sent" and each.at <= business.now
    ]


def _troubles(business: Business, wanted: Wanted, begin: datetime) -> list[Delivery]:
    """Return the digests since then of which nobody knows whether they arrived."""
    found = business.store.deliveries.since(begin, purpose="digest")
    return [
        each for each in found if each.state == "unknown" and wanted.channel in {None, each.channel}
    ]
