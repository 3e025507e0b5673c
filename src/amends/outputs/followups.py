"""What was promised: yields what a console prints, and the JSON of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.text import Text

from amends.models.promises import DUE
from amends.outputs.ages import duration
from amends.outputs.dates import day
from amends.outputs.handled import followup
from amends.outputs.json import envelope
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from amends.languages import Words
    from amends.models.promises import Agenda, Due, Followup

_COLOURS: dict[Due, str] = {"late": "bold red", "today": "bold yellow"}


def lines(
    agenda: Agenda, words: Words, timezone: str, width: int | None, *, narrowed: bool = False
) -> Iterator[Text]:
    """Draw the follow-ups in sections, then what was granted lately."""
    if not agenda.items:
        yield Text(words.say("queue.no_match" if narrowed else "followup.none"))
    for section in DUE:
        members = [each for each in agenda.items if agenda.due(each) == section]
        if members:
            title = words.say(f"followup.section.{section}")
            yield Text.assemble((title, _COLOURS.get(section, "bold")), f"  {len(members)}")
            yield from rows(members, words, agenda.at, timezone, width)
    if agenda.granted:
        yield Text(
            words.say(
                "followup.granted",
                n=agenda.granted,
                cost=f"{agenda.cost:.2f}",
                unknown=agenda.costless,
            ),
            "dim",
        )


def rows(
    followups: Iterable[Followup],
    words: Words,
    now: datetime,
    timezone: str,
    width: int | None,
) -> Iterator[Text]:
    """Draw one promise a line: its name, the mention, when, who, what, and whether they wrote."""
    zone = ZoneInfo(timezone)
    for each in followups:
        line = Text.assemble(
            (f"  {each.id:<5}", "bold"), f"{each.mention:<6}", _when(each, words, now, zone)
        )
        said = (each.who, each.author or "", each.place or "", f"“{each.what}”")
        line.append("  " + " · ".join(single_line(part) for part in said if part))
        if each.wrote_since and each.open:
            line.append(f"  {words.say('followup.wrote')}", "yellow")
        if each.note:
            line.append(f"  ({single_line(each.note)})", "dim")
        if width is not None:
            line.truncate(width, overflow="ellipsis")
        yield line


def _when(each: Followup, words: Words, now: datetime, zone: ZoneInfo) -> Text:
    if each.open and each.due_at < now:
        time = duration((now - each.due_at).total_seconds(), words)
        return Text(words.say("queue.late_by", time=time), "bold red")
    return Text(day(each.due_at.astimezone(zone).date(), words))


def as_json(agenda: Agenda) -> dict[str, Any]:
    """Return `amends.followups/1`."""
    return envelope("followups", agenda.at) | {
        "items": [followup(each) | {"due": agenda.due(each)} for each in agenda.items],
        "granted": {
            "days": 30,
            "remedies": agenda.granted,
            "cost": round(agenda.cost, 2),
            "cost_unknown": agenda.costless,
        },
    }
