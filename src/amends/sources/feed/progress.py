"""How far a feed has been read: what its bookmark holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amends.models import Json, Mention


@dataclass(frozen=True, slots=True)
class Progress:
    """What makes the next request cheap, and what a capped run has left."""

    validators: Json = None
    digest: str | None = None
    """Of the last body, for servers that know no ETag."""
    moved_to: str | None = None
    """Where permanent redirects led; the configuration keeps the old address."""
    watch: str | None = None
    """Digest of the words that filtered; with other words everything is read again."""
    taken: tuple[str, ...] = ()
    """Digests of the entries already taken from a feed longer than one run may take."""
    stories: tuple[Json, ...] = ()
    """The ids that articles of Google News had first."""

    @classmethod
    def read(cls, bookmark: Json) -> Progress:
        """Read a bookmark; anything odd in it counts as nothing."""
        kept = bookmark if isinstance(bookmark, dict) else {}
        taken, stories = kept.get("taken"), kept.get("stories")
        return cls(
            validators=kept.get("validators"),
            digest=_string(kept.get("digest")),
            moved_to=_string(kept.get("moved_to")),
            watch=_string(kept.get("watch")),
            taken=tuple(map(str, taken)) if isinstance(taken, list) else (),
            stories=tuple(stories) if isinstance(stories, list) else (),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the bookmark: only what there is."""
        pairs = {
            "validators": self.validators,
            "digest": self.digest,
            "moved_to": self.moved_to,
            "watch": self.watch,
            "taken": list(self.taken),
            "stories": list(self.stories),
        }
        return {name: value for name, value in pairs.items() if value}

    def unfinished(self) -> Progress:
        """Forget what would make the server or the digest say “unchanged” next time."""
        return replace(self, validators=None, digest=None)


def mark(mention: Mention) -> str:
    """Digest an entry: an edited one, or one with more replies, has another."""
    when = None if mention.date_uncertain else mention.published_at
    told = repr(replace(mention, published_at=when))
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _string(value: Json) -> str | None:
    return value if isinstance(value, str) else None
