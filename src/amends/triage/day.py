"""The order of the day: what is to be done, how long it takes, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from amends.models.listing import Task
from amends.triage import ranking
from amends.triage.promising import due_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.models.listing import Group
    from amends.models.work import Deed
    from amends.store import Filter
    from amends.triage.business import Business

ORDER: tuple[Group, ...] = ("urgent", "refused", "answer", "ask", "close", "thank")
"""After the promises, which come first: a broken one is a second complaint."""
MINUTES: Mapping[Group, float] = {
    "promised": 2,
    "urgent": 6,
    "refused": 3,
    "answer": 4,
    "ask": 3,
    "close": 1,
    "thank": 1,
    "nothing": 1,
}
"""What one takes, until the pace of the day is known."""
PACE_FROM = 3
"""So many matters say something about the pace."""
QUICKEST = 0.25
"""Nobody stays quicker than that, in times of what is expected."""


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was decided here."""

    at: int
    """Which matter of the day."""
    deed: Deed
    change: int


@dataclass(frozen=True, slots=True)
class Day:
    """What is to be done today."""

    tasks: tuple[Task, ...]
    total: int
    """How many there would be without a limit."""


@dataclass(slots=True)
class Pace:
    """How long a matter takes the person at the keyboard."""

    ratios: list[float] = field(default_factory=list)
    """Of each that was finished: the time it took, in times of what was expected."""

    def took(self, group: Group, seconds: float) -> None:
        """Note how long one took."""
        self.ratios.append(seconds / 60 / MINUTES[group])

    def minutes(self, tasks: Sequence[Task]) -> int:
        """Return about how many minutes tasks take; the median ignores a coffee break."""
        ratio = median(self.ratios) if len(self.ratios) >= PACE_FROM else 1.0
        expected = sum(MINUTES[each.group] for each in tasks) * max(QUICKEST, ratio)
        return max(1, round(expected)) if tasks else 0


def plan(business: Business, wanted: Filter, *, limit: int) -> Day:
    """Return what is to be done: promises that are late or due today, then the queue by group.

    With an assignee it is what this colleague has, or has promised.
    """
    promises = _promises(business, replace(wanted, place=business.place(wanted.place)))
    listing = ranking.listing(business, wanted, limit=limit, groups=ORDER)
    queue = [Task(each.case.id, each.group) for each in listing.items]
    queue.sort(key=lambda task: ORDER.index(task.group))
    return Day((*promises, *queue)[:limit], len(promises) + listing.total)


def over(business: Business, task: Task) -> bool:
    """Say whether somebody has done meanwhile what was to be done."""
    number = business.store.number_of(task.id)
    if number is None:
        return True
    if task.promise:
        promise = business.store.promise(int(task.promise[1:]))
        return promise is None or not promise.open
    item = ranking.one(business, number)
    handling = item.case.handling
    return item.group == "nothing" or not handling.open or handling.asleep(business.now)


def _promises(business: Business, wanted: Filter) -> list[Task]:
    shown = {each.id for each in business.store.standings(wanted)}
    anybodys = {each.id for each in business.store.standings(replace(wanted, assignee=None))}
    name = (wanted.assignee or "").casefold()
    return [
        Task(each.mention, "promised", each.id)
        for each in due_now(business)
        if each.mention in shown or (each.mention in anybodys and each.who.casefold() == name)
    ]
