"""What one page of a source held, before anything is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from amends.outputs import safe
from amends.outputs.json import dumps, mention
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from amends.languages import Words
    from amends.models import Mention, Skipped


def lines(found: Iterable[Mention]) -> Iterator[str]:
    """Return each mention as JSON without its empty keys, for pipes."""
    for each in found:
        yield dumps({key: value for key, value in mention(each).items() if value})


def cards(
    found: Iterable[Mention], on_page: int, words: Words, zone: ZoneInfo, width: int
) -> Iterator[Text]:
    """Draw the first mentions of a page, and say how many are on it."""
    yield from two_lines(found, words, zone, width)
    yield Text(words.say("sources.not_stored", n=on_page), "dim")


def two_lines(found: Iterable[Mention], words: Words, zone: ZoneInfo, width: int) -> Iterator[Text]:
    """Draw each mention in two lines: who gave how many stars when, and the first words."""
    for each in found:
        head = Text(" · ".join(filter(None, _facts(each, words, zone))))
        head.truncate(width, overflow="ellipsis")
        yield head
        body = Text(f"     {safe.said(each, words)}", "dim")
        body.truncate(width, overflow="ellipsis")
        yield body


def searched(asked: Iterable[str], words: Words) -> Iterator[Text]:
    """Say what was searched for, in the platform's own words."""
    for each in asked:
        yield Text(words.say("sources.asked", query=single_line(each)), "dim")


def noted(
    key: str, count: int, notes: Sequence[Skipped], words: Words, width: int | None
) -> Iterator[Text]:
    """Say how many were kept, or left out, and of the first of them why; cut to `width`."""
    if notes:
        yield Text(words.say(key, n=max(count, len(notes))), "dim")
    for one in notes:
        told = Text(f"  {single_line(one.why)}: {single_line(one.where)}", "dim")
        if width:
            told.truncate(width, overflow="ellipsis")
        yield told
    if notes and count > len(notes):
        yield Text("  …", "dim")


def _facts(each: Mention, words: Words, zone: ZoneInfo) -> Iterator[str]:
    yield f"{safe.rated(each.rating):<4}"
    yield f"{each.published_at.astimezone(zone):%Y-%m-%d}" if each.published_at else ""
    yield safe.author(each, words)
    yield single_line(each.place or each.item.name or "")[:40]
    answered = each.reply.answers if each.reply else each.answered
    yield words.say(f"sources.answered.{answered}")
