"""Orders by mail: "done k7f2 CODE", tapped in the summary, obeyed by the next run.

Who may order something is known by an address of ours and by the code of the matter; the address
alone proves nothing, since anybody can write one into a mail.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from datetime import timedelta
from email.utils import parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING

from amends.errors import ConfigError, MailboxError, StoreConflict, UsageError
from amends.models.order import Obeyed, Order
from amends.triage.business import told_apart
from amends.triage.deciding import Wish, mark
from amends.triage.matters import CODE, NAME, matters
from amends.triage.matters import code as code_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from amends.config.mail import Mail, Mailbox
    from amends.delivery.received import Received
    from amends.languages import Words
    from amends.triage.business import Business
    from amends.triage.matters import Matter

WORD = "done"
"""The first word of an order; the same in every language, since nobody types it."""
LOOKED_BACK = timedelta(days=14)
"""Mails older than that are looked at no more."""
_SUBJECT = re.compile(
    r"(?:[^:\]]{0,20}[:\]]){0,8}"  # Re: AW: Odp: Отв.: [External]
    rf" ?{WORD} (?P<name>{NAME}) (?P<code>{CODE})[ .]*"
)
_FAILED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)


def address(business: Business, name: str, words: Words) -> str | None:
    """Return the `mailto:` link that says "done" of a mention (`k7f2`) or a promise (`f5`).

    None without a configured mailbox, and where nothing is to be done. RFC 6068 §2, §5: blanks
    are %20, lines end with %0D%0A.
    """
    from urllib.parse import quote

    mail = business.config.mail
    code = token(business, name)
    if mail is None or mail.mailbox is None or code is None:
        return None
    subject = quote(f"{WORD} {name} {code}")
    body = quote(words.say("order.body", name=name))
    return f"mailto:{quote(_inbox(mail), safe='@')}?subject={subject}&body={body}"


def token(business: Business, name: str) -> str | None:
    """Return the code that says "done" of a mention or a promise as it is now; else None."""
    found = matters(business, name)
    return code_of(business, found[0]) if found else None


def subject(text: str) -> tuple[str, str] | None:
    """Return the name and the code that the subject of a mail holds, or None."""
    found = _SUBJECT.fullmatch(" ".join(text[:300].split()).casefold())
    return (found["name"], found["code"]) if found else None


def probe(business: Business) -> int | None:
    """Return how many mails lie in the configured mailbox, None without one.

    Raises `MailboxError`, and `ConfigError` for its password.
    """
    from amends.delivery import mailbox

    mail = business.config.mail
    if mail is None or mail.mailbox is None:
        return None
    return mailbox.probe(mail.mailbox, _password(business, mail.mailbox.password))


def obey(business: Business) -> Obeyed:
    """Look into the mailbox, and do what our own people asked for; never raises for the mailbox.

    Runs before anything is fetched: what a customer writes after the mail is news to it.
    """
    mail = business.config.mail
    if mail is None or mail.mailbox is None:
        return Obeyed()
    try:
        found = _received(business, mail, mail.mailbox)
    except (MailboxError, ConfigError) as error:
        return Obeyed(error=error.message, hint=error.hint)
    return Obeyed(tuple(_looked_at(business, mail, found)))


def _received(business: Business, mail: Mail, box: Mailbox) -> list[Received]:
    from amends.delivery import mailbox

    return mailbox.read(
        box,
        _password(business, box.password),
        word=WORD,
        senders=list(_people(business, mail)),
        since=(business.now - LOOKED_BACK).date(),
        seconds=min(mail.timeout, mailbox.LONGEST),
    )


def _password(business: Business, reference: str) -> str:
    from amends.config.secrets import resolve

    return resolve(reference, base=business.folder)


def _looked_at(business: Business, mail: Mail, found: Sequence[Received]) -> list[Order]:
    """Judge the mails that hold an order and that nobody has looked at."""
    asked = {_identity(each): (each, told) for each in found if (told := subject(each.subject))}
    new = business.store.mailed_orders.unseen(list(asked)) if asked else set()
    people = _people(business, mail)
    return [
        _judged(business, people, identity, each, told)
        for identity, (each, told) in asked.items()
        if identity in new
    ]


def _judged(
    business: Business,
    people: Mapping[str, str],
    identity: str,
    mail: Received,
    told: tuple[str, str],
) -> Order:
    """Obey one mail or not, and remember it: both happen, or neither."""
    name, code = told
    forged = _FAILED.search(mail.authentication or "")
    who = None if forged else people.get(mail.sender)
    number = business.store.number_of(name)
    try:
        with business.store.change(who=who or "unknown", now=business.now):
            order = (
                _obeyed(business, Order(name, who, "changed"), code, mail.at)
                if who
                else Order(name, mail.sender or "?", "stranger")
            )
            _note(business, identity, order, code, number)
    except (UsageError, StoreConflict) as error:  # all that was begun has been taken back
        order = Order(name, who or "?", "refused", error.message)
        _note(business, identity, order, code, number)
    return order


def _note(business: Business, identity: str, order: Order, code: str, mention: int | None) -> None:
    business.store.mailed_orders.note(
        identity, order.outcome, order.name, code=code, mention=mention, now=business.now
    )


def _obeyed(business: Business, order: Order, code: str, at: datetime | None) -> Order:
    """Do what the code says, as the colleague who asked, at the time when they did."""
    for matter in matters(business, order.name):
        if hmac.compare_digest(code_of(business, matter), code):
            moment = min(max(filter(None, (at, matter.since)), default=business.now), business.now)
            _do(replace(business, who=order.who, now=moment), matter)
            return order._replace(outcome="done")
    again = business.store.mailed_orders.obeyed(code)
    return order._replace(outcome="already" if again else "changed")


def _do(business: Business, matter: Matter) -> None:
    from amends.languages import words
    from amends.triage import promising

    said = words(business.language).say("order.by_mail")
    if matter.deed == "keep":
        promising.keep(business, matter.name, said)
    elif matter.deed == "close":
        mark(business, [matter.name], Wish(status="closed", note=said))
    else:  # how it was answered need not be told: by the reply that the summary proposed
        mark(business, [matter.name], Wish(status="replied", because=said))


def _identity(mail: Received) -> str:
    """Return what names a mail: its Message-ID, or a mark of what it says."""
    told = mail.message_id or "\x1f".join((mail.sender, mail.subject, str(mail.at)))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _people(business: Business, mail: Mail) -> dict[str, str]:
    """Return address → who it is: the colleague, the name beside the address, or its first part."""
    known: dict[str, str] = {}
    for name, email in _addresses(business, mail):
        shown, bare = parseaddr(email)
        known.setdefault(bare.casefold(), told_apart(name or shown or bare.partition("@")[0]))
    return known


def _addresses(business: Business, mail: Mail) -> Iterable[tuple[str, str]]:
    team = business.config.team
    yield from ((name, each.email) for name, each in team.items() if each.email)
    yield from (("", each) for each in mail.to)


def _inbox(mail: Mail) -> str:
    """Return where an order arrives: the mailbox's own address, if its user is called by one."""
    user = mail.mailbox.user if mail.mailbox else ""
    return user if "@" in user else parseaddr(mail.address)[1]
