"""URLs for people: whatever could be a secret is replaced by ***."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

_MASK = "***"
_LONGEST = 200
_LOOKED_AT = 2000
"""Characters; nobody needs the rest of such an address."""
_PARTS = re.compile(
    r"(?P<head>(?:[^:/?#@]+:)?//)?(?P<netloc>(?(head)[^/?#]*))(?P<path>[^?#]*)(?P<query>\?[^#]*)?",
    re.DOTALL,
)
"""RFC 3986, appendix B; unlike `urlsplit` it takes every text, and this must never fail."""
_SECRET_PARTS = re.compile(
    r"token|secret|passw|pwd|signature|credential|private|api[_-]?key|access[_-]?key|session"
    r"|auth(?!or)",
    re.IGNORECASE,
)
_SECRET_NAMES = frozenset(
    {"key", "sig", "sign", "hash", "hmac", "code", "jwt", "pass", "pin", "sid", "feed"}
)
_PUBLIC_NAMES = frozenset({"channel_id", "playlist_id"})
"""YouTube's look as if thrown by dice, but stand in every address there."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RANDOM = re.compile(
    r"""(?<![a-z0-9])(?:
        [0-9]{16,}                                            # Google Alerts
      | (?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{16,}           # letters and digits mixed
      | [a-z0-9]{32,}
    )(?![a-z0-9])""",
    re.IGNORECASE | re.VERBOSE,
)
_BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
"""Telegram's, which has its place in the path: `/bot123456:ABC-…/getUpdates`."""
_BASE64 = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{20,}={0,2}")
"""Unlike a slug of words it mixes capitals, small letters and digits."""


def mask(url: str) -> str:
    """Return the URL as people may see it, on one line; never raises.

    Masked are user info, query values whose name speaks of a secret, and long random-looking
    values and path segments (private feeds carry their token there). The fragment is left out:
    it is never sent.
    """
    parts = _PARTS.match(url[:_LOOKED_AT])
    assert parts  # everything in it is optional
    head, netloc, path, query = (part or "" for part in parts.groups())
    segments = re.sub(r"[^/;]+", lambda found: _masked_segment(found[0]), path)
    pairs = re.sub(r"[^?&;]+", lambda found: _masked_pair(found[0]), query)
    return _shown(head + _without_user(netloc) + segments + pairs)


def without_user(url: str) -> str:
    """Return the URL without user info; any other comes back as it is."""
    parts = _PARTS.match(url)
    assert parts  # everything in it is optional
    start, end = parts.span("netloc")
    return url[:start] + parts["netloc"].rpartition("@")[2] + url[end:]


def looks_random(text: str) -> bool:
    """Whether this looks like a token rather than like words, a date or a small number."""
    plain = unquote_plus(text)
    anywhere = (_UUID, _RANDOM, _BOT_TOKEN)
    return any(each.search(plain) for each in anywhere) or bool(_BASE64.fullmatch(plain))


def looks_secret(name: str) -> bool:
    """Whether a parameter of that name usually carries a secret."""
    words = re.split(r"[^a-z0-9]+", name.lower())
    return bool(_SECRET_PARTS.search(name)) or not _SECRET_NAMES.isdisjoint(words)


def _without_user(text: str) -> str:
    user, at, rest = text.rpartition("@")
    return f"{_MASK}@{rest}" if user else at + rest


def _masked_segment(segment: str) -> str:
    """A piece of a path; it may be a parameter, or user info in an address typed wrongly."""
    return _without_user(_masked_pair(segment))


def _masked_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if looks_random(name):
        name = _MASK
    if not value:
        return name + equals
    meant, plain = unquote_plus(name), unquote_plus(value)
    if looks_secret(meant) or (looks_random(value) and meant not in _PUBLIC_NAMES):
        return f"{name}={_MASK}"
    return f"{name}={mask(plain) if '//' in plain else value}"


def _shown(text: str) -> str:
    """Keep it on one line, free of control characters, and not longer than a paragraph."""
    clean = "".join(char if char.isprintable() else "?" for char in text)
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"
