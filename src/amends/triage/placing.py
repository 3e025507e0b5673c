"""What the owner must do about a mention, and which mentions are one matter; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.listing import Placed
from amends.scoring import playbook, priority

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models.listing import Group
    from amends.models.standing import Standing
    from amends.models.vocabulary import Intent, Status

_TO_CLOSE: frozenset[Status] = frozenset({"replied", "following_up"})
_MATTERS: frozenset[Intent] = frozenset({"complaint", "mixed", "vague_negative", "suspected_fake"})
"""What has to be brought to an end; a thank-you is one."""


def place(standing: Standing, score: float, urgent_at: float, *, now: int, tonight: int) -> Placed:
    """Put a mention at its place; times in microseconds since 1970 UTC."""
    group = group_of(standing, score, urgent_at, now=now, tonight=tonight)
    return Placed(standing, score, group, _late(standing, group, now))


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


def why_nothing(standing: Standing) -> str:
    """Say why nothing is to be done about a mention."""
    if standing.status == "waiting_for_customer":
        return "waiting"
    if standing.answered:
        return "answered"
    return standing.intent if standing.intent in {"spam", "irrelevant"} else "other"


def is_asleep(standing: Standing, now: int) -> bool:
    """Whether somebody has laid it aside until later."""
    return standing.snoozed_until is not None and now < standing.snoozed_until


def matters(placed: Iterable[Placed]) -> tuple[list[Placed], dict[int, list[int]]]:
    """Return one mention for each matter, and the numbers of those that stand behind it.

    Open mentions of one person at one place are one matter; where nothing is to be done, each
    stands for itself.
    """
    leads: list[Placed] = []
    shared: dict[tuple[str, str | None], list[Placed]] = {}
    for each in placed:
        person = each.standing.person
        if each.group == "nothing" or person is None:
            leads.append(each)
        else:
            shared.setdefault((person, each.standing.place), []).append(each)
    behind = {}
    for members in shared.values():
        lead, *others = priority.order(members) if len(members) > 1 else members
        leads.append(lead)
        if others:
            behind[lead.standing.number] = [each.standing.number for each in others]
    return leads, behind
