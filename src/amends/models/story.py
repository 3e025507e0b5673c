"""One incident with many authors: what stories are made of, and what people see of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

    from amends.models.vocabulary import Intent, Kind

Tied = Literal["link", "words", "place", "hand"]
"""What ties a mention to its story: it links to it or stands under it, it has its words, it is
one of many about the same thing at the same place at once, or somebody said so."""


class Voice(NamedTuple):
    """A mention as far as it can be part of a story; copies of a mention are voices too."""

    number: int
    same_as: int | None
    """The mention that this one repeats at another site."""
    published_at: int
    """Microseconds since 1970 UTC."""
    source: str
    external_id: str
    kind: Kind
    url: str | None = None
    parent_id: str | None = None
    thread_id: str | None = None
    person: str | None = None
    """Who wrote it, as the store names people; None: nobody can be named."""
    words: str = ""
    """Title and text."""
    fingerprint: str = ""
    """Equal where title and text have the same letters."""
    linked: tuple[str, ...] = ()
    """Addresses that it points to beside its text."""
    place: str | None = None
    topics: tuple[str, ...] = ()
    severity: int = 0
    intent: Intent = "question"

    @property
    def matter(self) -> int:
        """The mention that stands for it and its copies."""
        return self.same_as or self.number

    @property
    def order(self) -> tuple[int, str, str]:
        """Who was first, whatever the order in which they reached us."""
        return self.published_at, self.source, self.external_id


class Telling(NamedTuple):
    """A complaint in the series of its place and topic."""

    number: int
    at: int
    """When it was published, in microseconds since 1970 UTC."""
    person: str | None
    severity: int


class Pin(NamedTuple):
    """What somebody decided about a mention and its story; it holds against all evidence."""

    root: int | None
    """None: it belongs to no story."""


class Member(NamedTuple):
    """How a mention belongs to a story."""

    root: int
    link: Tied


class StoryPart(NamedTuple):
    """A member of a story, as people see it."""

    number: int
    id: str
    link: Tied | None
    """None: the root, or a copy of another member."""
    by_hand: bool
    source: str
    kind: Kind
    published_at: datetime
    author: str | None
    excerpt: str
    url: str | None
    open: bool
    same_as: int | None
    person: str | None
    reach: int | None
    """People it has reached by its own figures; None: not known."""


class StoryView(NamedTuple):
    """A story as people see it."""

    root: str
    """Short id of the mention where it began."""
    size: int
    """How many mentions it has; copies of one at other sites are one."""
    authors: int
    reach: int | None
    """People reached, as far as members say; copies count once, None: nobody says."""
    open: int
    """Members that still wait for something."""
    first_article: StoryPart | None
    growth: tuple[tuple[date, int], ...]
    """Days with new members (UTC), and how many they brought."""
    members: tuple[StoryPart, ...]
    """The root first, then in the order of their time; copies too."""
