"""What the own mail server found out about the sender of a mail (RFC 8601)."""

from __future__ import annotations

import re

_FORGED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|\"[^\"]*\"")
"""Comments and quoted words: what senders choose is repeated in them."""
_DEEPEST = 5
_FINDING = re.compile(r"\s*(dmarc|dkim)\s*=\s*pass\b", re.IGNORECASE)
_NAMED = re.compile(r"\bheader\.(?:from|d|i)\s*=\s*([^\s;]+)", re.IGNORECASE)


def is_forged(told: str) -> bool:
    """Whether the server says that the sender is forged."""
    return _FORGED.search(told) is not None


def is_proven(told: str, address: str) -> bool:
    """Whether the server says that the domain of the address, or one above it, sent the mail."""
    for _ in range(_DEEPEST):
        told = _ASIDE.sub(" ", told)
    if is_forged(told) or not set('()"').isdisjoint(told):
        return False
    passed = [finding for finding in told.split(";") if _FINDING.match(finding)]
    domain = "." + address.rpartition("@")[2].casefold()
    return any(_above(domain, named) for each in passed for named in _NAMED.findall(each))


def _above(domain: str, named: str) -> bool:
    wanted = named.rpartition("@")[2].casefold().rstrip(".")
    return "." in wanted and domain.endswith("." + wanted)
