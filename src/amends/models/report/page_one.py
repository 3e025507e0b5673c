"""What is read aloud: causes, promises, what waiting cost, somebody's words, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from amends.models.report.measures import Share

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.fix import Measured
    from amends.models.report.measures import Direction, Mean, Pair
    from amends.models.vocabulary import Topic

StepKind = Literal["late_promise", "promise", "no_fix", "fix_fails", "unanswered", "unsettled"]
"""A promise that is overdue, or falls due; a main cause without a fix, or with one that did not
help; complaints past their time without an answer; answered matters that are not settled."""


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
    """What goes wrong where. A mention with two topics stands behind two causes.

    Two that share two thirds of the mentions of the smaller one are the same cause: the larger one
    stands for both.
    """

    topic: Topic
    place: str | None
    """None: at no place in particular."""
    raised: Pair[Share]
    """Of all matters raised."""
    direction: Direction | None
    """None: the period before is not known."""
    fixes: tuple[Measured, ...]
    """What was put right about it (its topics, here or everywhere), the newest first; with the
    complaints before and after each."""
    quotes: tuple[Quote, ...]
    """At most two, the worst harm first."""
    also: tuple[Topic, ...] = ()
    """Other topics of two thirds or more of the same mentions, which name it too."""


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
    also: tuple[Topic, ...] = ()
    """The other topics of the same cause."""
    place: str | None = None
    mention: str | None = None
    """Short id."""
    promise: str | None = None
    """`f5`."""
    count: int | None = None
    """How many matters it is about."""
