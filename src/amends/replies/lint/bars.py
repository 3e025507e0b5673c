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
_ARGUING = 0.5
"""What is left of it in a reply to a complaint that does not apologise."""
_NOT_OURS = 1.5
"""More is needed for a denial where we may say that it was not us."""
_OF_ARGUMENTS = frozenset({"denial", "blames_customer", "rude", "sarcastic"})


def fault(view: View, said: Said, act: str) -> bool:
    """Whether the sentence commits this fault."""
    bar = FAULT * (_SHARED if said.holds(act) else 1.0)
    if view.defensive and act in _OF_ARGUMENTS:
        bar *= _ARGUING
    if act == "denial" and view.playbook in UNVERIFIED:
        bar *= _NOT_OURS
    return said.acts[act] >= bar


def faults(view: View, act: str) -> Iterator[Said]:
    """Yield the sentences that commit this fault."""
    return (each for each in view.said if fault(view, each, act))


def holds(view: View, *acts: str) -> bool:
    """Whether some sentence does one of these."""
    return view.most(*acts) >= ENOUGH
