"""What must never be said to a customer: denial, contempt, threats, bargains over reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.replies.lint.bars import faults
from amends.replies.lint.rule import Rule, at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.rule import Find, Found
    from amends.replies.lint.view import View


def _does(act: str) -> Find:
    """Find the sentences that do this."""

    def find(view: View) -> Iterator[Found]:
        return (at(each, act) for each in faults(view, act))

    return find


def _denial(view: View) -> Iterator[Found]:
    """A polite correction of a fact is none: it does not doubt what they lived through."""
    for each in faults(view, "denial"):
        if each.acts["correction"] < each.acts["denial"]:
            yield at(each, "denial")


def _sarcastic(view: View) -> Iterator[Found]:
    """Under praise a joke is among friends."""
    if view.playbook != "thank":
        yield from _does("sarcastic")(view)


def _asks_to_delete(view: View) -> Iterator[Found]:
    """A wish that stands beside its price is a bargain, which is worse: that rule says so."""
    for each in faults(view, "asks_to_delete"):
        if each.acts["incentive"] < each.acts["asks_to_delete"]:
            yield at(each, "asks_to_delete", "remove_words")


RULES = (
    Rule("denial", "error", _denial),
    Rule("rude", "error", _does("rude")),
    Rule("sarcastic", "error", _sarcastic),
    Rule("blames_customer", "error", _does("blames_customer")),
    Rule("legal_threat", "error", _does("legal_threat")),
    Rule("deletes_or_threatens_deletion", "error", _does("threatens_deletion")),
    Rule("asks_to_delete_review", "error", _asks_to_delete),
    Rule("offers_incentive_for_review", "error", _does("incentive")),
    Rule("promises_too_much", "error", _does("promises_too_much")),
    Rule("blames_staff", "warning", _does("blames_staff")),
    Rule("reveals_staff", "warning", _does("reveals_staff")),
    Rule("blames_third_party", "warning", _does("blames_third_party")),
)
