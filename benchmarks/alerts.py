"""What the alerts catch, and how often they ring for nothing.

The claims: a planted storm of a size that can be told from chance is caught by the first run after
it; in 90 quiet days there is at most one false alarm. A run comes once a day, at 8:00 in Sofia.
The thresholds were chosen on the tuning seeds; what counts are the others.
Run: python benchmarks/alerts.py [--quick] [--markdown]
"""

from __future__ import annotations

import argparse
import copy
import math
import random
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from statistics import fmean, median
from typing import TYPE_CHECKING

from amends.alerts.rating import ratings
from amends.alerts.silence import silences
from amends.alerts.spread import spreads
from amends.alerts.storm import storms
from amends.alerts.timing import DAY, HOUR
from amends.alerts.watched import Weather
from amends.models.alert import ALERT_KINDS
from amends.models.moments import micros
from amends.models.series import Reading, Runs, Spreader, Stars
from quiet_days import BEGIN, HISTORY, KINDS, QUIET, SHAPES, ZONE, fetched, plant, quiet
from tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.models.alert import AlertKind, Signal
    from amends.models.series import Arrival
    from quiet_days import History, Kind, Planted

START = micros(BEGIN)
RUNS = [START + DAY * day + 6 * HOUR for day in range(HISTORY + QUIET)]
WATCHED = RUNS[HISTORY:]
MINIMUM, STEP = 5, 0.2
"""The defaults of `alerts.min_mentions` and `alerts.rating_step`."""
LOOKED_BACK = 70 * DAY
COOL_DOWN = DAY
SIZES = (5, 8, 12, 20, 40, 80)
TUNING, REPORTED = (*range(6), *range(100, 106)), range(200, 212)
REACH, REACH_SPREAD, SLOW = 150.0, 1.4, 18.0
"""Median people that a mention reaches, how its logarithm scatters, hours to two thirds of them."""


