"""A letter as a mail: headers, a text part, an HTML part with its pictures (RFC 5322, 2045-2047).

Names and subjects hold what strangers wrote; here they become one line without control or bidi
characters before they stand in a header. The older `email.header` folds the headers, since the
newer folding loses blanks between encoded words and line ends within them (CPython's issues 92081
and 121650) in versions that are still about.
"""

from __future__ import annotations

import re
from email.contentmanager import raw_data_manager
from email.header import Header
from email.message import EmailMessage
from email.policy import compat32
from email.utils import format_datetime, make_msgid, quote
from hashlib import sha256
from typing import TYPE_CHECKING

from amends.errors import DeliveryError
from amends.text import single_line

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.delivery import Letter, Picture, Purpose

LONGEST_SUBJECT = 200
LONGEST_NAME = 100
LONGEST_ADDRESS = 254
"""RFC 5321 §4.5.3.1.3, without the angle brackets."""
LONGEST_WORD = 60
"""Characters; a longer one is encoded, because an encoded word may be folded and it may not."""

_WIRE = compat32.clone(linesep="\r\n", max_line_length=78, cte_type="7bit", mangle_from_=False)
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Neither text nor layout; bidi overrides show another text than is sent."""


def compose(
    letter: Letter,
    *,
    sender: str,
    to: str,
    business: str,
    purpose: Purpose,
    at: datetime,
    message_id: str,
) -> EmailMessage:
    """Return a letter as a mail to one recipient.

    `sender` and `to` may carry a name (`Ana <ana@shop.example>`); a sender without one is called
    as the `business` is. `at` should be in the business's time zone. Raises `DeliveryError` for
    an address that mail cannot reach.
    """
    domain = _domain(sender)
    mail = EmailMessage(policy=_WIRE)
    mail["From"] = _mailbox("From", _name(sender) or business, deliverable(sender))
    mail["To"] = _mailbox("To", _name(to), deliverable(to))
    mail["Subject"] = _words("Subject", _cut(single_line(letter.subject), LONGEST_SUBJECT))
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    if letter.in_thread:
        thread = _thread(letter.in_thread, business, domain)
        mail["In-Reply-To"] = mail["References"] = thread
    mail["List-Id"] = _mailbox("List-Id", business, f"{purpose}.amends.{domain}")  # RFC 2919 §3
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    # MS-OXCMAIL §2.1.3.2.20; not "All", which would silence reports of non-delivery as well.
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    _fill(mail, letter)
    return mail


def new_id(sender: str) -> str:
    """Return a new Message-ID of the sender's domain; raises `DeliveryError`."""
    return make_msgid(domain=_domain(sender))


def bare(address: str) -> str:
    """Return an address without its name, its domain in small letters."""
    local, at, domain = address.rpartition("<")[2].strip("> ").rpartition("@")
    return f"{local}{at}{domain.lower()}"


def deliverable(address: str) -> str:
    """Return an address as servers take it: without a name, its domain in ASCII (IDNA 2008).

    Raises `DeliveryError` where there is no such form.
    """
    import idna  # httpx brings it along

    plain = bare(address)
    local, _, domain = plain.rpartition("@")
    if not local.isascii():
        raise DeliveryError(
            f"{_cut(single_line(plain), LONGEST_ADDRESS)}: letters outside ASCII before the @ do"
            " not pass many mail servers",
            hint="Give another address of the same mailbox.",
        )
    try:
        found = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        found = ""
    if not found or not re.fullmatch(r"[!-~]+@[!-~]+", f"{local}@{found}"):
        raise _no_address(plain)
    if len(local) + 1 + len(found) > LONGEST_ADDRESS:
        raise _no_address(plain)
    return f"{local}@{found}"


def _no_address(text: str) -> DeliveryError:
    shown = _cut(single_line(text), LONGEST_ADDRESS)
    return DeliveryError(f"{shown or 'nothing'} is no mail address", hint="Like ana@shop.example.")


def _domain(address: str) -> str:
    return deliverable(address).rpartition("@")[2]


def _name(address: str) -> str:
    return address.rpartition("<")[0].strip().strip('"')


def _thread(name: str, business: str, domain: str) -> str:
    """Return the Message-ID of a letter that was never sent: what refers to it stands together."""
    mark = sha256(f"{business}\n{name}".encode("utf-8", "replace")).hexdigest()[:24]
    return f"<thread.{mark}@{domain}>"


def _mailbox(header: str, name: str, inside: str) -> Header:
    """Return `name <inside>` of a header that takes such: the name quoted or encoded."""
    said = _cut(single_line(name), LONGEST_NAME)
    if not said:
        return Header(f"<{inside}>", "us-ascii")
    plain = _is_plain(said)
    phrase = f'"{quote(said)}"' if plain else said
    found = Header(phrase, "us-ascii" if plain else "utf-8", header_name=header)
    found.append(f"<{inside}>", "us-ascii")
    return found


def _words(header: str, text: str) -> Header:
    return Header(text, "us-ascii" if _is_plain(text) else "utf-8", header_name=header)


def _is_plain(text: str) -> bool:
    """Whether it may stand in a header as it is; what looks like an encoded word may not."""
    longest = max(map(len, text.split(" ")))
    return text.isascii() and "=?" not in text and longest <= LONGEST_WORD


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _fill(mail: EmailMessage, letter: Letter) -> None:
    """Put the parts in: the text, or the text and instead of it the HTML with its pictures."""
    mail.set_content(safe(letter.text), content_manager=raw_data_manager)
    if letter.html is None:
        return
    mail.add_alternative(safe(letter.html), subtype="html", content_manager=raw_data_manager)
    _, shown = mail.iter_parts()
    assert isinstance(shown, EmailMessage)
    for picture in letter.pictures:
        _hang(shown, picture)
    if letter.pictures:
        shown.set_param("type", "text/html")  # RFC 2387 §3.1 asks for it


def _hang(page: EmailMessage, picture: Picture) -> None:
    cid = re.sub(r"[^\w.@-]", "", picture.cid, flags=re.ASCII)
    page.add_related(
        picture.data,
        "image",
        picture.subtype,
        cid=f"<{cid}>",
        disposition="inline",
        filename=f"{cid}.{picture.subtype}",
        content_manager=raw_data_manager,
    )


def safe(text: str) -> str:
    r"""Return the text without what no reader should meet; line ends become `\n`."""
    return _UNSAFE.sub("", re.sub(r"\r\n?", "\n", text))
