"""A conversation: who spoke when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from amends.outputs.ages import age
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from amends.languages import Words
    from amends.models.person import Said

SHOWN = 12
"""Messages: of a longer conversation the newest."""
_WHO = 16
_LONGEST = 240
"""Characters of one message."""


def thread(said: Sequence[Said], words: Words, now: datetime) -> Iterator[RenderableType]:
    """Draw a conversation, the oldest message first; nothing where nobody answered anybody."""
    if len(said) < 2:  # noqa: PLR2004 — it takes two
        return
    yield Text(words.say("thread.head"), "bold")
    for message in said[-SHOWN:]:
        yield _message(message, words, now)


def _message(message: Said, words: Words, now: datetime) -> RenderableType:
    from rich.table import Table

    who = message.who or words.say("queue.anonymous")
    if message.ours:
        who = words.say("thread.we") + (f" ({message.who})" if message.who else "")
    body = single_line(message.text) or words.say("queue.no_text")
    if len(body) > _LONGEST:
        body = f"{body[:_LONGEST]}…"
    columns = Table.grid(padding=(0, 1))
    columns.add_column(no_wrap=True, width=8, justify="right")
    columns.add_column(no_wrap=True, width=_WHO, overflow="ellipsis")
    columns.add_column(overflow="fold")
    style = "cyan" if message.ours else "bold"
    columns.add_row(
        Text(age(message.at, now, words), "dim"),
        Text(single_line(who), style),
        Text(body),
    )
    return columns
