"""Addresses that a feed is read from, without the secrets that the configured one may hold."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from amends.http import mask, without_user


def base_of(url: str) -> str:
    """Return what relative links are resolved against: neither user info nor query.

    A link that is empty or only a fragment would take over the whole query, token and all.
    """
    return urlsplit(without_user(url))._replace(query="", fragment="").geturl()


def storable(url: str) -> str | None:
    """Return an address that a bookmark may hold: without user info; None if a secret is left.

    What is not remembered costs a redirect at every run.
    """
    plain = without_user(url)
    return plain if mask(plain) == plain else None


def with_user(url: str, configured: str) -> str:
    """Return an address with the user info of the configured one, if both are of one server."""
    ours, theirs = urlsplit(configured), urlsplit(url)
    host = ours.netloc.rpartition("@")[2]
    less_safe = (ours.scheme.lower(), theirs.scheme) == ("https", "http")
    if theirs.netloc != host or ours.netloc == host or less_safe:
        return url
    return theirs._replace(netloc=ours.netloc).geturl()


def same_server(url: str, configured: str) -> bool:
    """Whether both name the same host and port; user info does not count."""
    return urlsplit(without_user(url)).netloc == urlsplit(without_user(configured)).netloc


def belongs(url: Any, domain: str) -> bool:
    """Whether an address is one of a domain, or of a host below it."""
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return False
    return host is not None and (host == domain or host.endswith(f".{domain}"))
