"""A period as it stood at its end: what counts, what was raised, answered, solved by then."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from amends.models.moments import micros
from amends.models.report import Pair, Period, Share
from amends.store import OURSELVES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from amends.models.figures import Figures, Line

T = TypeVar("T")
K = TypeVar("K")
_MICROSECOND = 1_000_000
HOUR = 3600 * _MICROSECOND
RAISED = frozenset({"complaint", "mixed", "vague_negative"})
"""Intents of what is about something gone wrong."""
LEFT_OUT = frozenset({"spam", "irrelevant"})
PRAISE = frozenset({"praise", "thanks_after_resolution"})
VISIBLE = frozenset({None, "approved"})
"""States of our reply in which customers can read it."""

_PUBLISHED = attrgetter("line.published_at")


class Told(NamedTuple):
    """A mention that counts, as it stood at the end of its period."""

    line: Line
    mood: float | None
    """-1…1; None: no scorer has read it."""
    asks: bool
    """It wants an answer."""
    raised: bool
    praise: bool
    stars: float | None
    answered: bool
    answered_at: int | None
    """The first answer; None: there was none by then, or it is not known when."""
    hours: float | None
    """How long it took; None also where the mention's own time is not certain, or before ours."""
    solved: bool
    topics: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """One period; what is asked of it often is looked for once."""

    period: Period
    end: int
    told: tuple[Told, ...]
    people: Mapping[str, tuple[Told, ...]]
    """Those who wrote more than once in it, each with what they wrote, the oldest first."""
    thanks: Mapping[str, int]
    """When each person last thanked us in it."""
    left_out: tuple[Line, ...]
    """What was published in it, and does not count."""
    figures: Figures

    def after(self, told: Told) -> tuple[Told, ...]:
        """Return what the same person wrote later in the period."""
        written = self.people.get(told.line.person or "")
        if written is None:
            return ()
        return written[bisect_right(written, told.line.published_at, key=_PUBLISHED) :]

    @cached_property
    def raised(self) -> list[Told]:
        """The matters raised."""
        return [each for each in self.told if each.raised]

    @cached_property
    def asking(self) -> list[Told]:
        """The mentions that want an answer: what is negative, and questions."""
        return [each for each in self.told if each.asks]

    def part(self, chosen: Iterable[Told]) -> View:
        """Return the same period with some of its mentions only."""
        return replace(self, told=tuple(chosen))


class Both(NamedTuple):
    """The period, and the one before it; None: nothing is known of that."""

    now: View
    before: View | None

    def pair(self, figure: Callable[[View], T]) -> Pair[T]:
        """Return a figure of both."""
        return Pair(figure(self.now), None if self.before is None else figure(self.before))

    @property
    def raised(self) -> Both:
        """Both periods with the matters raised only."""
        before = None if self.before is None else self.before.part(self.before.raised)
        return Both(self.now.part(self.now.raised), before)

    def share_of(self, whole: Both) -> Pair[Share]:
        """Return how many of all mentions these are, in both periods."""
        share = Share(len(self.now.told), len(whole.now.told))
        if self.before is None or whole.before is None:
            return Pair(share, None)
        return Pair(share, Share(len(self.before.told), len(whole.before.told)))

    def grouped(
        self, key: Callable[[Told], Any], names: Callable[[Any], Iterable[K]] = lambda key: (key,)
    ) -> dict[K, Both]:
        """Return both periods apart by what `key` says of a mention.

        One that belongs to several groups stands in all those that its key `names`. The most
        mentions first, then by name.
        """
        now = _apart(self.now, key, names)
        before = {} if self.before is None else _apart(self.before, key, names)
        return {
            name: Both(
                self.now.part(now.get(name, ())),
                None if self.before is None else self.before.part(before.get(name, ())),
            )
            for name in sorted(
                {**now, **before}, key=lambda name: (-len(now.get(name, ())), str(name or ""))
            )
        }


def _apart(
    view: View, key: Callable[[Told], Any], names: Callable[[Any], Iterable[K]]
) -> dict[K, list[Told]]:
    """Sort by key first: there are far fewer keys than mentions to ask for names."""
    found: dict[Any, list[Told]] = defaultdict(list)
    for each in view.told:
        found[key(each)].append(each)
    groups: dict[K, list[Told]] = defaultdict(list)
    for one, told in found.items():
        for name in names(one):
            groups[name] += told
    return groups


