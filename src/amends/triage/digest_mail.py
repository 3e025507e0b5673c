"""The mails of the digest: for whom one is due, and sending it to them once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.digest import build, day_of, due, early
from amends.errors import ConfigError
from amends.models.delivery import Letter
from amends.store import run_lock
from amends.triage.digesting import Wanted, drafted, gather

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.languages import Words
    from amends.models.alert import Alert
    from amends.models.delivery import Delivery
    from amends.models.digest import Digest, DigestItem
    from amends.models.order import Obeyed
    from amends.triage.business import Business
    from amends.triage.mailing import Addressed


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
            made = drafted(business, gathered, words)
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


class Morning(NamedTuple):
    """What a run did that only mails."""

    obeyed: Obeyed
    cut_off: list[Delivery]
    """What an earlier run was about to tell when it was killed."""
    sent: list[Delivery]


def obey_and_send(business: Business, words: Words, *, even_if_empty: bool = False) -> Morning:
    """Do first what people asked for by mail, then send what is due; see `send`.

    Raises `StoreLocked` while another run reads the sources: its news belong into the digest.
    """
    from amends.triage.orders import obey

    with run_lock(business.store.path, "digest", business.now):
        cut_off = business.store.deliveries.left_behind(business.now)
        obeyed = obey(business)
        return Morning(obeyed, cut_off, send(business, words, even_if_empty=even_if_empty))


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


def _bare(item: DigestItem) -> DigestItem:
    return item
