"""Storm: many write at once, or many complain, or many of one thing, or many in the same words.

A window is alarming if it holds at least `min_mentions` people, several times as many as the same
window usually holds at this weekday and hour, and so many that chance explains it only once in very
many looks (`Bar`, `unusual`). The windows are 3 hours, a day and a week long; they end now, and at
each full hour after something that we first saw within the last day. How often the number can be
halved and still alarms is the level: an alert worsens when its storm doubles.

Where more people praise than usual, so many times as many complaints are usual too: the house is
full, and their share is what it was. The share has no other test: it rises either with the number
of complaints, which is tested, or since fewer praise, which is no storm.

Two clocks: what counts is when people wrote (`at`); what is news is when we saw it (`seen`). A
source that is read once a day, or again after an outage, brings at once what was written over days;
counted by when we saw it, each such run would be a storm.

What a source brought before it was read for the first time makes no storm, but says what is usual.
Until four weeks of a source are known nothing in it is unusual: only `YOUNG_TIMES` times
`min_mentions` complaints within a day are too many anywhere, and `YOUNG_TOPIC` times as many of one
thing at one place. Mentions without a date count nowhere.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.alerts.timing import DAY, HOUR, WEEK, WallClock
from amends.alerts.unusual import Usual, chance, least, usual
from amends.alerts.watched import PLACE, TOPIC, WORDS, subjects
from amends.models.alert import AlertReason, Signal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import tzinfo

    from amends.alerts.watched import Subject, Weather
    from amends.models.series import Arrival

WINDOWS = (3, 24, 168)
"""Hours."""


class Bar(NamedTuple):
    """How far above the usual a count must be."""

    times: float
    """As many as usual: a busy weekend is no storm, however sure the arithmetic."""
    chance: float
    """For one look at all windows; very many looks are taken."""


COMPLAINTS = Bar(2.0, 1e-5)
ONE_TOPIC = Bar(2.0, 1e-4)
EQUAL_WORDS = Bar(2.0, 1e-3)
"""Several people do not find the same words by chance."""
ALL = Bar(12.0, 1e-8)
"""On holidays up to ten times as many write as usual, and most of them are content."""
YOUNG_TIMES = 4
"""Where nothing is known yet, so many times `min_mentions` complaints in a day are a storm."""
YOUNG_TOPIC = 2
"""The same, if all of them complain of one thing at one place: a dozen do not agree by chance."""
FULLEST = 3.0
"""So many times as many complaints at most are usual where so many more praise."""
NEWS = DAY
"""What we first saw within this time (µs) can be told for the first time."""
SHOWN = 10
"""Mentions that an alert names."""
HELD = 0.5
"""Two storms that share so much are one."""


@dataclass(frozen=True, slots=True)
class _Storm:
    subject: Subject
    level: int
    hours: int
    held: Sequence[Arrival]
    expected: float | None
    """None: not known yet."""

    @property
    def numbers(self) -> frozenset[int]:
        """The mentions in it."""
        return frozenset(each.number for each in self.held)

    def signal(self) -> Signal:
        """Return it as others see it, the most harmful mentions first, of equals the newest."""
        subject = self.subject
        many = AlertReason(subject.code, {"n": len(self.held), **subject.args})
        if self.expected is None:
            than = AlertReason("storm_young", {})
        else:
            than = AlertReason(f"storm_{self.hours}", {"usual": max(1, round(self.expected))})
        told = sorted(self.held, key=lambda each: (-each.severity, -each.at, each.number))
        ids = tuple(each.id for each in told[:SHOWN])
        return Signal("storm", subject.about, self.level, (many, than), ids)


def storms(weather: Weather, now: int, zone: tzinfo) -> list[Signal]:
    """Return the storms of this moment, the worst first; `now` in microseconds since 1970 UTC."""
    watched = list(subjects(weather, now))
    parts = sum(each.nearness >= PLACE and not each.calm for each in watched)
    look = _Look(now, WallClock(zone), weather.minimum, max(1, parts))
    found = [each for subject in watched if (each := look.at(subject))]
    signals = [each.signal() for each in _apart(found, weather.running)]
    return sorted(signals, key=lambda each: (-each.level, each.about))


def _apart(found: Iterable[_Storm], running: Collection[str]) -> list[_Storm]:
    """Return one storm for each crowd: what goes on keeps its name, else the nearest look counts.

    Complaints come first: that many write is told where it is not because many complain.
    """
    kept: list[_Storm] = []
    for each in sorted(found, key=lambda one: _rank(one, running)):
        named = any(each.subject.about == other.subject.about for other in kept)
        if not named and not _told(each, kept):  # new and known sources may share a topic
            kept.append(each)
    return kept


def _rank(storm: _Storm, running: Collection[str]) -> tuple[bool, bool, int, int, int, str]:
    subject = storm.subject
    goes_on = subject.about in running
    order = (subject.nearness, -storm.level, -len(storm.held), subject.about)
    return subject.calm, not goes_on, *order


def _told(storm: _Storm, kept: Iterable[_Storm]) -> bool:
    """Say whether it is told of: mostly by nearer looks, or as most of something wider."""
    ours, near = storm.numbers, set[int]()
    for each in kept:
        if each.subject.nearness <= storm.subject.nearness:
            near |= each.numbers
        elif len(ours & each.numbers) >= HELD * len(each.held):
            return True
    return len(ours & near) >= HELD * len(ours)


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at everything."""

    now: int
    clock: WallClock
    minimum: int
    parts: int
    """Places and sources: the more there are, the more often chance has its way with one."""

    def at(self, subject: Subject) -> _Storm | None:
        """Return the worst window of a subject, if any is alarming."""
        if len(subject.members) < self.minimum:
            return None
        times = [each.at for each in subject.members]
        if subject.weeks is None:
            return self._absolute(subject, times)
        lately = bisect_right(times, self.now - WEEK)
        ends = self._ends(subject.members[lately:])
        tried = (self._window(subject, times, hours, end) for hours in WINDOWS for end in ends)
        return max(filter(None, tried), key=_worst, default=None)

    def _ends(self, lately: Iterable[Arrival]) -> list[int]:
        """Return where windows end: now, and at the full hours after what is news of a week."""
        fresh = self.now - NEWS
        news = {each.at for each in lately if max(each.at, each.seen) > fresh}
        return sorted({self.now, *(min(self.now, -(-at // HOUR) * HOUR) for at in news)})

    def _window(
        self, subject: Subject, times: Sequence[int], hours: int, end: int
    ) -> _Storm | None:
        first, last = _between(times, end, hours)
        if last - first < self.minimum or subject.weeks is None:
            return None
        bar = _bar(subject)
        if last - first < bar.times * self._least(times, hours, end, subject.weeks):
            return None
        expected = self._usual(times, hours, end, subject.weeks)
        expected = expected._replace(mean=expected.mean * self._full(subject, hours, end))
        level = self._level(last - first, expected, bar)
        if not level:
            return None
        level = 1 if subject.calm else level
        return _Storm(subject, level, hours, subject.members[first:last], expected.mean)

    def _usual(self, times: Sequence[int], hours: int, end: int, weeks: int) -> Usual:
        days = self.clock.earlier(end, 7 * weeks)
        return usual(_counts(times, days, hours), (hours - 1) // 24)

    def _least(self, times: Sequence[int], hours: int, end: int, weeks: int) -> float:
        """Return what is usual at least, which is quickly counted; most windows hold less."""
        return least(_counts(times, self.clock.earlier(end, 7 * weeks)[6::7], hours))

    def _full(self, subject: Subject, hours: int, end: int) -> float:
        """Return how full the house is: how many times as many as usual are content.

        On a holiday twice as many complain, and twice as many praise: that is no storm.
        """
        if not subject.content:
            return 1.0
        first, last = _between(subject.content, end, hours)
        expected = self._usual(subject.content, hours, end, subject.weeks or 1)
        return min(FULLEST, max(1.0, (last - first + 1) / (expected.mean + 1)))

    def _level(self, count: int, expected: Usual, bar: Bar) -> int:
        """Return how often the count can be halved before it alarms nobody any more, plus one."""
        level = 0
        while self._alarming(count >> level, expected, bar):
            level += 1
        return level

    def _alarming(self, count: int, expected: Usual, bar: Bar) -> bool:
        enough = count >= max(self.minimum, bar.times * expected.mean)
        return enough and chance(count, expected) <= bar.chance / self.parts

    def _absolute(self, subject: Subject, times: Sequence[int]) -> _Storm | None:
        """Return what is too much anywhere, where nobody knows yet what is usual."""
        first, last = _between(times, self.now, 24)
        times_minimum = YOUNG_TOPIC if subject.nearness == TOPIC else YOUNG_TIMES
        level = ((last - first) // (times_minimum * self.minimum)).bit_length()
        return _Storm(subject, level, 24, subject.members[first:last], None) if level else None


def _bar(subject: Subject) -> Bar:
    if subject.calm:
        return ALL
    return {WORDS: EQUAL_WORDS, TOPIC: ONE_TOPIC}.get(subject.nearness, COMPLAINTS)


def _between(times: Sequence[int], end: int, hours: int) -> tuple[int, int]:
    """Return the positions of what lies within the hours before `end`, which belongs to them."""
    return bisect_right(times, end - hours * HOUR), bisect_right(times, end)


def _counts(times: Sequence[int], ends: Iterable[int], hours: int) -> list[int]:
    spans = (_between(times, end, hours) for end in ends)
    return [after - before for before, after in spans]


def _worst(storm: _Storm) -> tuple[int, float, int]:
    return storm.level, len(storm.held) / (storm.expected or 1), -storm.hours
