"""The alerts of a period, as the report lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.outputs.numbers import full_date
from amends.text import single_line

if TYPE_CHECKING:
    from datetime import datetime

    from amends.languages import Words
    from amends.models.alert import Alert
    from amends.models.report import Report


def alerts(report: Report, words: Words) -> list[str]:
    """Return one line for each alert: what it was, about what, and when."""

    def day(moment: datetime) -> str:
        return full_date(moment.astimezone(ZoneInfo(report.timezone)).date(), words)

    lines = []
    for alert in report.alerts:
        first = day(alert.first_seen_at)
        when = (
            words.say("report.alert_ended", first=first, last=day(alert.ended_at))
            if alert.ended_at
            else words.say("report.alert_running", first=first)
        )
        parts = (words.say(f"report.alert.{alert.kind}"), _about(alert, words), when)
        lines.append(" · ".join(part for part in parts if part))
    return lines


def _about(alert: Alert, words: Words) -> str:
    """Return `Oborishte` of `place:Oborishte`, and a topic in words."""
    kind, _, name = single_line(alert.about).partition(":")
    key = f"topic.{name}"
    return words.say(key) if kind == "topic" and words.has(key) else name
