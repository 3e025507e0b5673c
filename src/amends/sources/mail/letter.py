"""Read one mail: headers and text as a person means them, whatever its bytes say.

Senders label encodings wrongly, break MIME and leave headers out. Nothing here trusts a label:
what cannot be what it says is decoded by its letters (`sources.encoding`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from typing import TYPE_CHECKING

from amends.models import Author, Mention
from amends.sources import values
from amends.sources.encoding import decoded
from amends.sources.mail import bodies
from amends.sources.mail.quotes import own_words
from amends.sources.mail.verdict import is_forged, is_proven

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import Message
    from typing import Any

    from amends.models.vocabulary import Kind

MALFORMED = (
    ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError, MessageError
)  # fmt: skip
"""What the email package raises on headers and bodies that break the rules in its own ways."""
_LONGEST_QUOTATION = 20_000
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_BARE_ID = re.compile(r"[^\s<>,;@]{1,400}@[^\s<>,;@]{1,100}")
_DAEMONS = ("mailer-daemon@", "postmaster@")
_AUTO_REPLY = (
    "automatic reply:", "auto-reply:", "autoreply:", "out of office:", "автоматический ответ:",
    "автоответ:", "respuesta automática:", "odpowiedź automatyczna:", "автоматичен отговор:",
    "automatische antwort:", "réponse automatique", "risposta automatica:",
)  # fmt: skip
"""How subjects begin that mail programs give their automatic answers, also without a header."""
ATTACHED = "It has attachments alone: look at them in your mail program."
SEALED = "Its text is encrypted or packed (PGP, S/MIME, winmail.dat): read it in your mail program."


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail; all of it was written by others."""

    id: str
    """Its Message-ID without brackets; empty where it has none."""
    name: str | None
    address: str | None
    """Of the sender, in small letters."""
    reply_to: str
    subject: str | None
    sent: datetime | None
    """What `Date:` says, in UTC; None where it says nothing."""
    body: str
    """The plain text, else the HTML as text; quotations and signature are in it."""
    html: str
    """The HTML as it came; empty where there is none."""
    sealed: bool
    """Whether its text is encrypted or packed, so that a mail program alone can read it."""
    automatic: str | None
    """The machine that sent it: `bounce`, `auto_reply`, `bulk` or `calendar`; None for a person."""
    list_id: str
    """Of the list that it came by (RFC 2919); empty where it came by none."""
    listed: bool
    """Whether it has another header of lists, such as `List-Unsubscribe:` (RFC 2369)."""
    parent: str | None
    thread: str | None
    """Message-IDs of the mail that is answered, and of the first of the conversation: its own
    where it begins one."""
    attachments: int
    images: int
    """How many of the attachments are pictures: photos, and the logos of signatures."""
    believed: bool
    """False where the own mail server says that the sender is forged (RFC 8601, dmarc=fail)."""
    proven: bool
    """Whether that server says that the sender's domain sent it (dmarc=pass, or dkim=pass of it).
    Many servers say nothing, and then anybody can write such words: this is a hint, no proof."""

    def mention(self, published: datetime, *, uncertain: bool, kind: Kind = "email") -> Mention:
        """Return it as a mention: the writer's own words, what they quote in `extra`."""
        text, quoted = ("", "") if self.sealed else own_words(self.body)
        rest: dict[str, Any] = {
            "attachments": self.attachments,
            "images": self.images,
            "quoted": quoted[:_LONGEST_QUOTATION],
            "automatic": self.automatic,
            "reply_to": self.reply_to,
            "notice": self._without_words(text),
        }
        return Mention(
            external_id=self.id,
            kind=kind,
            author=Author(id=self.address, name=self.name),
            title=self.subject if text else None,
            text=text or self.subject or "",
            published_at=published,
            date_uncertain=uncertain,
            parent_id=self.parent,
            thread_id=self.thread,
            extra={key: value for key, value in rest.items() if value},
        )

    def _without_words(self, text: str) -> str | None:
        """Say why there may be words that stand nowhere here; None where there are none."""
        if self.sealed:
            return SEALED
        return ATTACHED if self.attachments and not (text or self.subject) else None


