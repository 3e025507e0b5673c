"""What comes after the first answer, or instead of it: each with a plan of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.replies.slots import Slot
from amends.replies.steps import (
    CHOICE,
    apology,
    brief_greeting,
    explain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models.reply import Purpose
    from amends.replies.grounds import Grounds
    from amends.replies.slots import Slots

_ROUNDS_IN_PUBLIC = 2
"""After so many answers in public a talk gets further than another one."""


def _hold(grounds: Grounds) -> Slots:
    if grounds.grave:
        return _hold_after_harm(grounds)
    return (
        brief_greeting(grounds),
        Slot("explain", "hold_read"),
        Slot("follow_up", "hold_answer", "hold"),
    )


def _hold_after_harm(grounds: Grounds) -> Slots:
    """The person first, and a way to reach us; what happened is not known, so nobody confesses."""
    general = ("speak",) if grounds.discreet else ()
    return (
        brief_greeting(grounds),
        Slot("ask", _care(grounds)),
        Slot("solve", "hold_near", only=general),
        Slot("follow_up", "hold_answer", "hold", only=("here", "by")),
    )


def _care(grounds: Grounds) -> str:
    """Return the phrases for whoever was hurt; where nobody is to be confirmed, none that asks."""
    if not grounds.hurt or grounds.discreet:
        return "hold_grave"
    return "hold_child" if grounds.child else "hold_hurt"


def _again(grounds: Grounds) -> Slots:
    """A second round: no second apology, and after two in public a talk."""
    public = grounds.reach == "public"
    talk = public and grounds.rounds >= _ROUNDS_IN_PUBLIC
    following = Slot("solve", "again_talk", "talk") if talk else Slot("solve", "again_next")
    return (brief_greeting(grounds), Slot("answer", "again_open"), following)


def _done(grounds: Grounds) -> Slots:
    told = "done_told" if grounds.offers else "done_plain"
    return (brief_greeting(grounds), Slot("solve", told))


def _late_with_it(grounds: Grounds) -> Slots:
    return (brief_greeting(grounds), Slot("apologise", "promise_late", "hold"))


def _all_right(grounds: Grounds) -> Slots:
    return (brief_greeting(grounds), Slot("follow_up", "alright_ask"))


def _phone(grounds: Grounds) -> Slots:
    """What to say on the phone, in the order of a call; first they speak."""
    offers = ("none", "one", "two")[min(len(grounds.offers), CHOICE)]
    return (
        Slot("greeting", "phone_open"),
        Slot("ask", "phone_listen"),
        Slot("ask", "phone_back"),
        Slot("apologise", apology(grounds)),
        *explain(grounds),
        Slot("solve", f"phone_offer_{offers}"),
        Slot("follow_up", "phone_close", "call"),
    )


PURPOSES: Mapping[Purpose, Callable[[Grounds], Slots]] = {
    "hold": _hold,
    "again": _again,
    "done": _done,
    "late": _late_with_it,
    "all_right": _all_right,
    "phone": _phone,
}
"""What a reply is for → its plan."""
