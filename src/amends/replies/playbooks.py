"""The playbooks: which phrases a reply is made of, in which order, and what they promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from amends.replies.phrasebook import book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models.vocabulary import PartName, Playbook
    from amends.replies.grounds import Grounds

Pledge = Literal["look", "details", "end", "email", "call", "ready", "question", "suggestion"]
"""What a phrase promises; worded in `promises:` of the phrase files."""
_CHOICE = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one phrase of a group; an optional one is left out of short replies."""

    part: PartName
    group: str
    pledge: Pledge | None = None
    optional: bool = False


Slots = tuple[Slot, ...]


def slots(playbook: Playbook, grounds: Grounds) -> Slots:
    """Return the places of a reply by this playbook; none for `no_reply`."""
    return _PLAYBOOKS[playbook](grounds)


def _complaint(grounds: Grounds) -> Slots:
    return (
        _greeting(grounds),
        *_late(grounds),
        Slot("apologise", _apology(grounds)),
        *_explain(grounds),
        _solve(grounds),
        _follow_up(grounds),
    )


def _thank_and_fix(grounds: Grounds) -> Slots:
    """A suggestion has nothing to apologise for and nothing to explain yet."""
    if grounds.case.assessment.intent == "suggestion":
        return (
            _brief_greeting(grounds),
            Slot("thank", "suggest_thank"),
            Slot("solve", "suggest_solve"),
            Slot("follow_up", "suggest_follow_up", "suggestion"),
        )
    return (
        _brief_greeting(grounds),
        Slot("thank", "fix_thank"),
        *_late(grounds),
        Slot("apologise", _in_their_words("fix_apologise", grounds)),
        *(slot for slot in _explain(grounds) if not slot.optional),
        _solve(grounds),
        _follow_up(grounds),
    )


def _ask_details(grounds: Grounds) -> Slots:
    interest = "ask_interest" if grounds.text else "ask_stars"
    return (
        _greeting(grounds),
        *_late(grounds),
        Slot("ask", interest),
        *_quoted(grounds, "ask"),
        Slot("ask", "ask_questions"),
        *_after_asking(grounds),
    )


def _verify(grounds: Grounds) -> Slots:
    return (
        _greeting(grounds),
        *_late(grounds),
        Slot("ask", "verify_open"),
        Slot("ask", "verify_need"),
        *_after_asking(grounds),
    )


def _answer(grounds: Grounds) -> Slots:
    if grounds.fact is None:
        return (_brief_greeting(grounds), Slot("answer", "answer_later", "question"))
    more = Slot("answer", "answer_more", optional=True)
    return (_brief_greeting(grounds), Slot("answer", "answer_fact"), more)


def _thank(grounds: Grounds) -> Slots:
    close = Slot("thank", "thank_close", optional=True)
    return (_brief_greeting(grounds), Slot("thank", _thanks(grounds)), close)


def _thanks(grounds: Grounds) -> str:
    if grounds.case.assessment.intent == "thanks_after_resolution":
        return "thank_resolved"
    if not grounds.text:
        return "thank_stars"
    return "thank_topic" if grounds.topic else "thank_plain"


def _greeting(grounds: Grounds) -> Slot:
    """A greeting that may thank for writing, if there was writing."""
    wrote = grounds.text and grounds.case.mention.kind != "call"
    return Slot("greeting", _addressed(grounds)) if wrote else _brief_greeting(grounds)


def _brief_greeting(grounds: Grounds) -> Slot:
    """A greeting that does not thank: the thanks, or nothing to thank for, come after it."""
    return Slot("greeting", f"{_addressed(grounds)}_brief")


def _addressed(grounds: Grounds) -> str:
    return "greeting_named" if grounds.name else "greeting_plain"


def _late(grounds: Grounds) -> Slots:
    """Our own silence may be apologised for everywhere: of that we are sure."""
    return (Slot("apologise", "late"),) if grounds.late else ()


def _apology(grounds: Grounds) -> str:
    if grounds.hurt:
        return "apologise_child" if grounds.child else "apologise_hurt"
    return "apologise_grave" if grounds.grave else _in_their_words("apologise", grounds)


def _in_their_words(group: str, grounds: Grounds) -> str:
    """Return the phrases that refer to what they write, where naming it would be a confession."""
    told = book(grounds.language).topics[grounds.topic or "other"].wrong
    return group if told else f"{group}_described"


def _explain(grounds: Grounds) -> Slots:
    if grounds.cause:
        return (Slot("explain", "explain_known"),)
    if grounds.cause_untold:
        return (Slot("explain", "explain_later", "look"),)
    return (*_quoted(grounds, "explain"), Slot("explain", "explain_unknown", "look"))


def _quoted(grounds: Grounds, part: PartName) -> Slots:
    return (Slot(part, "quoted", optional=True),) if grounds.quote else ()


def _solve(grounds: Grounds) -> Slot:
    if len(grounds.remedies) >= _CHOICE:
        return Slot("solve", "solve_two")
    if grounds.remedies:
        return Slot("solve", "solve_grave" if grounds.grave else "solve_one")
    return Slot("solve", "solve_direct" if grounds.grave else "solve_ask")


def _follow_up(grounds: Grounds) -> Slot:
    if grounds.reach == "public":
        return Slot("follow_up", "follow_up_public", "end")
    if grounds.reach == "none":
        return Slot("follow_up", "follow_up_open", "ready")
    return Slot("follow_up", "follow_up_private", grounds.reach)


def _after_asking(grounds: Grounds) -> Slots:
    promise = Slot("follow_up", "ask_follow_up", "details")
    public = grounds.reach == "public"
    return (promise, Slot("follow_up", "ask_fair", optional=True)) if public else (promise,)


_PLAYBOOKS: Mapping[Playbook, Callable[[Grounds], Slots]] = {
    "apologise_explain_solve_follow_up": _complaint,
    "ask_details": _ask_details,
    "verify_then_answer": _verify,
    "answer": _answer,
    "thank": _thank,
    "thank_and_fix": _thank_and_fix,
    "no_reply": lambda _: (),
}
