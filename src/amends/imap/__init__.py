"""The only place that speaks IMAP: a mailbox opened for reading alone, every step within its time.

Folders are opened with EXAMINE and mails are fetched with `BODY.PEEK`: none is marked as seen,
moved or deleted (RFC 3501 §6.3.2, §6.4.5). Whatever goes wrong leaves here as a `MailboxError`
without the server's words, which may repeat what was sent; they stand in `said`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypeVar

from amends.errors import MailboxError
from amends.imap.trouble import meant, said_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from imap_tools.mailbox import BaseMailBox

    from amends.config.mail import Security

Found = TypeVar("Found")

_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_GOODBYE = 1.0
"""Seconds that a server may take to say it."""
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_TAKEN_IN = re.compile(rb'INTERNALDATE "([ -!#-~]{1,40})"')
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})\b")


class Server(Protocol):
    """Where a mailbox is; `port` None stands for the usual one."""

    @property
    def host(self) -> str: ...  # noqa: D102 — the words of config.yaml
    @property
    def port(self) -> int | None: ...  # noqa: D102
    @property
    def security(self) -> Security: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in, with a password or with an access token (XOAUTH2)."""

    user: str
    secret: str = field(repr=False)
    token: bool = False

    def without_secret(self, text: str) -> str:
        """Return a text in which no form of the secret stands."""
        encoded = b64encode(self.secret.encode()).decode("ascii").rstrip("=")
        return text.replace(self.secret, "…").replace(encoded, "…")


class Answered(NamedTuple):
    """What a server tells of one mail, and the part of it that was asked for."""

    told: bytes
    """UID, INTERNALDATE and the like, as they stand beside the part."""
    content: bytes

    @property
    def uid(self) -> int:
        """The UID; 0 where the server does not say."""
        found = _UID.search(self.told)
        return int(found[1]) if found else 0

    @property
    def size(self) -> int:
        """The size of the whole mail in bytes; 0 where the server does not say."""
        found = _SIZE.search(self.told)
        return int(found[1]) if found else 0

    @property
    def taken_in(self) -> datetime | None:
        """When the mail server took it in, in its own words."""
        return taken_in(self.told)


