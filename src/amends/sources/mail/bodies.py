"""Find what a mail says among its parts, whatever they call themselves."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from amends.sources.encoding import decoded
from amends.text import MAX_HTML, html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import Message
    from typing import Any

_SOFT_BREAK = re.compile(r"^(?!>|-- $)(.*) \n(?!>)", re.MULTILINE)
"""In `format=flowed` (RFC 3676) a blank at the end of a line joins it with the next one."""
_MIME_LINE = re.compile(r"^(?:--\S+|Content-[A-Za-z-]+:.*)$", re.MULTILINE)
_TWO_LINES = re.compile(r"\s*\S[^\n]*(?:\n\s*\S[^\n]*)?")
_TWO_WORDS = re.compile(r"\S[ \t]+\S")
_SEALED = frozenset(
    {
        "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime",
        "application/ms-tnef",
    }
)  # fmt: skip
_MOST_QUOTATIONS = 200
_LONGEST = 1_000_000
"""Characters of the text of a mail."""
_INLINED = re.compile(r"data:image/[^\"'>\s]{100,}")
"""A picture within HTML: words stand behind it."""
_ARMOUR = "-----BEGIN PGP MESSAGE-----"


def own_parts(mail: Message) -> Iterator[Message]:
    """Yield a mail and its parts, but nothing of the mails that are attached to it."""
    yield mail
    inside: Any = mail.get_payload()
    if isinstance(inside, list) and mail.get_content_maintype() != "message":
        for part in inside:
            yield from own_parts(part)


def text(mail: Message, subtype: str) -> str:
    """Return its texts of a kind, one below the other: photos may stand between them."""
    return _joined(own_parts(mail), subtype)


def text_of_attached(mail: Message) -> str:
    """Return the plain text of the mails that are attached: all there is where it has none."""
    return _joined(mail.walk(), "plain")


def _joined(parts: Iterable[Message], subtype: str) -> str:
    wanted = (
        part
        for part in parts
        if part.get_content_subtype() == subtype
        and not (part.is_multipart() or is_attachment(part) or part.get_filename())
    )
    found = "\n\n".join(filter(None, (_part(part).strip() for part in wanted)))
    return _INLINED.sub("", found)[:_LONGEST]


def readable(html: str) -> str:
    """Return HTML as text, with `>` before what it quotes: answers may stand in between.

    Where all of it is quoted, it is merely indented.
    """
    from selectolax.lexbor import LexborHTMLParser

    if "<blockquote" not in html.lower():
        return html_to_text(html)
    tree = LexborHTMLParser(html[:MAX_HTML])
    for _ in range(_MOST_QUOTATIONS):
        quoted = tree.css_first("blockquote")
        if quoted is None:
            break
        lines = html_to_text(quoted.html or "").split("\n")
        marked = "".join(f"<div>&gt; {escape(line)}</div>" for line in lines)
        if standing := LexborHTMLParser(f"<div>{marked}</div>").css_first("div"):
            quoted.replace_with(standing)
    found = html_to_text(tree.html or "")
    indented = all(line.startswith(">") for line in found.split("\n"))
    return html_to_text(html) if indented else found


def is_attachment(part: Message) -> bool:
    """Whether a part is meant to be stored and not to be read; an attached mail is one, too."""
    kind = part.get_content_maintype()
    if kind == "message":
        return True
    other = kind not in {"text", "multipart"} and not part.is_multipart()
    return other or part.get_content_disposition() == "attachment"


def is_invitation(mail: Message) -> bool:
    """Whether a calendar wrote it: an invitation, or the answer to one (RFC 6047)."""
    calendars = (part for part in own_parts(mail) if part.get_content_type() == "text/calendar")
    return any(part.get_param("method") and not is_attachment(part) for part in calendars)


def is_sealed(mail: Message, body: str) -> bool:
    """Whether a mail program alone can read its text: encrypted, or packed by Outlook."""
    kinds = {part.get_content_type() for part in own_parts(mail)}
    return body.startswith(_ARMOUR) or not (body or kinds.isdisjoint(_SEALED))


def wreck(mail: Message) -> str:
    """Return what is left of a mail whose parts cannot be told apart."""
    payload = mail.get_payload()
    if mail.get_content_maintype() != "multipart" or not isinstance(payload, str):
        return ""
    found = decoded(payload.encode("utf-8", "surrogateescape"), None)
    return _MIME_LINE.sub("", found.replace("\r\n", "\n")).strip()


def _part(part: Message) -> str:
    found = decoded(_bytes(part), part.get_content_charset())
    if str(part.get_param("format")).lower() != "flowed":
        return found
    joined = r"\1" if str(part.get_param("delsp")).lower() == "yes" else r"\1 "
    return _SOFT_BREAK.sub(joined, found.replace("\r\n", "\n"))


def _bytes(part: Message) -> bytes:
    """Return its bytes; what calls itself base64 and is none is taken as it stands."""
    written, payload = part.get_payload(), part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    said = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if said == "base64" and isinstance(written, str):
        begin = _TWO_LINES.match(written)
        if begin and _TWO_WORDS.search(begin[0]):
            return written.encode("utf-8", "surrogateescape")
    return payload
