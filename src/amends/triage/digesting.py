"""The morning's summary: gathered from the store, worded, and sent to those for whom it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from amends.digest import Gathered, build, day_of, due, early
from amends.digest import place as rank
from amends.errors import ConfigError
from amends.models.delivery import Letter
from amends.models.digest import MOST
from amends.store import Filter, run_lock
from amends.triage import day, drafting, ranking
from amends.triage.happening import failing, good_news, good_words
from amends.triage.looking import purpose
from amends.triage.promising import due_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.languages import Words
    from amends.models.alert import Alert
    from amends.models.delivery import Delivery
    from amends.models.digest import Digest, DigestItem
    from amends.models.listing import Group, Listing, Ranked
    from amends.models.order import Obeyed
    from amends.models.promises import Followup
    from amends.models.reply import Draft
    from amends.models.standing import Standing
    from amends.triage.business import Business
    from amends.triage.mailing import Addressed

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
    return _drafted(business, gather(business, words, wanted), words)


def letters(business: Business, words: Words, *, even_if_empty: bool = False) -> list[Addressed]:
    """Return the digests that are due now: the whole for `mail.to`, to colleagues what is theirs.

    Nothing of it is sent, nor noted.
    """
    from amends.triage.mailing import Addressed

    mail, zone = business.config.mail, business.zone
    if mail is None or early(business.now, mail.at, zone):
        return []
    today = _today(business)
    found = []
    for to, channel, colleague in _readers(business):
        earlier = [each for each in today if each.channel == channel]
        gathered = gather(business, words, Wanted(colleague=colleague, channel=channel))
        empty = even_if_empty and colleague is None
        # drafts take the time, and most runs of a day have nothing to send
        key = due(
            build(gathered, _bare),
            earlier,
            at=mail.at,
            zone=zone,
            even_if_empty=empty,
            patient=_patient(business, gathered.alerts),
        )
        if key is not None:
            made = _drafted(business, gathered, words)
            found.append(Addressed(to, letter(business, made, words), "digest", key, made.told))
    return found


def _today(business: Business) -> list[Delivery]:
    """Return the digests of the business's day; a clock that once ran ahead left later ones."""
    begin = day_of(business.now, business.zone)
    found = business.store.deliveries.since(begin, purpose="digest")
    return [each for each in found if day_of(each.at, business.zone) == begin]


def _patient(business: Business, alerts: Sequence[Alert]) -> list[str]:
    """Return the keys of alerts that a further mail of the day is not worth, or not at night."""
    from amends.triage.alerting import may_be_told

    by_mail = business.config.alerts.mail
    return [each.telling for each in alerts if not (by_mail and may_be_told(business, each))]


def letter(business: Business, made: Digest, words: Words) -> Letter:
    """Return a digest as a mail; raises `ConfigError` for a template of the user's that fails."""
    from amends.outputs.digest import subject
    from amends.outputs.digest_text import text

    return Letter(subject(made, words), text(made, words), page(business, made, words))


def page(business: Business, made: Digest, words: Words) -> str:
    """Return a digest as HTML; raises `ConfigError` for a template of the user's that fails."""
    from amends.outputs.digest_html import html

    mail = business.config.mail
    folder = mail.templates if mail else None
    return html(made, words, templates=business.folder / folder.expanduser() if folder else None)


def send(business: Business, words: Words, *, even_if_empty: bool = False) -> list[Delivery]:
    """Send the digests that are due, and return what became of each.

    Raises `ConfigError` where no mail can be sent at all, or a template of the user's fails.
    """
    from amends.triage.mailing import post

    require_mail(business)
    return post(business, letters(business, words, even_if_empty=even_if_empty))


def planned(business: Business, addressed: Sequence[Addressed]) -> list[Delivery]:
    """Return what would be sent, and send nothing."""
    from amends.triage.mailing import post

    return post(business, addressed, dry_run=True)


def obey_and_send(
    business: Business, words: Words, *, even_if_empty: bool = False
) -> tuple[Obeyed, list[Delivery]]:
    """Do first what people asked for by mail, then send what is due; see `send`.

    Raises `StoreLocked` while another run reads the sources: its news belong into the digest.
    """
    from amends.triage.orders import obey

    with run_lock(business.store.path, "digest", business.now):
        business.store.deliveries.left_behind()
        return obey(business), send(business, words, even_if_empty=even_if_empty)


