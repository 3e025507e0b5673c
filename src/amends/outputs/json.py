"""The JSON that scripts read: versioned, in English, never translated."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from amends.languages import words
from amends.outputs.assessed import assessed, explanation, priority
from amends.outputs.first_hour import first_hour
from amends.outputs.handled import followup, handling, happened
from amends.outputs.moments import when

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from amends.models import Case, Draft, Mention, Skipped, SourceRun
    from amends.models.alert import Alert
    from amends.models.lint import Verdict
    from amends.models.listing import CheckReport, Listing, Ranked, Whole
    from amends.models.order import Obeyed
    from amends.models.story import StoryView


_OBEYED = re.compile(
    r"[\x7f-\x9f\u2028\u2029"  # control characters, and what some readers take for line ends
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of writing
    r"\ud800-\udfff]"  # halves of characters, which UTF-8 cannot write
)


def dumps(value: Any) -> str:
    """Return JSON on one line, in its own letters; what a terminal would obey stands escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def mention(value: Mention) -> dict[str, Any]:
    """Return a mention as the interchange form that `amends import` reads."""
    rating, reply = value.rating, value.reply
    return {
        "source": value.source,
        "source_type": value.source_type,
        "external_id": value.external_id,
        "kind": value.kind,
        "url": value.url,
        "place": value.place,
        "author": asdict(value.author),
        "published_at": when(value.published_at),
        "updated_at": when(value.updated_at),
        "thread_id": value.thread_id,
        "parent_id": value.parent_id,
        "item": asdict(value.item),
        "rating": {"value": _number(rating.value), "max": _number(rating.max)} if rating else None,
        "title": value.title,
        "text": value.text,
        "reach": asdict(value.reach),
        "answered": value.answered,
        "reply": {
            "text": reply.text,
            "published_at": when(reply.published_at),
            "state": reply.state,
            "reason": reply.reason,
        }
        if reply
        else None,
        "author_previous_unanswered": value.author_previous_unanswered,
        "extra": dict(value.extra),
    }


def ranked(item: Ranked, now: datetime) -> dict[str, Any]:
    """Return a mention with everything that was found out and decided about it."""
    return {
        "id": item.case.id,
        **mention(item.case.mention),
        "author_previous_unanswered": item.case.previous_unanswered,
        **assessed(item.case.assessment),
        "signals": list(item.situation.signals),
        "flags": list(item.situation.flags),
        "priority": priority(item.priority, words("en")),
        "playbook": item.situation.playbook,
        "handling": handling(item, now),
        "links": list(item.case.links),
        "also": list(item.also),
        "also_told": item.others,
        "gone_at": when(item.case.gone_at),
    }


def run(value: SourceRun) -> dict[str, Any]:
    """Return how a source ended."""
    return {
        "name": value.name,
        "type": value.type,
        "outcome": value.outcome,
        "new": value.new,
        "changed": value.changed,
        "gone": value.gone,
        "skipped": [asdict(item) for item in value.skipped],
        "filtered": value.filtered,
        "suspicious": value.suspicious,
        "error": value.error,
        "hint": value.hint,
        "retry_at": when(value.retry_at),
    }


def listing(value: Listing, now: datetime) -> dict[str, Any]:
    """Return `amends.inbox/1`."""
    return envelope("inbox", now) | {
        "total": value.total,
        "items": [ranked(item, now) for item in value.items],
    }


def bare(value: Listing, now: datetime) -> Iterable[dict[str, Any]]:
    """Return the items alone, for `--jsonl`."""
    return (ranked(item, now) for item in value.items)


def check(value: CheckReport) -> dict[str, Any]:
    """Return `amends.check/1`."""
    return envelope("check", value.at) | {
        "sources": [run(item) for item in value.runs],
        "items": [ranked(item, value.at) for item in value.listing.items],
        "not_kept": [ranked(item, value.at) | {"id": None} for item in value.not_kept],
        "left_out": dict(value.listing.left_out),
        "prepared": {
            status: value.listing.prepared.get(status, 0) for status in ("drafted", "approved")
        },
        "vanished_sources": dict(value.vanished),
        "backlog": value.backlog,
        "erased_unanswered": value.erased_unanswered,
        "followups_due": [followup(each) for each in value.followups],
        "alerts": _alerts(value.alerts, ZoneInfo(value.timezone)),
        "mailed_orders": orders(value.obeyed),
        "exit_code": value.exit_code,
    }


