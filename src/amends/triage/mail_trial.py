"""`amends doctor mail`: hand over a test letter step by step, and say how each step went."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING
from uuid import uuid4

from amends.delivery.message import bare, deliverable
from amends.errors import ConfigError, DeliveryError, MailboxError, UsageError
from amends.models.delivery import Letter
from amends.triage import digest_mail, digesting, mailing, orders
from amends.triage.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from amends.delivery.smtp import Connection, Step
    from amends.languages import Words
    from amends.triage.business import Business

NAMES: dict[Step, str] = {
    "connection": "mail_connection",
    "sender": "mail_sender",
    "recipient": "mail_recipient",
    "text": "mail_accepted",
    "accepted": "mail_accepted",
}
"""How far a letter came, as what was looked at."""
BY_LETTER: tuple[Step, ...] = ("sender", "recipient", "accepted")


def try_mail(
    business: Business, words: Words, *, to: str | None = None, dry_run: bool = False
) -> Iterator[Finding]:
    """Send a test letter to `to`, else to everybody in `mail.to`, else to the sender.

    A dry run ends after the login: nothing is sent, and nothing written down. Raises ConfigError
    without a `mail:` section or its password, UsageError for an address that is none.
    """
    mail = mailing.settings(business)
    recipients = (_checked(to),) if to else mail.to or (mail.address,)
    with mailing.connection(business) as server:
        ready = yield from _opened(server)
        if ready and dry_run:
            yield Finding("note", "mail_accepted", "doctor.found.mail_dry")
        elif ready:
            yield from _tried(business, server, recipients, words)
    yield from _templates(business, words)
    yield from _mailbox(business)


def _checked(address: str) -> str:
    try:
        deliverable(address)
    except DeliveryError as error:
        raise UsageError(error.message, hint=error.hint) from None
    return address


def _opened(server: Connection) -> Generator[Finding, None, bool]:
    """Open the connection; return whether a letter can be sent over it."""
    steps = (
        ("mail_address", _resolved),
        ("mail_connection", _connected),
        ("mail_encryption", _encrypted),
        ("mail_login", _logged_in),
    )
    for what, step in steps:
        try:
            yield from step(server)
        except DeliveryError as error:
            certified = not isinstance(error.__cause__, ssl.SSLCertVerificationError)
            yield _problem(what if certified else "mail_certificate", error.message, error.hint)
            return False
    return True


def _resolved(server: Connection) -> Iterator[Finding]:
    args = {"host": server.account.host, "addresses": ", ".join(server.resolve())}
    yield Finding("ok", "mail_address", "doctor.found.mail_resolved", args=args)


def _connected(server: Connection) -> Iterator[Finding]:
    server.connect()
    args = {"place": server.account.place}
    yield Finding("ok", "mail_connection", "doctor.found.mail_connected", args=args)


def _encrypted(server: Connection) -> Iterator[Finding]:
    tls = server.encrypt()
    if tls is None:
        yield Finding(
            "ok" if server.account.local else "note", "mail_encryption", "doctor.found.mail_open"
        )
        return
    args = {"host": server.account.host, "until": tls.until, "issuer": tls.issuer}
    yield Finding("ok", "mail_certificate", "doctor.found.mail_certified", args=args)
    yield Finding("ok", "mail_encryption", detail=tls.version)


def _logged_in(server: Connection) -> Iterator[Finding]:
    if server.login():
        args = {"user": server.account.user}
        yield Finding("ok", "mail_login", "doctor.found.mail_user", args=args)
    else:
        yield Finding("note", "mail_login", "doctor.found.mail_no_login")


def _tried(
    business: Business, server: Connection, recipients: Sequence[str], words: Words
) -> Iterator[Finding]:
    name = business.config.business.name or "amends"
    subject = words.say("doctor.mail.subject", business=name)
    parts = ("doctor.mail.text", "doctor.mail.by")
    text = "\n\n".join(words.say(part, business=name, place=server.account.place) for part in parts)
    for to in recipients:
        one = mailing.Addressed(to, Letter(subject, text), "test", uuid4().hex)
        posted = mailing.send(business, server, one)
        assert posted  # its key is new
        yield from _how_far(posted, sender=bare(mailing.settings(business).address), to=bare(to))


def _how_far(posted: mailing.Posted, *, sender: str, to: str) -> Iterator[Finding]:
    delivery, outcome = posted
    reached = NAMES[outcome.at]
    args = {"sender": sender, "to": to, "id": delivery.message_id}
    for step in BY_LETTER:
        what = NAMES[step]
        if outcome.at == "connection" or (what == reached and outcome.state != "sent"):
            yield _problem(reached, outcome.error or "", outcome.hint)
            return
        yield Finding("ok", what, f"doctor.found.{what}", args=args)


def _templates(business: Business, words: Words) -> Iterator[Finding]:
    """Draw the present summary with the user's own templates, if there are any."""
    if not mailing.settings(business).templates:
        return
    try:
        digest_mail.page(business, digesting.digest(business, words), words)
    except ConfigError as error:
        yield Finding(
            "problem",
            "mail_templates",
            detail=error.message,
            hint=error.hint,
            exit_code=error.exit_code,
        )
        return
    yield Finding("ok", "mail_templates", "doctor.found.mail_templates")


def _mailbox(business: Business) -> Iterator[Finding]:
    """Look into the mailbox where `done` mails arrive, if there is one."""
    try:
        found = orders.probe(business)
    except (MailboxError, ConfigError) as error:
        yield Finding(
            "problem",
            "mail_mailbox",
            detail=error.message,
            hint=error.hint,
            exit_code=error.exit_code,
        )
        return
    if found is not None:
        yield Finding("ok", "mail_mailbox", "doctor.found.mail_mailbox", args={"n": found})


def _problem(what: str, detail: str, hint: str | None) -> Finding:
    code = DeliveryError.exit_code
    return Finding("problem", what, detail=detail, hint=hint, exit_code=code)
