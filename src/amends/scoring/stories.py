"""Which mentions tell of one incident: a video, its comments, reposts and the articles about it.

Conservative: a wrong tie hides a customer in a crowd, a missed one costs little. The result is a
function of what is known and not of the order in which it arrived: ties are looked for in both
directions, the root is chosen by what was published first, not by what was read first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amends.models.story import Member
from amends.scoring.story_traces import LETTERS, PAGES, Read
from amends.text import letters, similar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from amends.models.story import Pin, Tied

NEAR = 0.8
"""Texts by different people that are as alike as this are one text passed on."""
_CANDIDATES = 30
"""Earlier ones that share a phrase; more of them share a form or a greeting, not an incident."""
_STRENGTH: tuple[Tied, ...] = ("hand", "link", "words", "place")


class Link(NamedTuple):
    """A tie of a mention to another that was first, or under which it stands."""

    child: int
    parent: int
    kind: Tied


def passed_on(new: Read, candidate: Read) -> bool:
    """Say whether one has the other's words: nearly all of them, or a quotation."""
    ours, theirs = new.voice, candidate.voice
    if ours.person is not None and ours.person == theirs.person:
        return False
    if not (new.phrases and candidate.phrases):
        return False
    if not new.quotable.isdisjoint(candidate.quotable):
        return True
    enough = min(letters(ours.words), letters(theirs.words)) >= LETTERS
    return enough and similar(ours.words, theirs.words) >= NEAR


def gather(
    reads: Iterable[Read],
    pins: Mapping[int, Pin],
    bursts: Iterable[Sequence[int]] = (),
) -> dict[int, Member]:
    """Return which mentions belong to which story; the root itself is not in it.

    Copies of a mention speak for it and are not members. `pins` are what people decided, by the
    number of the mention; it wins. `bursts` are mentions of one incident at a place.
    """
    scene = _Scene({each.voice.number: each for each in reads}, pins)
    links = [*scene.by_hand(), *scene.by_link(), *scene.by_words(), *scene.by_place(bursts)]
    found: dict[int, Member] = {}
    for numbers, ties in _components(links):
        if scene.authors(numbers) > 1 or any(each.kind == "hand" for each in ties):
            root = scene.root(numbers, ties)
            best = _strongest(ties)
            found |= {each: Member(root, best[each]) for each in numbers if each != root}
    return found