def _alerts(found: Sequence[Alert], zone: tzinfo) -> list[dict[str, Any]]:
    from amends.outputs.alerts_json import item  # which builds on this module

    return [item(each, zone) for each in found]


def orders(value: Obeyed) -> dict[str, Any]:
    """Return what was asked for by mail, and why the mailbox could not be read, if it could not."""
    items = [
        {"name": each.name, "who": each.who, "became": each.outcome, "why": each.why}
        for each in value.orders
    ]
    return {"items": items, "error": value.error}


def fetch(runs: Iterable[SourceRun], now: datetime) -> dict[str, Any]:
    """Return `amends.fetch/1`."""
    return envelope("fetch", now) | {"sources": [run(each) for each in runs]}


def show(value: Whole) -> dict[str, Any]:
    """Return `amends.show/1`."""
    return envelope("show", value.at) | {
        "item": ranked(value.item, value.at),
        "author": [summary(case) for case in value.author],
        "revisions": value.item.case.revision,
        "replies": [reply | {"at": when(reply["at"])} for reply in value.replies],
        "promises": [followup(each) for each in value.promises],
        "remedies": [each | {"at": when(each["at"])} for each in value.remedies],
        "difference": list(value.difference),
        "story": _incident(value.story) if value.story else None,
        "history": [happened(each) for each in value.events],
        **({"explanation": explanation(value)} if value.explanation else {}),
    }


def _incident(value: StoryView) -> dict[str, Any]:
    from amends.outputs.stories import summary  # which builds on this module

    return summary(value)


def sources(found: Iterable[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Return `amends.sources/1`."""
    items = [item | {"last_run_at": when(item["last_run_at"])} for item in found]
    return envelope("sources", now) | {"items": items}


def source_types(found: Sequence[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Return `amends.source_types/1`."""
    return envelope("source_types", now) | {"items": list(found)}


def source_test(
    tried: SourceRun,
    first: Iterable[Mention],
    asked: Iterable[str],
    kept: Iterable[Skipped],
    dropped: Iterable[Skipped],
    now: datetime,
) -> dict[str, Any]:
    """Return `amends.source_test/1`."""
    return envelope("source_test", now) | {
        "source": run(tried),
        "asked": list(asked),
        "items": [mention(each) for each in first],
        "kept": [asdict(each) for each in kept],
        "dropped": [asdict(each) for each in dropped],
    }


def draft(value: Draft, short_id: str | None, case: Case, now: datetime) -> dict[str, Any]:
    """Return `amends.draft/1`."""
    return envelope("draft", now) | {
        "id": short_id,
        "playbook": value.playbook,
        "purpose": value.purpose,
        "variant": value.variant,
        "language": value.language,
        "text": value.text,
        "because": value.because,
        "fallback_language": value.fallback_language,
        "unsaid": value.unsaid,
        "unreviewed": value.unreviewed,
        "model": value.model,
        "model_refused": value.model_refused,
        "refused": value.refused,
        "length": asdict(value.length) if value.length else None,
        "parts": [asdict(part) for part in value.parts],
        "promises": [
            {"what": item.what, "who": item.who, "by": item.by.isoformat()}
            for item in value.promises
        ],
        "needs_approval": value.needs_approval,
        "first_hour": first_hour(case, value.purpose, words("en")),
        "lint": verdict(value.lint) if value.lint else None,
    }


def verdict(value: Verdict) -> dict[str, Any]:
    """Return what a check has found; spans count code points."""
    return {"ok": value.ok, "findings": [asdict(found) for found in value.findings]}


def summary(case: Case) -> dict[str, Any]:
    """Return a mention of the same author in a few keys."""
    return {
        "id": case.id,
        "source": case.mention.source,
        "published_at": when(case.mention.published_at),
        "text": case.mention.text,
        "intent": case.assessment.intent,
        "severity": case.assessment.severity,
        "status": case.handling.status,
        "answered": case.mention.answered,
    }


def envelope(name: str, now: datetime) -> dict[str, Any]:
    """Return the head of every JSON answer."""
    return {"schema": f"amends.{name}/1", "generated_at": when(now)}


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value
