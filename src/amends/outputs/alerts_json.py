"""Alerts as scripts and webhooks read them: in English, times in UTC.

Times within sentences are those of the business, as on its screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amends.languages import words
from amends.models.discretion import delicate
from amends.models.moments import moment
from amends.outputs.alerts import because, headline
from amends.outputs.json import envelope
from amends.outputs.moments import when

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from amends.models import Case
    from amends.models.alert import Alert
    from amends.models.delivery import Delivery
    from amends.outputs.alert_messages import Notice


def listed(found: Sequence[Alert], now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Return `amends.alerts/1`."""
    return envelope("alerts", now) | {"items": [item(each, zone) for each in found]}


def item(alert: Alert, zone: tzinfo) -> dict[str, Any]:
    """Return one alert, and where it was told."""
    return fact(alert, zone) | {"told": dict(alert.told)}


def fact(alert: Alert, zone: tzinfo) -> dict[str, Any]:
    """Return one alert as strangers may read it: without the addresses of colleagues."""
    english = words("en")
    return {
        "id": alert.id,
        "kind": alert.kind,
        "about": alert.about,
        "level": alert.level,
        "headline": headline(alert, english),
        "because": because(alert, english, zone),
        "reasons": [{"code": code, "args": _plain(args)} for code, args in alert.reasons],
        "mentions": list(alert.mentions),
        "first_seen_at": when(alert.first_seen_at),
        "last_seen_at": when(alert.last_seen_at),
        "ended_at": when(alert.ended_at),
    }


def message(
    alert: Alert,
    cases: Sequence[Case],
    now: datetime,
    *,
    business: str,
    zone: tzinfo,
    quote: bool,
) -> dict[str, Any]:
    """Return `amends.alert/1`, what a webhook gets; `quote` lets it hold customers' words.

    `type`, `timestamp` and what happened beside them: the shape that Standard Webhooks recommend.
    """
    quoted = [case for case in cases if quote and not delicate(case.assessment)]
    return envelope("alert", now) | {
        "type": f"alert.{alert.kind}",
        "timestamp": when(alert.last_seen_at),
        "business": business,
        "item": fact(alert, zone),
        "rule": None,
        "quotes": [_quote(case) for case in quoted],
    }


def notice(found: Notice, now: datetime, *, business: str, quote: bool) -> dict[str, Any]:
    """Return `amends.alert/1` about a mention that a rule tells, without its author."""
    case = found.case
    quotes = [_quote(case)] if quote and not delicate(case.assessment) else []
    return envelope("alert", now) | {
        "type": "alert.rule",
        "timestamp": when(now),
        "business": business,
        "item": None,
        "rule": {
            "name": found.rule,
            "for": list(found.names),
            "mention": case.id,
            "source": case.mention.source,
            "place": case.mention.place,
        },
        "quotes": quotes,
    }


def _quote(case: Case) -> dict[str, str]:
    return {"id": case.id, "text": case.mention.text}


def trial(business: str, now: datetime) -> dict[str, Any]:
    """Return what a webhook gets from `amends alerts test`: `amends.alert/1` about nothing."""
    return envelope("alert", now) | {
        "type": "alert.test",
        "timestamp": when(now),
        "business": business,
        "item": None,
        "rule": None,
        "quotes": [],
    }


def tested(found: Sequence[Delivery], now: datetime) -> dict[str, Any]:
    """Return `amends.alerts_test/1`."""
    items = [{"channel": each.channel, "state": each.state, "error": each.error} for each in found]
    return envelope("alerts_test", now) | {"items": items}


def _plain(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures behind a reason; times as all other times."""
    return {
        key: when(moment(value)) if key.endswith("_at") and isinstance(value, int) else value
        for key, value in args.items()
    }
