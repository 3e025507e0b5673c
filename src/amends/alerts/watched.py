"""Whom and what a storm can be about: the business, its places and sources, topics, equal words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.alerts.timing import DAY, WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from amends.models.series import Arrival

WEEKS = 8
"""What is usual is learnt from so many weeks before …"""
FEWEST = 4
"""… and not from fewer than these."""
PROOF = 5
"""Fewer mentions that are older than a week do not show since when a source is known."""
OPINIONS = frozenset({"other", "price", "location", "atmosphere"})
"""Topics on which many agree without anything having happened."""
WORDS, TOPIC, PLACE, SOURCE, WHOLE = range(5)
"""How near one looks, the nearest first."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What storms are looked for in."""

    arrivals: Sequence[Arrival]
    """Of at least `WEEKS` + 2 weeks, in any order."""
    first_read: Mapping[str, int]
    """Source → when it was first read (µs); imports and hand-taken mentions never were."""
    minimum: int
    """Fewer people are never a storm."""
    running: Collection[str] = ()
    """What the storms are about that go on: they keep their names."""


class Subject(NamedTuple):
    """Something that is watched by itself."""

    about: str
    code: str
    """Of its reason: who writes, or complains."""
    args: Mapping[str, str]
    nearness: int
    members: Sequence[Arrival]
    """In the order of their time."""
    weeks: int | None
    """How many are known, at most `WEEKS`; None: the source is too new to be compared."""
    calm: bool = False
    """Whether good and bad mentions are counted alike."""
    content: Sequence[int] = ()
    """When others there wrote without complaining (µs), in order: they show how full it is."""


def subjects(weather: Weather, now: int) -> Iterator[Subject]:
    """Yield all that is watched; nothing of which fewer than `FEWEST` weeks are known.

    Sources that are newer are not counted with the others, whose sums would jump.
    """
    people = _voices(each for each in weather.arrivals if each.at <= now)
    since = {
        name: _since(members, weather.first_read.get(name, now), now)
        for name, members in _by(people, _source).items()
    }
    young = {name for name, begun in since.items() if _weeks(begun, now) < FEWEST}
    new: list[Arrival] = []
    for name in sorted(young):
        subject = _young(name, people, weather.first_read.get(name))
        new.extend(subject.members)
        yield subject
    yield from _topics(sorted(new, key=lambda one: (one.at, one.number)), None, apart=True)
    known = [each for each in people if each.source not in young]
    if known:
        begun = max(since[name] for name in since.keys() - young)
        yield from _known(known, begun, now)


def _known(known: Sequence[Arrival], begun: int, now: int) -> Iterator[Subject]:
    """Yield what is watched in sources that are known long enough, since `begun` (µs)."""
    weeks = _weeks(begun, now)
    yield from _both("business", "", {}, WHOLE, known, weeks)
    sources, places = _by(known, _source), _by(known, _place)
    for name, members in sources.items() if len(sources) > 1 else ():
        yield from _both(f"source:{name}", "_source", {"source": name}, SOURCE, members, weeks)
    for name, members in places.items() if len(places) > 1 else ():
        there = _weeks(max(begun, members[0].at), now)
        if there >= FEWEST:
            yield from _both(f"place:{name}", "_place", {"place": name}, PLACE, members, there)
    worded = _weeks(max([begun, *(each.at for each in known if not each.worded)]), now)
    if worded >= FEWEST:
        yield from _topics(known, worded, apart=len(places) > 1)
        for echo, members in _by(_negative(known), _echo).items():
            yield Subject(f"words:{echo}", "same_words", {}, WORDS, members, worded)


def _both(
    about: str,
    suffix: str,
    args: Mapping[str, str],
    nearness: int,
    members: Sequence[Arrival],
    weeks: int,
) -> Iterator[Subject]:
    """Yield the complaints about something, and all that is written about it."""
    bad, good = _negative(members), _content(members)
    yield Subject(about, f"complaints{suffix}", args, nearness, bad, weeks, content=good)
    yield Subject(f"all {about}", f"mentions{suffix}", args, nearness, members, weeks, calm=True)


def _topics(known: Sequence[Arrival], weeks: int | None, *, apart: bool) -> Iterator[Subject]:
    """Yield what people complain of, at each place if there are several."""
    topics: defaultdict[tuple[str, str], list[Arrival]] = defaultdict(list)
    content: defaultdict[str, list[int]] = defaultdict(list)
    for each in known:
        place = (each.place or "") if apart else ""
        if not each.negative:
            content[place].append(each.at)
            continue
        for topic in set(each.topics.split("|")) - OPINIONS - {""}:
            topics[topic, place].append(each)
    for (topic, place), members in topics.items():
        about, code, args = f"topic:{topic}", "topic", {"topic": topic}
        if place:
            about, code, args = f"{about} place:{place}", "topic_place", {**args, "place": place}
        yield Subject(about, code, args, TOPIC, members, weeks, content=content[place])


def _young(name: str, people: Sequence[Arrival], first_read: int | None) -> Subject:
    """Return a source of which too little is known; what it had when first read is no news."""
    members = [each for each in people if each.source == name]
    begun = min(each.seen for each in members) if first_read is None else first_read
    fresh = [each for each in members if each.negative and each.at > begun]
    return Subject(f"source:{name}", "complaints_source", {"source": name}, SOURCE, fresh, None)


def _since(members: Sequence[Arrival], first_read: int, now: int) -> int:
    """Return from when on a source is known.

    It may have shown older mentions when it was first read; a few of them, or a single one that is
    much older, do not prove that it showed all.
    """
    before = [each.at for each in members if each.at <= now - WEEK]
    return min(before[len(before) // 10], first_read) if len(before) >= PROOF else first_read


def _weeks(since: int, now: int) -> int:
    return min(WEEKS, (now - since) // WEEK)


def _voices(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Return them in their order, what one person says of one place within a day but once."""
    last: dict[tuple[str, str | None, bool], int] = {}
    heard = []
    for each in sorted(arrivals, key=lambda one: (one.at, one.number)):
        if each.person is not None:
            key = (each.person, each.place, each.negative)
            if each.at - last.get(key, -DAY) < DAY:
                continue
            last[key] = each.at
        heard.append(each)
    return heard


def _by(
    arrivals: Iterable[Arrival], key: Callable[[Arrival], str | None]
) -> dict[str, list[Arrival]]:
    """Return them by what they have in common; those that have nothing are in no group."""
    groups: defaultdict[str, list[Arrival]] = defaultdict(list)
    for each in arrivals:
        name = key(each)
        if name is not None:
            groups[name].append(each)
    return groups


def _echo(arrival: Arrival) -> str | None:
    return arrival.echo


def _source(arrival: Arrival) -> str:
    return arrival.source


def _place(arrival: Arrival) -> str | None:
    return arrival.place


def _negative(arrivals: Iterable[Arrival]) -> list[Arrival]:
    return [each for each in arrivals if each.negative]


def _content(arrivals: Iterable[Arrival]) -> list[int]:
    return [each.at for each in arrivals if not each.negative]
