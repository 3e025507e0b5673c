"""Trying rules on stored mentions: what each would do, and what it would not. Changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.handling.rules import compiled
from amends.models.ruled import Fired, Instance, Trial, Trials
from amends.store import Filter
from amends.triage.ruling import AT_ONCE, left_by, plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.config.rules import Then
    from amends.models import Case
    from amends.models.ruled import Held
    from amends.triage.business import Business
    from amends.triage.ruling import Left


@dataclass(slots=True)
class _Count:
    """What has been seen of one rule so far."""

    limit: int
    fires: int = 0
    held: Counter[Held] = field(default_factory=Counter)
    examples: list[Instance] = field(default_factory=list)
    held_examples: list[Instance] = field(default_factory=list)

    def fire(self, case: Case) -> None:
        self.fires += 1
        if len(self.examples) < self.limit:
            self.examples.append(Instance(case))

    def hold(self, case: Case, why: Held) -> None:
        self.held[why] += 1
        if len(self.held_examples) < self.limit:
            self.held_examples.append(Instance(case, why))


def fired(business: Business) -> list[Fired]:
    """Return every configured rule with the open mentions that it has fired on."""
    counts = Counter(name for names in business.store.rulings.fired() for name in names)
    return [Fired(name, counts[name]) for name in business.config.rules]


def tried(
    business: Business, name: str | None = None, *, everything: bool = False, limit: int = 3
) -> Trials:
    """Return what the rules would do with the open mentions, or with all that are stored.

    All rules run in their order, also where only one is asked for. Raises `UsageError` for a name
    that no rule has.
    """
    configured = business.config.rules
    if name is not None and name not in configured:
        known = ", ".join(configured) or "none"
        raise UsageError(f"no rule is called {name!r}", hint=f"In config.yaml: {known}.")
    rules = compiled(configured)
    counts = {each: _Count(limit) for each in configured}
    looked = 0
    for case, left in _cases(business, _numbers(business, everything=everything)):
        if not everything and not case.handling.open and case.handling.status != left.status:
            continue  # a person closed it
        looked += 1
        made = plan(rules, case, left, business.now, business.config)
        for rule, why in made.outcome.skipped:
            counts[rule].hold(case, why)
        for rule in made.outcome.fired:
            counts[rule].fire(case)
            if _decided(case, left, configured[rule].then):
                counts[rule].hold(case, "decided")
    return Trials(
        tuple(
            Trial(
                each, seen.fires, dict(seen.held), tuple(seen.examples), tuple(seen.held_examples)
            )
            for each, seen in counts.items()
            if name in {None, each}
        ),
        looked,
    )


def _numbers(business: Business, *, everything: bool) -> list[int]:
    """Return the mentions to look at, the newest first."""
    if not everything:
        return business.store.rulings.rulable()[::-1]
    whole = business.store.standings(Filter(everything=True, copies=True))
    return sorted((each.number for each in whole), reverse=True)


def _decided(case: Case, left: Left, then: Then) -> bool:
    """Whether a person has decided what the rule would set."""
    handling = case.handling
    status = None if handling.status == "new" else handling.status
    taken = handling.assignee != left.assignee or status != left.status
    assigned = then.assign is not None and handling.assignee not in {
        left.assignee,
        left.proposed,
        then.assign,
    }
    moved = (then.status is not None or then.snooze is not None) and status != left.status
    return taken and (assigned or moved)


def _cases(business: Business, numbers: Sequence[int]) -> Iterator[tuple[Case, Left]]:
    """Yield mentions with what rules left on them, a few hundred at a time."""
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        before = business.store.rulings.last(some)
        for number, case in zip(some, business.store.cases(some), strict=True):
            yield case, left_by(before.get(number))
