"""The playbooks: which phrases a reply is made of, in which order, and what they promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from amends.replies.platforms import platform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models.reply import Purpose
    from amends.models.vocabulary import PartName, Playbook, Topic
    from amends.replies.grounds import Grounds

Pledge = Literal[
    "look",
    "details",
    "end",
    "email",
    "call",
    "ready",
    "question",
    "suggestion",
    "hold",
    "talk",
    "decision",
]
"""What a phrase promises; worded in `promises:` of the phrase files."""
_CHOICE = 2
_ROUNDS_IN_PUBLIC = 2
"""After so many answers in public a talk gets further than another one."""
_TALK: frozenset[Topic] = frozenset({"staff", "discrimination", "atmosphere", "privacy"})
"""Topics in which nothing is left to repair: hearing them out is what can be offered."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one phrase of a group; an optional one is left out of short replies."""

    part: PartName
    group: str
    pledge: Pledge | None = None
    optional: bool = False
    only: tuple[str, ...] = ()
    """The phrases that fit, where not all of the group do."""


Slots = tuple[Slot, ...]


def slots(playbook: Playbook, grounds: Grounds, purpose: Purpose = "answer") -> Slots:
    """Return the places of a reply by this playbook; none for `no_reply`.

    A `purpose` other than the first answer has its own plan, whatever the playbook.
    """
    if purpose == "answer":
        return _PLAYBOOKS[playbook](grounds)
    return _PURPOSES[purpose](grounds)


def _complaint(grounds: Grounds) -> Slots:
    if grounds.discreet:
        return _discreet(grounds)
    return (
        _greeting(grounds),
        *_late(grounds),
        Slot("apologise", _apology(grounds)),
        *_repeated(grounds, "explain", "detail_wrong"),
        *_explain(grounds),
        _solve(grounds),
        _follow_up(grounds),
    )


def _discreet(grounds: Grounds) -> Slots:
    """Where to confirm a visit would tell too much, only our own ways are spoken of."""
    return (
        _brief_greeting(grounds),
        *_late(grounds),
        Slot("apologise", "discreet_regret"),
        Slot("explain", "discreet_explain", "look"),
        Slot("solve", "discreet_talk"),
        Slot("follow_up", "discreet_follow_up", "end"),
    )


def _thank_and_fix(grounds: Grounds) -> Slots:
    """A suggestion has nothing to apologise for and nothing to explain yet."""
    if grounds.case.assessment.intent == "suggestion":
        return (
            _brief_greeting(grounds),
            Slot("thank", "suggest_thank"),
            *_repeated(grounds, "thank", "detail_idea"),
            Slot("solve", "suggest_solve"),
            Slot("follow_up", "suggest_follow_up", "suggestion"),
        )
    if grounds.discreet:
        return (Slot("thank", "discreet_thank"), *_discreet(grounds)[1:])
    return (
        _brief_greeting(grounds),
        Slot("thank", "detail_fix_good" if grounds.good else "fix_thank"),
        *_late(grounds),
        Slot("apologise", _in_their_words("fix_apologise", grounds)),
        *_repeated(grounds, "explain", "detail_wrong"),
        *_explain(grounds),
        _solve(grounds),
        _follow_up(grounds),
    )


def _ask_details(grounds: Grounds) -> Slots:
    return (
        _greeting(grounds),
        *_late(grounds),
        Slot("ask", _interest(grounds)),
        *_repeated(grounds, "ask", "detail_ask"),
        Slot("ask", "ask_questions"),
        *_after_asking(grounds),
    )


def _interest(grounds: Grounds) -> str:
    if not grounds.text:
        return "ask_stars"
    return "ask_serious" if grounds.accused else "ask_interest"


def _verify(grounds: Grounds) -> Slots:
    if "impostor" in grounds.cues:
        return (
            _brief_greeting(grounds),
            Slot("ask", "fraud_now"),
            Slot("follow_up", "fraud_check", "hold"),
        )
    return (
        _greeting(grounds),
        *_late(grounds),
        Slot("ask", _doubt(grounds)),
        *_repeated(grounds, "ask", "detail_ask"),
        _needed(grounds),
        *_after_asking(grounds),
    )


def _doubt(grounds: Grounds) -> str:
    """Return the phrases that say what we could not find, as far as anybody has looked."""
    looked = {"not_found": "notfound_open", "unclear": "unclear_open"}
    if grounds.case.handling.verified in looked:
        return looked[grounds.case.handling.verified or ""]
    if "wrong_company" in grounds.cues or grounds.case.assessment.intent == "irrelevant":
        return "namesake_open"
    return "verify_hearsay" if "never_visited" in grounds.cues else "verify_open"


def _needed(grounds: Grounds) -> Slot:
    """Ask for what is missing; who was never here has no order number."""
    heard = _doubt(grounds) == "verify_hearsay"
    return Slot("ask", "verify_need", only=("whoever", "brief") if heard else ())


def _answer(grounds: Grounds) -> Slots:
    if grounds.fact is None:
        asked = _repeated(grounds, "answer", "detail_question")
        later = Slot("answer", "answer_later", "question")
        return (_brief_greeting(grounds), *asked, later)
    more = Slot("answer", "answer_more", optional=True)
    return (_brief_greeting(grounds), Slot("answer", "answer_fact"), more)


