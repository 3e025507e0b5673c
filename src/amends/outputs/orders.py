"""What our own people asked for by mail, and what became of it. Yields what a console prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.languages import Words
    from amends.models.order import Obeyed, Order

SHOWN = 3
"""Anybody can send mails: a flood of them is counted."""


def lines(obeyed: Obeyed, words: Words) -> Iterator[Text]:
    """Draw all of it."""
    yield from done(obeyed, words)
    yield from troubles(obeyed, words)


def done(obeyed: Obeyed, words: Words) -> Iterator[Text]:
    """Say what was marked, in one line."""
    if names := obeyed.done:
        yield Text(words.say("order.done", n=len(names), ids=", ".join(names)), "bold green")


def troubles(obeyed: Obeyed, words: Words) -> Iterator[Text]:
    """Say which mails were not obeyed, and that the mailbox could not be read."""
    refused = obeyed.refused
    for order in refused[:SHOWN]:
        yield Text(_refused(order, words), "yellow")
    if len(refused) > SHOWN:
        yield Text(words.say("order.more", n=len(refused) - SHOWN), "yellow")
    if obeyed.error:
        yield Text(words.say("order.unread", why=single_line(obeyed.error).rstrip(".")), "yellow")
        if obeyed.hint:
            yield Text(f"          {single_line(obeyed.hint)}", "dim")


def _refused(order: Order, words: Words) -> str:
    who, why = single_line(order.who)[:80], single_line(order.why or "").rstrip(".")
    return words.say(f"order.{order.outcome}", name=order.name, who=who, why=why)
