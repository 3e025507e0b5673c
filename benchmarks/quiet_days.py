"""Invented histories of businesses in which nothing happens, and storms to plant in them.

Counts scatter as real ones do: each day of each place has its own mood (gamma), guests come in
groups, weekends and evenings are full, holidays are fuller or dead, and business grows a little.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.models.moments import micros
from amends.models.series import Arrival

if TYPE_CHECKING:
    from collections.abc import Sequence

ZONE = ZoneInfo("Europe/Sofia")
BEGIN = datetime(2025, 3, 10, tzinfo=UTC)
"""The quiet days begin ten days before Christmas; the clock has changed in the weeks before."""
HISTORY, QUIET = 280, 90
"""Days that are known, and days that are watched."""
WEEKDAYS = (0.7, 0.7, 0.8, 0.9, 1.2, 1.6, 1.3)
HOURS = (1, 0, 0, 0, 0, 0, 1, 2, 4, 5, 5, 6, 8, 8, 6, 5, 5, 6, 8, 10, 11, 10, 7, 3)
HOLIDAYS = {(12, 24): 0.3, (12, 25): 0.3, (12, 26): 1.8, (12, 31): 0.5, (1, 1): 0.4, (1, 2): 1.7}
HOLIDAYS |= {(2, 14): 2.0, (3, 3): 1.6, (3, 8): 1.8, (4, 12): 1.7, (5, 1): 1.6, (5, 6): 1.6}
MOOD = 5.0
"""Shape of the gamma distribution of days: their mean varies by 45 %."""
COMPANY = 0.12
"""How often somebody else of the same table writes too, within the hour."""
GROWTH = 0.004
"""By the week."""
TOPICS = ("waiting_time", "staff", "quality", "food", "price", "delivery", "cleanliness")
TOPIC_WEIGHTS = (5, 5, 4, 4, 3, 2, 1)
STARS = {False: ((5, 4, 3), (7, 2, 1)), True: ((1, 2, 3), (5, 3, 2))}


@dataclass(frozen=True)
class Kind:
    """A kind of business."""

    name: str
    per_day: float
    places: tuple[float, ...]
    """Their shares."""
    sources: tuple[float, ...]
    negative: float


KINDS = (
    Kind("small, 0.5 a day", 0.5, (1.0,), (0.7, 0.3), 0.2),
    Kind("medium, 6 a day", 6.0, (0.5, 0.3, 0.2), (0.6, 0.25, 0.15), 0.2),
    Kind("large, 60 a day", 60.0, (0.3, 0.2, 0.2, 0.1, 0.1, 0.1), (0.5, 0.3, 0.15, 0.05), 0.2),
)


@dataclass
class History:
    """What was written, and the stars that were given."""

    kind: Kind
    rng: random.Random
    arrivals: list[Arrival] = field(default_factory=list)
    stars: list[tuple[Arrival, int]] = field(default_factory=list)

    def write(self, at: datetime, place: str, *, negative: bool | None = None, **more: object):
        """Add a mention."""
        rng = self.rng
        bad = rng.random() < self.kind.negative if negative is None else negative
        topics = set(rng.choices(TOPICS, TOPIC_WEIGHTS, k=rng.choice((1, 1, 2))))
        number = len(self.arrivals) + 1
        source = rng.choices(range(len(self.kind.sources)), self.kind.sources)[0]
        values = {
            "source": f"s{source}",
            "person": f"p{number}",
            "severity": rng.choice((1, 2, 2, 3)) if bad else 0,
            "topics": "|" + "".join(f"{topic}|" for topic in sorted(topics)),
            "echo": f"e{number}",
        }
        made = Arrival(
            number, f"m{number}", micros(at), micros(at), place=place, negative=bad, **values | more
        )
        self.arrivals.append(made)
        given, weights = STARS[bad]
        self.stars.append((made, rng.choices(given, weights)[0]))
        return made


def quiet(kind: Kind, seed: int) -> History:
    """Return a history in which nothing happens."""
    made = History(kind, random.Random(f"{kind.name}{seed}"))
    for day in range(HISTORY + QUIET):
        for place, share in enumerate(kind.places):
            for at in _day(made.rng, day, kind.per_day * share):
                made.write(at, f"Place {place}")
                while made.rng.random() < COMPANY:
                    made.write(at + timedelta(minutes=made.rng.randint(1, 50)), f"Place {place}")
    return made


def _day(rng: random.Random, day: int, mean: float) -> list[datetime]:
    local = (BEGIN + timedelta(days=day)).replace(tzinfo=ZONE)
    mean *= WEEKDAYS[local.weekday()] * HOLIDAYS.get((local.month, local.day), 1.0)
    mean *= (1 + GROWTH) ** (day / 7) * rng.gammavariate(MOOD, 1 / MOOD)
    return [
        local + timedelta(hours=rng.choices(range(24), HOURS)[0], seconds=rng.randrange(3600))
        for _ in range(_poisson(rng, mean))
    ]


def _poisson(rng: random.Random, mean: float) -> int:
    count, left = 0, rng.expovariate(1.0)
    while left < mean:
        count, left = count + 1, left + rng.expovariate(1.0)
    return count


@dataclass(frozen=True)
class Planted:
    """A storm in a history."""

    shape: str
    size: int
    begins: datetime
    ends: datetime
    ids: frozenset[str]


SHAPES: dict[str, tuple[float, str]] = {
    "complaints at a place in 3 h": (3, "place"),
    "complaints at a place in 24 h": (24, "place"),
    "one topic at a place in 24 h": (24, "topic"),
    "one topic at a place in 3 d": (72, "topic"),
    "the same words in 24 h": (24, "words"),
    "complaints everywhere in 24 h": (24, "whole"),
}
"""How long it takes, and what its mentions have in common."""


def plant(history: History, shape: str, size: int, day: int) -> Planted:
    """Let a storm break out on a day of those that are watched."""
    rng, (hours, what) = history.rng, SHAPES[shape]
    begins = BEGIN + timedelta(days=HISTORY + day, hours=rng.uniform(0, 24))
    places = range(len(history.kind.places))
    place = rng.choices(places, history.kind.places)[0]
    told = []
    for _ in range(size):
        at = begins + timedelta(hours=rng.uniform(0, hours))
        where = rng.choice(places) if what in {"whole", "words"} else place
        more: dict[str, object] = {"severity": 2}
        if what == "topic":
            more["topics"] = "|delivery|" if rng.random() < 0.7 else "|communication|delivery|"
        if what == "words":
            more["echo"] = "copied"
        told.append(history.write(at, f"Place {where}", negative=True, **more))
    ends = datetime.fromtimestamp(max(each.at for each in told) / 1e6, UTC)
    return Planted(shape, size, begins, ends, frozenset(each.id for each in told))


def fetched(arrivals: Sequence[Arrival], runs: Sequence[int]) -> list[Arrival]:
    """Return arrivals with the time of the run that first saw each, in their order."""
    from bisect import bisect_left

    return sorted(
        each._replace(seen=runs[min(bisect_left(runs, each.at), len(runs) - 1)])
        for each in arrivals
    )