def require_mail(business: Business) -> None:
    """Raise `ConfigError` where no digest could be mailed to anybody."""
    from amends.triage.mailing import settings

    settings(business)
    if not _readers(business):
        raise ConfigError(
            ["nobody gets the summary: `mail.to` is empty, and no colleague has an `email`"],
            hint="Add your address under mail: to: in config.yaml.",
        )


def _readers(business: Business) -> list[tuple[str, str, str | None]]:
    """Return each address once, with its channel, and the colleague whose part alone it gets.

    Whoever gets the whole gets no part of it beside.
    """
    from amends.triage.mailing import channel

    mail = business.config.mail
    named: list[tuple[str, str | None]] = [(to, None) for to in (mail.to if mail else ())]
    named += [(one.email, name) for name, one in business.config.team.items() if one.email]
    first: dict[str, tuple[str, str, str | None]] = {}
    for to, colleague in named:
        first.setdefault(channel(to), (to, channel(to), colleague))
    return list(first.values())


def gather(business: Business, words: Words, wanted: Wanted) -> Gathered:
    """Return everything that a digest is made of, but for the drafts."""
    sent = _sent(business, wanted.channel)
    begin = wanted.since or (sent[0].at if sent else business.now - A_DAY)
    gathered = replace(
        _work(business, words, wanted, begin),
        praise=good_words(business, begin, wanted.place, naming=wanted.colleague),
        told_before=frozenset(sent[0].told) if sent else frozenset[str](),
        troubles=_troubles(business, wanted, begin),
    )
    if wanted.colleague is not None:
        return gathered
    mail = business.config.mail
    after = mail.after_failures if mail else gathered.after_failures
    broken, read = failing(business, after)
    return replace(
        gathered,
        alerts=business.store.alerts.running(),
        failing=broken,
        sources=read,
        after_failures=after,
        better=good_news(business, begin, wanted.place),
    )


# ── what is to be done ───────────────────────────────────────────────────────────────────────


def _work(business: Business, words: Words, wanted: Wanted, begin: datetime) -> Gathered:
    listing = _queue(business, wanted, day.ORDER)
    promises = _promises(business, wanted)
    first = list(dict.fromkeys(each.mention for each in promises))[:MOST]
    numbers = [number for each in first if (number := business.store.number_of(each)) is not None]
    promised = ranking.several(business, numbers)
    refused: Sequence[Ranked] = ()
    if listing.groups.get("refused"):
        refused = _queue(business, wanted, ("refused",)).items
    return Gathered(
        business=business.config.business.name,
        language=words.language,
        timezone=business.config.business.timezone,
        at=business.now,
        midnight=ranking.midnight(business),
        since=begin,
        listing=listing,
        promises=promises,
        promised={each.case.id: each for each in promised},
        recipient=wanted.colleague,
        channel=wanted.channel,
        refused=refused,
        minutes=day.MINUTES,
    )


def _queue(business: Business, wanted: Wanted, groups: Sequence[Group]) -> Listing:
    return ranking.listing(
        business,
        Filter(place=wanted.place, assignee=wanted.colleague),
        limit=MOST,
        groups=groups,
        before=_before,
        fresh=True,
    )


def _before(group: Group, standing: Standing, late: bool) -> int:  # noqa: FBT001 — see Rank
    return rank(group, severity=standing.severity, late=late)


def _promises(business: Business, wanted: Wanted) -> list[Followup]:
    """Return what is late or due today; for a colleague what they have, or have promised."""
    due = [each for each in due_now(business) if wanted.place in {None, each.place}]
    if wanted.colleague is None or not due:
        return due
    name = wanted.colleague.casefold()
    theirs = {each.id for each in business.store.standings(Filter(assignee=wanted.colleague))}
    return [each for each in due if each.mention in theirs or each.who.casefold() == name]


def _bare(item: DigestItem) -> DigestItem:
    return item


def _drafted(business: Business, gathered: Gathered, words: Words) -> Digest:
    return build(gathered, lambda item: _completed(business, item, words))


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
