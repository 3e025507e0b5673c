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
- A matter is told once: causes that share two thirds of the mentions of the smaller one are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.models.report.behind import (
    Counted,
    Hours,
    LanguageFigures,
    Loud,
    Part,
    PersonFigures,
    Rate,
    Reach,
    Remedies,
    RemedyFigures,
    ReplyEffect,
    Span,
    Stars,
    TopicFigures,
    Unit,
)
from amends.models.report.measures import FEW, Direction, Mean, Pair, Period, Share, Spread
from amends.models.report.page_one import (
    Cause,
    Promises,
    Quote,
    Step,
    StepKind,
    Waited,
    Waiting,
)

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models.alert import Alert

__all__ = [
    "FEW",
    "Cause",
    "Counted",
    "Direction",
    "Hours",
    "LanguageFigures",
    "Loud",
    "Mean",
    "Pair",
    "Part",
    "Period",
    "PersonFigures",
    "Promises",
    "Quote",
    "Rate",
    "Reach",
    "Remedies",
    "RemedyFigures",
    "ReplyEffect",
    "Report",
    "Share",
    "Span",
    "Spread",
    "Stars",
    "Step",
    "StepKind",
    "TopicFigures",
    "Unit",
    "Waited",
    "Waiting",
]


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
    """The three different ones behind most matters raised; fewer where there are fewer."""
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
