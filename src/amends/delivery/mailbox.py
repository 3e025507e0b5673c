"""The mailbox in which the owner's own answers arrive, over IMAP; it is read, never changed.

Only the headers of mails that may be ours are fetched, with `BODY.PEEK` from a folder that is open
for reading alone (EXAMINE): no mail is marked as seen, moved or deleted (RFC 3501 §6.3.2, §6.4.5).
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import zip_longest
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from amends.delivery.received import parse
from amends.errors import MailboxError
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from imap_tools.mailbox import BaseMailBox

    from amends.config.mail import Mailbox
    from amends.delivery.received import Received

Found = TypeVar("Found")

MOST_MAILS = 200
"""Of our own people, the newest: nobody taps more links between two runs."""
MOST_OTHERS = 50
"""Of everybody else: a flood of them hides none of ours."""
MOST_BYTES = 16_384
"""Of the headers of one mail."""
PACK = 50
"""Mails that are asked for at once."""
LONGEST = 20.0
"""Seconds for everything: the daily run does not wait longer for a mailbox."""
_MICROSOFT = (".office365.com", ".outlook.com")
"""Hosts of Exchange Online, which ended basic authentication (https://learn.microsoft.com/exchange/
clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online)."""
_PARTS = (
    "(BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE MESSAGE-ID AUTHENTICATION-RESULTS)]"
    f"<0.{MOST_BYTES}> INTERNALDATE)"
)


def read(
    mailbox: Mailbox,
    password: str,
    *,
    word: str,
    senders: Sequence[str],
    since: date,
    seconds: float = LONGEST,
) -> list[Received]:
    """Return the mails received since a day whose subject may hold `word`, ours first.

    `senders` are the addresses of our own people; of everybody else only a few are looked at.
    Raises `MailboxError`; after `seconds` too, however slowly the server drips.
    """

    def work() -> list[Received]:
        with _opened(mailbox, password, seconds) as box:
            ours = _candidates(box, word, since, senders)[-MOST_MAILS:]
            everybody = _candidates(box, word, since)
            others = [uid for uid in everybody if uid not in frozenset(ours)][-MOST_OTHERS:]
            uids = [*ours, *others]
            return [
                mail for start in range(0, len(uids), PACK) for mail in _heads(box, uids, start)
            ]

    return _in_time(work, mailbox, seconds)


def probe(mailbox: Mailbox, password: str, *, seconds: float = LONGEST) -> int:
    """Log in, open the folder, and return how many mails lie there; raises `MailboxError`."""

    def work() -> int:
        with _opened(mailbox, password, seconds) as box:
            return int(box.folder.status(mailbox.folder, ["MESSAGES"])["MESSAGES"])

    return _in_time(work, mailbox, seconds)


def _in_time(work: Callable[[], Found], mailbox: Mailbox, seconds: float) -> Found:
    """Return what a daemon thread finds; a time-out of a socket holds for each of its reads."""
    found: Queue[Found | MailboxError] = Queue(1)
    Thread(target=lambda: found.put(_tried(work, mailbox)), daemon=True).start()
    try:
        result = found.get(timeout=seconds)
    except Empty:
        raise MailboxError(
            f"the mailbox at {mailbox.host} did not answer within {seconds:g} s",
            hint="The next run asks again.",
        ) from None
    if isinstance(result, MailboxError):
        raise result
    return result


def _tried(work: Callable[[], Found], mailbox: Mailbox) -> Found | MailboxError:
    """Return what is found, or the error as a value: it has to cross over to another thread."""
    from imaplib import IMAP4

    from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

    where = f"the mailbox at {mailbox.host}"
    try:
        return work()
    except MailboxLoginError as error:
        return MailboxError(
            f"{where} refuses the login of {mailbox.user}: {_said(error)}",
            hint=_login_hint(mailbox.host),
        )
    except MailboxFolderSelectError as error:
        return MailboxError(
            f"{where} has no folder {mailbox.folder!r} to read: {_said(error)}",
            hint="Name another folder below mail: mailbox: in config.yaml.",
        )
    except OSError as error:
        return MailboxError(
            f"{where} does not answer: {_reason(error)}",
            hint="See host, port and security below mail: mailbox: in config.yaml.",
        )
    except (IMAP4.error, ImapToolsError, ValueError, LookupError) as error:
        return MailboxError(f"{where} gives no usable answer: {_said(error)}")


def _login_hint(host: str) -> str:
    if f".{host.casefold()}".endswith(_MICROSOFT):
        return "Microsoft has let no password in there since 2023: use a mailbox elsewhere."
    return (
        "See user and password below mail: mailbox: in config.yaml;"
        " many providers want an app password."
    )


def _said(error: Exception) -> str:
    """Return what a server said, in one short line: it is text from outside."""
    result = getattr(error, "command_result", None)
    said = result[1][0] if result and result[1] and result[1][0] else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return single_line(text)[:200] or type(error).__name__


def _reason(error: OSError) -> str:
    from ssl import SSLCertVerificationError, SSLError

    if isinstance(error, SSLCertVerificationError):
        return f"its certificate is not to be trusted ({error.verify_message.rstrip('.')})"
    if isinstance(error, SSLError):
        return f"no TLS there as it should be ({error.reason})"
    return single_line(error.strerror or str(error)).lower()[:200] or type(error).__name__


@contextmanager
def _opened(mailbox: Mailbox, password: str, seconds: float) -> Iterator[BaseMailBox]:
    """Log in and open the folder for reading alone."""
    box = _connected(mailbox, seconds)
    try:
        _log_in(box, mailbox.user, password)
        box.folder.set(mailbox.folder, readonly=True)
        yield box
    finally:
        _leave(box)


def _log_in(box: BaseMailBox, user: str, password: str) -> None:
    """Log in; LOGIN is for ASCII alone, and another error is raised where PLAIN is refused."""
    from imap_tools.errors import MailboxLoginError

    if (user + password).isascii():
        box.login(user, password, initial_folder=None)
        return
    try:
        box.login_utf8(user, password, initial_folder=None)
    except box.client.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from None


def _connected(mailbox: Mailbox, seconds: float) -> BaseMailBox:
    """Connect; the certificate is verified, which imaplib by itself does not do."""
    from ssl import create_default_context

    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    port = mailbox.port or (993 if mailbox.security == "tls" else 143)
    if mailbox.security == "tls":
        return MailBox(mailbox.host, port, seconds, ssl_context=create_default_context())
    if mailbox.security == "starttls":
        return MailBoxStartTls(mailbox.host, port, seconds, ssl_context=create_default_context())
    return MailBoxUnencrypted(mailbox.host, port, seconds)


def _leave(box: BaseMailBox) -> None:
    """Say goodbye; what goes wrong then has cost nothing."""
    from imaplib import IMAP4

    from imap_tools.errors import ImapToolsError

    try:
        box.logout()
    except (IMAP4.error, ImapToolsError, OSError):
        box.client.shutdown()


def _candidates(box: BaseMailBox, word: str, since: date, senders: Sequence[str] = ()) -> list[str]:
    """Return the UIDs of mails that may hold `word`, from certain senders or from anybody.

    Some servers compare the subject as it was sent: encoded ones are looked at here. Those that
    refuse such a search are asked for everything since that day. No CHARSET is named, since some
    refuse any.
    """
    from imap_tools import AND, OR
    from imap_tools.errors import MailboxUidsError

    named = [each for each in senders if each.isascii()]
    whose = [OR(from_=named)] if named else []
    try:
        return box.uids(AND(OR(subject=[word, "=?"]), *whose, date_gte=since), charset=None)
    except (MailboxUidsError, box.client.error):
        return box.uids(AND(*whose, date_gte=since), charset=None)


def _heads(box: BaseMailBox, uids: list[str], start: int) -> Iterator[Received]:
    """Fetch one pack of mails; what a server says beside them is left out."""
    chosen = uids[start : start + PACK]
    status, answer = box.client.uid("fetch", ",".join(chosen), _PARTS)
    if status != "OK":
        raise box.client.error(f"FETCH {status}")
    for item, after in zip_longest(answer, answer[1:]):
        if isinstance(item, tuple):
            yield parse(item[0] + (after if isinstance(after, bytes) else b""), item[1])