def read(content: bytes) -> Letter:
    """Read a mail, also one of which only the beginning is there; may raise one of `MALFORMED`."""
    from email import message_from_bytes

    mail = message_from_bytes(content)
    name, address = _sender(mail)
    own, answered = _ids(mail, "Message-ID")[:1], _ids(mail, "In-Reply-To")[:1]
    plain, html = bodies.text(mail, "plain"), bodies.text(mail, "html")
    body = plain or bodies.readable(html) or bodies.wreck(mail) or bodies.text_of_attached(mail)
    verdict = header(mail, "Authentication-Results")
    attached = [part for part in bodies.own_parts(mail) if bodies.is_attachment(part)]
    return Letter(
        id=next(iter(own), ""),
        name=name,
        address=address,
        reply_to=header(mail, "Reply-To"),
        subject=values.line(header(mail, "Subject")),
        sent=_date(mail),
        body=body,
        html=html,
        sealed=bodies.is_sealed(mail, body),
        automatic=_automatic(mail, address or ""),
        list_id=header(mail, "List-Id").lower().rpartition("<")[2].rstrip(">"),
        listed=any(name.lower().startswith("list-") for name in mail),
        parent=next(iter(answered), None),
        thread=next(iter(_ids(mail, "References") or answered or own), None),
        attachments=len(attached),
        images=sum(part.get_content_maintype() == "image" for part in attached),
        believed=not is_forged(verdict),
        proven=is_proven(verdict, address or ""),
    )


def has_text(content: bytes) -> bool:
    """Whether there is text in a mail, or in the beginning of one."""
    try:
        return bool(read(content).body)
    except MALFORMED:
        return False


def header(mail: Message, name: str) -> str:
    """Return the first header of a name, decoded, on one line; nothing where there is none."""
    return _decoded(_raw(mail, name))


def _raw(mail: Message, name: str) -> str:
    """Return a header as it came; bytes beyond ASCII are decoded by their letters."""
    wanted = name.lower()
    raw = next((str(value) for key, value in mail.raw_items() if key.lower() == wanted), "")
    if any("\udc80" <= letter <= "\udcff" for letter in raw):
        raw = decoded(raw.encode("ascii", "surrogateescape"), None)
    return " ".join(raw.split())


def _decoded(raw: str) -> str:
    from email.header import decode_header

    try:
        pieces = decode_header(raw)
    except MALFORMED:
        return raw
    found = "".join(
        piece if isinstance(piece, str) else decoded(piece, charset or "utf-8")
        for piece, charset in pieces
    )
    return " ".join(found.split())


def _sender(mail: Message) -> tuple[str | None, str | None]:
    """Return name and address; the name is decoded last: it may hold commas and brackets."""
    from email.utils import parseaddr

    name, address = parseaddr(_raw(mail, "From"))
    return values.line(_decoded(name)), values.line(address.lower())


def _date(mail: Message) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return values.moment(parsedate_to_datetime(header(mail, "Date")).isoformat())
    except MALFORMED:
        return None


def _ids(mail: Message, name: str) -> list[str]:
    written = header(mail, name)
    return _MESSAGE_ID.findall(written) or _BARE_ID.findall(written)


def _automatic(mail: Message, address: str) -> str | None:
    """Tell what kind of machine sent it; None for a person."""
    report = mail.get_content_type() == "multipart/report"
    read = report and mail.get_param("report-type") == "disposition-notification"
    returned = header(mail, "Return-Path") == "<>"
    precedence = header(mail, "Precedence").lower()
    kinds = {
        "bounce": (report and not read) or address.startswith(_DAEMONS),
        "auto_reply": read or precedence == "auto_reply" or _answers_by_itself(mail),
        "calendar": bodies.is_invitation(mail),
        "bulk": precedence in {"bulk", "list", "junk"} or "List-Id" in mail,
    }
    return next((kind for kind, it_is in kinds.items() if it_is), "bounce" if returned else None)


def _answers_by_itself(mail: Message) -> bool:
    submitted = header(mail, "Auto-Submitted").lower() or "no"
    marked = submitted != "no" or "X-Autoreply" in mail or "X-Autorespond" in mail
    return marked or header(mail, "Subject").casefold().startswith(_AUTO_REPLY)
