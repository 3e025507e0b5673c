"""The alerts of a period, as the report lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.outputs.alerts import about
from amends.outputs.numbers import full_date

if TYPE_CHECKING:
    from datetime import datetime

    from amends.languages import Words
    from amends.models.report import Report


def alerts(report: Report, words: Words) -> list[str]:
    """Return one line for each alert: what it was, about what, and when."""

    def day(moment: datetime) -> str:
        return full_date(moment.astimezone(ZoneInfo(report.timezone)).date(), words)

    lines = []
    for alert in report.alerts:
        first, last = day(alert.first_seen_at), alert.ended_at and day(alert.ended_at)
        if last is None:
            when = words.say("report.alert_running", first=first)
        else:
            span = words.say("report.alert_ended", first=first, last=last)
            when = first if first == last else span
        parts = (words.say(f"report.alert.{alert.kind}"), about(alert, words), when)
        lines.append(" · ".join(part for part in parts if part))
    return lines
