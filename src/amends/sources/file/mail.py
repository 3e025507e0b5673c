"""Read the mails of an mbox file (or one mail): the customer's own words, whatever the mail is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest, InputError
from amends.models import Mention, Skipped
from amends.sources import values
from amends.sources.file.encoding import guess
from amends.sources.file.quotes import own_words
from amends.sources.interchange import mention_from_json
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

    from amends.sources.file.options import Options

LARGEST = 25_000_000
"""Bytes of one mail that are read; attachments behind them are not needed."""
_LONGEST_QUOTATION = 20_000
_MALFORMED = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
"""What the email package raises on headers and bodies that break the rules in its own ways."""
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,80}:[ \t\r\n]")


def parse(path: Path, name: str, options: Options) -> Iterator[Mention | Skipped]:
    """Yield a mention for every mail in an mbox; raises `BadRequest` if it holds no mail at all."""
    from mailbox import mbox

    box = mbox(path, create=False)
    try:
        keys = list(box.keys())
        for number, key in enumerate(keys, start=1):
            with box.get_file(key) as part:
                content = part.read(LARGEST)
            yield _read(content, f"{name}, message {number}", options)
        if not keys:
            yield from _single(path, name, options)
    finally:
        box.close()


def mention(content: bytes, options: Options) -> Mention:
    """Return the mention in one mail; raises `InputError` if it has neither text nor subject.

    Mails that machines send carry `automatic` in `extra`: `bounce`, `auto_reply` or `bulk`.
    """
    from email import message_from_bytes
    from email.policy import default

    mail = message_from_bytes(_ESCAPED_FROM.sub(rb"\1", content), policy=default)
    sent = _date(mail)
    published = (sent or options.now).isoformat()
    made = mention_from_json({**_record(mail, options), "published_at": published})
    return replace(
        made,
        date_uncertain=sent is None,
        source_type=options.source_type,
        extra=made.extra.get("rest", {}),
    )


def _single(path: Path, name: str, options: Options) -> Iterator[Mention | Skipped]:
    with path.open("rb") as stream:
        content = stream.read(LARGEST)
    if content.strip() and not _HEADER_LINE.match(content):
        raise BadRequest(f"{name} is not a mailbox", hint="Say what it is with `format`.")
    if content.strip():
        yield _read(content, name, options)


def _read(content: bytes, where: str, options: Options) -> Mention | Skipped:
    try:
        return mention(content, options)
    except InputError as error:
        return Skipped(where, error.message)
    except _MALFORMED as error:
        return Skipped(where, f"not a mail that can be read ({type(error).__name__})")


def _record(mail: EmailMessage, options: Options) -> dict[str, Any]:
    name, address = _sender(mail)
    answered_id = _ids(mail, "In-Reply-To")[:1]
    chain = _ids(mail, "References") or answered_id
    text, quoted = own_words(_body(mail))
    subject = values.line(_header(mail, "Subject"))
    return {
        "external_id": next(iter(_ids(mail, "Message-ID")), ""),
        "kind": options.kind or "email",
        "author": {"id": address, "name": name},
        "title": subject if text else None,
        "text": text or subject,
        "parent_id": next(iter(answered_id), None),
        "thread_id": next(iter(chain), None),
        "rest": _rest(mail, quoted),
    }


def _rest(mail: EmailMessage, quoted: str) -> dict[str, Any]:
    found = {
        "attachments": sum(_is_attachment(part) for part in mail.walk()),
        "quoted": quoted[:_LONGEST_QUOTATION],
        "automatic": _automatic(mail),
        "reply_to": _header(mail, "Reply-To").strip(),
    }
    return {key: value for key, value in found.items() if value}


def _automatic(mail: EmailMessage) -> str | None:
    """Tell what kind of machine sent it; None for a person."""
    if mail.get_content_type() == "multipart/report" or _header(mail, "Return-Path") == "<>":
        return "bounce"
    submitted = _header(mail, "Auto-Submitted").strip().lower() or "no"
    if submitted != "no" or "X-Autoreply" in mail or "X-Autorespond" in mail:
        return "auto_reply"
    precedence = _header(mail, "Precedence").strip().lower()
    return "bulk" if precedence in {"bulk", "list", "junk"} or "List-Id" in mail else None


def _header(mail: EmailMessage, name: str) -> str:
    """Return a decoded header on one line; raw 8-bit ones are decoded by their letters."""
    try:
        found = str(mail.get(name, ""))
    except _MALFORMED:
        found = next((str(raw) for key, raw in mail.raw_items() if key.lower() == name.lower()), "")
    raw = next((str(raw) for key, raw in mail.raw_items() if key.lower() == name.lower()), "")
    if any("\udc80" <= letter <= "\udcff" for letter in raw):
        eight_bit = raw.encode("ascii", "surrogateescape")
        found = eight_bit.decode(guess(eight_bit), "replace")
    return " ".join(found.split())


def _sender(mail: EmailMessage) -> tuple[str | None, str | None]:
    from email.utils import parseaddr

    name, address = parseaddr(_header(mail, "From"))
    return values.line(name), values.line(address.lower())


def _date(mail: EmailMessage) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return values.moment(parsedate_to_datetime(_header(mail, "Date")).isoformat())
    except _MALFORMED:
        return None


def _ids(mail: EmailMessage, name: str) -> list[str]:
    return _MESSAGE_ID.findall(_header(mail, name))


def _is_attachment(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(
        not part.is_multipart() and part.get_content_maintype() != "text"
    )


def _body(mail: EmailMessage) -> str:
    """Return the first plain text, else the first HTML as text."""
    parts = [part for part in mail.walk() if not part.is_multipart() and not _is_attachment(part)]
    for subtype in ("plain", "html"):
        for part in parts:
            if part.get_content_subtype() == subtype and (text := _text(part).strip()):
                return html_to_text(text) if subtype == "html" else text
    return ""


def _text(part: EmailMessage) -> str:
    """Decode one part: as it says, else as UTF-8, else by its letters."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    for charset in (part.get_content_charset(), "utf-8"):
        try:
            return payload.decode(charset or "utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return payload.decode(guess(payload), "replace")
