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
_ARGUES = 0.75
_ARGUES_UNSORRY = 0.22
"""For arguing of any kind; who answers a complaint without an apology, argues soon."""
_ONE_KIND = 0.6
_ONE_KIND_UNSORRY = 0.3
"""For one kind of it by itself."""
_NO_QUARREL = 1.25
"""More is needed where there is nothing to argue about."""
_NOT_OURS = 1.5
"""More is needed for a denial where we may say that it was not us."""
_TELLING = 0.3
"""From which probability on one kind of arguing is told from the others by what was learnt."""
_OF_ARGUMENTS = ("denial", "blames_customer", "rude", "sarcastic")
_FEW = 3
"""Words: so few argue about nothing."""


def fault(view: View, said: Said, act: str) -> bool:
    """Whether the sentence commits this fault."""
    if act not in _OF_ARGUMENTS:
        return reaches(said, act, FAULT)
    if len(said.text.split()) < _FEW:
        return False
    any_bar, bar = _bars_of_arguments(view, act)
    strongest = said.acts["argues"] >= max(any_bar, view.most("argues"))
    if strongest and act == kind_of_argument(said):
        return True
    return reaches(said, act, bar if strongest else max(bar, FAULT))


def reaches(said: Said, act: str, bar: float) -> bool:
    """Whether a sentence reaches a bar, which is lower where one of the fault's phrases stands."""
    return said.acts[act] >= bar * (_SHARED if said.holds(act) else 1.0)


def _bars_of_arguments(view: View, act: str) -> tuple[float, float]:
    """Return from where on a sentence argues at all, and argues in this way."""
    if view.quarrels:
        return _ARGUES_UNSORRY, _ONE_KIND_UNSORRY
    more = _NO_QUARREL if view.playbook in ("thank", "answer") else 1.0
    more *= _NOT_OURS if act == "denial" and view.playbook in UNVERIFIED else 1.0
    return _ARGUES * more, _ONE_KIND * more


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
