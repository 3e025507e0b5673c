"""What the business decided and promised, as scripts read it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from amends.models.handling import UNTIL_REACTION, stage
from amends.models.moments import moment
from amends.outputs.moments import when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.models import Handling
    from amends.models.handling import Proposal
    from amends.models.listing import Ranked
    from amends.models.promises import Followup

_TIMES = ("_at", "_since", "_until")
"""How fields that hold a time end."""


def handling(item: Ranked, now: datetime) -> dict[str, Any]:
    """Return what the business decided about a mention, and whether its answer is late."""
    value = item.case.handling
    return {
        "status": value.status,
        "assignee": value.assignee,
        "because": value.because,
        "stage": stage(value, answered=item.case.answered),
        "reply_due_at": when(value.reply_due_at),
        "close_due_at": when(value.close_due_at),
        "overdue": item.late(now),
        "replied_at": when(value.replied_at),
        "follow_up_at": when(value.follow_up_at),
        "queued_at": when(value.queued_at),
        "waiting_since": when(value.waiting_since),
        "reopened_at": when(value.reopened_at),
        "snoozed_until": _asleep(value),
        "tags": list(value.tags),
        "rules": list(value.rules),
        "proposal": _proposal(value.proposal),
    }


def _asleep(value: Handling) -> str | None:
    forever = value.snoozed_until == UNTIL_REACTION
    return "reaction" if forever else when(value.snoozed_until)


def _proposal(value: Proposal | None) -> dict[str, Any] | None:
    return asdict(value) | {"at": when(value.at)} if value else None


def followup(value: Followup) -> dict[str, Any]:
    """Return something that a reply promised."""
    return {
        "id": value.id,
        "mention": value.mention,
        "author": value.author,
        "place": value.place,
        "what": value.what,
        "who": value.who,
        "remedy": value.remedy,
        "made_at": when(value.made_at),
        "due_at": when(value.due_at),
        "kept_at": when(value.kept_at),
        "dropped_at": when(value.dropped_at),
        "note": value.note,
        "wrote_since": when(value.wrote_since),
    }


def happened(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event as scripts read it."""
    changed = {
        name: [_moment(name, value) for value in pair]
        for name, pair in event.get("changed", {}).items()
    }
    said = {name: _utc(event[name]) for name in ("until", "by") if event.get(name)}
    return {**event, **said, "at": when(event["at"]), "changed": changed}


def _utc(said: str) -> str | None:
    """Return a time that the history tells in that of the business."""
    return said if said == "reaction" else when(datetime.fromisoformat(said))


def _moment(name: str, value: Any) -> Any:
    """Return a time as ISO 8601; the store counts microseconds."""
    return when(moment(value)) if name.endswith(_TIMES) else value
