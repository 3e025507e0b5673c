"""Rules at work: what they change of a mention, and what they leave to people.

What people decided stands: rules change only what nobody has set, and what they have set themselves
and nobody has touched since. Their last event tells the one from the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from amends.handling.conditions import Facts, known_as, searchable
from amends.handling.moves import move
from amends.handling.rules import apply, asleep_until, compiled
from amends.models.moments import micros, moment
from amends.scoring.factors import reach_figure
from amends.scoring.situation import situation
from amends.store import OURSELVES
from amends.triage.passing import standing_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from amends.config import Config
    from amends.config.rules import Rule
    from amends.handling.rules import Compiled, Outcome
    from amends.models import Case, Handling
    from amends.triage.business import Business

AT_ONCE = 500
"""Mentions in one write transaction: others wait only a moment."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Left:
    """What rules left on a mention when they last changed it."""

    status: str | None = None
    assignee: str | None = None
    snoozed_until: datetime | None = None
    tags: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """Tags of theirs that a person took off."""
    proposed: str | None = None
    """Whom amends gave it by itself, without a rule: a rule knows better."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rules make of a mention."""

    handling: Handling
    left: Left
    outcome: Outcome = field(repr=False)


def apply_rules(business: Business) -> int:
    """Apply the rules to open mentions they have not seen as they are; return how many changed."""
    rules = compiled(business.config.rules)
    version = version_of(rules, business.now)
    numbers = business.store.rulings.unruled(version)
    return sum(
        _rule_some(business, rules, version, numbers[start : start + AT_ONCE])
        for start in range(0, len(numbers), AT_ONCE)
    )


def version_of(rules: Compiled, now: datetime) -> str | None:
    """Name the rules, with the hour where they look at the moment; None where there are none."""
    if not rules.rules:
        return None
    return f"{rules.fingerprint}@{now:%Y-%m-%dT%H}" if rules.by_the_moment else rules.fingerprint


def _rule_some(
    business: Business, rules: Compiled, version: str | None, numbers: Sequence[int]
) -> int:
    store, changed = business.store, 0
    with store.change(who=OURSELVES, now=business.now) as change:
        before = store.rulings.last(numbers)
        for number, case in zip(numbers, store.cases(numbers), strict=True):
            left = left_by(before.get(number))
            made = plan(rules, case, left, business.now, business.config)
            if made.handling != case.handling:
                told = _to_tell(made.outcome, case.handling, business.config.rules)
                change.decide(number, made.handling, what="ruled", details=_details(made) | told)
                changed += 1
        store.rulings.settle(version, numbers)
    return changed


def plan(rules: Compiled, case: Case, left: Left, now: datetime, config: Config) -> Plan:
    """Return what the rules make of a mention, whose last rules left `left` on it."""
    handling = case.handling
    by_hand = frozenset(handling.tags) - set(left.tags)
    outcome = apply(rules, facts(case, now, by_hand))
    tags, left_tags, refused = _tags(handling.tags, outcome.tags, left)
    ruled = left.proposed and outcome.assignee and handling.assignee == left.proposed
    former = left.proposed if ruled else left.assignee
    status = None if handling.status == "new" else handling.status
    ours = status == left.status and handling.reopened_at is None
    sleep = _sleep(outcome, left, now, config) if ours else handling.snoozed_until
    until = settled(handling.snoozed_until, left.snoozed_until, sleep)
    made = _with_status(handling, outcome, now) if ours and outcome.status != status else handling
    assignee = settled(handling.assignee, former, outcome.assignee)
    if handling.replied_at is not None:  # who answered keeps it
        assignee = handling.assignee or assignee
    return Plan(
        replace(
            made,
            assignee=assignee,
            tags=tags,
            snoozed_until=until,
            rules=outcome.fired,
            rule_points=outcome.points,
        ),
        Left(
            status=outcome.status if ours else left.status,
            assignee=outcome.assignee if handling.assignee == former else left.assignee,
            snoozed_until=settled(left.snoozed_until, handling.snoozed_until, until),
            tags=left_tags,
            refused=refused,
        ),
        outcome,
    )


