"""Stories: one incident with many authors, found by upkeep, joined and split by people."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from amends.errors import UsageError
from amends.models.moments import micros
from amends.models.story import StoryView
from amends.scoring import story_traces
from amends.scoring.bursts import bursts
from amends.scoring.stories import gather
from amends.scoring.story_traces import Read
from amends.store import OURSELVES, Row
from amends.store.stories import MOST_SHARED, pins
from amends.triage.deciding import find

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from amends.models.story import Member, StoryPart
    from amends.store import Change
    from amends.store.stories import Membership, Stories
    from amends.triage.business import Business

RUNNING = timedelta(days=14)
"""A story to which nobody has added anything for so long has run its course."""
PART = 500
"""Mentions looked at in one write transaction: others must not wait long for theirs."""


def attach_stories(business: Business) -> int:
    """Join what is newly assessed with the stories it belongs to; return how many were looked at.

    Each mention is looked at once for each of its assessments. Stopped at any moment, nothing is
    lost, and the next run goes on.
    """
    stories, count = business.store.stories, 0
    while numbers := stories.unlooked(PART):
        with business.store.change(who=OURSELVES, now=business.now) as change:
            _leave(business, numbers)
            _settle(business, change, numbers)
            stories.looked(numbers)
        count += len(numbers)
    return count


class Decided(NamedTuple):
    """What somebody decided about a mention and a story: short ids."""

    id: str
    root: str


def join(business: Business, short_id: str, root_id: str) -> Decided:
    """Make a mention part of a story, whatever the evidence says; raises `UsageError`."""
    with business.change() as change:
        number, root = (
            _matter(business, short_id),
            business.store.stories.top(find(business, root_id)),
        )
        if number == root:
            raise UsageError(
                f"{short_id} is where the story of {root_id} begins",
                hint="Join the others to it, or split it first.",
            )
        before = business.store.stories.mates([number, root])
        _pin(business, change, number, root)
        _settle(business, change, before)
    return Decided(*_ids(business, [number, root]))


def split(business: Business, short_id: str) -> str:
    """Keep a mention apart from every story, for ever; return its id; raises `UsageError`."""
    with business.change() as change:
        number = _matter(business, short_id)
        root, before = business.store.stories.top(number), business.store.stories.mates([number])
        if len(before) == 1:
            raise UsageError(
                f"{short_id} is in no story", hint="amends stories lists those there are."
            )
        _pin(business, change, number, None, left=root)
        _settle(business, change, before)
    return _ids(business, [number])[0]


def stories(business: Business) -> list[StoryView]:
    """Return all stories, the one that grew last first."""
    found = (_view(business.store.stories.parts(each)) for each in business.store.stories.roots())
    return [view for view in found if view]


def in_the_press(business: Business) -> list[StoryView]:
    """Return the stories with an article that are still growing, and that wait for something."""
    found = business.store.stories
    since = (business.now - RUNNING).date()
    views = (_view(found.parts(root)) for root in found.in_the_press())
    return [view for view in views if view and view.open and view.growth[-1][0] >= since]


def story(business: Business, short_id: str) -> StoryView:
    """Return the story that a mention belongs to; raises `UsageError` where it is in none."""
    view = story_of(business, find(business, short_id))
    if view is None:
        raise UsageError(f"{short_id} is in no story", hint="amends stories lists those there are.")
    return view


def story_of(business: Business, number: int) -> StoryView | None:
    """Return the story that a mention belongs to, or None."""
    found = business.store.stories
    return _view(found.parts(found.top(number)))


# ── finding them ─────────────────────────────────────────────────────────────────────────────


def _leave(business: Business, numbers: Collection[int]) -> None:
    """Leave the traces by which those who come later find these mentions."""
    chosen = set(numbers)
    found = [each for each in _read(business, numbers) if each.voice.number in chosen]
    business.store.stories.leave({each.voice.number: story_traces.left(each) for each in found})


def _settle(business: Business, change: Change, numbers: Collection[int]) -> None:
    """Find the stories of these mentions anew, and write what is different.

    Who has told of an incident stays a part of it, whatever the words say after an edit.
    """
    reads, incidents = _scene(business, numbers)
    have = business.store.stories.memberships(each.voice.number for each in reads)
    want = gather(reads, pins(have), incidents)
    numbers = [each.voice.number for each in reads]
    numbers = [number for number in numbers if not _decided(have.get(number))]
    free = [number for number in numbers if number in want or not _stays(have.get(number))]
    now = {number: have[number][:2] if number in have else None for number in free}
    _write(business, change, {each: want.get(each) for each in free if now[each] != want.get(each)})


def _decided(row: Membership | None) -> bool:
    return row is not None and row.by_hand


def _stays(row: Membership | None) -> bool:
    return row is not None and row.edited


def _scene(business: Business, numbers: Collection[int]) -> tuple[list[Read], list[list[int]]]:
    """Return all who can be in the stories of these mentions, and what happened at their places.

    Whoever shares a trace with them, and the stories of all these: their ties to anybody else
    would have made them members already.
    """
    stories, happened = business.store.stories, _Happened(business.store.stories)
    near = set(numbers)
    for each in _read(business, numbers):
        near |= stories.leading(story_traces.sought(each))
        near |= stories.leading(story_traces.shared(each), MOST_SHARED)
        near.update(number for burst in happened.at(each) for number in burst)
    reads = _read(business, stories.mates(near))
    known = {each.voice.number for each in reads}
    pages = story_traces.owners({page for each in reads for page in each.points_to})
    others = _read(business, stories.leading(pages, MOST_SHARED) - known)
    incidents = {tuple(burst) for each in reads for burst in happened.at(each)}
    return (
        reads + [each for each in others if each.voice.number not in known],
        [[number for number in each if number in known] for each in sorted(incidents)],
    )


def _read(business: Business, numbers: Iterable[int]) -> list[Read]:
    """Return mentions and their copies; without branches the whole business is one place."""
    home = None if business.config.places else ""
    return [Read(each) for each in business.store.stories.voices(numbers, home)]


class _Happened:
    """What happened at places, read once for each place and topic."""

    def __init__(self, stories: Stories) -> None:
        self._stories = stories
        self._known: dict[int, list[list[int]]] = {}

    def at(self, read: Read) -> list[list[int]]:
        """Return the incidents in the series that a complaint belongs to."""
        return [burst for trace in story_traces.series(read) for burst in self._in(trace, read)]

    def _in(self, trace: int, read: Read) -> list[list[int]]:
        if trace not in self._known:
            since = self._stories.first_at(read.voice.place)
            self._known[trace] = bursts(self._stories.series(trace), since)
        return self._known[trace]


# ── writing them ─────────────────────────────────────────────────────────────────────────────


def _write(business: Business, change: Change, wanted: Mapping[int, Member | None]) -> None:
    """Store who is in which story now, each with a line of history."""
    roots = {each.root for each in wanted.values() if each}
    cases = dict(
        zip(numbers := sorted({*wanted, *roots}), business.store.cases(numbers), strict=True)
    )
    for number in sorted(wanted):
        member = wanted[number]
        details = {"root": cases[member.root].id, "link": member.link} if member else {}
        values = (
            {"root": member.root, "link": member.link, "by_hand": 0, "at": micros(business.now)}
            if member
            else None
        )
        change.decide(
            number,
            cases[number].handling,
            what="joined" if member else "split",
            details=details,
            rows=[Row("stories", {"mention": number}, values)],
        )


def _pin(
    business: Business, change: Change, number: int, root: int | None, *, left: int | None = None
) -> None:
    """Store what somebody decided about a mention and its story."""
    [case] = business.store.cases([number])
    [named] = _ids(business, [root or left or number])
    change.decide(
        number,
        case.handling,
        what="joined" if root else "split",
        details={"root": named, "link": "hand"},
        rows=[
            Row(
                "stories",
                {"mention": number},
                {"root": root, "link": "hand", "by_hand": 1, "at": micros(business.now)},
            )
        ],
    )


def _matter(business: Business, short_id: str) -> int:
    """Return the mention that stands for the named one and its copies."""
    return business.store.stories.matter(find(business, short_id))


def _ids(business: Business, numbers: Sequence[int]) -> list[str]:
    return [each.id for each in business.store.cases(numbers)]


# ── showing them ─────────────────────────────────────────────────────────────────────────────


def _view(parts: Sequence[StoryPart]) -> StoryView | None:
    """Return a story out of its members; None where there is but one."""
    members = [each for each in parts if each.same_as is None]
    if len(members) < 2:  # noqa: PLR2004 — one alone is no story
        return None
    articles = [each for each in parts if each.kind == "article"]
    days = Counter(each.published_at.date() for each in members)
    named = {each.person for each in members if each.person}
    return StoryView(
        root=parts[0].id,
        size=len(members),
        authors=len(named) + sum(each.person is None for each in members),
        reach=_reach(parts),
        open=sum(each.open for each in members),
        first_article=min(articles, key=lambda each: each.published_at, default=None),
        growth=tuple(sorted(days.items())),
        members=tuple(parts),
    )


def _reach(parts: Iterable[StoryPart]) -> int | None:
    """Add up whom the members reached; of the copies of one, the one that reached most."""
    most: dict[int, int] = {}
    for each in parts:
        if each.reach is not None:
            matter = each.same_as or each.number
            most[matter] = max(most.get(matter, 0), each.reach)
    return sum(most.values()) if most else None
