"""Mentions as figures over time: what the detectors of alerts look at, never the words."""

from __future__ import annotations

from typing import NamedTuple


class Arrival(NamedTuple):
    """One matter that somebody wrote of; its copies at other sites are no arrivals of their own.

    Times in microseconds since 1970 UTC.
    """

    number: int
    id: str
    at: int
    """When it was published."""
    seen: int
    """When we first saw it."""
    source: str
    place: str | None = None
    person: str | None = None
    """None: nobody can be named."""
    severity: int = 0
    negative: bool = False
    topics: str = "|"
    """As stored: `|delivery|refund|`."""
    echo: str | None = None
    """Equal where people say the same words, or nearly the same."""
    worded: bool = True
    """False: its words were not to be kept, and its topics went with them."""


class Heard(NamedTuple):
    """A mention that a source brought, copies and spam too; times in microseconds since 1970."""

    at: int
    """When it was published."""
    seen: int
    """When we first saw it."""


class Reading(NamedTuple):
    """How far a mention had spread when it was looked at; None where the source does not say."""

    mention: int
    at: int
    likes: int | None
    shares: int | None
    replies: int | None
    views: int | None


class Spreader(NamedTuple):
    """A mention whose reach was read lately."""

    number: int
    id: str
    source: str
    place: str | None
    published_at: int
    stance: int
    """1 clear praise, -1 a complaint, 0 neither."""
    readings: tuple[Reading, ...] = ()
    """Oldest first."""


class Runs(NamedTuple):
    """How the runs of a source ended; times in microseconds since 1970 UTC."""

    first_at: int
    """The first time that it was read to the end."""
    good_at: int | None
    """The last time that it was; None: never."""
    well: bool
    """Whether its last run ended well."""


class Stars(NamedTuple):
    """The ratings that one source brought of one place on one day."""

    source: str
    place: str | None
    day: int
    """Days since 1970 UTC."""
    number: int
    total: float
    squares: float
    """The sum of the squares of the stars, out of five each."""


class Critical(NamedTuple):
    """A mention that tells of critical harm and waits for an answer."""

    number: int
    id: str
    at: int
    source: str
    place: str | None
    reply_due_at: int | None
    story: str | None
    """Short id of the root of the story that it belongs to."""
