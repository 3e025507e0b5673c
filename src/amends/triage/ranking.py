"""The queue in its order: figures for all, whole cases only for those shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Literal

from amends.models.listing import Listing, Ranked
from amends.models.moments import micros
from amends.scoring import factors, priority
from amends.scoring.situation import harm_quote, situation
from amends.store import Filter
from amends.triage.business import policy as policy_of
from amends.triage.placing import group_of, is_asleep, matters, place, why_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amends.models import Case
    from amends.models.listing import Group, Placed
    from amends.models.standing import Policy, Standing
    from amends.triage.business import Business

Rank = Callable[["Placed"], int]
"""What comes first has the lower number."""
Sieve = Callable[["Placed"], bool]
"""Asked about each in its order, until as many as are wanted have passed."""
Sort = Literal["priority", "due", "newest", "oldest"]
LATEST = 2**62
"""Later than any time in microseconds."""


def listing(
    business: Business,
    wanted: Filter,
    *,
    limit: int | None = 20,
    min_priority: float = 0,
    sort: Sort = "priority",
    groups: Sequence[Group] | None = None,
    asleep: bool = False,
    before: Rank | None = None,
    sieve: Sieve | None = None,
    fresh: bool = False,
) -> Listing:
    """Return the top of the queue; `groups` narrows it to what the owner must do.

    `before` goes before the order of `sort`, `fresh` leaves out old history; what does not pass
    `sieve` is only counted. What somebody laid aside comes alone with `asleep`, or where a status
    was asked for. Open mentions of one person at one place are one, led by the most pressing.
    """
    wanted = replace(wanted, place=business.place(wanted.place))
    found = business.store.standings(wanted)
    usual = usual_reach(found) if wanted == Filter() else _usual_reach(business)
    policy = replace(policy_of(business.config), usual_reach=usual)
    found = [each for each in found if not (fresh and each.old)]
    now, tonight = micros(business.now), micros(midnight(business))
    whole = wanted.everything or bool(wanted.statuses)
    awake = [each for each in found if whole or is_asleep(each, now) == asleep]
    scored = [(each, priority.score(each, policy, now)) for each in awake]
    placed = [
        place(each, score, policy.urgent_at, now=now, tonight=tonight)
        for each, score in scored
        if score >= min_priority
    ]
    chosen = [each for each in placed if groups is None or each.group in groups]
    leads, behind = (chosen, {}) if whole else matters(chosen)
    order = _sorted(leads, sort, None if sieve else limit, before)
    shown = list(islice(filter(sieve, order), limit)) if sieve else order
    hidden = {number for numbers in behind.values() for number in numbers}
    counted = [each for each in placed if each.standing.number not in hidden]
    idle = Counter(why_nothing(each.standing) for each in counted if each.group == "nothing")
    return Listing(
        items=tuple(_ranked(business, [each.standing for each in shown], policy, behind)),
        total=len(leads),
        groups=Counter(each.group for each in counted),
        prepared=Counter(
            each.standing.status
            for each in counted
            if each.standing.status in {"drafted", "approved"}
        ),
        overdue=sum(each.late for each in counted),
        left_out=idle + Counter(asleep=0 if whole or asleep else len(found) - len(awake)),
        urgent={
            each.standing.id: each.standing.since for each in counted if each.group == "urgent"
        },
    )


def midnight(business: Business) -> datetime:
    """Return when the business's present day ends."""
    zone = business.zone
    tomorrow = business.now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


def one(business: Business, number: int) -> Ranked:
    """Return one mention at its place, whatever became of it."""
    return several(business, [number])[0]


def several(business: Business, numbers: Sequence[int]) -> list[Ranked]:
    """Return mentions at their places, whatever became of them."""
    standings = [business.store.standing(number) for number in numbers]
    return _ranked(business, standings, present_policy(business), {}) if standings else []


def present_policy(business: Business) -> Policy:
    """Return the policy with the usual reach of each source as it is now."""
    return replace(policy_of(business.config), usual_reach=_usual_reach(business))


def _usual_reach(business: Business) -> dict[str, float]:
    """Measure the usual reach on the whole queue, so that no filter changes a priority."""
    return usual_reach(business.store.standings(Filter()))


def usual_reach(standings: Iterable[Standing]) -> dict[str, float]:
    """Return each source's median reach, for mentions whose own is not known."""
    known: defaultdict[str, list[float]] = defaultdict(list)
    for each in standings:
        reach = factors.reach_figure(each)
        if reach is not None:
            known[each.source].append(reach)
    return {source: median(figures) for source, figures in known.items()}


def _sorted(
    placed: Sequence[Placed], sort: Sort, limit: int | None, before: Rank | None = None
) -> list[Placed]:
    if before:
        return sorted(_sorted(placed, sort, None), key=before)[:limit]
    if sort == "priority":
        return priority.order(placed, limit)
    keys: dict[Sort, Callable[[Standing], int]] = {
        "newest": lambda each: -each.published_at,
        "oldest": lambda each: each.published_at,
        "due": _due,
    }
    key = keys[sort]
    return sorted(placed, key=lambda each: (key(each.standing), each.standing.id))[:limit]


def _due(standing: Standing) -> int:
    due = standing.follow_up_at if standing.answered else standing.reply_due_at
    return due if due is not None else LATEST


def _ranked(
    business: Business,
    shown: Sequence[Standing],
    policy: Policy,
    behind: Mapping[int, Sequence[int]],
) -> list[Ranked]:
    numbers = [each.number for each in shown]
    cases, sizes = business.store.cases(numbers), business.store.stories.sizes(numbers)
    hidden = [number for each in numbers for number in behind.get(each, ())]
    ids = dict(zip(hidden, business.store.ids(hidden), strict=True))
    tonight = midnight(business)
    return [
        replace(
            rank(case, each, policy, business.now, tonight),
            also=tuple(ids[number] for number in behind.get(each.number, ())),
            others=sizes.get(each.number, 0),
        )
        for case, each in zip(cases, shown, strict=True)
    ]


def rank(
    case: Case, standing: Standing, policy: Policy, now: datetime, tonight: datetime | None = None
) -> Ranked:
    """Put a case at its place, with the reasons."""
    result = priority.prioritise(standing, policy, micros(now), quote=harm_quote(case.assessment))
    return Ranked(
        case=case,
        situation=situation(case, now),
        priority=result,
        group=group_of(
            standing,
            result.score,
            policy.urgent_at,
            now=micros(now),
            tonight=micros(tonight or now),
        ),
    )