class Session:
    """One login, made at the first step.

    Each step runs in a daemon thread: a time-out of a socket holds for each of its reads alone,
    and a server that drips would take for ever. After a step that failed with `cut` the next one
    connects anew.
    """

    def __init__(self, server: Server, credentials: Credentials) -> None:
        self._server = server
        self._credentials = credentials
        self._box: BaseMailBox | None = None
        self.met = False
        """Whether the server has ever let us in."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._box is not None:
            leaving = Thread(target=_leave, args=(self._box,), daemon=True)
            leaving.start()
            leaving.join(_GOODBYE)

    def do(self, work: Callable[[BaseMailBox], Found], seconds: float) -> Found:
        """Return what `work` finds; raises `MailboxError`, after `seconds` too."""
        found: Queue[Found | MailboxError] = Queue(1)
        Thread(target=lambda: found.put(self._tried(work, seconds)), daemon=True).start()
        try:
            result = found.get(timeout=seconds)
        except Empty:
            self._hang_up()
            where = f"the mailbox at {self._server.host}"
            raise MailboxError(
                f"{where} did not answer within {seconds:.3g} s",
                why="late" if self.met else "unreachable",
            ) from None
        if isinstance(result, MailboxError):
            raise result
        return result

    def _tried(self, work: Callable[[BaseMailBox], Found], seconds: float) -> Found | MailboxError:
        """Return what is found, or the error as a value: it has to cross over to another thread."""
        from imaplib import IMAP4

        from imap_tools.errors import ImapToolsError

        box = None
        try:
            box = self._opened(seconds)
            return work(box)
        except MailboxError as error:
            return error
        except (OSError, IMAP4.error, ImapToolsError, ValueError, LookupError) as error:
            if box is not None and isinstance(error, OSError | IMAP4.abort):
                if self._box is box:  # one that came late must not end the newer connection
                    self._box = None
                box.client.shutdown()
                where = f"the mailbox at {self._server.host}"
                return MailboxError(f"{where} broke off the connection", why="cut")
            return meant(error, self._server, self._credentials)

    def _opened(self, seconds: float) -> BaseMailBox:
        if self._box is None:
            box = connected(self._server, seconds)
            try:
                _log_in(box, self._credentials)
            except Exception:
                box.client.shutdown()
                raise
            self._box, self.met = box, True
        return self._box

    def _hang_up(self) -> None:
        """End the connection under the thread that waits for it; that one cleans up."""
        from socket import SHUT_RDWR

        box, self._box = self._box, None
        if box is not None:
            with suppress(OSError):
                box.client.socket().shutdown(SHUT_RDWR)


def examine(box: BaseMailBox, folder: str) -> None:
    """Open a folder for reading alone; raises `MailboxError` where there is none of this name."""
    from imap_tools.errors import MailboxFolderSelectError

    try:
        box.folder.set(folder, readonly=True)
    except MailboxFolderSelectError as error:
        raise MailboxError(
            f"the mailbox has no folder {folder!r} to read", why="folder", said=said_by(error)
        ) from None


def fetched(box: BaseMailBox, uids: Sequence[int | str], parts: str) -> Iterator[Answered]:
    """Fetch parts of some mails; what a server says beside them is left out.

    `parts` must ask for one part with `BODY.PEEK[…]`. Mails that have gone are not told of.
    """
    status, answer = box.client.uid("fetch", ",".join(map(str, uids)), parts)
    if status != "OK":
        raise box.client.error(f"FETCH {status}")
    for item, after in zip_longest(answer, answer[1:]):
        if isinstance(item, tuple):
            yield Answered(item[0] + (after if isinstance(after, bytes) else b""), item[1])


def taken_in(told: bytes) -> datetime | None:
    """Read INTERNALDATE, which has its zone; None where it is none."""
    from email.utils import parsedate_to_datetime

    found = _TAKEN_IN.search(told)
    try:
        return parsedate_to_datetime(found[1].decode("ascii")) if found else None
    except ValueError:
        return None


def connected(server: Server, seconds: float) -> BaseMailBox:
    """Connect; the certificate is verified, which imaplib by itself does not do."""
    from ssl import create_default_context

    from imap_tools import MailBox, MailBoxUnencrypted

    port = server.port or _PORTS[server.security]
    if server.security == "tls":
        return MailBox(server.host, port, seconds, ssl_context=create_default_context())
    box = MailBoxUnencrypted(server.host, port, seconds)
    if server.security == "starttls":
        try:
            box.client.starttls(create_default_context())
        except Exception:
            with suppress(OSError):  # it may be closed by then
                box.client.shutdown()
            raise
    return box


def _log_in(box: BaseMailBox, credentials: Credentials) -> None:
    """Log in; LOGIN is for ASCII alone, and another error is raised where PLAIN is refused."""
    from imap_tools.errors import MailboxLoginError

    user, secret = credentials.user, credentials.secret
    if not credentials.token and (user + secret).isascii():
        box.login(user, secret, initial_folder=None)
        return
    try:
        if credentials.token:
            _show_token(box, user, secret)
        else:
            box.login_utf8(user, secret, initial_folder=None)
    except box.client.abort:
        raise
    except box.client.error as error:
        raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from None


def _show_token(box: BaseMailBox, user: str, token: str) -> None:
    """Log in with XOAUTH2 (developers.google.com/workspace/gmail/imap/xoauth2-protocol).

    A refusal comes as a challenge, which wants an empty answer before the server says NO.
    """
    shown = f"user={user}\1auth=Bearer {token}\1\1".encode()
    box.client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else shown)


def _leave(box: BaseMailBox) -> None:
    """Say goodbye; what goes wrong then has cost nothing."""
    from imaplib import IMAP4

    from imap_tools.errors import ImapToolsError

    try:
        box.logout()
    except (IMAP4.error, ImapToolsError, OSError, ValueError):
        box.client.shutdown()
