"""What stands behind page one: volume and mood, sources and places, answers, reach, remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from amends.models.report.measures import Direction, Mean, Pair, Share, Spread
    from amends.models.report.page_one import Quote
    from amends.models.vocabulary import Topic

Unit = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the report looked at, and what it left out."""

    mentions: int
    """What all other figures are made of."""
    spam: int
    """Left out: spam, by our judgement or a colleague's …"""
    irrelevant: int
    """… what is not about the business …"""
    copies: int
    """… and further sightings of a mention that is counted already."""
    erased: int
    """Among `mentions`: their content is gone, they count in the volume only."""
    unread: int
    """Among `mentions`: no scorer has read them yet."""
    backfill: int
    """Among `mentions`: older than their source's first reading by the baseline; no response
    times are made of them."""
    undated: int
    """Among `mentions`: their source gave no believable date, we took the day we saw them."""


@dataclass(frozen=True, slots=True)
class Span:
    """One day, week (from Monday) or month of the time line; the outer ones may be cut short."""

    first: date
    last: date
    whole: bool
    """False: the period covers only a part of it, its counts are not comparable."""
    mentions: int
    raised: int
    praise: int
    mood: Mean
    """-1…1."""
    stars: Mean


@dataclass(frozen=True, slots=True)
class Stars:
    """Ratings on a scale to 5."""

    mean: Mean
    distribution: tuple[int, int, int, int, int]
    """How many with 1, 2, 3, 4, 5 stars (rounded half up; below 1 counts as 1)."""


@dataclass(frozen=True, slots=True)
class Part:
    """The mentions of one source, or of one place; the most mentions first."""

    name: str | None
    """Key in the configuration; None: mentions without a place."""
    mentions: Pair[int]
    raised: Pair[int]
    solved: Pair[Share]
    mood: Pair[Mean]
    stars: Pair[Stars]
    response: Pair[Spread]
    answered: Pair[Share]
    per_1000: Pair[float] | None = None
    """Complaints per 1,000 customers; only of a business's single place, else None."""


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """One topic; the most mentions first. A mention with two topics counts in both."""

    topic: Topic
    mentions: Pair[int]
    raised: Pair[int]
    praise: Pair[int]
    mood: Pair[Mean]
    direction: Direction | None
    """Of `raised`; None: the period before is not known."""
    quotes: tuple[Quote, ...]
    """At most two: the worst and the best."""


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """How fast a colleague answers; made only with `report: {by_person: yes}`."""

    name: str
    response: Pair[Spread]


@dataclass(frozen=True, slots=True)
class ReplyEffect:
    """What customers did with their stars and words after our first answer."""

    answered: int
    """Answered mentions of the period …"""
    edited: Share
    """… and of them those whose words or stars changed after it."""
    raised: int
    """Among the edited: more stars than before …"""
    lowered: int
    """… or fewer."""
    thanked: Share
    """The person thanked afterwards; of those whose author is known."""
    stars_before: Mean
    """Of those whose stars changed, before they did …"""
    stars_after: Mean
    """… and after it, as they stood at the period's end."""


@dataclass(frozen=True, slots=True)
class Loud:
    """A mention that went far: by views, followers or all reactions, whichever is most."""

    quote: Quote
    views: int | None
    likes: int | None
    shares: int | None
    replies: int | None
    followers: int | None
    severity: int
    """0…4."""
    raised: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """How far mentions went, as last read."""

    loudest: tuple[Loud, ...]
    """At most five."""
    views: Pair[int | None]
    """Known views of all mentions together; None: of none are they known."""
    raised_views: Pair[int | None]
    """The part of them that matters raised had."""
    known: Share
    """Of how many mentions the views are known."""


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """Mentions in one language; the most first."""

    code: str
    """ISO 639-1; "und" where unknown."""
    mentions: Pair[Share]
    raised: Pair[int]
    mood: Pair[Mean]


@dataclass(frozen=True, slots=True)
class Hours:
    """When people write."""

    week: tuple[tuple[int, ...], ...]
    """7 rows, Monday first, of 24 hours."""
    n: int
    unknown: int
    """Mentions with a day but no time of day; they stand in no hour."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Complaints against customers; None in `Report.rate` where their number is not configured."""

    customers: float
    """In the period: `customers_per_month`, scaled to its length."""
    per_1000: Pair[float]
    """Complaints per 1,000 customers."""
    silent: Pair[float]
    """An estimate: further customers who had reason to complain and said nothing, if one in
    `one_in` tells us."""
    one_in: int
    """The assumption behind `silent`; see `report.rates.ONE_IN`."""


@dataclass(frozen=True, slots=True)
class RemedyFigures:
    """One kind of remedy that was granted."""

    name: str
    """Its id, or the owner's own words."""
    count: int
    cost: float
    """As far as it is known."""


@dataclass(frozen=True, slots=True)
class Remedies:
    """What was granted to customers in the period."""

    granted: Pair[int]
    cost: Pair[float | None]
    """Known cost in the owner's currency; None: of none is it known."""
    costless: int
    """Of how many of `granted` the cost is not known."""
    offered: int
    """Offered to choose from, and not (yet) granted."""
    kinds: tuple[RemedyFigures, ...]
    """The dearest first."""
