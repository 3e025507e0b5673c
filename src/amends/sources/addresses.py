"""The address of a site, however its owner pasted it into an option."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult


def pasted(text: str) -> SplitResult | None:
    """Take the web address of a site apart; None for what is none. It is https where none says."""
    address = text.strip() if "://" in text else f"https://{text.strip()}"
    try:
        parts = urlsplit(address)
        web = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if web and address.isprintable() and " " not in address else None