@dataclass(frozen=True, slots=True)
class _Scene:
    """The voices at hand, and what people decided about them."""

    reads: Mapping[int, Read]
    pins: Mapping[int, Pin]

    def apart(self, number: int) -> bool:
        """Say whether somebody wants it in no story."""
        return number in self.pins and self.pins[number].root is None

    def by_hand(self) -> Iterator[Link]:
        """Yield what people joined."""
        for number, pin in self.pins.items():
            if pin.root is not None and number in self.reads:
                yield Link(number, pin.root, "hand")

    def by_link(self) -> Iterator[Link]:
        """Yield comments and replies, and mentions that link to another."""
        ids = {(each.voice.source, each.voice.external_id): each for each in self.reads.values()}
        pages = self._pages()
        for each in self.reads.values():
            named = [ids.get((each.voice.source, ref)) for ref in each.answers]
            for parent in (*named, *map(pages.get, sorted(each.points_to))):
                if parent and self._free(each, parent):
                    yield Link(each.voice.matter, parent.voice.matter, "link")

    def _free(self, child: Read, parent: Read) -> bool:
        ours, theirs = child.voice.matter, parent.voice.matter
        return ours != theirs and ours not in self.pins and not self.apart(theirs)

    def _pages(self) -> dict[str, Read]:
        """Return whose page an address is; where many reviews share one page it is nobody's."""
        posts: defaultdict[str, dict[int, Read]] = defaultdict(dict)
        others: defaultdict[str, dict[int, Read]] = defaultdict(dict)
        for each in self.reads.values():
            if each.page and each.voice.kind != "comment":
                owners = posts if each.voice.kind in PAGES else others
                owners[each.page][each.voice.matter] = each
        owned = {page: posts.get(page) or others[page] for page in {*posts, *others}}
        return {page: next(iter(each.values())) for page, each in owned.items() if len(each) == 1}

    def by_words(self) -> Iterator[Link]:
        """Yield mentions that pass on the words of another one, as many as hold them together.

        Whoever shares a run of words is compared with the first of them until it is one of theirs.
        """
        told = _Groups()
        seen: set[tuple[int, int]] = set()
        writers: defaultdict[int, list[Read]] = defaultdict(list)
        for each in sorted(self.reads.values(), key=lambda found: found.voice.order):
            ours = each.voice.matter
            for earlier in self._sharing(each, writers):
                pair = (ours, earlier.voice.matter)
                if pair not in seen and told.top(pair[0]) != told.top(pair[1]):
                    seen.add(pair)
                    if passed_on(each, earlier):
                        told.join(*pair)
                        yield Link(*pair, "words")

    def _sharing(self, ours: Read, writers: dict[int, list[Read]]) -> Iterator[Read]:
        """Yield the first ones that share a phrase, and note it for the later ones."""
        if ours.voice.matter not in self.pins:
            for phrase in sorted(ours.phrases):
                yield from writers[phrase]
                if len(writers[phrase]) < _CANDIDATES:
                    writers[phrase].append(ours)

    def by_place(self, bursts: Iterable[Sequence[int]]) -> Iterator[Link]:
        """Yield what happened at one place at once."""
        for burst in bursts:
            free = [each for each in burst if each not in self.pins]
            yield from (Link(each, free[0], "place") for each in free[1:])

    def authors(self, numbers: Iterable[int]) -> int:
        """Count the people behind mentions; whoever cannot be named counts as somebody else."""
        people = [self.reads[each].voice.person for each in numbers if each in self.reads]
        return len({each for each in people if each}) + people.count(None)

    def root(self, numbers: Collection[int], ties: Iterable[Link]) -> int:
        """Return the mention to which most lead by their links, of equals the earliest."""
        up: dict[int, int] = {}
        for tie in sorted(ties, key=lambda each: self._order(each.parent)):
            if tie.kind in {"hand", "link"}:
                up.setdefault(tie.child, tie.parent)
        led = Counter(self._top(number, up) for number in numbers)
        return min(numbers, key=lambda each: (-led[each], self._order(each)))

    def _top(self, number: int, up: Mapping[int, int]) -> int:
        """Follow the links; of those that link to each other in a circle, the earliest it is."""
        path = {number: None}
        while number in up:
            number = up[number]
            if number in path:
                circle = list(path)[list(path).index(number) :]
                return min(circle, key=self._order)
            path[number] = None
        return number

    def _order(self, number: int) -> tuple[bool, tuple[int, str, str]]:
        found = self.reads.get(number)
        return number in self.pins, found.voice.order if found else (0, "", str(number))


class _Groups:
    """What hangs together, found by joining two at a time."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def top(self, number: int) -> int:
        """Return the number that stands for the group."""
        above = self._above
        while (higher := above.setdefault(number, number)) != number:
            above[number] = above[higher]
            number = higher
        return number

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        self._above[self.top(one)] = self.top(other)


def _components(links: Collection[Link]) -> Iterator[tuple[set[int], list[Link]]]:
    """Yield all that hangs together, with what ties it."""
    groups = _Groups()
    for each in links:
        groups.join(each.child, each.parent)
    ties: defaultdict[int, list[Link]] = defaultdict(list)
    for each in links:
        ties[groups.top(each.child)].append(each)
    for found in ties.values():
        yield {number for each in found for number in each[:2]}, found


def _strongest(ties: Iterable[Link]) -> dict[int, Tied]:
    """Return by what each is tied: by its own tie, else by that of another to it."""
    ties = sorted(ties, key=lambda each: _STRENGTH.index(each.kind), reverse=True)
    own = {each.child: each.kind for each in ties}
    return {each.parent: each.kind for each in ties} | own
