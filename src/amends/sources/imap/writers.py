"""Two mails with one Message-ID: who knows the id of a complaint must not write over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.models import Json, Mention

MOST = 3_000
"""Of the newest mails the bookmark keeps who wrote them."""
_ID, _WRITER = 10, 6
"""Signs of the digests of both."""


@dataclass(frozen=True, slots=True)
class Writers:
    """Who was the first to use an id, as far as it is remembered."""

    known: dict[str, str]

    @classmethod
    def read(cls, kept: Json) -> Writers:
        """Read them from a bookmark; anything odd counts as nothing."""
        listed = kept if isinstance(kept, list) else []
        told = [each for each in listed if isinstance(each, str)]
        return cls({each[:_ID]: each[_ID:] for each in told if len(each) == _ID + _WRITER})

    def to_json(self) -> list[str]:
        """Return what the bookmark keeps: the newest."""
        pairs = (key + writer for key, writer in self.known.items())
        return list(islice(pairs, max(0, len(self.known) - MOST), None))

    def apart(self, mention: Mention) -> Mention:
        """Return a mention with an id of its own if somebody else has used its id before."""
        key, writer = _digest(mention.external_id, _ID), _digest(mention.author.id, _WRITER)
        if self.known.setdefault(key, writer) == writer:
            return mention
        return replace(mention, external_id=f"{mention.external_id}#{writer}")


def _digest(text: str | None, length: int) -> str:
    return sha256((text or "").encode("utf-8", "surrogatepass")).hexdigest()[:length]
