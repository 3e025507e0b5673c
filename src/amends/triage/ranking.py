"""The queue in its order: figures for all, whole cases only for those shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from amends.models.listing import Listing, Ranked
from amends.models.moments import micros
from amends.scoring import factors, playbook, priority
from amends.scoring.situation import harm_quote, situation
from amends.store import Filter
from amends.triage.business import policy as policy_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from amends.models import Case
    from amends.models.listing import Group
    from amends.models.standing import Policy, Standing
    from amends.triage.business import Business

Scored = tuple[float, "Standing"]


def listing(
    business: Business,
    wanted: Filter,
    *,
    limit: int | None = 20,
    min_priority: float = 0,
    sort: str = "priority",
    groups: Sequence[Group] | None = None,
) -> Listing:
    """Return the top of the queue; `groups` narrows it to what the owner must do."""
    wanted = replace(wanted, place=business.place(wanted.place))
    found = business.store.standings(wanted)
    usual = usual_reach(found) if wanted == Filter() else _usual_reach(business)
    policy = replace(policy_of(business.config), usual_reach=usual)
    now = micros(business.now)
    scored = [
        pair
        for pair in ((priority.score(each, policy, now), each) for each in found)
        if pair[0] >= min_priority
    ]
    grouped = [(group_of(each, score, policy.urgent_at), (score, each)) for score, each in scored]
    chosen = [pair for group, pair in grouped if groups is None or group in groups]
    shown = _sorted(chosen, sort, limit)
    return Listing(
        items=tuple(_ranked(business, shown, policy)),
        total=len(chosen),
        groups=Counter(group for group, _ in grouped),
        overdue=sum(_late(pair[1], now) for group, pair in grouped if group != "nothing"),
        left_out=Counter(_why_nothing(pair[1]) for group, pair in grouped if group == "nothing"),
    )


def one(business: Business, number: int) -> Ranked:
    """Return one mention at its place, whatever became of it."""
    standing = business.store.standing(number)
    return _ranked(business, [(0.0, standing)], present_policy(business))[0]


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


def group_of(standing: Standing, score: float, urgent_at: float) -> Group:
    """Say what the owner must do about a mention."""
    book = playbook.choose(
        standing.intent,
        standing.severity,
        answered=standing.answered,
        rated=standing.stars is not None,
        verified=standing.verified,
    )
    if book == "no_reply":
        return "nothing"
    if score >= urgent_at:
        return "urgent"
    if book == "thank":
        return "thank"
    return "ask" if book in {"ask_details", "verify_then_answer"} else "answer"


def _late(standing: Standing, now: int) -> bool:
    return standing.reply_due_at is not None and now > standing.reply_due_at


def _why_nothing(standing: Standing) -> str:
    if standing.answered:
        return "answered"
    return standing.intent if standing.intent in {"spam", "irrelevant"} else "other"


def _sorted(scored: list[Scored], sort: str, limit: int | None) -> list[Scored]:
    if sort == "newest":
        return sorted(scored, key=lambda pair: (-pair[1].published_at, pair[1].id))[:limit]
    if sort == "oldest":
        return sorted(scored, key=lambda pair: (pair[1].published_at, pair[1].id))[:limit]
    return priority.order(scored, limit)


def _ranked(business: Business, shown: Sequence[Scored], policy: Policy) -> list[Ranked]:
    cases = business.store.cases([each.number for _, each in shown])
    return [
        rank(case, each, policy, business.now) for case, (_, each) in zip(cases, shown, strict=True)
    ]


def rank(case: Case, standing: Standing, policy: Policy, now: datetime) -> Ranked:
    """Put a case at its place, with the reasons."""
    result = priority.prioritise(standing, policy, micros(now), quote=harm_quote(case.assessment))
    return Ranked(
        case=case,
        situation=situation(case, now),
        priority=result,
        group=group_of(standing, result.score, policy.urgent_at),
    )