def settled(present: Value | None, left: Value | None, wanted: Value | None) -> Value | None:
    """Return what is wanted where nobody has touched what rules left; else what is present."""
    return wanted if present == left else present


def _tags(
    present: Sequence[str], wanted: Sequence[str], left: Left
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the tags, which of them are the rules', and which of those people do not want."""
    refused = dict.fromkeys((*left.refused, *(tag for tag in left.tags if tag not in present)))
    kept = tuple(tag for tag in present if tag not in left.tags or tag in wanted)
    new = tuple(tag for tag in wanted if tag not in present and tag not in refused)
    ours = tuple(tag for tag in kept if tag in left.tags)
    return (*kept, *new), (*ours, *new), tuple(refused)


def _with_status(handling: Handling, outcome: Outcome, now: datetime) -> Handling:
    """Give the status that rules want; without one it is new again, as if they had not been."""
    if outcome.status is None:
        return replace(handling, status="new", because=None)
    because = outcome.because or ", ".join(outcome.fired)
    return move(handling, outcome.status, because=because, now=now)


def _sleep(outcome: Outcome, left: Left, now: datetime, config: Config) -> datetime | None:
    """Return until when the rules want it asleep; it is put to sleep only once."""
    if outcome.snooze is None:
        return None
    if left.snoozed_until is not None:
        return left.snoozed_until
    until = asleep_until(outcome.snooze, now, config.business.timezone)
    return until if until > now else None


def left_by(details: Mapping[str, Any] | None) -> Left:
    """Read what our last events of a mention say that we left."""
    done = details or {}
    said = done.get("ruled", {}).get("left", {})
    return Left(
        status=said.get("status"),
        assignee=said.get("assignee"),
        snoozed_until=moment(said.get("snoozed_until")),
        tags=tuple(said.get("tags", ())),
        refused=tuple(said.get("refused", ())),
        proposed=done.get("assigned", {}).get("assignee"),
    )


def _details(made: Plan) -> dict[str, Any]:
    """Return what people want to read of it, and what the next rules must know."""
    left, outcome = made.left, made.outcome
    until = left.snoozed_until
    kept = {
        "status": left.status,
        "assignee": left.assignee,
        "snoozed_until": None if until is None else micros(until),
        "tags": list(left.tags),
        "refused": list(left.refused),
    }
    said = {
        "rules": list(outcome.fired),
        "points": outcome.points,
        "because": outcome.because,
        "notify": list(outcome.notify),
        "skipped": [list(each) for each in outcome.skipped],
        "left": {name: value for name, value in kept.items() if value},
    }
    return {name: value for name, value in said.items() if value}


def _to_tell(outcome: Outcome, before: Handling, rules: Mapping[str, Rule]) -> dict[str, list[str]]:
    """Name the rules that fired only now and want somebody to hear of it."""
    new = [each for each in outcome.fired if each not in before.rules]
    names = [each for each in new if rules[each].then.notify]
    return {"tell": names} if names else {}


def facts(case: Case, now: datetime, tags: frozenset[str]) -> Facts:
    """Return what rules may look at; `tags` are those that people gave."""
    mention, found = case.mention, case.assessment
    author, published = mention.author, mention.published_at
    return Facts(
        source=mention.source,
        source_type=mention.source_type,
        place=mention.place,
        kind=mention.kind,
        stars=mention.rating.stars if mention.rating else None,
        sentiment=found.sentiment.label,
        intent=found.intent,
        topics=frozenset(found.topics),
        severity=found.severity,
        signals=frozenset(situation(case, now).signals),
        language=found.language.code,
        authors=known_as(author.name, author.handle, author.id),
        words=searchable(mention.title, mention.text),
        tags=tags,
        reach=reach_figure(standing_of(case)),
        hours=(now - published).total_seconds() / 3600 if published else 0.0,
    )
