"""What a customer wrote, as a source tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 — pydantic reads the annotations at run time
from typing import TYPE_CHECKING, Any

from amends.models.vocabulary import Answered, Kind, ReplyState  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = Any
"""Anything that `json.loads` returns."""
OWN_PAGES = frozenset({"facebook", "instagram", "wordpress"})
"""Types of sources, or names like them, whose comments stand on pages where we can hide them."""
SUBJECT = "subject"
"""In `extra`: of the mail by which a platform told of a review."""
ALERT = "alert"
"""In `extra`: the subject of the mail by which an alert told of a page, with what it looks for."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it, as far as the source says."""

    id: str | None = None
    name: str | None = None
    handle: str | None = None
    followers: int | None = None

    @property
    def shown(self) -> str | None:
        """The name that people see: the display name, else the handle, else the id."""
        return self.name or self.handle or self.id


@dataclass(frozen=True, slots=True)
class Item:
    """What it is about: a product, an app, a listing."""

    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating on the scale of its source; `max` is the best possible value."""

    value: float
    max: float = 5

    @property
    def stars(self) -> float:
        """The rating on a scale to 5; a scale of one to ten keeps its proportions."""
        return self.value if self.max == 5 else 5 * self.value / self.max  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people it reached, each a count; None is unknown, which is not zero."""

    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class OwnerReply:
    """The answer of the business that stands at the source."""

    text: str | None = None
    published_at: datetime | None = None
    state: ReplyState = "approved"
    reason: str | None = None
    """Why the platform refused it, as it says."""

    @property
    def answers(self) -> Answered:
        """Whether somebody has been answered by it: only what people can read stops a clock."""
        return "yes" if self.state == "approved" else "no"


_ANSWERING = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|odp|rv|res|rif|ynt|отг|отв|ответ|відп)(?:\[\d+\])?\s*:", re.IGNORECASE
)
"""How mail programs of several languages begin the subject of an answer."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing a customer wrote; `(source, external_id)` is its key.

    A source leaves `source`, `source_type` and `place` empty: the run fills in those of the
    configuration. `external_id` may stay empty where the platform has none; it is then derived
    from the URL or the content (`sources.identity`). `text` is plain text. Times are aware;
    naive ones are not allowed past this point.
    """

    text: str = ""
    title: str | None = None
    external_id: str = ""
    source: str = ""
    source_type: str = ""
    kind: Kind = "review"
    url: str | None = None
    place: str | None = None
    author: Author = Author()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    item: Item = Item()
    rating: Rating | None = None
    language: str | None = None
    """What the source says about the language (ISO 639-1), a prior and not a verdict."""
    reach: Reach = Reach()
    answered: Answered = "unknown"
    reply: OwnerReply | None = None
    author_previous_unanswered: int = 0
    date_uncertain: bool = False
    """The source gave no believable date; `published_at` is when we first saw it."""
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def heading(self) -> str | None:
        """The title; None where it only repeats the subject of the mail that this one answers."""
        repeated = self.kind == "email" and self.text.strip() and _ANSWERING.match(self.title or "")
        return None if repeated else self.title

    @property
    def stands_at(self) -> str:
        """Its source, and before it the platform that a mail tells of: `google · mailbox`."""
        platform = self.source_type.partition("_")[0] if SUBJECT in self.extra else ""
        return " · ".join(filter(None, (platform, self.source)))

    @property
    def on_our_page(self) -> bool:
        """Whether it is a comment that one of us could hide."""
        return self.kind == "comment" and not OWN_PAGES.isdisjoint({self.source, self.source_type})
