"""The reasons of a priority as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.outputs.ages import duration
from amends.outputs.numbers import number
from amends.text import single_line

if TYPE_CHECKING:
    from amends.languages import Words
    from amends.models import Reason

WORTH_SAYING = 0.5
"""Points; a reason with fewer does not explain why a mention stands where it stands."""


def because(reason: Reason, words: Words) -> str:
    """Word one reason: `12 h past your target`."""
    args = dict(reason.args)
    if "seconds" in args:
        args["time"] = duration(args.pop("seconds"), words)
    if "people" in args:
        args["people"] = about(args["people"], words)
    return words.say(f"reason.{reason.code}", **args)


def about(count: float, words: Words) -> str:
    """Return a count with two digits that mean something: 62560 is `63,000`."""
    size = max(0, len(str(int(count))) - 2)
    return number(round(count, -size), words)


def quoted(reason: Reason) -> str:
    """Return the customer's own words behind a reason, in one harmless line, or nothing."""
    return f" «{single_line(reason.quote)}»" if reason.quote else ""


def in_short(reasons: tuple[Reason, ...], words: Words, limit: int = 4) -> str:
    """Name the weightiest reasons in one line, with the customer's word for the harm."""
    said = []
    # What is not known is nothing to tell in a line; that it is a complaint, its gravity tells.
    silent = {"reach.unknown", "asks.complaint"}
    if any(reason.factor == "floor" for reason in reasons):
        silent |= {"severity.3", "severity.4"}  # the floor has said it already
    for reason in reasons:
        if reason.code in silent:
            continue
        if reason.points >= WORTH_SAYING or reason.points < 0:
            said.append(because(reason, words) + quoted(reason))
    return " · ".join(said[:limit])
