"""What may be decided about a mention."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from amends.errors import UsageError
from amends.models.vocabulary import Status

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Handling

STATUSES: tuple[Status, ...] = get_args(Status)
REPLIED: frozenset[Status] = frozenset({"replied", "following_up", "waiting_for_customer"})
"""In these the customer has had an answer: the first clock has stopped."""
UNANSWERED: frozenset[Status] = frozenset({"new", "seen", "verifying", "drafted", "approved"})
"""Whoever goes back to one of these says that the customer has had none."""


def move(handling: Handling, status: Status, *, because: str | None, now: datetime) -> Handling:
    """Return the handling with another status; it also enters the queue if it still waited.

    Raises `UsageError` if a mention is to be left alone without a reason: silence reads as
    agreement, so it has to be a decision.
    """
    if status == "ignored" and not (because or "").strip():
        raise UsageError(
            "leaving a mention alone is a decision and needs a reason",
            hint='Add the reason: --because "…"',
        )
    replied_at = None if status in UNANSWERED else handling.replied_at
    if status in REPLIED:
        replied_at = replied_at or now
    return replace(
        handling,
        status=status,
        because=because if because is not None else handling.because,
        replied_at=replied_at,
        queued_at=handling.queued_at or now,
    )