@dataclass
class Town:
    """A business as its runs see it."""

    history: History
    arrivals: list[Arrival] = field(init=False)
    running: set[str] = field(default_factory=set)
    silent: tuple[str, int] | None = None
    """A source, and since when it brings nothing."""

    def __post_init__(self) -> None:
        self.arrivals = sorted(fetched(self.history.arrivals, RUNS), key=lambda each: each.at)
        if self.silent:
            name, since = self.silent
            self.arrivals = [a for a in self.arrivals if a.source != name or a.at < since]
        self.times = [each.at for each in self.arrivals]
        stars: defaultdict[tuple[str, str | None, int], list[int]] = defaultdict(list)
        for each, given in self.history.stars:
            stars[each.source, each.place, each.at // DAY].append(given)
        self.stars = sorted(
            (Stars(*key, len(g), sum(g), sum(x * x for x in g)) for key, g in stars.items()),
            key=lambda each: each.day,
        )

    def storms(self, now: int) -> list[Signal]:
        """Return the storms that a run sees."""
        first_read = {f"s{n}": START for n in range(len(self.history.kind.sources))}
        weather = Weather(self._past(now), first_read, MINIMUM, frozenset(self.running))
        found = storms(weather, now, ZONE)
        self.running = {each.about for each in found}
        return found

    def others(self, now: int) -> list[Signal]:
        """Return all else that a run sees."""
        names = {each.source for each in self.arrivals}
        runs = {name: Runs(START, now, well=True) for name in names}
        known = self.stars[: bisect_right(self.stars, now // DAY, key=lambda each: each.day)]
        return [
            *silences(self._heard(names, now), runs, now),
            *ratings(known, STEP, now // DAY),
            *self._spreads(now),
        ]

    def _heard(self, names: set[str], now: int) -> dict[str, list[Arrival]]:
        known = self.arrivals[: bisect_right(self.times, now)]
        last = {each.source: each.at for each in known}
        return {
            name: [a for a in known if a.source == name and a.at > last[name] - LOOKED_BACK]
            for name in names
            if name in last
        }

    def _past(self, now: int) -> Sequence[Arrival]:
        first, last = bisect_left(self.times, now - LOOKED_BACK), bisect_right(self.times, now)
        return self.arrivals[first:last]

    def _spreads(self, now: int) -> list[Signal]:
        past = [each for each in self._past(now) if each.source == "s0"]
        reaches = {"s0": [reached(each, now) for each in past]}
        found = []
        for each in past:
            seen = [run for run in RUNS[bisect_left(RUNS, each.at) :] if run <= now][:3]
            if seen and seen[-1] > now - DAY:
                read = tuple(
                    Reading(each.number, run, None, None, None, int(reached(each, run)))
                    for run in seen
                )
                stance = -1 if each.negative else 1
                found.append(
                    Spreader(each.number, each.id, "s0", each.place, each.at, stance, read)
                )
        return spreads(found, reaches, now)


def reached(arrival: Arrival, now: int) -> float:
    """Return how many people have seen a mention: most of them on the first day."""
    total = REACH * math.exp(random.Random(arrival.number).gauss(0, REACH_SPREAD))
    return total * (1 - math.exp(-(now - arrival.at) / HOUR / SLOW))


# ── false alarms ─────────────────────────────────────────────────────────────────────────────


def tellings(looks: Iterator[tuple[int, list[Signal]]]) -> Counter[AlertKind]:
    """Count what would be told: each alert once, and again when it is a step worse."""
    told: Counter[AlertKind] = Counter()
    last: dict[str, tuple[int, int]] = {}
    for now, found in looks:
        for each in found:
            level, at = last.get(each.key, (0, 0))
            level = level if now - at <= DAY + COOL_DOWN else 0
            told[each.kind] += each.level > level
            last[each.key] = max(level, each.level), now
    return told


def false_alarms(kind: Kind, seeds: Sequence[int]) -> list[Counter[AlertKind]]:
    """Return what is told in 90 days in which nothing happens, for each seed."""
    found = []
    for seed in seeds:
        town = Town(cached(kind, seed))
        found.append(tellings((now, town.storms(now) + town.others(now)) for now in WATCHED))
    return found


@cache
def cached(kind: Kind, seed: int) -> History:
    """Return a quiet history; it is not to be written to."""
    return quiet(kind, seed)


def with_storm(kind: Kind, seed: int, shape: str, size: int, day: int) -> tuple[History, Planted]:
    """Return a history with a storm in it."""
    made = copy.copy(cached(kind, seed))
    made.rng = random.Random(f"{seed}{shape}{size}{day}")
    made.arrivals, made.stars = list(made.arrivals), list(made.stars)
    return made, plant(made, shape, size, day)


# ── what is caught ───────────────────────────────────────────────────────────────────────────


def caught(
    kind: Kind, shape: str, size: int, seeds: Sequence[int], tries: int
) -> tuple[float, ...]:
    """Return how many storms the first run after them tells, and the hours from their beginning.

    Of hours the median of those that are caught.
    """
    hits, hours = 0, []
    for number in range(tries):
        day = 3 + number * (QUIET - 8) // tries
        history, storm = with_storm(kind, seeds[number % len(seeds)], shape, size, day)
        town = Town(history)
        last = next(run for run in WATCHED if run >= micros(storm.ends))
        for now in (run for run in WATCHED if micros(storm.begins) <= run <= last):
            if any(_shows(each, storm) for each in town.storms(now)):
                hits += 1
                hours.append((now - micros(storm.begins)) / HOUR)
                break
    return hits / tries, median(hours) if hours else math.nan


def _shows(signal: Signal, storm: Planted) -> bool:
    return 2 * len(storm.ids.intersection(signal.mentions)) >= len(signal.mentions)


def until_silence(kind: Kind, seed: int) -> float | None:
    """Return after how many days a source that died is missed."""
    since = WATCHED[10]
    town = Town(cached(kind, seed), silent=("s0", since))
    for now in WATCHED[10:]:
        if any(each.kind == "silence" for each in town.others(now)):
            return (now - since) / DAY
    return None


def until_rating(kind: Kind, seed: int, share: float) -> float | None:
    """Return after how many days it is told that `share` of the five stars became ones."""
    history, since = copy.copy(cached(kind, seed)), WATCHED[5]
    rng = random.Random(seed)
    history.stars = [
        (each, 1 if each.at > since and given == 5 and rng.random() < share else given)
        for each, given in history.stars
    ]
    town = Town(history)
    for now in WATCHED[5:]:
        if any(s.kind == "rating" and s.about.startswith("down") for s in town.others(now)):
            return (now - since) / DAY
    return None


# ── tables ───────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seeds only")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    chosen = parser.parse_args()
    tables = Tables(markdown=chosen.markdown)
    most = 2 if chosen.quick else None
    for name, seeds in (("tuning", TUNING[:most]), ("other", REPORTED[:most])):
        found = {kind.name: false_alarms(kind, seeds) for kind in KINDS}
        head = ["business", "seeds", *ALERT_KINDS, "all", "worst seed"]
        title = f"False alarms in {QUIET} quiet days, per business, {name} seeds"
        tables.table(title, head, [_row(*each) for each in found.items()])
    tries = 4 if chosen.quick else 12
    for kind in KINDS:
        rows = [
            [shape, *(_cell(caught(kind, shape, size, REPORTED[:4], tries)) for size in SIZES)]
            for shape in SHAPES
        ]
        title = f"{kind.name}: storms told by the first run after them (median hours from begin)"
        tables.table(title, ["storm", *(f"{size} people" for size in SIZES)], rows)
    _slow_ones(tables, REPORTED[: most or 4])


def _slow_ones(tables: Tables, seeds: Sequence[int]) -> None:
    rows = []
    for kind in KINDS:
        silent = [until_silence(kind, seed) for seed in seeds]
        falls = [[until_rating(kind, seed, share) for seed in seeds] for share in (0.15, 0.3, 0.6)]
        rows.append([kind.name, *map(_days, [silent, *falls])])
    head = ["business", "its main source dies", "15 % of 5★ become 1★", "30 %", "60 %"]
    tables.table("Median days until it is told (how many were, in the days left)", head, rows)


def _row(name: str, found: Sequence[Counter[AlertKind]]) -> list[str]:
    sums = [sum(each.values()) for each in found]
    means = [fmean(each[kind] for each in found) for kind in ALERT_KINDS]
    return [name, str(len(found)), *(f"{x:.2f}" for x in (*means, fmean(sums))), str(max(sums))]


def _cell(found: tuple[float, ...]) -> str:
    share, hours = found
    return f"{share:.0%} ({hours:.0f} h)" if share else "–"


def _days(found: Sequence[float | None]) -> str:
    known = [each for each in found if each is not None]
    return f"{median(known):.0f} ({len(known)}/{len(found)})" if known else "not told"


if __name__ == "__main__":
    main()
