"""The head of a mail: what is needed to judge it, whatever a stranger has put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.imap import taken_in
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from email.headerregistry import Address
    from email.message import Message


class Received(NamedTuple):
    """The head of one mail; all of it was written by others."""

    message_id: str | None
    sender: str
    """The one address in `From:`; empty where there is none, or more than one."""
    subject: str
    """Decoded, on one line."""
    at: datetime | None
    """When the mail server took it in, in its own words."""
    authentication: str | None
    """The topmost `Authentication-Results:`, which the own server puts there (RFC 8601 §5)."""


def parse(told: bytes, head: bytes) -> Received:
    """Return the head of a mail; `told` is what the server says beside it, with INTERNALDATE.

    Never raises: whatever a stranger has put there.
    """
    from email import message_from_bytes

    from imap_tools import MailMessage

    message = message_from_bytes(head)
    try:
        subject = MailMessage.from_bytes(head).subject
    except Exception:  # noqa: BLE001 — the decoders of the standard library fail in many ways
        subject = str(message.get("Subject", ""))
    first = message.get("Authentication-Results")
    return Received(
        message_id=single_line(str(message.get("Message-ID", "")))[:500] or None,
        sender=_sender(message),
        subject=single_line(subject)[:500],
        at=taken_in(told),
        authentication=single_line(str(first))[:2000] if first is not None else None,
    )


def _sender(message: Message) -> str:
    """Return the one address that a mail is from, in small letters, else nothing."""
    from email.headerregistry import HeaderRegistry

    found = message.get_all("From", [])
    if len(found) != 1:
        return ""
    try:
        header = HeaderRegistry()("from", str(found[0]))
    except Exception:  # noqa: BLE001 — its parser fails in many ways on what is no address
        return ""
    addresses: Sequence[Address] = getattr(header, "addresses", ())
    if len(addresses) != 1 or header.defects:
        return ""
    return single_line(addresses[0].addr_spec).casefold()[:320]
