"""The mailbox in which the owner's own answers arrive: the heads of mails that may be ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.delivery.received import parse
from amends.errors import MailboxError
from amends.imap import Credentials, Session, examine, fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from typing import TypeVar

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
_HINTS = {
    "folder": "Name another folder below mail: mailbox: in config.yaml.",
    "unreachable": "See host, port and security below mail: mailbox: in config.yaml.",
    "busy": "The next run asks again.",
    "late": "The next run asks again.",
}


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

    def work(box: BaseMailBox) -> list[Received]:
        examine(box, mailbox.folder)
        ours = _candidates(box, word, since, senders)[-MOST_MAILS:]
        everybody = _candidates(box, word, since)
        others = [uid for uid in everybody if uid not in frozenset(ours)][-MOST_OTHERS:]
        uids = [*ours, *others]
        packs = [uids[start : start + PACK] for start in range(0, len(uids), PACK)]
        return [parse(*each) for pack in packs for each in fetched(box, pack, _PARTS)]

    return _asked(mailbox, password, work, seconds)


def probe(mailbox: Mailbox, password: str, *, seconds: float = LONGEST) -> int:
    """Log in, open the folder, and return how many mails lie there; raises `MailboxError`."""

    def work(box: BaseMailBox) -> int:
        examine(box, mailbox.folder)
        return int(box.folder.status(mailbox.folder, ["MESSAGES"])["MESSAGES"])

    return _asked(mailbox, password, work, seconds)


def _asked(
    mailbox: Mailbox, password: str, work: Callable[[BaseMailBox], Found], seconds: float
) -> Found:
    """Do it, and tell the owner of this mailbox what went wrong, with the server's words."""
    try:
        with Session(mailbox, Credentials(mailbox.user, password)) as session:
            return session.do(work, seconds)
    except MailboxError as error:
        said = f"{error.message}: {error.said}" if error.said else error.message
        raise MailboxError(said, hint=_hint(error, mailbox.host), why=error.why) from None


def _hint(error: MailboxError, host: str) -> str | None:
    if error.why != "login":
        return error.hint or _HINTS.get(error.why)
    if f".{host.casefold()}".endswith(_MICROSOFT):
        return "Microsoft has let no password in there since 2023: use a mailbox elsewhere."
    return (
        "See user and password below mail: mailbox: in config.yaml;"
        " many providers want an app password."
    )


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
