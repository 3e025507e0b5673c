"""Alerts in words, and on a screen; `alert_messages` has what leaves the machine.

Their headlines stand on locked screens: no names, nothing of anybody's health, no customer's words.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text

from amends.models.moments import moment
from amends.outputs.ages import age
from amends.outputs.dates import day
from amends.outputs.layout import indented
from amends.outputs.numbers import grouped, number
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.alert import Alert
    from amends.models.delivery import Delivery

_MINUTE = timedelta(minutes=1)
LONGEST_NAME = 60
NAMED = 8
"""Ids that a line names."""
_ABOUT = re.compile(r"(topic|place|source|mention):(.+?)(?= place:|$)")


def headline(alert: Alert, words: Words) -> str:
    """Say what it is and what it is about, in one line that everybody may read."""
    what, subject = words.say(f"alert.kind.{alert.kind}"), about(alert, words)
    return f"{what}: {subject}" if subject else what


def about(alert: Alert, words: Words) -> str:
    """Name the place, topic, source or mention; nothing where it is the whole business."""
    return ", ".join(_name(kind, name, words) for kind, name in _ABOUT.findall(alert.about))


def _name(kind: str, name: str, words: Words) -> str:
    if kind == "topic" and words.has(f"topic.{name}"):
        return words.say(f"topic.{name}")
    return single_line(name)[:LONGEST_NAME]


def because(
    alert: Alert, words: Words, zone: tzinfo, *, section: str = "alert.reason"
) -> list[str]:
    """Return its reasons in words; what another version noted and we cannot say is left out.

    `section` holds their messages.
    """
    said = []
    for code, args in alert.reasons:
        try:
            fields = {key: _field(key, value, words, zone) for key, value in args.items()}
            said.append(words.say(f"{section}.{code}", **fields))
        except KeyError:
            continue
    return said


def _field(key: str, value: Any, words: Words, zone: tzinfo) -> Any:
    if key.endswith("_at") and isinstance(value, int):
        return local(moment(value), words, zone)
    match value:
        case str():
            return _name(key, value, words)
        case float():
            return number(value, words, 0 if round(value, 1).is_integer() else 1)
        case int():
            return grouped(value, words)
    return value


def local(at: datetime, words: Words, zone: tzinfo) -> str:
    """Return `Fri 20 Nov 06:10`, as the clock on the wall there shows it."""
    there = at.astimezone(zone)
    return f"{day(there.date(), words)} {there:%H:%M}"


def command(alert: Alert) -> str:
    """Return what to type to see it."""
    return (
        f"amends show {alert.mentions[0]}" if alert.mentions else f"amends alerts show {alert.id}"
    )


# ── on a screen ──────────────────────────────────────────────────────────────────────────────


def rows(
    found: Sequence[Alert], words: Words, now: datetime, zone: tzinfo, width: int | None
) -> Iterator[RenderableType]:
    """Draw for each that goes on: what, for how long, why, what to type.

    In one line if that fits, else with the reason below: cut off, it would lose its figure.
    """
    for alert in found:
        since = lasting(alert, words, now)
        line = Text.assemble((f"{alert.id} {headline(alert, words)}", "bold red"), f"  {since}")
        reasons = because(alert, words, zone)[:1]
        ending = f" · {command(alert)}"
        beside = "".join(f" · {reason}" for reason in reasons)
        fits = width is None or line.cell_len + cell_len(beside + ending) <= width
        if width is not None and not fits:
            line.truncate(max(width - len(ending), 1), overflow="ellipsis")
        line.append(beside if fits else "")
        yield line.append(ending, "not bold default")
        if not fits:
            yield from (indented(Text(reason), 3) for reason in reasons)


def lasting(alert: Alert, words: Words, now: datetime) -> str:
    """Say for how long it goes on, or that it is new."""
    if now - alert.first_seen_at < _MINUTE:
        return words.say("alert.new")
    return words.say("alert.for", time=age(alert.first_seen_at, now, words))


def listed(
    found: Sequence[Alert], words: Words, now: datetime, zone: tzinfo
) -> Iterator[RenderableType]:
    """Draw each whole: since when, why, which mentions, where it was told."""
    for nth, alert in enumerate(found):
        if nth:
            yield Text("")
        colour = "bold" if alert.ended_at else "bold red"
        yield Text.assemble((f"{alert.id} {headline(alert, words)}", colour))
        for line in _details(alert, words, now, zone):
            yield indented(Text(line), 3)


def _details(alert: Alert, words: Words, now: datetime, zone: tzinfo) -> Iterator[str]:
    ago = age(alert.first_seen_at, now, words)
    began = words.say("alert.began", time=local(alert.first_seen_at, words, zone))
    if alert.ended_at:
        yield f"{began} · {words.say('alert.over', time=local(alert.ended_at, words, zone))}"
    else:
        yield f"{began} ({ago}) · {words.say('alert.level', level=alert.level)}"
    yield from because(alert, words, zone)
    if alert.mentions:
        yield named(alert, words)
    channels = ", ".join(single_line(name) for name in sorted(alert.told))
    yield words.say("alert.told", channels=channels) if channels else words.say("alert.untold")
    if alert.mentions:
        yield words.say("alert.look", command=command(alert))


def named(alert: Alert, words: Words) -> str:
    """Count its mentions, and name the first ones."""
    ids = ", ".join(alert.mentions[:NAMED])
    more = ", …" if len(alert.mentions) > NAMED else ""
    return words.say("alert.mentions", n=len(alert.mentions), ids=f"{ids}{more}")


def delivered(found: Sequence[Delivery], words: Words, *, quiet: bool) -> Iterator[Text]:
    """Draw what became of each sending; with `quiet` only what was not told, or perhaps not."""
    for each in found:
        if each.state == "sent" and quiet:
            continue
        said = words.say(
            f"alert.delivery.{each.state}",
            id=_told_of(each),
            channel=single_line(each.channel),
            error=single_line(each.error or ""),
        )
        yield Text(said, "" if each.state == "sent" else "yellow")


def _told_of(delivery: Delivery) -> str:
    """Name what a message told, as people call it: a7, or k7f2 for the mention of a rule."""
    said = (key.rpartition(":") for key in delivery.told or (delivery.key,))
    names = (
        what.rpartition("/")[2] if kind == "rule" else what.partition("/")[0]
        for kind, _, what in said
    )
    return ", ".join(dict.fromkeys(names))


def tested(found: Sequence[Delivery], words: Words) -> Iterator[Text]:
    """Draw what became of a test on each way."""
    for each in found:
        channel, error = single_line(each.channel), single_line(each.error or "")
        said = words.say(f"alert.test.{each.state}", channel=channel, error=error)
        yield Text(said, "" if each.state in {"sent", "intended"} else "yellow")
