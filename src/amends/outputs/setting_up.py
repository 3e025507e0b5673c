"""Before the first day: the demo, and what an import would read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.text import Text

from amends.outputs.json import dumps, mention
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from amends.languages import Words
    from amends.models import Mention, Skipped

SHOWN = 3
"""Mentions, and unreadable rows, that a preview shows."""


def preview(
    files: Iterable[object], mentions: Iterable[Mention], skipped: Sequence[Skipped], words: Words
) -> Iterator[str]:
    """Say what each file is taken for, show its first mentions, its first unreadable rows."""
    yield from map(str, files)
    for each in mentions:
        yield dumps({key: value for key, value in mention(each).items() if value})
    if skipped:
        yield words.say("check.skipped", n=len(skipped))
    for row in skipped[:SHOWN]:
        yield f"  {single_line(row.where)}: {single_line(row.why)}"


def title(name: str, places: int, mentions: int, languages: int, words: Words) -> Text:
    """Say what the demo shows."""
    said = words.say("demo.title", name=name, places=places, n=mentions, languages=languages)
    return Text(said, "bold")


def next_steps(folder: Path, short_id: str, words: Words) -> Iterator[str]:
    """Say where the demo lies, and what to type next; `short_id` is that of its first mention."""
    variable = "set" if os.name == "nt" else "export"
    steps = (
        (f"amends draft {short_id}", words.say("demo.try_draft")),
        (f"amends show {short_id}", words.say("demo.try_show")),
        ("amends init", words.say("demo.try_init")),
    )
    width = max(len(command) for command, _ in steps)
    yield words.say("demo.folder", folder=str(folder))
    yield f"  {variable} AMENDS_CONFIG={folder / 'config.yaml'}"
    yield from (f"  {command:<{width}}   {meaning}" for command, meaning in steps)
