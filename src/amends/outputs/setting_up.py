"""Before the first day: the demo, and what an import would read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.text import Text

from amends.outputs import tried
from amends.outputs.layout import beside
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models import Mention, Skipped
    from amends.models.errand import Errand

SHOWN = 3
"""Mentions, and unreadable rows, that a preview shows."""


def preview(
    files: Iterable[object],
    mentions: Iterable[Mention],
    skipped: Sequence[Skipped],
    words: Words,
    zone: ZoneInfo,
    width: int | None,
) -> Iterator[Text | str]:
    """Say what each file is taken for, show its first mentions, its first unreadable rows.

    The mentions are drawn `width` columns wide; without it they are JSON, for pipes.
    """
    yield from map(str, files)
    if width is None:
        yield from tried.lines(mentions)
    else:
        yield from tried.two_lines(mentions, words, zone, width)
    if skipped:
        yield words.say("check.skipped", n=len(skipped))
    for row in skipped[:SHOWN]:
        yield f"  {single_line(row.where)}: {single_line(row.why)}"


def title(name: str, places: int, mentions: int, languages: int, words: Words) -> Text:
    """Say what the demo shows."""
    said = words.say("demo.title", name=name, places=places, n=mentions, languages=languages)
    return Text(said, "bold")


def next_steps(folder: Path, short_id: str, words: Words) -> Iterator[RenderableType | str]:
    """Say where the demo lies, and what to type next; `short_id` is that of its first mention."""
    variable = "set" if os.name == "nt" else "export"
    yield Text(words.say("demo.folder", folder=str(folder)))
    yield f"  {variable} AMENDS_CONFIG={folder / 'config.yaml'}"  # to be copied: nothing is folded
    steps = _steps(
        (f"amends draft {short_id}", words.say("demo.try_draft")),
        (f"amends show {short_id}", words.say("demo.try_show")),
        ("amends init", words.say("demo.try_init")),
    )
    yield from (beside(Text(what), meaning) for what, meaning in steps)


def errand(todo: Errand, words: Words) -> Iterator[str]:
    """Say what is left to do before a source that needs a key can be read."""
    name = todo.name
    login = [(f"amends sources login {name}", words.say("init.todo.login"))]
    yield words.say("init.todo.off", name=name)
    steps = _steps(
        (f"amends sources types {todo.kind}", words.say("init.todo.key")),
        *((reference, words.say("init.todo.secret")) for reference in todo.secrets),
        *((f"{option}:", words.say("init.todo.example")) for option in todo.examples),
        ("enabled: false", words.say("init.todo.switch_on")),
        *(login if todo.logs_in else ()),
        (f"amends doctor {name}", words.say("init.todo.doctor")),
    )
    yield from (f"{what} {meaning}" for what, meaning in steps)


def _steps(*steps: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Line up what to type or look at, for its meaning to stand beside it."""
    width = max(len(what) for what, _ in steps)
    yield from ((f"  {what:<{width}}  ", meaning) for what, meaning in steps)