def _thank(grounds: Grounds) -> Slots:
    close = Slot("thank", "thank_close", optional=True)
    return (_brief_greeting(grounds), *_thanks(grounds), close)


def _thanks(grounds: Grounds) -> Slots:
    repeated = _repeated(grounds, "thank", "detail_praise") if grounds.good else ()
    if grounds.discreet:
        return (Slot("thank", "discreet_thank"),)
    if repeated:
        return (Slot("thank", "detail_praise"),)
    if grounds.case.assessment.intent == "thanks_after_resolution":
        return (Slot("thank", "thank_resolved"),)
    if not grounds.text:
        return (Slot("thank", "thank_stars"),)
    named = grounds.matter.topic != "other"
    return (Slot("thank", "thank_topic" if named else "thank_plain"),)


def _hold(grounds: Grounds) -> Slots:
    return (
        _brief_greeting(grounds),
        Slot("explain", "hold_read"),
        Slot("follow_up", "hold_answer", "hold"),
    )


def _again(grounds: Grounds) -> Slots:
    """A second round: no second apology, and after two in public a talk."""
    public = grounds.reach == "public"
    talk = public and grounds.rounds >= _ROUNDS_IN_PUBLIC
    following = Slot("solve", "again_talk", "talk") if talk else Slot("solve", "again_next")
    return (_brief_greeting(grounds), Slot("answer", "again_open"), following)


def _done(grounds: Grounds) -> Slots:
    told = "done_told" if grounds.offers else "done_plain"
    return (_brief_greeting(grounds), Slot("solve", told))


def _late_with_it(grounds: Grounds) -> Slots:
    return (_brief_greeting(grounds), Slot("apologise", "promise_late", "hold"))


def _all_right(grounds: Grounds) -> Slots:
    return (_brief_greeting(grounds), Slot("follow_up", "alright_ask"))


def _phone(grounds: Grounds) -> Slots:
    """What to say on the phone, in the order of a call; first they speak."""
    offers = ("none", "one", "two")[min(len(grounds.offers), _CHOICE)]
    return (
        Slot("greeting", "phone_open"),
        Slot("ask", "phone_listen"),
        Slot("ask", "phone_back"),
        Slot("apologise", _apology(grounds)),
        *_explain(grounds),
        Slot("solve", f"phone_offer_{offers}"),
        Slot("follow_up", "phone_close", "call"),
    )


def _greeting(grounds: Grounds) -> Slot:
    """A greeting that may thank for writing, if there was writing."""
    wrote = grounds.text and grounds.case.mention.kind != "call"
    if not wrote or _social(grounds) or grounds.late:
        return _brief_greeting(grounds)
    return Slot("greeting", _addressed(grounds))


def _brief_greeting(grounds: Grounds) -> Slot:
    """A greeting that does not thank: the thanks, or nothing to thank for, come after it."""
    return Slot("greeting", f"{_addressed(grounds)}_{'social' if _social(grounds) else 'brief'}")


def _addressed(grounds: Grounds) -> str:
    return "greeting_named" if grounds.name and not grounds.discreet else "greeting_plain"


def _social(grounds: Grounds) -> bool:
    return platform(grounds.case.mention.source_type).social


def _late(grounds: Grounds) -> Slots:
    """Our own silence may be apologised for everywhere: of that we are sure."""
    return (Slot("apologise", "late"),) if grounds.late else ()


def _apology(grounds: Grounds) -> str:
    if grounds.hurt:
        return "apologise_child" if grounds.child else "apologise_hurt"
    return "apologise_grave" if grounds.grave else _in_their_words("apologise", grounds)


def _in_their_words(group: str, grounds: Grounds) -> str:
    """Return the phrases that refer to what they write, where naming it would be a confession."""
    told = grounds.matter.wrong(grounds.language, grounds.manner.voice)
    return group if told else f"{group}_described"


def _explain(grounds: Grounds) -> Slots:
    if grounds.cause:
        return (Slot("explain", "explain_known"),)
    if grounds.cause_untold:
        return (Slot("explain", "explain_later", "look"),)
    sum_first = () if grounds.detail else _quoted(grounds)
    return (*sum_first, Slot("explain", "explain_unknown", "look"))


def _quoted(grounds: Grounds) -> Slots:
    return (Slot("explain", "quoted", optional=True),) if grounds.quote else ()


def _repeated(grounds: Grounds, part: PartName, group: str) -> Slots:
    """Repeat one thing that they said in their own words."""
    said = grounds.good if group == "detail_praise" else grounds.detail
    return (Slot(part, group, optional=True),) if said and not grounds.discreet else ()


def _solve(grounds: Grounds) -> Slot:
    offers = len(grounds.offers)
    if offers >= _CHOICE:
        return Slot("solve", "solve_two")
    if offers:
        return Slot("solve", "solve_grave" if grounds.grave else "solve_one")
    if grounds.granter and not grounds.grave:
        return Slot("solve", "solve_decides", "decision")
    if grounds.grave:
        return Slot("solve", "solve_direct")
    return Slot("solve", "solve_talk" if grounds.topic in _TALK else "solve_ask")


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
_PURPOSES: Mapping[Purpose, Callable[[Grounds], Slots]] = {
    "hold": _hold,
    "again": _again,
    "done": _done,
    "late": _late_with_it,
    "all_right": _all_right,
    "phone": _phone,
}
