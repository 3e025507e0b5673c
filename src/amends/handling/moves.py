"""The status machine: what may become of a mention, and what each step carries with it.

    new ─▶ seen ─▶ verifying ─▶ drafted ─▶ approved ─▶ replied ─▶ waiting_for_customer
                                                        │  ▲              │
                                                        ▼  │              ▼
                                                     following_up ──▶  closed
    ignored (with a reason) and spam: from wherever nothing has been answered, and back

People see five groups of it (`models.handling.stage`). What the source does, a deletion or an edit,
stands beside the status and never in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from amends.errors import UsageError
from amends.models.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.models import Handling

STATUSES: tuple[Status, ...] = get_args(Status)
REPLIED: frozenset[Status] = frozenset({"replied", "following_up", "waiting_for_customer"})
"""In these the customer has had an answer: the first clock has stopped."""
UNANSWERED: frozenset[Status] = frozenset({"new", "seen", "verifying", "drafted", "approved"})
"""Whoever goes back to one of these says that the customer has had none."""

_BEFORE_REPLY: tuple[Status, ...] = ("seen", "verifying", "drafted")
_ANSWERING: tuple[Status, ...] = ("replied", "waiting_for_customer", "following_up")
_LEAVING: tuple[Status, ...] = ("closed", "ignored", "spam")
MOVES: Mapping[Status, tuple[Status, ...]] = {
    "new": (*_BEFORE_REPLY, *_ANSWERING, *_LEAVING),
    "seen": ("verifying", "drafted", *_ANSWERING, *_LEAVING),
    "verifying": ("seen", "drafted", *_ANSWERING, *_LEAVING),
    "drafted": ("seen", "verifying", "approved", *_ANSWERING, *_LEAVING),
    "approved": (*_BEFORE_REPLY, *_ANSWERING, *_LEAVING),
    "replied": (*_BEFORE_REPLY, *_ANSWERING, "closed", "spam"),
    "waiting_for_customer": (*_BEFORE_REPLY, *_ANSWERING, "closed", "spam"),
    "following_up": (*_BEFORE_REPLY, *_ANSWERING, "closed", "spam"),
    "closed": (*_BEFORE_REPLY, *_ANSWERING),
    "ignored": (*_BEFORE_REPLY, *_ANSWERING, "closed", "spam"),
    "spam": (*_BEFORE_REPLY, *_ANSWERING, "ignored"),
}
"""Where each status leads. `new` is only what nobody has looked at; approving has its command."""


def allowed(handling: Handling) -> tuple[Status, ...]:
    """Return the statuses that a handling may be given, its own included."""
    return (handling.status, *(to for to in MOVES[handling.status] if to != handling.status))


def move(
    handling: Handling,
    status: Status,
    *,
    because: str | None,
    now: datetime,
    revision: int = 1,
    answered: bool = False,
) -> Handling:
    """Return the handling with another status; it also enters the queue if it still waited.

    `revision` is the version of the customer's words that is decided about, `answered` whether
    they have had an answer where they wrote. Raises `UsageError` for a step that does not exist,
    and where a mention is to be left alone without a reason: silence reads as agreement, so it
    has to be a decision.
    """
    _refuse_impossible(handling, status)
    _refuse_unapproved(handling, status)
    reason = (because or "").strip() or _known_reason(handling, status)
    _refuse_silence(handling, status, reason, answered=answered)
    answers = status in REPLIED
    return replace(
        handling,
        status=status,
        because=reason if status in _LEAVING else None,
        replied_at=None
        if status in UNANSWERED
        else handling.replied_at or (now if answers else None),
        replied_revision=_answered_revision(handling, status, revision),
        waiting_since=_waiting(handling, status, now),
        reopened_at=None,
        snoozed_until=None,
        proposal=handling.proposal if status in {"drafted", "approved"} else None,
        queued_at=handling.queued_at or now,
    )


def _known_reason(handling: Handling, status: Status) -> str | None:
    """Return the reason that still stands: not one that the customer has answered to."""
    same = status == handling.status and handling.reopened_at is None
    return handling.because if same else None


def _answered_revision(handling: Handling, status: Status, revision: int) -> int | None:
    if status in UNANSWERED:
        return None
    return revision if status in REPLIED else handling.replied_revision


def _waiting(handling: Handling, status: Status, now: datetime) -> datetime | None:
    if status != "waiting_for_customer":
        return None
    asked = handling.waiting_since if handling.reopened_at is None else None
    return asked or now


def _refuse_impossible(handling: Handling, status: Status) -> None:
    if status not in allowed(handling):
        raise UsageError(
            f"what is {handling.status} cannot become {status}",
            hint=f"It can become {', '.join(MOVES[handling.status])}.",
        )


def _refuse_unapproved(handling: Handling, status: Status) -> None:
    proposal = handling.proposal
    if status != "approved" or proposal is None:
        return
    if proposal.needs_approval and not proposal.approved_by:
        raise UsageError(
            "the proposed reply needs the approval of somebody else than its author",
            hint=f"{proposal.who} wrote it; who approves it: amends approve ID",
        )


def _refuse_silence(
    handling: Handling, status: Status, reason: str | None, *, answered: bool
) -> None:
    if reason:
        return
    if status == "ignored":
        raise UsageError(
            "leaving a mention alone is a decision and needs a reason",
            hint='Add the reason: --because "…"',
        )
    if status != "closed" or (handling.status == "closed" and handling.reopened_at is None):
        return
    if handling.follow_up_at is not None:
        raise UsageError(
            "a promise of ours is still open",
            hint='Keep it first (amends followups), or say why not: --because "…"',
        )
    if not answered and handling.replied_at is None:
        raise UsageError(
            "nobody has answered this one, so closing it needs a reason",
            hint='Record the reply (amends reply), or say why: --because "settled at the counter"',
        )
