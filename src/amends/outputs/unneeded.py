"""Why no reply is suggested: it has its answer, or it is for the press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.outputs.dates import day
from amends.outputs.gist import gist
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from amends.languages import Words
    from amends.models import Case
    from amends.models.promises import Followup

_NOT_FOR_US = frozenset({"spam", "irrelevant"})


def because(case: Case, promises: Sequence[Followup], words: Words, zone: ZoneInfo) -> str | None:
    """Return why, with the open promises; None where the reason lies in the text itself."""
    if case.assessment.intent in _NOT_FOR_US:
        return None
    if case.answered:
        return " ".join(_answered(case, promises, words, zone))
    if case.mention.kind == "article":
        return words.say("draft.article", facts=gist(case, words))
    return None


def _answered(
    case: Case, promises: Sequence[Followup], words: Words, zone: ZoneInfo
) -> Iterator[str]:
    reply = case.mention.reply
    at = case.handling.replied_at or (reply.published_at if reply else None)
    if at:
        yield words.say("draft.answered_on", date=day(at.astimezone(zone).date(), words))
    else:
        yield words.say("draft.answered")
    if promises:
        said = (
            f"{single_line(each.what)} ({day(each.due_at.astimezone(zone).date(), words)})"
            for each in promises
        )
        yield words.say("draft.still_promised", promises="; ".join(said), id=case.id)
