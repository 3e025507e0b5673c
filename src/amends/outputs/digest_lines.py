"""Single lines of the summary of the morning: what happened, each in one harmless line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.outputs import safe
from amends.outputs.ages import duration
from amends.outputs.dates import day
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from amends.languages import Words
    from amends.models.delivery import Delivery
    from amends.models.digest import Better, Failing, Praise
    from amends.models.listing import Ranked
    from amends.models.order import Order, OrderOutcome

NAME, LINE, QUOTE = 40, 160, 200
"""Characters of a name, of any other line, of a customer's words in it."""
NAMED = 8
"""Ids that a line names; of more it says that there are."""
_NOT_OBEYED: tuple[OrderOutcome, ...] = ("changed", "refused", "stranger")


def refused(ranked: Ranked, words: Words) -> str:
    """Return that a platform turned our reply down, and why."""
    reply = ranked.case.mention.reply
    reason = single_line(reply.reason or "") if reply else ""
    return " · ".join(
        part
        for part in (
            ranked.case.id,
            safe.clipped(single_line(ranked.case.mention.place or ""), NAME),
            words.say("digest.refused", reason=safe.clipped(reason, LINE) or "–"),
        )
        if part
    )


def orders(found: Sequence[Order], words: Words) -> Iterator[str]:
    """Say in a line what was marked by mail, and in another what was not, and why."""
    if done := _named(found, ("done",)):
        yield words.say("digest.orders.done", ids=done)
    refused = [
        f"{names} ({words.say(f'digest.orders.{outcome}')})"
        for outcome in _NOT_OBEYED
        if (names := _named(found, (outcome,)))
    ]
    if refused:
        yield words.say("digest.orders.refused_all", ids=", ".join(refused))


def _named(orders: Sequence[Order], outcomes: Sequence[OrderOutcome]) -> str:
    names = list(dict.fromkeys(each.name for each in orders if each.outcome in outcomes))
    return named(names)


def better(better: Better, words: Words) -> str:
    """Return one thing that got better."""
    args = {
        name: f"{value:.2g}" if isinstance(value, float) else value
        for name, value in better.args.items()
    }
    if "name" in args:
        args["name"] = safe.clipped(single_line(str(args["name"])), LINE)
    return words.say(f"digest.better.{better.kind}", **{**args, "n": better.n})


def praise(praise: Praise, words: Words) -> str:
    """Return a good word, with whom it names."""
    place = safe.clipped(single_line(praise.place or ""), NAME)
    quote = words.say("digest.quoted", text=safe.clipped(single_line(praise.text), QUOTE))
    return ": ".join(
        part for part in (", ".join((*praise.staff, place)).strip(", "), quote) if part
    )


def failing(failing: Failing, words: Words, now: datetime) -> str:
    """Return a source that is not read, since when and why."""
    return words.say(
        "digest.failing",
        n=failing.runs,
        name=safe.clipped(single_line(failing.name), NAME),
        outcome=words.say(f"outcome.{failing.outcome}"),
        time=duration((now - failing.since).total_seconds(), words),
        error=safe.clipped(safe.failure(failing.error or "–"), LINE),
    )


def trouble(delivery: Delivery, words: Words, zone: ZoneInfo) -> str:
    """Return that an earlier mail may not have arrived."""
    at = delivery.at.astimezone(zone)
    return words.say("digest.trouble", date=day(at.date(), words), time=f"{at:%H:%M}")


def named(ids: Sequence[str]) -> str:
    """Return ids in a row, and that there are more."""
    return ", ".join(ids[:NAMED]) + ("…" if len(ids) > NAMED else "")
