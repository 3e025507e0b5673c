"""The summary of the morning as scripts read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from amends.languages import words
from amends.outputs import alerts_json
from amends.outputs import digest as told
from amends.outputs.handled import followup
from amends.outputs.json import draft, envelope, ranked
from amends.outputs.moments import when

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.models.delivery import Delivery
    from amends.models.digest import Better, Digest, DigestItem


def as_json(digest: Digest) -> dict[str, Any]:
    """Return `amends.digest/1`; its subject is English, as all texts for scripts."""
    return envelope("digest", digest.at) | {
        "business": digest.business,
        "since": when(digest.since),
        "recipient": digest.recipient,
        "subject": told.subject(digest, words("en")),
        "quiet": digest.quiet,
        "items": [_item(each, digest.at) for each in digest.items],
        "more": dict(digest.more),
        "urgent": digest.urgent,
        "overdue": digest.overdue,
        "minutes": digest.minutes,
        "promises": [
            followup(each) | {"due": "late" if each.due_at < digest.at else "today"}
            for each in digest.promises
        ],
        "refused": [each.case.id for each in digest.refused],
        "waiting": digest.waiting,
        "alerts": [alerts_json.item(each, ZoneInfo(digest.timezone)) for each in digest.alerts],
        "sources_read": digest.sources,
        "failing": [each._asdict() | {"since": when(each.since)} for each in digest.failing],
        "better": [_better(each) for each in digest.better],
        "praise": [each._asdict() | {"staff": list(each.staff)} for each in digest.praise],
        "mailed_orders": [{"name": each.name, "became": each.outcome} for each in digest.orders],
        "unsure_mails": [
            {"channel": each.channel, "at": when(each.at)} for each in digest.troubles
        ],
    }


def _item(item: DigestItem, now: datetime) -> dict[str, Any]:
    case = item.ranked.case
    return {
        "mention": ranked(item.ranked, now),
        "group": item.ranked.group,
        "phone_first": item.phone_first,
        "promise": followup(item.promise) if item.promise else None,
        "late_seconds": int(item.late_by.total_seconds()) if item.late_by else None,
        "draft": draft(item.draft, item.id, case, now) if item.draft else None,
        "reply": item.reply,
        "done": item.done,
    }


def _better(better: Better) -> dict[str, Any]:
    named = ("id", "before", "after", "name", "days")
    return {"change": better.kind, "n": better.n} | {name: better.args.get(name) for name in named}


def mailed(sent: Sequence[Delivery], now: datetime) -> dict[str, Any]:
    """Return `amends.digest_mail/1`: what became of each mail."""
    return envelope("digest_mail", now) | {
        "items": [
            {"channel": each.channel, "key": each.key, "state": each.state, "error": each.error}
            for each in sent
        ]
    }
