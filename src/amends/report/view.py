"""A period as it stood at its end: what counts, what was raised, answered, solved by then."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from amends.models.moments import micros
from amends.models.report import Pair, Period, Share
from amends.store import OURSELVES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
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


class Told(NamedTuple):
    """A mention that counts, as it stood at the end of its period."""

    line: Line
    local: datetime
    """When it was published, on the clocks of the business."""
    mood: float | None
    """-1…1; None: no scorer has read it."""
    raised: bool
    praise: bool
    stars: float | None
    answered: bool
    answered_at: int | None
    """The first answer; None: there was none by then, or it is not known when."""
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
    figures: Figures

    def after(self, told: Told) -> tuple[Told, ...]:
        """Return what the same person wrote later in the period."""
        written = self.people.get(told.line.person or "")
        if written is None:
            return ()
        return tuple(each for each in written if each.line.published_at > told.line.published_at)

    @cached_property
    def raised(self) -> list[Told]:
        """The matters raised."""
        return [each for each in self.told if each.raised]

    @cached_property
    def asking(self) -> list[Told]:
        """The mentions that want an answer: what is negative, and questions."""
        return [each for each in self.told if each.line.asks]

    def part(self, chosen: Iterable[Told]) -> View:
        """Return the same period with some of its mentions only."""
        return View(self.period, self.end, tuple(chosen), self.people, self.figures)


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

    def grouped(self, keys: Callable[[Told], Iterable[K]]) -> dict[K, Both]:
        """Return both periods apart by what `keys` says of a mention, which may stand in several.

        The most mentions first, then by name.
        """
        now = _apart(self.now, keys)
        before = {} if self.before is None else _apart(self.before, keys)
        return {
            name: Both(
                self.now.part(now.get(name, ())),
                None if self.before is None else self.before.part(before.get(name, ())),
            )
            for name in sorted(
                {**now, **before}, key=lambda name: (-len(now.get(name, ())), str(name or ""))
            )
        }


def _apart(view: View, keys: Callable[[Told], Iterable[K]]) -> dict[K, list[Told]]:
    groups: dict[K, list[Told]] = defaultdict(list)
    for each in view.told:
        for key in keys(each):
            groups[key].append(each)
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
    if line.replied_at is None and line.answered != "yes" and line.number not in figures.answers:
        return False, None
    recorded = figures.answers.get(line.number)
    seen = line.reply_at if line.answered == "yes" else None
    times = [at for at in (seen, recorded and recorded.at, line.replied_at) if at is not None]
    first = min(times, default=None)
    if first is not None and first < line.published_at:
        first = None
    return bool(times) or line.answered == "yes", first


def view(figures: Figures, period: Period, zone: ZoneInfo) -> View:
    """Look at a period as it stood at its end."""
    since, end = micros(period.since), micros(period.until)
    lines = [line for line in figures.lines if since <= line.published_at < end and counts(line)]
    thanks = _thanks(lines)
    told = tuple(_told(line, figures, end, zone, thanks) for line in lines)
    return View(period, end, told, _people(told), figures)


def _told(
    line: Line, figures: Figures, end: int, zone: ZoneInfo, thanks: Mapping[str, Sequence[int]]
) -> Told:
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
    local = datetime.fromtimestamp(line.published_at / _MICROSECOND, zone)
    praise = line.intent in PRAISE
    topics = _split(line.topics or "")
    return Told(line, local, line.mood, raised, praise, stars, answered, first, solved, topics)


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


def _thanked(line: Line, thanks: Mapping[str, Sequence[int]]) -> bool:
    """Say whether its author thanked us afterwards."""
    return any(at > line.published_at for at in thanks.get(line.person or "", ()))


def _thanks(lines: Iterable[Line]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.person and line.intent == "thanks_after_resolution":
            found[line.person].append(line.published_at)
    return found


def _people(told: Iterable[Told]) -> dict[str, tuple[Told, ...]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        if each.line.person:
            found[each.line.person].append(each)
    return {
        person: tuple(sorted(written, key=lambda each: each.line.published_at))
        for person, written in found.items()
        if len(written) > 1
    }


def period(since: datetime, until: datetime, zone: ZoneInfo) -> Period:
    """Return a period with its days."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    last = max(until - timedelta(microseconds=1), since)
    return Period(since, until, since.astimezone(zone).date(), last.astimezone(zone).date())
