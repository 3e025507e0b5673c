"""What the configured rules say about a mention: compiled once, applied to facts, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from amends.config.ranges import sleep
from amends.config.rules import HARMLESS, MOST_POINTS, SERIOUS
from amends.handling.conditions import by_the_moment, tests
from amends.models.handling import UNTIL_REACTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.config.ranges import Sleep
    from amends.config.rules import Rule, Then
    from amends.handling.conditions import Facts, Test
    from amends.models.vocabulary import Status

Why = Literal["serious", "not_harmless"]
"""A rule is skipped where it would take harm, or what wants an answer, out of sight."""
MORNING = time(8)
"""When what slept until a day wakes."""


class Skipped(NamedTuple):
    """A rule that would have fired, but must not here."""

    rule: str
    why: Why


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all rules together say about one mention."""

    fired: tuple[str, ...] = ()
    """Their names in their order."""
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    points: float = 0.0
    status: Status | None = None
    because: str | None = None
    """Why it has that status, or sleeps."""
    snooze: Sleep | None = None
    notify: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule, ready to be applied."""

    name: str
    tests: tuple[Test, ...]
    then: Then
    snooze: Sleep | None

    def fires(self, facts: Facts, tags: frozenset[str]) -> bool:
        """Say whether every condition holds."""
        return all(test(facts, tags) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Compiled:
    """All rules in their order."""

    rules: tuple[CompiledRule, ...]
    fingerprint: str
    """Sixteen hex digits: another one as soon as any rule is another."""
    by_the_moment: bool
    """Whether what a rule says of a mention may change while nothing is written or decided."""


@dataclass(slots=True)
class _Verdict:
    """What has been said so far."""

    fired: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    notify: dict[str, None] = field(default_factory=dict)
    points: int = 0
    assignee: str | None = None
    status: Status | None = None
    because: str | None = None
    snooze: Sleep | None = None

    def add(self, rule: CompiledRule) -> None:
        then = rule.then
        self.fired.append(rule.name)
        self.tags |= dict.fromkeys(then.tag)
        self.notify |= dict.fromkeys(then.notify)
        self.points += then.priority
        self.assignee = then.assign or self.assignee
        self.status = then.status or self.status
        self.snooze = rule.snooze or self.snooze
        if then.status or rule.snooze:
            self.because = then.because

    def outcome(self) -> Outcome:
        return Outcome(
            fired=tuple(self.fired),
            assignee=self.assignee,
            tags=tuple(self.tags),
            points=float(max(-MOST_POINTS, min(MOST_POINTS, self.points))),
            status=self.status,
            because=self.because,
            snooze=self.snooze,
            notify=tuple(self.notify),
            skipped=tuple(self.skipped),
        )


def compiled(rules: Mapping[str, Rule]) -> Compiled:
    """Make the configured rules ready; they have been checked before."""
    said = "\n".join(f"{name}={rule.model_dump_json()}" for name, rule in rules.items())
    return Compiled(
        tuple(
            CompiledRule(
                name,
                tests(rule.when),
                rule.then,
                sleep(rule.then.snooze) if rule.then.snooze else None,
            )
            for name, rule in rules.items()
        ),
        sha256(said.encode()).hexdigest()[:16],
        any(by_the_moment(rule.when) for rule in rules.values()),
    )


def apply(rules: Compiled, facts: Facts) -> Outcome:
    """Return what the rules say about a mention, one after the other.

    A later rule overrides who gets it and its status; tags and points add up. A rule that would
    take it out of sight where none may is skipped as a whole, its `stop` included.
    """
    verdict = _Verdict()
    tags = facts.tags
    for rule in rules.rules:
        if not rule.fires(facts, tags):
            continue
        if why := forbidden(rule.then, facts):
            verdict.skipped.append(Skipped(rule.name, why))
            continue
        verdict.add(rule)
        if rule.then.tag:
            tags = tags | set(rule.then.tag)
        if rule.then.stop:
            break
    return verdict.outcome()


def forbidden(then: Then, facts: Facts) -> Why | None:
    """Say why a rule must not act here, or None where it may."""
    if then.hides and facts.severity >= SERIOUS:
        return "serious"
    if then.status == "ignored" and facts.intent not in HARMLESS:
        return "not_harmless"
    return None


def asleep_until(snooze: Sleep, now: datetime, zone: str) -> datetime:
    """Return when a mention wakes; a day begins in the business's time zone."""
    if isinstance(snooze, timedelta):
        return now + snooze
    if isinstance(snooze, date):
        return datetime.combine(snooze, MORNING, ZoneInfo(zone)).astimezone(UTC)
    return UNTIL_REACTION