def counts(line: Line) -> bool:
    """Say whether a mention counts: no spam, nothing irrelevant, no copy."""
    return not (line.copy or line.status == "spam" or line.intent in LEFT_OUT)


def is_raised(line: Line) -> bool:
    """Say whether it is about something gone wrong; see `Report.solved`."""
    if line.intent == "suspected_fake":
        return line.verified == "confirmed"
    if line.intent in RAISED:
        return True
    return line.label == "negative" and bool(line.severity)


def stars_at(line: Line, figures: Figures, at: int) -> float | None:
    """Return the stars that a mention had at a moment."""
    edits = figures.edits.get(line.number)
    if edits:
        later = bisect_right([edit.until for edit in edits], at)
        if later < len(edits):
            return edits[later].stars
    return line.stars


def first_answer(line: Line, figures: Figures) -> tuple[bool, int | None]:
    """Return whether it was ever answered, and when for the first time, if that is known.

    What the platform holds back or refused answers nobody. An answer older than the words that it
    stands under has no known time.
    """
    if line.reply_state not in VISIBLE:
        return False, None
    recorded = figures.answers.get(line.number)
    seen = line.answered == "yes"
    if recorded is None and line.replied_at is None and not seen:
        return False, None
    first = line.replied_at
    for at in (recorded and recorded.at, line.reply_at if seen else None):
        if at is not None and (first is None or at < first):
            first = at
    return True, None if first is None or first < line.published_at else first


def view(figures: Figures, period: Period) -> View:
    """Look at a period as it stood at its end."""
    since, end = micros(period.since), micros(period.until)
    lines: list[Line] = []
    left_out: list[Line] = []
    for line in figures.lines:
        if since <= line.published_at < end:
            (lines if counts(line) else left_out).append(line)
    thanks = _thanks(lines)
    told = tuple([_told(line, figures, end, thanks) for line in lines])
    return View(period, end, told, _people(told), thanks, tuple(left_out), figures)


def _told(line: Line, figures: Figures, end: int, thanks: Mapping[str, int]) -> Told:
    answered, first = first_answer(line, figures)
    if first is not None and first >= end:
        answered, first = False, None
    raised = is_raised(line)
    stars = stars_at(line, figures, end)
    solved = raised and (
        _closed(line, figures, end, answered=answered)
        or _forgiven(line, figures, first, stars)
        or _thanked(line, thanks)
    )
    praise = line.intent in PRAISE
    topics = _split(line.topics or "")
    hours = None
    if first is not None and not (line.backfill or line.undated):
        hours = (first - line.published_at) / HOUR
    return Told(
        line, line.mood, line.asks, raised, praise, stars, answered, first, hours, solved, topics
    )


@lru_cache(maxsize=4096)
def _split(topics: str) -> tuple[str, ...]:
    """Return topics one by one; hardly any combination occurs once only."""
    return tuple(topic for topic in topics.split("|") if topic)


def _closed(line: Line, figures: Figures, end: int, *, answered: bool) -> bool:
    """Say whether somebody closed it after an answer with nothing left open.

    What the calendar closed because nobody wrote any more is not solved for that.
    """
    if line.status != "closed" or line.reopened or line.promised or not answered:
        return False
    closing = figures.closings.get(line.number)
    return closing is None or (closing.at < end and closing.who != OURSELVES)


def _forgiven(line: Line, figures: Figures, answered_at: int | None, stars: float | None) -> bool:
    """Say whether the stars went up after our answer."""
    if answered_at is None or stars is None or line.number not in figures.edits:
        return False
    before = stars_at(line, figures, answered_at)
    return before is not None and stars > before


def _thanked(line: Line, thanks: Mapping[str, int]) -> bool:
    """Say whether its author thanked us afterwards."""
    return thanks.get(line.person or "", 0) > line.published_at


def _thanks(lines: Iterable[Line]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        if line.intent == "thanks_after_resolution" and line.person:
            found[line.person] = max(line.published_at, found.get(line.person, 0))
    return found


def _people(told: Collection[Told]) -> dict[str, tuple[Told, ...]]:
    written = Counter(map(attrgetter("line.person"), told))
    found: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        person = each.line.person
        if person and written[person] > 1:
            found[person].append(each)
    return {person: tuple(sorted(several, key=_PUBLISHED)) for person, several in found.items()}


def period(since: datetime, until: datetime, zone: ZoneInfo) -> Period:
    """Return a period with its days."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    last = max(until - timedelta(microseconds=1), since)
    return Period(since, until, since.astimezone(zone).date(), last.astimezone(zone).date())
