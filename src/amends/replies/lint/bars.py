"""From which probability on a sentence is taken to do something.

Chosen by cross-validation over the labelled sentences, faults so that few harmless sentences are
accused, good acts so that few replies are told to add what they hold already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.replies.lint.view import UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.replies.lint.view import Said, View

FAULT = 0.5
ENOUGH = 0.3
"""For what a reply should hold."""
_SHARED = 0.6
"""What is left of the bar of a fault where one of its phrases stands in the sentence."""
_ARGUES = 0.7
_ARGUES_UNSORRY = 0.22
"""For arguing of any kind; who answers a complaint without an apology, argues soon."""
_ONE_KIND = 0.6
_ONE_KIND_UNSORRY = 0.3
"""For one kind of it by itself."""
_NOT_OURS = 1.5
"""More is needed for a denial where we may say that it was not us."""
_TELLING = 0.3
"""From which probability on one kind of arguing is told from the others by what was learnt."""
_OF_ARGUMENTS = ("denial", "blames_customer", "rude", "sarcastic")
_FEW = 3
"""Words: so few argue about nothing."""


def fault(view: View, said: Said, act: str) -> bool:
    """Whether the sentence commits this fault."""
    own, shared = said.acts[act], _SHARED if said.holds(act) else 1.0
    if act not in _OF_ARGUMENTS:
        return own >= FAULT * shared
    if len(said.text.split()) < _FEW:
        return False
    any_bar, bar = (
        (_ARGUES_UNSORRY, _ONE_KIND_UNSORRY) if view.defensive else (_ARGUES, _ONE_KIND)
    )
    if act == "denial" and view.playbook in UNVERIFIED:
        any_bar, bar = any_bar * _NOT_OURS, bar * _NOT_OURS
    argues = said.acts["argues"] >= any_bar * shared and act == kind_of_argument(said)
    return argues or own >= bar * shared


def kind_of_argument(said: Said) -> str:
    """Return how a sentence argues; where nothing tells, who says "you" blames them."""
    kind = max(_OF_ARGUMENTS, key=said.acts.__getitem__)
    if said.acts[kind] >= _TELLING:
        return kind
    return "blames_customer" if said.holds("you") else "denial"


def faults(view: View, act: str) -> Iterator[Said]:
    """Yield the sentences that commit this fault."""
    return (each for each in view.said if fault(view, each, act))


def holds(view: View, *acts: str) -> bool:
    """Whether some sentence does one of these."""
    return view.most(*acts) >= ENOUGH
