"""The report of a period: what went well and badly, with the period before beside it.

Rules that hold for every figure:

- A period is looked at **as it stood at its end**: an answer, a solution or a kept promise that
  came later counts in neither; so that the period before, which had more time since, is no better
  for it.
- What is unknown is None, never 0. A share and a mean carry the `n` they were made of, and `few`
  says that `n` is too small to lean on.
- Days and hours are those of the business's time zone.
- Spam and irrelevant mentions are left out and counted in `Counted`; the same mention seen at two
  places counts once; a mention whose content was erased counts in the volume only.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Generic, Literal, TypeVar, get_args

if TYPE_CHECKING:
    from datetime import date, datetime

    from amends.models.alert import Alert
    from amends.models.fix import Measured
    from amends.models.vocabulary import Topic

FEW = 10
"""Shares and means of fewer are said to be few: one more or less moves them by 10 % or more."""
_Z = 1.96
"""Standard deviations that hold 95 % of a normal distribution."""

Unit = Literal["day", "week", "month"]
Direction = Literal["up", "down", "steady"]
"""Of a count against the period before; `steady` if chance alone makes such a difference in more
than one of twenty cases (the exact test of `handling.effects.two_sided`)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    n: int

    @property
    def value(self) -> float | None:
        """0…1; None of nothing."""
        return self.count / self.n if self.n else None

    @property
    def few(self) -> bool:
        """Whether `n` is too small to lean on."""
        return self.n < FEW

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies in 19 of 20 cases: Wilson's interval; None of nothing.

        Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical
        inference", JASA 22, 209–212: unlike the usual formula it is honest for small `n`.
        """
        if not self.n:
            return None
        share, room = self.count / self.n, _Z * _Z / self.n
        middle = (share + room / 2) / (1 + room)
        half = _Z / (1 + room) * sqrt(share * (1 - share) / self.n + room / self.n / 4)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Mean:
    """An average of `n` values; None of nothing."""

    value: float | None
    n: int

    @property
    def few(self) -> bool:
        """Whether `n` is too small to lean on."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in hours (every hour counts, nights and holidays too)."""

    median: float | None
    """Half of them were faster; None of nothing."""
    most: float | None
    """Nine of ten were faster: the 90 % quantile (nearest rank)."""
    n: int

    @property
    def few(self) -> bool:
        """Whether `n` is too small to lean on."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A figure, and the same figure of the period before."""

    now: T
    before: T | None
    """None: that period is not known (see `Report.comparable`)."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until right before `until`; both UTC."""

    since: datetime
    until: datetime
    first: date
    """The first and the last day of it, of the business."""
    last: date

    @property
    def days(self) -> float:
        """Its length."""
        return (self.until - self.since).total_seconds() / 86_400


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
class Quote:
    """Somebody's own words; text from outside: escape it."""

    mention: str
    """Short id."""
    text: str
    """A sentence, or the beginning of the text up to 200 characters with "…" at its end."""
    language: str
    """ISO 639-1; "und" where unknown."""
    source: str
    place: str | None
    author: str | None
    """None: not known, or not to be told: it was written to us alone (an e-mail, a call), or it may
    tell of somebody's health."""
    at: datetime
    stars: float | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """What goes wrong where. A mention with two topics stands behind two causes."""

    topic: Topic
    place: str | None
    """None: at no place in particular."""
    raised: Pair[Share]
    """Of all matters raised."""
    direction: Direction | None
    """None: the period before is not known."""
    fixes: tuple[Measured, ...]
    """What was put right about it (this topic, here or everywhere), the newest first; with the
    complaints before and after each."""
    quotes: tuple[Quote, ...]
    """At most two, the worst harm first."""


@dataclass(frozen=True, slots=True)
class Promises:
    """What our replies promised, as far as it fell due in the period.

    `in_time` + `late` + `dropped` + `broken` are all that were due.
    """

    due: int
    in_time: int
    """Kept by the day that was promised …"""
    late: int
    """… kept later, but before the period's end …"""
    dropped: int
    """… taken back …"""
    broken: int
    """… or still open at its end."""

    @property
    def kept(self) -> Share:
        """Kept in time or late, of those due that were not taken back."""
        return Share(self.in_time + self.late, self.due - self.dropped)


