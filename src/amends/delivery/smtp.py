"""The connection to the server for outgoing mail, and what became of each mail (RFC 5321).

One connection serves a run, one mail goes to one recipient. Until the dot that ends the text is
sent, whatever breaks means that nothing was delivered; after it only the server's answer counts,
and where none comes nobody knows.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from amends.delivery import trouble
from amends.delivery.message import deliverable
from amends.delivery.patience import Patient, PatientTls
from amends.errors import DeliveryError
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import EmailMessage
    from types import TracebackType

    from amends.delivery.account import Account
    from amends.models.delivery import DeliveryState

WAITS = 20
"""All of a connection may last so many times as long as one step."""
LAST_WAIT = 4
"""The answer to the whole text may take so many times as long as another: a server files the mail
first, and whoever leaves too early gets it twice (RFC 5321 §4.5.3.2.6 asks for ten minutes)."""
GO_ON = 354
"""The only good answer to DATA."""

Step = Literal["connection", "sender", "recipient", "text", "accepted"]
"""How far a mail came."""


class Outcome(NamedTuple):
    """What became of one mail."""

    state: DeliveryState
    error: str | None = None
    """Why it was not delivered, or why nobody knows; one line."""
    at: Step = "accepted"
    hint: str | None = None


class Tls(NamedTuple):
    """How a connection is encrypted."""

    version: str
    issuer: str
    """Who vouches for the server's name."""
    until: str
    """The last day of its certificate: 2027-02-01."""


