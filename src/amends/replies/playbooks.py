"""The playbooks: which phrases a reply is made of, in which order, and what they promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.replies import rounds
from amends.replies.slots import Slot
from amends.replies.steps import (
    after_asking,
    apology,
    brief_greeting,
    explain,
    follow_up,
    greeting,
    in_their_words,
    late,
    repeated,
    solve,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.models.reply import Purpose
    from amends.models.vocabulary import Playbook
    from amends.replies.grounds import Grounds
    from amends.replies.slots import Slots


def slots(playbook: Playbook, grounds: Grounds, purpose: Purpose = "answer") -> Slots:
    """Return the places of a reply by this playbook; none for `no_reply`.

    A `purpose` other than the first answer has its own plan, whatever the playbook.
    """
    if purpose == "answer":
        return _PLAYBOOKS[playbook](grounds)
    return rounds.PURPOSES[purpose](grounds)


def _complaint(grounds: Grounds) -> Slots:
    if grounds.discreet:
        return _discreet(grounds)
    return (
        greeting(grounds),
        *late(grounds),
        Slot("apologise", apology(grounds)),
        *repeated(grounds, "explain", "detail_wrong"),
        *explain(grounds),
        solve(grounds),
        follow_up(grounds),
    )


def _discreet(grounds: Grounds) -> Slots:
    """Where to confirm a visit would tell too much, only our own ways are spoken of."""
    return (
        brief_greeting(grounds),
        *late(grounds),
        Slot("apologise", "discreet_regret"),
        Slot("explain", "discreet_explain", "look"),
        Slot("solve", "discreet_talk"),
        Slot("follow_up", "discreet_follow_up", "end"),
    )


def _thank_and_fix(grounds: Grounds) -> Slots:
    """A suggestion has nothing to apologise for and nothing to explain yet."""
    if grounds.case.assessment.intent == "suggestion":
        return (
            brief_greeting(grounds),
            Slot("thank", "suggest_thank"),
            *repeated(grounds, "thank", "detail_idea"),
            Slot("solve", "suggest_solve"),
            Slot("follow_up", "suggest_follow_up", "suggestion"),
        )
    if grounds.discreet:
        return (Slot("thank", "discreet_thank"), *_discreet(grounds)[1:])
    return (
        brief_greeting(grounds),
        Slot("thank", "detail_fix_good" if grounds.good else "fix_thank"),
        *late(grounds),
        Slot("apologise", in_their_words("fix_apologise", grounds)),
        *repeated(grounds, "explain", "detail_wrong"),
        *explain(grounds),
        solve(grounds),
        follow_up(grounds),
    )


def _ask_details(grounds: Grounds) -> Slots:
    return (
        greeting(grounds),
        *late(grounds),
        Slot("ask", _interest(grounds)),
        *repeated(grounds, "ask", "detail_ask"),
        Slot("ask", "ask_questions"),
        *after_asking(grounds),
    )


def _interest(grounds: Grounds) -> str:
    if not grounds.text:
        return "ask_stars"
    return "ask_serious" if grounds.accused else "ask_interest"


def _verify(grounds: Grounds) -> Slots:
    if "impostor" in grounds.cues:
        return (
            brief_greeting(grounds),
            Slot("ask", "fraud_now"),
            Slot("follow_up", "fraud_check", "hold"),
        )
    return (
        greeting(grounds),
        *late(grounds),
        Slot("ask", _doubt(grounds)),
        *repeated(grounds, "ask", "detail_ask"),
        _needed(grounds),
        *after_asking(grounds),
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
        asked = repeated(grounds, "answer", "detail_question")
        later = Slot("answer", "answer_later", "question")
        return (brief_greeting(grounds), *asked, later)
    more = Slot("answer", "answer_more", optional=True)
    return (brief_greeting(grounds), Slot("answer", "answer_fact"), more)


def _thank(grounds: Grounds) -> Slots:
    close = Slot("thank", "thank_close", optional=True)
    return (brief_greeting(grounds), *_thanks(grounds), close)


def _thanks(grounds: Grounds) -> Slots:
    praise = repeated(grounds, "thank", "detail_praise")
    if grounds.discreet:
        return (Slot("thank", "discreet_thank"),)
    if praise:
        return (Slot("thank", "detail_praise"),)
    if grounds.case.assessment.intent == "thanks_after_resolution":
        return (Slot("thank", "thank_resolved"),)
    if not grounds.text:
        return (Slot("thank", "thank_stars"),)
    named = grounds.matter.topic != "other"
    return (Slot("thank", "thank_topic" if named else "thank_plain"),)


_PLAYBOOKS: Mapping[Playbook, Callable[[Grounds], Slots]] = {
    "apologise_explain_solve_follow_up": _complaint,
    "ask_details": _ask_details,
    "verify_then_answer": _verify,
    "answer": _answer,
    "thank": _thank,
    "thank_and_fix": _thank_and_fix,
    "no_reply": lambda _: (),
}