@dataclass(frozen=True, slots=True)
class Waited:
    """What became of one group of complaints that had a time by which to answer them."""

    n: int
    wrote_again: Share
    """The same person complained once more within 30 days; of those whose author is known."""
    lost_stars: Share
    """Fewer stars than at first; of those with stars."""
    left: Share
    """The person said afterwards (in an edit or a later mention) that they are leaving; of those
    whose author is known."""
    compensated: Share
    """A remedy was granted."""
    cost: Mean
    """Mean cost of the remedies granted, as far as it is known; in the owner's currency."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waiting cost: complaints answered too late, or not at all, beside those in time.

    Late: answered after the answer was due, or due and unanswered at the period's end. It shows
    what went together, not what caused it: harder matters also take longer.
    """

    late: Waited
    in_time: Waited
    known: bool
    """False: one of both groups has fewer than `FEW` complaints, so that nothing can be said."""


StepKind = Literal["late_promise", "promise", "no_fix", "fix_fails", "unanswered", "unsettled"]
"""A promise that is overdue, or falls due; a main cause without a fix, or with one that did not
help; complaints past their time without an answer; answered matters that are not settled."""
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next. The most pressing ones first."""

    kind: StepKind
    who: str | None
    """Who does it: of a promise, who made it; else the place's manager, or the only colleague for
    the topic; None: nobody is named, and the report says so."""
    by: datetime | None
    """None: no day is set."""
    what: str | None = None
    """The sentence of the promise, or the name of the fix; text from people: escape it."""
    topic: Topic | None = None
    place: str | None = None
    mention: str | None = None
    """Short id."""
    promise: str | None = None
    """`f5`."""
    count: int | None = None
    """How many matters it is about."""


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


@dataclass(frozen=True, slots=True)
class Report:
    """A period, and the one of the same length before it."""

    business: str
    """Its name; empty where none is configured."""
    generated_at: datetime
    timezone: str
    """IANA name."""
    period: Period
    before: Period
    comparable: bool
    """Whether the period before is known: something was published before its first tenth ended.
    If not, every `before` of a figure is None."""
    new_sources: tuple[str, ...]
    """Sources that have mentions in the period and none before it: growth may be theirs."""
    place: str | None
    """The report is of one place, or one source, only; None: of all."""
    source: str | None
    counted: Counted

    # page one
    solved: Pair[Share]
    """Matters solved, of those raised.

    *Raised*: a mention of the period that is about something gone wrong: intent complaint, mixed
    or vague_negative, or of any intent but spam and irrelevant with severity 1 or more and a
    negative sentiment. (Suspected fakes count once looking into them has confirmed them.)
    *Solved* by the period's end: it was closed after an answer, with no promise open; or its
    author raised the stars after our answer, or thanked us later. An answer alone solves nothing.
    """
    causes: tuple[Cause, ...]
    """The three that stand behind most matters raised; fewer where there are fewer."""
    promises: Pair[Promises]
    waiting: Waiting
    best: Quote | None
    """The best sentence: see `report.quotes`; None: nobody wrote one that may be quoted."""
    next: tuple[Step, ...]
    """At most twelve."""

    # behind it
    mentions: Pair[int]
    raised: Pair[int]
    praise: Pair[int]
    mood: Pair[Mean]
    """Mean sentiment, -1…1."""
    stars: Pair[Stars]
    unit: Unit
    timeline: tuple[Span, ...]
    sources: tuple[Part, ...]
    places: tuple[Part, ...]
    """Empty where no mention names a place."""
    topics: tuple[TopicFigures, ...]
    response: Pair[Spread]
    """Hours from a mention that wants an answer to the first one, of those that had one. Without
    old ones that were there before us (backfill), without those that have no certain date."""
    people: tuple[PersonFigures, ...] | None
    """None: not configured."""
    answered: Pair[Share]
    """Of the mentions that want an answer: what is negative, and questions."""
    answer_unknown: int
    """Among those that count as unanswered: their source does not show whether we answered."""
    overdue: Pair[int]
    """Mentions of the period past their time without an answer, at its end."""
    effect: Pair[ReplyEffect]
    reach: Reach
    languages: tuple[LanguageFigures, ...]
    hours: Hours
    rate: Rate | None
    remedies: Remedies
    alerts: tuple[Alert, ...]
    """Those that began in the period, the newest first."""
