"""What must never be said to a customer: denial, contempt, threats, bargains over reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.replies.lint.bars import FAULT, fault, faults
from amends.replies.lint.rule import Rule, at
from amends.replies.lint.view import UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.rule import Find, Found
    from amends.replies.lint.view import Said, View


_ECHOED = 0.08
"""What is enough for a denial that takes up their words."""


def _does(act: str) -> Find:
    """Find the sentences that do this."""

    def find(view: View) -> Iterator[Found]:
        return (at(each, act) for each in faults(view, act))

    return find


def _denial(view: View) -> Iterator[Found]:
    """A polite correction of a fact is none: it does not doubt what they lived through.

    Who doesn't apologise, and says their very words with a "not", denies.
    """
    for each in view.said:
        if each.acts["denial"] < each.acts["correction"] / 2:
            continue
        echo = view.defensive and each.sentence.start in view.echoes and each.holds("negators")
        if fault(view, each, "denial") or (echo and each.acts["denial"] >= _ECHOED):
            yield at(each, "denial")


def _sarcastic(view: View) -> Iterator[Found]:
    """Under praise a joke is among friends."""
    if view.playbook != "thank":
        yield from _does("sarcastic")(view)


def _threatens_deletion(view: View) -> Iterator[Found]:
    """What somebody removed as a cause of the trouble was no review."""
    for each in view.said:
        if _about_removal(view, each) and _ours_to_remove(each) and not _is_wish(each):
            yield at(each, "threatens_deletion")


def _asks_to_delete(view: View) -> Iterator[Found]:
    """A wish that stands beside its price is a bargain, which is worse: that rule says so."""
    for each in view.said:
        if _wishes(view, each) and each.acts["incentive"] < FAULT:
            yield at(each, "asks_to_delete", "remove_words")


def _wishes(view: View, said: Said) -> bool:
    return _about_removal(view, said) and (_is_wish(said) or not _ours_to_remove(said))


def _about_removal(view: View, said: Said) -> bool:
    """Whether the review shall go or change, by whose hands ever: the two are near each other."""
    both = said.acts["threatens_deletion"] + said.acts["asks_to_delete"]
    sure = fault(view, said, "threatens_deletion") or fault(view, said, "asks_to_delete")
    named = said.holds("remove_words", "asks_to_delete", "threatens_deletion")
    return named and (sure or both >= FAULT) and said.acts["cause"] < both


def _ours_to_remove(said: Said) -> bool:
    return said.acts["threatens_deletion"] > said.acts["asks_to_delete"] or (
        said.holds("we") and not said.holds("you")
    )


def _is_wish(said: Said) -> bool:
    """Whether they shall do it themselves."""
    return said.holds("asks_to_delete") and said.holds("you")


def _incentive(view: View) -> Iterator[Found]:
    """A gift right after such a wish is its price, though the sentence itself is harmless."""
    wished = rated = False
    for each in view.said:
        given = each.holds("gift_words", "incentive") or "%" in each.text
        price = wished or _unearned(view, each, rated=rated)
        if fault(view, each, "incentive") or (given and price):
            yield at(each, "incentive", "gift_words")
        wished = _wishes(view, each)
        rated = each.holds("review_words")


def _unearned(view: View, said: Said, *, rated: bool) -> bool:
    """Whether a gift has a condition where there is nothing to make good, after talk of stars."""
    praised = view.playbook == "thank" or view.playbook in UNVERIFIED
    return praised and said.holds("condition") and (rated or said.holds("review_words"))


RULES = (
    Rule("denial", "error", _denial),
    Rule("rude", "error", _does("rude")),
    Rule("sarcastic", "error", _sarcastic),
    Rule("blames_customer", "error", _does("blames_customer")),
    Rule("legal_threat", "error", _does("legal_threat")),
    Rule("deletes_or_threatens_deletion", "error", _threatens_deletion),
    Rule("asks_to_delete_review", "error", _asks_to_delete),
    Rule("offers_incentive_for_review", "error", _incentive),
    Rule("promises_too_much", "error", _does("promises_too_much")),
    Rule("blames_staff", "warning", _does("blames_staff")),
    Rule("reveals_staff", "warning", _does("reveals_staff")),
    Rule("blames_third_party", "warning", _does("blames_third_party")),
)
