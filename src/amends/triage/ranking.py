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
from amends.scoring import factors, playbook, priority
from amends.scoring.situation import harm_quote, situation
from amends.store import Filter
from amends.triage.business import policy as policy_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amends.models import Case
    from amends.models.listing import Group
    from amends.models.standing import Policy, Standing
    from amends.models.vocabulary import Intent, Status
    from amends.triage.business import Business

Scored = tuple[float, "Standing"]
Rank = Callable[["Group", "Standing", bool], int]
"""Group, figures, whether it is late → what comes first has the lower number."""
Sieve = Callable[["Group", "Standing"], bool]
"""Asked about each in its order, until as many as are wanted have passed."""
Sort = Literal["priority", "due", "newest", "oldest"]
LATEST = 2**62
"""Later than any time in microseconds."""
_TO_CLOSE: frozenset[Status] = frozenset({"replied", "following_up"})
_MATTERS: frozenset[Intent] = frozenset({"complaint", "mixed", "vague_negative", "suspected_fake"})
"""What has to be brought to an end; a thank-you is one."""


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
    awake = [each for each in found if whole or _asleep(each, now) == asleep]
    scored = [
        pair
        for pair in ((priority.score(each, policy, now), each) for each in awake)
        if pair[0] >= min_priority
    ]
    grouped = [
        (group_of(each, score, policy.urgent_at, now=now, tonight=tonight), (score, each))
        for score, each in scored
    ]
    chosen = [(group, pair) for group, pair in grouped if groups is None or group in groups]
    led, behind = _folded(chosen, whole=whole)
    known = {each.number: group for group, (_, each) in grouped} if before or sieve else {}

    def rank(pair: Scored) -> int:
        each, group = pair[1], known[pair[1].number]
        return before(group, each, _late(each, group, now)) if before else 0

    order = _sorted(led, sort, None if sieve else limit, rank if before else None)
    shown = _sifted(order, known, sieve, limit) if sieve else order
    hidden = {number for numbers in behind.values() for number in numbers}
    counted = [(group, each) for group, (_, each) in grouped if each.number not in hidden]
    return Listing(
        items=tuple(_ranked(business, shown, policy, behind)),
        total=len(led),
        groups=Counter(group for group, _ in counted),
        prepared=Counter(
            each.status for _, each in counted if each.status in {"drafted", "approved"}
        ),
        overdue=sum(_late(each, group, now) for group, each in counted),
        left_out=Counter(_why_nothing(each) for group, each in counted if group == "nothing")
        + Counter(asleep=0 if whole or asleep else len(found) - len(awake)),
        urgent={each.id: each.since for group, each in counted if group == "urgent"},
    )


def midnight(business: Business) -> datetime:
    """Return when the business's present day ends."""
    zone = business.zone
    tomorrow = business.now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


def _asleep(standing: Standing, now: int) -> bool:
    return standing.snoozed_until is not None and now < standing.snoozed_until


def _folded(
    scored: Sequence[tuple[Group, Scored]], *, whole: bool
) -> tuple[list[Scored], dict[int, list[int]]]:
    """Return one mention for each matter, and the numbers of those that stand behind it.

    Where nothing is to be done, and in the whole list, each stands for itself.
    """
    leads = [pair for group, pair in scored if whole or group == "nothing"]
    matters: dict[tuple[str, str | None], list[Scored]] = {}
    for group, pair in scored if not whole else ():
        person, place = pair[1].person, pair[1].place
        if group != "nothing" and person is not None:
            matters.setdefault((person, place), []).append(pair)
        elif group != "nothing":
            leads.append(pair)
    behind = {}
    for members in matters.values():
        lead, *others = priority.order(members) if len(members) > 1 else members
        leads.append(lead)
        if others:
            behind[lead[1].number] = [each.number for _, each in others]
    return leads, behind


def one(business: Business, number: int) -> Ranked:
    """Return one mention at its place, whatever became of it."""
    return several(business, [number])[0]


def several(business: Business, numbers: Sequence[int]) -> list[Ranked]:
    """Return mentions at their places, whatever became of them."""
    standings = [(0.0, business.store.standing(number)) for number in numbers]
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


def group_of(
    standing: Standing, score: float, urgent_at: float, *, now: int, tonight: int
) -> Group:
    """Say what the owner must do about a mention; times in microseconds since 1970 UTC."""
    book = playbook.choose(
        standing.intent,
        standing.severity,
        answered=standing.answered,
        rated=standing.stars is not None,
        verified=standing.verified,
        demanded=standing.demanded,
    )
    if standing.answered:
        return _afterwards(standing, now, tonight)
    if book == "no_reply" and not standing.demanded:
        return "nothing"
    if score >= urgent_at:
        return "urgent"
    if standing.reply_state == "rejected":
        return "refused"
    if book == "thank":
        return "thank"
    return "ask" if book in {"ask_details", "verify_then_answer", "no_reply"} else "answer"


def _afterwards(standing: Standing, now: int, tonight: int) -> Group:
    """Say what is left to do after an answer; who came back wants at least to be looked at."""
    if standing.follow_up_at is not None:
        return "promised" if standing.follow_up_at < tonight else "nothing"
    overdue = standing.close_due_at is not None and now > standing.close_due_at
    settles = standing.status in _TO_CLOSE and standing.intent in _MATTERS
    if standing.reopened_at is not None or (overdue and settles):
        return "close"
    return "nothing"


def _late(standing: Standing, group: Group, now: int) -> bool:
    if group == "nothing":
        return False
    if group == "close":
        return standing.close_due_at is not None and now > standing.close_due_at
    due = standing.follow_up_at if standing.answered else standing.reply_due_at
    return due is not None and now > due


def _why_nothing(standing: Standing) -> str:
    if standing.status == "waiting_for_customer":
        return "waiting"
    if standing.answered:
        return "answered"
    return standing.intent if standing.intent in {"spam", "irrelevant"} else "other"


def _sorted(
    scored: list[Scored],
    sort: Sort,
    limit: int | None,
    rank: Callable[[Scored], int] | None = None,
) -> list[Scored]:
    if rank:
        return sorted(_sorted(scored, sort, None), key=rank)[:limit]
    if sort == "priority":
        return priority.order(scored, limit)
    keys: dict[Sort, Callable[[Standing], int]] = {
        "newest": lambda each: -each.published_at,
        "oldest": lambda each: each.published_at,
        "due": _due,
    }
    key = keys[sort]
    return sorted(scored, key=lambda pair: (key(pair[1]), pair[1].id))[:limit]


def _sifted(
    order: Sequence[Scored], known: Mapping[int, Group], sieve: Sieve, limit: int | None
) -> list[Scored]:
    """Return the first that pass; later ones are not even looked at."""
    passing = (pair for pair in order if sieve(known[pair[1].number], pair[1]))
    return list(islice(passing, limit))


def _due(standing: Standing) -> int:
    due = standing.follow_up_at if standing.answered else standing.reply_due_at
    return due if due is not None else LATEST


def _ranked(
    business: Business,
    shown: Sequence[Scored],
    policy: Policy,
    behind: Mapping[int, Sequence[int]],
) -> list[Ranked]:
    numbers = [each.number for _, each in shown]
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
        for case, (_, each) in zip(cases, shown, strict=True)
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
