"""The traces by which mentions of one story find each other in an index, never all with all.

A trace is a number made of what two mentions would have in common: an id at a source, the address
of a page, a run of words, a topic at a place. Whoever is the first of two leaves it, whoever comes
later looks it up, in either order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from amends.text import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amends.models.story import Voice

QUOTED = 8
"""So many words in a row are a quotation, not chance."""
RUN, WINDOW = 6, 3
"""Winnowing (Schleimer, Wilkerson, Aiken 2003): of any `WINDOW` runs of `RUN` words in a row the
one with the least hash is kept, so every quotation of RUN + WINDOW - 1 = `QUOTED` words leaves one
run in both texts."""
MANY_WORDS = 600
"""Words of a text that are looked at; a story quotes what stands above."""
LETTERS = 40
"""Shorter texts are alike by chance ("Never again!")."""
SERIOUS = 2
"""From this severity on a complaint can be part of an incident at a place."""
OPINIONS = frozenset({"other", "price", "location", "atmosphere"})
"""Topics on which many agree at once without anything having happened."""
PAGES = frozenset({"post", "article"})
_ACCUSES = frozenset({"complaint", "mixed", "vague_negative", "suspected_fake"})
_COMPLAINS = frozenset({"complaint", "mixed"})

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"']{4,2000}", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igsh(?:id)?|mc_[ce]id|ref_src", re.IGNORECASE)
_VIDEO = "youtube.com"
_PUNCTUATION = ".,;:!?)]»”…"
"""What belongs to the sentence in which an address stands."""


@dataclass(frozen=True)
class Read:
    """A voice, and what is read out of it once."""

    voice: Voice

    @cached_property
    def page(self) -> str | None:
        """The address where it stands."""
        return address(self.voice.url)

    @cached_property
    def points_to(self) -> frozenset[str]:
        """The pages that it names, and for a comment the page under which it stands."""
        voice = self.voice
        named = {*map(address, _ADDRESS.findall(voice.words)), *map(address, voice.linked)}
        named |= {address(ref) for ref in (voice.parent_id, voice.thread_id) if _is_address(ref)}
        if voice.kind == "comment":
            named.add(self.page)
        else:
            named.discard(self.page)
        return frozenset(name for name in named if name)

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The ids at its source under which it stands, the nearest first."""
        refs = (self.voice.parent_id, self.voice.thread_id)
        return tuple(ref for ref in dict.fromkeys(refs) if ref and ref != self.voice.external_id)

    @cached_property
    def tokens(self) -> list[str]:
        """Its words, without their case."""
        return _WORD.findall(_ADDRESS.sub(" ", self.voice.words).casefold())[:MANY_WORDS]

    @cached_property
    def quotable(self) -> frozenset[int]:
        """Every run of `QUOTED` words, as numbers."""
        return frozenset(_runs(self.tokens, QUOTED))

    @cached_property
    def phrases(self) -> frozenset[int]:
        """The traces of its words; none for praise and chatter, which tell of no incident."""
        voice = self.voice
        tells = voice.kind in PAGES or voice.intent in _ACCUSES
        if not tells or letters(voice.words) < LETTERS:
            return frozenset()
        runs = _runs(self.tokens, RUN)
        windows = range(max(1, len(runs) - WINDOW + 1)) if runs else ()
        kept = {min(runs[start : start + WINDOW]) for start in windows}
        return frozenset({*kept, trace("words", voice.fingerprint)} if voice.fingerprint else kept)

    @property
    def matters(self) -> tuple[str, ...]:
        """The topics of what went wrong at a known place; empty where nothing has."""
        voice = self.voice
        if voice.place is None or voice.severity < SERIOUS or voice.intent not in _COMPLAINS:
            return ()
        return tuple(topic for topic in voice.topics if topic not in OPINIONS)


def left(read: Read) -> set[int]:
    """Return the traces that a voice leaves for those who come later."""
    voice = read.voice
    traces = {trace("id", voice.source, voice.external_id)}
    traces |= {trace("under", voice.source, ref) for ref in read.answers}
    traces |= {trace("to", page) for page in read.points_to}
    if read.page and voice.kind != "comment":
        traces.add(trace("post" if voice.kind in PAGES else "page", read.page))
    return traces | read.phrases | set(series(read))


def sought(read: Read) -> set[int]:
    """Return the traces that lead from a voice to those that stand under it or name it."""
    voice = read.voice
    traces = {trace("under", voice.source, voice.external_id)}
    traces |= {trace("id", voice.source, ref) for ref in read.answers}
    if read.page and voice.kind != "comment":
        traces.add(trace("to", read.page))
    return traces


def shared(read: Read) -> set[int]:
    """Return those that mean something only as long as few have left them: words, pages."""
    here = {read.page} if read.page and read.voice.kind != "comment" else set()
    return {*read.phrases, *owners(read.points_to | here)}


def owners(pages: Iterable[str]) -> Iterator[int]:
    """Yield the traces that lead to the mentions whose pages these are."""
    for page in pages:
        yield from (trace("post", page), trace("page", page))


def series(read: Read) -> list[int]:
    """Return the traces of what went wrong and where: each leads to a series of complaints."""
    return [trace("place", read.voice.place or "", topic) for topic in read.matters]


def trace(*parts: str) -> int:
    """Return 63 bits that stand for something in common; they do not give it away."""
    digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def address(url: str | None) -> str | None:
    """Return an address as all links to the same page have it; None for one that is no page.

    The host alone is a site and not a page.
    """
    if not url:
        return None
    try:
        url = url.rstrip(_PUNCTUATION)
        parts = urlsplit(url if "//" in url else f"https://{url}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        asked = sorted(each for each in parse_qsl(parts.query) if not _TRACKING.fullmatch(each[0]))
    except ValueError:  # no address after all: https://[half-a-bracket
        return None
    path = parts.path.rstrip("/")
    if host == "youtu.be":
        host, path, asked = _VIDEO, "/watch", [("v", path.strip("/"))]
    elif host == _VIDEO:
        asked = [each for each in asked if each[0] == "v"]
    if not (host and (path or asked)):
        return None
    return f"{host}{path}?{urlencode(asked)}" if asked else f"{host}{path}"


def _is_address(reference: str | None) -> bool:
    return bool(reference and reference.lower().startswith(("http://", "https://")))


def _runs(tokens: list[str], length: int) -> list[int]:
    return [
        trace("run", *tokens[start : start + length]) for start in range(len(tokens) - length + 1)
    ]
