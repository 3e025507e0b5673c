"""Between a handling and its row: times as microseconds, what has no column of its own as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.errors import StoreError
from amends.models import Answers, Handling
from amends.models.handling import Proposal
from amends.models.moments import micros, moment, optional_micros

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def from_handling(handling: Handling) -> dict[str, Any]:
    """Return the columns of a handling, without its version."""
    return {
        "status": handling.status,
        "assignee": handling.assignee,
        "because": handling.because,
        "reply_due_at": optional_micros(handling.reply_due_at),
        "close_due_at": optional_micros(handling.close_due_at),
        "follow_up_at": optional_micros(handling.follow_up_at),
        "replied_at": optional_micros(handling.replied_at),
        "replied_revision": handling.replied_revision,
        "queued_at": optional_micros(handling.queued_at),
        "waiting_since": optional_micros(handling.waiting_since),
        "reopened_at": optional_micros(handling.reopened_at),
        "snoozed_until": optional_micros(handling.snoozed_until),
        "tags": joined(handling.tags),
        "answers": _from_answers(handling.answers),
        "verified": handling.verified,
        "proposal": _from_proposal(handling.proposal),
        "rules": joined(handling.rules),
        "rule_points": handling.rule_points,
        "ruled_by": handling.ruled_by,
    }


def to_handling(row: sqlite3.Row) -> Handling:
    """Return what people decided about a mention."""
    return Handling(
        status=row["status"],
        assignee=row["assignee"],
        because=row["because"],
        reply_due_at=moment(row["reply_due_at"]),
        close_due_at=moment(row["close_due_at"]),
        follow_up_at=moment(row["follow_up_at"]),
        replied_at=moment(row["replied_at"]),
        replied_revision=row["replied_revision"],
        queued_at=moment(row["queued_at"]),
        waiting_since=moment(row["waiting_since"]),
        reopened_at=moment(row["reopened_at"]),
        snoozed_until=moment(row["snoozed_until"]),
        tags=parted(row["tags"]),
        answers=_to_answers(_json(row["answers"])),
        verified=row["verified"],
        proposal=_to_proposal(_json(row["proposal"])),
        rules=parted(row["rules"]),
        rule_points=row["rule_points"],
        ruled_by=row["ruled_by"],
        version=row["version"],
    )


def joined(names: Iterable[str]) -> str:
    """Return names as `|one|two|`, which SQL can search for a whole name."""
    return "|".join(("", *names, ""))


def parted(names: str) -> tuple[str, ...]:
    """Return the names that `joined` put together."""
    return tuple(name for name in names.split("|") if name)


def _from_answers(answers: Answers) -> str | None:
    known = {
        "cause": answers.cause,
        "offers": list(answers.offers),
        "by": optional_micros(answers.by),
        "who": answers.who,
    }
    said = {key: value for key, value in known.items() if value}
    return json.dumps(said, ensure_ascii=False) if said else None


def _to_answers(said: dict[str, Any]) -> Answers:
    return Answers(
        cause=said.get("cause"),
        offers=tuple(said.get("offers", ())),
        by=moment(said.get("by")),
        who=said.get("who"),
    )


def _from_proposal(proposal: Proposal | None) -> str | None:
    if proposal is None:
        return None
    known = {
        "text": proposal.text,
        "who": proposal.who,
        "at": micros(proposal.at),
        "needs_approval": proposal.needs_approval,
        "approved_by": proposal.approved_by,
    }
    return json.dumps(known, ensure_ascii=False)


def _to_proposal(said: dict[str, Any]) -> Proposal | None:
    return Proposal(**{**said, "at": moment(said["at"])}) if said else None


def _json(stored: str | None) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(stored) if stored else {}
    except ValueError as error:
        raise StoreError(f"what is kept with a mention is damaged: {error}") from None
    return said