class Connection:
    """Opens when it is first needed, and once more after a server hung up between two mails."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._until = monotonic() + WAITS * account.timeout
        self._smtp: Patient | None = None
        self._hopeless: DeliveryError | None = None
        self._used = False

    def __enter__(self) -> Self:
        """Do nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take leave of the server; how it takes that matters to nobody."""
        if self._smtp is None:
            return
        if self._smtp.sock and error is None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
        self._smtp.close()

    # ── opening, step by step; each raises DeliveryError in one clear line ───────────────────

    def open(self) -> None:
        """Connect, encrypt and log in."""
        self.connect()
        self.encrypt()
        self.login()

    def resolve(self) -> list[str]:
        """Return the numeric addresses of the host."""
        server = self.account
        try:
            found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise trouble.connecting(error, server.place, server.timeout) from error
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def connect(self) -> None:
        """Connect and be greeted; under `security: tls` this encrypts as well."""
        server = self.account
        try:
            if server.security == "tls":
                self._smtp = PatientTls(
                    server.host,
                    server.port,
                    until=self._until,
                    timeout=server.timeout,
                    context=ssl.create_default_context(),
                )
            else:
                self._smtp = Patient(
                    server.host, server.port, until=self._until, timeout=server.timeout
                )
        except (OSError, UnicodeError) as error:
            raise trouble.connecting(error, server.place, server.timeout) from error

    def encrypt(self) -> Tls | None:
        """Encrypt what is not yet, and say how it is; None where it is not to be."""
        server, smtp = self.account, self._open()
        try:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
        except (OSError, ValueError) as error:
            raise trouble.encrypting(error, server.place, server.timeout) from error
        return _tls(smtp.sock)

    def login(self) -> bool:
        """Log in; False where no password is configured."""
        server, smtp = self.account, self._open()
        if not server.user or server.password is None:
            return False
        if not isinstance(smtp.sock, ssl.SSLSocket) and not server.local:
            raise DeliveryError(f"{server.place}: no password is sent without encryption")
        try:
            smtp.login(server.user, server.password)
        except (OSError, ValueError) as error:
            raise trouble.login(
                error, server.place, server.user, server.password, server.timeout
            ) from None  # the error may hold what was sent
        return True

    def _open(self) -> Patient:
        assert self._smtp
        return self._smtp

    # ── sending ──────────────────────────────────────────────────────────────────────────────

    def send(self, mail: EmailMessage, *, sender: str, to: str) -> Outcome:
        """Hand over one mail; whatever server and network do comes back as its outcome.

        After a server that did not answer in time, or would not let us in, the rest is not tried.
        One that hung up since the mail before is called again.
        """
        try:
            given, taken = deliverable(sender), deliverable(to)
        except DeliveryError as error:
            return Outcome("failed", error.message, "recipient", error.hint)
        used, self._used = self._used, True
        outcome = self._attempt(mail, given, taken)
        if used and outcome.at == "sender" and not (self._hopeless or self._open().sock):
            outcome = self._attempt(mail, given, taken)
        return outcome

    def _attempt(self, mail: EmailMessage, sender: str, to: str) -> Outcome:
        try:
            if self._hopeless:
                raise self._hopeless
            ready = self._ready()
        except DeliveryError as error:
            self._hopeless = error
            return Outcome("failed", error.message, "connection", error.hint)
        return self._hand_over(ready, sender, to, mail.as_bytes())

    def _ready(self) -> Patient:
        if self._smtp is None or self._smtp.sock is None:
            self.open()
        smtp = self._open()
        try:
            smtp.ehlo_or_helo_if_needed()
        except OSError as error:
            raise trouble.connecting(error, self.account.place, self.account.timeout) from error
        return smtp

    def _hand_over(self, smtp: Patient, sender: str, to: str, text: bytes) -> Outcome:
        at: Step = "sender"
        size = [f"size={len(text)}"] if smtp.has_extn("size") else []  # RFC 1870
        steps: tuple[tuple[Step, Callable[[], tuple[int, bytes]]], ...] = (
            ("sender", lambda: smtp.mail(sender, size)),
            ("recipient", lambda: smtp.rcpt(to)),
            ("text", lambda: smtp.docmd("data")),
        )
        try:
            for at, say in steps:
                code, words = say()
                if not _is_fine(at, code):
                    self._begin_anew(smtp)
                    return self._refused(at, code, words, to=to, sender=sender)
            smtp.send(_dotted(text))
        except OSError as error:
            return self._broken(error, at)
        return self._finish(smtp, sender, to)

    def _finish(self, smtp: Patient, sender: str, to: str) -> Outcome:
        """Send the dot: from here on a broken connection leaves us in the dark."""
        try:
            smtp.send(b".\r\n")
            smtp.timeout = self.account.timeout * LAST_WAIT
            code, words = smtp.getreply()
        except OSError as error:
            found = self._broken(error, "accepted")
            return found._replace(state="unknown", hint=trouble.PERHAPS)
        finally:
            smtp.timeout = self.account.timeout
        if _is_fine("accepted", code):
            return Outcome("sent")
        found = self._refused("text", code, words, to=to, sender=sender)
        return found if 400 <= code < 600 else found._replace(state="unknown")  # noqa: PLR2004

    def _refused(self, at: Step, code: int, words: bytes, *, to: str, sender: str) -> Outcome:
        whom = sender if at == "sender" else to
        error = trouble.refused(self.account.place, at, whom, code, words)
        return Outcome("failed", error.message, at, error.hint)

    def _broken(self, error: OSError, at: Step) -> Outcome:
        found = trouble.connecting(error, self.account.place, self.account.timeout)
        if trouble.is_timeout(error):
            self._hopeless = found
        self._open().close()
        return Outcome("failed", found.message, at, trouble.LATER)

    def _begin_anew(self, smtp: Patient) -> None:
        """Clear the table for the next mail."""
        try:
            smtp.rset()
        except OSError as error:
            self._broken(error, "connection")


def _is_fine(at: Step, code: int) -> bool:
    return code == GO_ON if at == "text" else 200 <= code < 300  # noqa: PLR2004


def _dotted(text: bytes) -> bytes:
    """Return a mail as it travels (RFC 5321 §4.5.2), every line ended in the one lawful way."""
    lines = (b"." + line if line.startswith(b".") else line for line in text.splitlines())
    return b"\r\n".join((*lines, b""))


def _tls(sock: object) -> Tls | None:
    if not isinstance(sock, ssl.SSLSocket):
        return None
    shown: Mapping[str, Any] = sock.getpeercert() or {}  # never empty: it has been verified
    issuer = dict(pair for part in shown.get("issuer", ()) for pair in part)
    name = issuer.get("organizationName") or issuer.get("commonName") or "?"
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
    return Tls(sock.version() or "TLS", single_line(name), f"{ends:%Y-%m-%d}")
