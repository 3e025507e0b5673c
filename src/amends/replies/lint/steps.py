"""The steps that a playbook asks for: apologise, explain, solve, follow up; or none of them yet.

What is missing can only be known where the playbook is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.replies.lint.bars import ENOUGH, FAULT
from amends.replies.lint.rule import NOWHERE, Found, Rule, at
from amends.replies.lint.view import FULL, UNVERIFIED
from amends.replies.platforms import platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.view import Said, View

_REACHABLE = frozenset({"email", "call"})
_TELLING = ("cause", "blames_staff", "reveals_staff", "blames_third_party")
_BUSY = (
    *("apology", "late_apology", "passive_non_apology", "sympathy", "thanks", "scripted", "repair"),
    *("change", "offer", "follow_up", "asks_details", "incentive", "promises_too_much"),
    *("legal_threat", "threatens_deletion", "asks_to_delete"),
)
"""What a sentence that tells a cause does not do, and the phrases that it does not hold."""
_BUSY_WORDS = (
    *("apology", "late_apology", "passive_non_apology", "thanks", "scripted", "offer"),
    *("we_contact", "they_contact"),
)
_WORDS_OF_A_STORY = 6
_MAINLY = 0.6
_PROBABLY = 0.25
"""For what most replies hold, and say in any words."""
_HARDLY = 0.1
_ARGUES = 0.6
"""Who argues so surely tells no cause."""
_MONEY = re.compile(r"[€£$₴₽]\s?\d|\d\s?(?:[€£$₴₽]|zł|лв|kč|lei|tl|lira)")


def _passive(view: View) -> Iterator[Found]:
    """Sorry for what they feel, not for what we did; beside a real apology it is only clumsy."""
    if view.playbook in (None, FULL):
        for each in view.said:
            if each.passive:
                found = at(each, "passive_non_apology")
                yield Found(found.start, found.end, "warning") if view.sorry else found


def _no_apology(view: View) -> Iterator[Found]:
    """Missing also where only a passive one stands; then that rule has said so."""
    if view.quarrels:
        yield NOWHERE


def _no_explanation(view: View) -> Iterator[Found]:
    if view.playbook == FULL and not any(map(_explains, view.said)):
        yield NOWHERE


def _explains(said: Said) -> bool:
    """Whether a sentence tells how it came about.

    Causes are told in any words; so what is long enough and does nothing else is taken for one.
    """
    if said.does(*_TELLING) >= ENOUGH or said.acts["correction"] >= FAULT:
        return True
    if said.holds("cause", "checking") or _looks_into(said):
        return True
    return (
        len(said.text.split()) >= _WORDS_OF_A_STORY
        and said.does(*_BUSY) < ENOUGH
        and said.acts["argues"] < _ARGUES
        and not said.holds(*_BUSY_WORDS)
        and not _MONEY.search(said.text)
    )


def _looks_into(said: Said) -> bool:
    """Whether the cause is being looked for: not only whether all has arrived by now."""
    return said.acts["checking"] >= max(ENOUGH, _MAINLY * said.acts["follow_up"])


def _no_solution(view: View) -> Iterator[Found]:
    """Of a mixed mention, the flaw must not be passed over; a suggestion has none."""
    if view.playbook == FULL:
        missing = not any(map(_solves, view.said)) and not _still_open(view)
    elif view.playbook == "thank_and_fix":
        flawless = view.assessment is not None and view.assessment.intent == "suggestion"
        missing = not flawless and not any(_solves(each) or _faces(each) for each in view.said)
    else:
        return
    if missing:
        yield NOWHERE


def _solves(said: Said) -> bool:
    if _offers(said) or said.does("repair", "change") >= _PROBABLY or _puts_away(said):
        return True
    if said.acts["promises_too_much"] >= FAULT:
        return True
    if said.does("denial", "scripted", "passive_non_apology") >= ENOUGH:
        return False
    return said.holds("repair", "change", "now") or bool(_MONEY.search(said.text))


def _offers(said: Said) -> bool:
    """Whether they may choose or say what would help; to be invited to talk is no solution."""
    asked = said.holds("offer") and said.holds("they_contact")
    bar = _HARDLY if asked else max(_PROBABLY, said.acts["follow_up"] / 2)
    return said.acts["offer"] >= bar


def _puts_away(said: Said) -> bool:
    """Whether something that should not be is removed or corrected, and that is no review."""
    harmless = said.does("threatens_deletion", "asks_to_delete", "scripted") < ENOUGH
    return harmless and said.holds("remove_words") and not said.holds("review_words")


def _still_open(view: View) -> bool:
    """Whether the cause is being looked for, and they are asked in: more cannot be offered yet."""
    looking = any(each.acts["checking"] >= _PROBABLY for each in view.said)
    return looking and any(
        each.holds("they_contact", "asks_details", "offer") for each in view.said
    )


def _faces(said: Said) -> bool:
    """Whether a sentence speaks of the flaw at all."""
    return said.does("cause", "apology", "correction", "checking") >= ENOUGH


def _no_follow_up(view: View) -> Iterator[Found]:
    if view.playbook == FULL and not any(map(_goes_on, view.said)):
        yield NOWHERE


def _goes_on(said: Said) -> bool:
    """Whether a sentence says what comes next, and how; an address is an invitation."""
    return (
        said.acts["follow_up"] >= FAULT
        or said.holds("they_contact", "we_contact", "check_back")
        or ("@" in said.text and said.acts["personal"] < FAULT)
        or (said.sentence.last and said.holds("day") and _mainly_follows_up(said))
    )


def _mainly_follows_up(said: Said) -> bool:
    return said.acts["follow_up"] >= max(_PROBABLY, said.acts["repair"] / 2)


def _apologises_unverified(view: View) -> Iterator[Found]:
    """Our own late answer may be apologised for: of that we are sure."""
    if view.playbook in UNVERIFIED:
        for each in view.said:
            if _takes_the_blame(each):
                yield at(each, "apology", "admits")


def _takes_the_blame(said: Said) -> bool:
    """Whether it is apologised for the event.

    A question is none, and "if the mistake is ours, I'll say so" is fair.
    """
    guilty = said.does("apology", "admits")
    harmless = said.does("late_apology", "follow_up", "checking")
    asked = said.text.rstrip().endswith("?") or said.holds("condition")
    if asked and not said.holds("apology"):
        return False
    formula = said.holds("apology") and said.does("passive_non_apology", "scripted") >= FAULT
    return formula or (guilty >= FAULT and guilty > harmless)


def _unreachable(view: View) -> Iterator[Found]:
    """A promise to call is empty where nobody knows the number, and none is asked for."""
    mention = view.mention
    if view.platform is None and mention is None:
        return
    place = view.platform or platform(mention.source_type if mention else "")
    known = mention is not None and mention.kind in _REACHABLE
    if place.reaches or known or any(each.holds("they_contact") for each in view.said):
        return
    for each in view.said:
        if each.holds("we_contact"):
            yield at(each, "we_contact")


RULES = (
    Rule("passive_non_apology", "error", _passive),
    Rule("apologises_for_unverified", "error", _apologises_unverified),
    Rule("unreachable_promise", "warning", _unreachable),
    Rule("no_apology", "error", _no_apology),
    Rule("no_explanation", "error", _no_explanation),
    Rule("no_solution", "error", _no_solution),
    Rule("no_follow_up", "error", _no_follow_up),
)
