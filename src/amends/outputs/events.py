"""The history of a mention: yields what a console prints, and the JSON of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.text import Text

from amends.outputs.corrected import NAMES, named
from amends.outputs.dates import day
from amends.outputs.handled import happened
from amends.outputs.json import envelope
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amends.languages import Words

_SAID = ("assignee", "note", "chose", "because", "reason", "id", "with")
"""Details that are told as they stand, in this order."""


def lines(events: Iterable[Mapping[str, Any]], words: Words, timezone: str) -> Iterator[Text]:
    """Draw one line per event: number of the change, when, who, what, and why."""
    zone = ZoneInfo(timezone)
    for event in events:
        local = event["at"].astimezone(zone)
        number = f"{event['change']:>5}" if event.get("change") else " " * 5
        date = f"{day(local.date(), words)} {local.year} {local:%H:%M}"
        line = Text.assemble((number, "dim"), f"  {date}  ", told(event, words))
        if event.get("undone"):
            line.stylize("strike dim")
        yield line


def told(event: Mapping[str, Any], words: Words) -> str:
    """Return who did what in one line."""
    status = event.get("status")
    parts = [event["who"], _what(event, words)]
    if status:
        parts.append(words.say(f"status.{status}"))
    if result := event.get("result"):
        parts.append(words.say(f"verify.{result}"))
    parts += [str(event[key]) for key in _SAID if event.get(key)]
    if until := event.get("until"):
        parts.append(_until(until, words))
    if by := event.get("by"):
        parts.append(day(datetime.fromisoformat(by).date(), words))
    parts += _corrected(event, words)
    parts += [" ".join(event.get("tags", ()))]
    if event.get("undone"):
        parts.append(words.say("event.taken_back"))
    return single_line(" · ".join(part for part in parts if part))


def as_json(events: Sequence[Mapping[str, Any]], short_id: str, now: datetime) -> dict[str, Any]:
    """Return `amends.history/1`."""
    return envelope("history", now) | {"id": short_id, "items": [happened(each) for each in events]}


def _until(said: str, words: Words) -> str:
    if said == "reaction":
        return words.say("done.snoozed_reaction")
    return words.say("done.snoozed", date=day(datetime.fromisoformat(said).date(), words))


def _corrected(event: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Yield each label that was corrected, from what to what."""
    for label, (before, after) in event.get("corrected", {}).items():
        name = words.say(NAMES[label])
        yield f"{name} {named(label, before, words)} → {named(label, after, words)}"


def _what(event: Mapping[str, Any], words: Words) -> str:
    if event["what"] == "undone":
        return words.say("event.undone", what=words.say(f"event.{event['taken_back']}"))
    return words.say(f"event.{event['what']}")
