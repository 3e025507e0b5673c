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
from amends.sources.mail.quotes import own_words
from amends.sources.mail.verdict import is_forged, is_proven
from amends.text import html_to_text

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
_SOFT_BREAK = re.compile(r"^(?!>|-- $)(.*) \n(?!>)", re.MULTILINE)
"""In `format=flowed` (RFC 3676) a blank at the end of a line joins it with the next one."""
_MIME_LINE = re.compile(r"^(?:--\S+|Content-[A-Za-z-]+:.*)$", re.MULTILINE)
_DAEMONS = ("mailer-daemon@", "postmaster@")


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
    """The first plain text, else the first HTML as text; quotations and signature are in it."""
    html: str
    """The first HTML as it came; empty where there is none."""
    automatic: str | None
    """The machine that sent it: `bounce`, `auto_reply` or `bulk`; None for a person."""
    listed: bool
    """Whether it has a header of lists, such as `List-Unsubscribe:` (RFC 2369, RFC 2919)."""
    parent: str | None
    thread: str | None
    """Message-IDs of the mail that is answered, and of the first of the conversation."""
    attachments: int
    believed: bool
    """False where the own mail server says that the sender is forged (RFC 8601, dmarc=fail)."""
    proven: bool
    """Whether that server says that the sender's domain sent it (dmarc=pass, or dkim=pass of it).
    Many servers say nothing, and then anybody can write such words: this is a hint, no proof."""

    def mention(self, published: datetime, *, uncertain: bool, kind: Kind = "email") -> Mention:
        """Return it as a mention: the writer's own words, what they quote in `extra`."""
        text, quoted = own_words(self.body)
        rest: dict[str, Any] = {
            "attachments": self.attachments,
            "quoted": quoted[:_LONGEST_QUOTATION],
            "automatic": self.automatic,
            "reply_to": self.reply_to,
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


def read(content: bytes) -> Letter:
    """Read a mail, also one of which only the beginning is there; may raise one of `MALFORMED`."""
    from email import message_from_bytes

    mail = message_from_bytes(content)
    name, address = _sender(mail)
    answered = _ids(mail, "In-Reply-To")[:1]
    plain, html = _text(mail, "plain"), _text(mail, "html")
    verdict = header(mail, "Authentication-Results")
    return Letter(
        id=next(iter(_ids(mail, "Message-ID")), ""),
        name=name,
        address=address,
        reply_to=header(mail, "Reply-To"),
        subject=values.line(header(mail, "Subject")),
        sent=_date(mail),
        body=plain or html_to_text(html) or _wreck(mail),
        html=html,
        automatic=_automatic(mail, address or ""),
        listed=any(name.lower().startswith("list-") for name in mail),
        parent=next(iter(answered), None),
        thread=next(iter(_ids(mail, "References") or answered), None),
        attachments=sum(_is_attachment(part) for part in mail.walk()),
        believed=not is_forged(verdict),
        proven=is_proven(verdict, address or ""),
    )


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
    return _MESSAGE_ID.findall(header(mail, name))


def _automatic(mail: Message, address: str) -> str | None:
    """Tell what kind of machine sent it; None for a person."""
    returned = header(mail, "Return-Path") == "<>" or address.startswith(_DAEMONS)
    if mail.get_content_type() == "multipart/report" or returned:
        return "bounce"
    submitted = header(mail, "Auto-Submitted").lower() or "no"
    if submitted != "no" or "X-Autoreply" in mail or "X-Autorespond" in mail:
        return "auto_reply"
    precedence = header(mail, "Precedence").lower()
    return "bulk" if precedence in {"bulk", "list", "junk"} or "List-Id" in mail else None


def _is_attachment(part: Message) -> bool:
    other = part.get_content_maintype() not in {"text", "multipart"}
    return part.get_content_disposition() == "attachment" or (other and not part.is_multipart())


def _text(mail: Message, subtype: str) -> str:
    """Return the first text of a kind that holds anything."""
    for part in mail.walk():
        wanted = not part.is_multipart() and part.get_content_subtype() == subtype
        if wanted and not _is_attachment(part) and (text := _part(part).strip()):
            return text
    return ""


def _wreck(mail: Message) -> str:
    """Return what is left of a mail whose parts cannot be told apart."""
    payload = mail.get_payload()
    if mail.get_content_maintype() != "multipart" or not isinstance(payload, str):
        return ""
    text = decoded(payload.encode("utf-8", "surrogateescape"), None)
    return _MIME_LINE.sub("", text.replace("\r\n", "\n")).strip()


def _part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = decoded(payload, part.get_content_charset())
    if str(part.get_param("format")).lower() != "flowed":
        return text
    joined = r"\1" if str(part.get_param("delsp")).lower() == "yes" else r"\1 "
    return _SOFT_BREAK.sub(joined, text.replace("\r\n", "\n"))
