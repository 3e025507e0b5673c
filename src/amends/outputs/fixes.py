"""What was put right, what was reported: yields what a console prints, and the JSON of it."""

from __future__ import annotations

from dataclasses import asdict
from shlex import quote
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.text import Text

from amends.outputs.dates import day
from amends.outputs.json import envelope
from amends.outputs.layout import indented
from amends.outputs.moments import when
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.extortion import Advice
    from amends.models.fix import Effect, Fix, Measured, Pattern
    from amends.models.platform_report import PlatformReport

_INDENT = 4
_STYLES = {"fewer": "green", "more": "bold red"}


def screen(found: Sequence[Measured], words: Words, timezone: str) -> Iterator[RenderableType]:
    """Draw each fix with the complaints before and after it."""
    for each in found:
        fix, effect = each.fix, each.effect
        yield Text.assemble((f"{fix.number:>2}", "bold"), "  ", single_line(fix.name))
        since = words.say("fix.since", date=_date(fix.at, words, timezone))
        said = [_about(fix.topic, fix.place, words), since]
        if fix.ended_at:
            said.append(words.say("fix.until", date=_date(fix.ended_at, words, timezone)))
        yield indented(Text(" · ".join(said)), _INDENT)
        if effect.before is not None:
            yield indented(Text(_counts(effect, words)), _INDENT)
        yield indented(Text(_verdict(effect, words), _STYLES.get(effect.verdict, "")), _INDENT)
    if any(each.effect.before is not None for each in found):
        yield Text("")
        yield Text(words.say("fix.caveat"), "dim")


def as_json(found: Iterable[Measured], now: datetime) -> dict[str, Any]:
    """Return `amends.fixes/1`."""
    return envelope("fixes", now) | {"items": [measured(each) for each in found]}


def measured(value: Measured) -> dict[str, Any]:
    """Return a fix and what came of it as JSON."""
    return {**fix(value.fix), **_effect(value.effect)}


def fix(value: Fix) -> dict[str, Any]:
    """Return a fix as JSON."""
    return asdict(value) | {"at": when(value.at), "ended_at": when(value.ended_at)}


def pattern(found: Pattern, words: Words) -> str:
    """Return what keeps going wrong, and the command that notes a cure for it."""
    said = words.say(
        "fix.pattern", n=found.count, days=found.days, what=_about(found.topic, found.place, words)
    )
    place = quote(single_line(found.place))
    return f"{said}: amends fix add … --topic {found.topic} --place {place}"


def advice(found: Advice, short_id: str, words: Words) -> Iterator[RenderableType]:
    """Draw what to do where somebody seems to want money for a review."""
    yield Text(words.say("extortion.title"), "bold yellow")
    for line in advice_lines(found, short_id, words):
        yield indented(Text(line), 2)


def advice_lines(found: Advice, short_id: str, words: Words) -> list[str]:
    """Return the same as plain lines: why it seems so, and what to do in which order."""
    said = []
    if found.quote:
        demand = single_line(found.quote)
        elsewhere = found.demanded_in != short_id
        key = "extortion.quote_elsewhere" if elsewhere else "extortion.quote"
        said.append(words.say(key, quote=demand, id=found.demanded_in))
    if found.burst:
        ids = ", ".join(found.burst)
        said.append(words.say("extortion.burst", n=len(found.burst), ids=ids))
    said += [words.say("extortion.engage"), words.say("extortion.keep", id=short_id or "ID")]
    form = found.form
    said.append(words.say("extortion.form", url=form) if form else words.say("extortion.no_form"))
    return [*said, words.say("extortion.police"), words.say("extortion.doubt")]


def reports(
    found: Iterable[PlatformReport], words: Words, timezone: str
) -> Iterator[RenderableType]:
    """Draw each report: when, which mention, on which ground, and what came of it."""
    for each in found:
        head = Text.assemble((each.mention, "bold"), f"  {_date(each.at, words, timezone)}  ")
        parts = (words.say(f"flag.reason.{each.reason}"), each.source, each.reference, each.who)
        head.append(" · ".join(single_line(part) for part in parts if part))
        yield head
        outcome = words.say(f"flag.outcome.{each.outcome or 'open'}")
        if each.outcome_at:
            outcome += f", {_date(each.outcome_at, words, timezone)}"
        yield indented(Text(outcome, "" if each.outcome else "yellow"), 6)


def reports_as_json(found: Iterable[PlatformReport], now: datetime) -> dict[str, Any]:
    """Return `amends.flags/1`."""
    return envelope("flags", now) | {"items": [report(each) for each in found]}


def report(value: PlatformReport) -> dict[str, Any]:
    """Return a report as JSON."""
    return asdict(value) | {"at": when(value.at), "outcome_at": when(value.outcome_at)}


def _about(topic: str, place: str | None, words: Words) -> str:
    where = single_line(place) if place else words.say("fix.everywhere")
    return f"{words.say(f'topic.{topic}')}, {where}"


def _counts(effect: Effect, words: Words) -> str:
    said = words.say("fix.counts", before=effect.before, after=effect.after, n=round(effect.days))
    if effect.before_per_1000 is None or effect.after_per_1000 is None:
        return said
    rates = {"before": f"{effect.before_per_1000:.2g}", "after": f"{effect.after_per_1000:.2g}"}
    return f"{said} · {words.say('fix.rates', **rates)}"


def _verdict(effect: Effect, words: Words) -> str:
    chance = effect.chance or 0.0
    percent = f"{100 * chance:.0f}" if chance >= 0.01 else "< 1"  # noqa: PLR2004 — one per cent
    return words.say(f"fix.{effect.verdict}", chance=percent, n=int(effect.days))


def _effect(effect: Effect) -> dict[str, Any]:
    rates = (effect.before_per_1000, effect.after_per_1000)
    return {
        "verdict": effect.verdict,
        "days": round(effect.days, 1),
        "before": effect.before,
        "after": effect.after,
        "chance": None if effect.chance is None else round(effect.chance, 4),
        "before_per_1000": None if rates[0] is None else round(rates[0], 2),
        "after_per_1000": None if rates[1] is None else round(rates[1], 2),
    }


def _date(moment: datetime, words: Words, timezone: str) -> str:
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{day(local.date(), words)} {local.year}"
