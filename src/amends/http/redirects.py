"""One request as it goes out, and where an answer sends it next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from amends.errors import HttpBadRedirect
from amends.http.masking import mask

if TYPE_CHECKING:
    from collections.abc import Mapping

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
_KEEPS_METHOD = frozenset({307, 308})
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_HARMLESS = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})
"""The only headers that go on to another host: in any other there could be a secret."""
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: header names in lower case, `auth` a user and a password."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: tuple[str, str] | None = None
    content: bytes | None = None


def checked(url: str) -> SplitResult:
    """Take a web address apart; raises `ValueError` saying what is wrong with it."""
    try:
        parts = urlsplit(url)
        broken = not url.isprintable() or (parts.port or 0) < 0
    except ValueError:  # its text may repeat the address, password and all
        broken = True
    if broken:
        raise ValueError("no web address")
    if parts.scheme not in _PORTS:
        raise ValueError("only http:// and https:// can be read")
    if not parts.hostname:
        raise ValueError("no host in the address")
    return parts


def next_hop(ask: Ask, status: int, location: str | None) -> Ask:
    """Return the request that an answer of `status` with that Location header leads to.

    Never leaves for another scheme, except up from http to https: half of all old feed addresses
    do that, and it only gains. Another host gets no credentials, and after a body nothing at all.
    """
    origin, target, url = urlsplit(ask.url), *_target(ask, location)
    if target.scheme != origin.scheme and (origin.scheme, target.scheme) != ("http", "https"):
        raise _bad(ask, f"redirects from {origin.scheme} to {target.scheme}, which is not followed")
    same = _same_server(origin, target)
    if ask.content is not None and not same:
        raise _bad(ask, "redirects what we send to another host, which is not followed")
    if status not in _KEEPS_METHOD and ask.method not in _SAFE_METHODS:
        ask = _as_get(ask)
    if same:
        return replace(ask, url=url)
    harmless = {name: value for name, value in ask.headers.items() if name in _HARMLESS}
    return replace(ask, url=url, headers=harmless, auth=None)


def _target(ask: Ask, location: str | None) -> tuple[SplitResult, str]:
    if not location:
        raise _bad(ask, "redirects without saying where to")
    # Headers are read as Latin-1, but an address that is not ASCII is meant as UTF-8.
    meant = location.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    try:
        url = urljoin(ask.url, meant)
        scheme = urlsplit(url).scheme
        if scheme not in _PORTS:
            raise _bad(ask, f"redirects to {scheme[:20] or 'nothing'}:, which is not followed")
        return checked(url), url
    except ValueError as error:
        raise _bad(ask, "redirects to something that is no web address") from error


def _same_server(origin: SplitResult, target: SplitResult) -> bool:
    """Whether both speak for the same host and port, an upgrade to https counting as the same."""
    if origin.hostname != target.hostname:
        return False
    ports = [parts.port or _PORTS[parts.scheme] for parts in (origin, target)]
    return ports[0] == ports[1] or (ports == [80, 443] and target.scheme == "https")


def _as_get(ask: Ask) -> Ask:
    """What every browser does with a form that was answered by a redirect."""
    headers = {name: value for name, value in ask.headers.items() if name != "content-type"}
    return replace(ask, method="GET", headers=headers, content=None)


def _bad(ask: Ask, what: str) -> HttpBadRedirect:
    return HttpBadRedirect(f"{mask(ask.url)}: {what}")
