"""The steps that playbooks share: greet, apologise, explain, solve, follow up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.replies.platforms import platform
from amends.replies.slots import Slot

if TYPE_CHECKING:
    from amends.models.vocabulary import PartName, Topic
    from amends.replies.grounds import Grounds
    from amends.replies.slots import Slots

CHOICE = 2
"""Offers from which on there is something to choose."""
_TALK: frozenset[Topic] = frozenset({"staff", "discrimination", "atmosphere", "privacy"})
"""Topics in which nothing is left to repair: hearing them out is what can be offered."""


def greeting(grounds: Grounds) -> Slot:
    """A greeting that may thank for writing, if there was writing."""
    wrote = grounds.text and grounds.case.mention.kind != "call"
    if not wrote or _social(grounds) or grounds.late:
        return brief_greeting(grounds)
    return Slot("greeting", _addressed(grounds))


def brief_greeting(grounds: Grounds) -> Slot:
    """A greeting that does not thank: the thanks, or nothing to thank for, come after it."""
    return Slot("greeting", f"{_addressed(grounds)}_{'social' if _social(grounds) else 'brief'}")


def _addressed(grounds: Grounds) -> str:
    return "greeting_named" if grounds.name and not grounds.discreet else "greeting_plain"


def _social(grounds: Grounds) -> bool:
    return platform(grounds.case.mention.source_type).social


def late(grounds: Grounds) -> Slots:
    """Our own silence may be apologised for everywhere: of that we are sure."""
    return (Slot("apologise", "late"),) if grounds.late else ()


def apology(grounds: Grounds) -> str:
    """Return the phrases that apologise for what happened."""
    if grounds.hurt:
        return "apologise_child" if grounds.child else "apologise_hurt"
    return "apologise_grave" if grounds.grave else in_their_words("apologise", grounds)


def in_their_words(group: str, grounds: Grounds) -> str:
    """Return the phrases that refer to what they write, where naming it would be a confession."""
    told = grounds.matter.wrong(grounds.language, grounds.manner.voice)
    return group if told else f"{group}_described"


def explain(grounds: Grounds) -> Slots:
    """Give the cause, or say honestly that it is being looked into."""
    if grounds.cause:
        return (Slot("explain", "explain_known"),)
    if grounds.cause_untold:
        return (Slot("explain", "explain_later", "look"),)
    sum_first = () if grounds.detail else _quoted(grounds)
    return (*sum_first, Slot("explain", "explain_unknown", "look"))


def _quoted(grounds: Grounds) -> Slots:
    return (Slot("explain", "quoted", optional=True),) if grounds.quote else ()


def repeated(grounds: Grounds, part: PartName, group: str) -> Slots:
    """Repeat one thing that they said in their own words."""
    said = grounds.good if group == "detail_praise" else grounds.detail
    return (Slot(part, group, optional=True),) if said and not grounds.discreet else ()


def solve(grounds: Grounds) -> Slot:
    """Offer what may be offered, or ask what would help."""
    offers = len(grounds.offers)
    if offers >= CHOICE:
        return Slot("solve", "solve_two")
    if offers:
        return Slot("solve", "solve_grave" if grounds.grave else "solve_one")
    if grounds.granter and not grounds.grave:
        return Slot("solve", "solve_decides", "decision")
    if grounds.grave:
        return Slot("solve", "solve_direct")
    return Slot("solve", "solve_talk" if grounds.topic in _TALK else "solve_ask")


def follow_up(grounds: Grounds) -> Slot:
    """Say what comes next, by a way that exists."""
    if grounds.reach == "public":
        return Slot("follow_up", "follow_up_public", "end")
    if grounds.reach == "none":
        return Slot("follow_up", "follow_up_open", "ready")
    return Slot("follow_up", "follow_up_private", grounds.reach)


def after_asking(grounds: Grounds) -> Slots:
    """Promise to look into what they will tell."""
    promise = Slot("follow_up", "ask_follow_up", "details")
    public = grounds.reach == "public"
    return (promise, Slot("follow_up", "ask_fair", optional=True)) if public else (promise,)
