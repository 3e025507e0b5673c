"""The mails of the digest: for whom one is due, and sending it to them once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from amends.digest import build, due, early
from amends.errors import ConfigError
from amends.models.delivery import Letter
from amends.store import run_lock
from amends.triage.digesting import Wanted, drafted, gather, today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.languages import Words
    from amends.models.delivery import Delivery
    from amends.models.digest import Digest, DigestItem
    from amends.models.order import Obeyed
    from amends.triage.business import Business
    from amends.triage.mailing import Addressed


class Due(NamedTuple):
    """What is to be sent now."""

    letters: list[Addressed]
    mistake: ConfigError | None
    """Why the user's own template was not used for them."""


class Sent(NamedTuple):
    """What became of it."""

    deliveries: list[Delivery]
    mistake: ConfigError | None = None


def letters(business: Business, words: Words, *, even_if_empty: bool = False) -> Due:
    """Return the digests that are due now: the whole for `mail.to`, to colleagues what is theirs.

    Nothing of it is sent, nor noted.
    """
    from amends.triage.mailing import Addressed

    mail, zone = business.config.mail, business.zone
    found: list[Addressed] = []
    mistake = None
    if mail is None or early(business.now, mail.at, zone):
        return Due(found, mistake)
    for to, channel, colleague in _readers(business):
        gathered = gather(business, words, Wanted(colleague=colleague, channel=channel))
        empty = even_if_empty and colleague is None
        # drafts take the time, and most runs of a day have nothing to send
        key = due(
            build(gathered, _bare),
            today(business, channel),
            at=mail.at,
            zone=zone,
            even_if_empty=empty,
        )
        if key is not None:
            made = drafted(business, gathered, words)
            written, wrong = letter(business, made, words)
            found.append(Addressed(to, written, "digest", key, made.told))
            mistake = mistake or wrong
    return Due(found, mistake)


def letter(business: Business, made: Digest, words: Words) -> tuple[Letter, ConfigError | None]:
    """Return a digest as a mail, and what is wrong with a template of the user's.

    Such a mistake must not cost the morning: ours is used, and the mail begins by saying so.
    """
    from amends.outputs.digest import subject
    from amends.outputs.digest_html import html
    from amends.outputs.digest_text import text

    mistake = None
    try:
        drawn = page(business, made, words)
    except ConfigError as error:
        mistake = error
        made = replace(made, mistake=error.message)
        drawn = html(made, words)
    return Letter(subject(made, words), text(made, words), drawn), mistake


def page(business: Business, made: Digest, words: Words) -> str:
    """Return a digest as HTML; raises `ConfigError` for a template of the user's that fails."""
    from amends.outputs.digest_html import html

    mail = business.config.mail
    folder = mail.templates if mail else None
    return html(made, words, templates=business.folder / folder.expanduser() if folder else None)


def send(business: Business, words: Words, *, even_if_empty: bool = False) -> Sent:
    """Send the digests that are due, and return what became of each.

    Raises `ConfigError` where no mail can be sent at all.
    """
    from amends.triage.mailing import post

    require_mail(business)
    found = letters(business, words, even_if_empty=even_if_empty)
    return Sent(post(business, found.letters), found.mistake)


def planned(business: Business, addressed: Sequence[Addressed]) -> list[Delivery]:
    """Return what would be sent, and send nothing."""
    from amends.triage.mailing import post

    return post(business, addressed, dry_run=True)


class Morning(NamedTuple):
    """What a run did that only mails."""

    obeyed: Obeyed
    cut_off: list[Delivery]
    """What an earlier run was about to tell when it was killed."""
    sent: Sent


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
