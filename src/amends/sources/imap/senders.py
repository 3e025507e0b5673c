"""Who sent a mail, held against addresses and domains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from amends.config.values import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOBODY = re.compile(
    r"(?:[\w.+-]{1,60}[-_.+])?(?:no|do[-_.]?not)[-_.]?reply[\w.+-]*|notif\w*|mailer|bounces?|automated"
    r"|wordpress|www-data",
    re.IGNORECASE,
)
"""The part before the @ of addresses at which nobody reads."""
_PERHAPS = re.compile(r"system|webmaster|website|forms?", re.IGNORECASE)
"""The same, of programs and of people."""

ANYBODYS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com"
    " mac.com aol.com gmx.de gmx.net gmx.at web.de t-online.de mail.ru bk.ru inbox.ru list.ru"
    " yandex.ru yandex.com ya.ru rambler.ru abv.bg mail.bg wp.pl o2.pl onet.pl op.pl interia.pl"
    " proton.me protonmail.com fastmail.com zoho.com".split()
)
"""Domains at which everybody has an address: who shares one with us is still a customer."""


def _senders(value: tuple[str, ...]) -> tuple[str, ...]:
    """Return addresses and domains as they are; raises ValueError for what is neither."""
    odd = next((each for each in value if "." not in domain_of(each)), None)
    if odd is not None:
        raise ValueError(f"{odd!r} is neither an address nor a domain such as example.com")
    return value


Senders = Annotated[Texts, AfterValidator(_senders)]


def sent_by(address: str, named: Iterable[str]) -> bool:
    """Whether an address (or a host) is one of those named, or of their domains or below them."""
    folded = address.casefold()
    domain = domain_of(folded)
    for each in named:
        wanted = each.strip().casefold()
        if "@" in wanted.lstrip("@"):
            if folded == wanted:
                return True
        elif domain == wanted.lstrip("@") or domain.endswith("." + wanted.lstrip("@")):
            return True
    return False


def domain_of(address: str) -> str:
    """Return what stands behind the @; a host is its own domain."""
    return address.rpartition("@")[2].casefold()


def is_nobody(address: str) -> bool:
    """Whether it is the address of a program."""
    return _NOBODY.fullmatch(address.rpartition("@")[0]) is not None


def is_perhaps_nobody(address: str) -> bool:
    """Whether it may be the address of a program: the mail has to say more."""
    return _PERHAPS.fullmatch(address.rpartition("@")[0]) is not None
