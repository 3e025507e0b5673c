"""What a rule is: an id, how grave it is, and a function that finds it in a reply.

To add a rule: write its function in the file of its kind, name it in that file's `RULES`, and say
why and what to do instead in `languages/*/messages.yaml` (`lint.<id>.because`, `.suggestion`).
Words that it needs go into `languages/*/lint.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amends.models.lint import Level
    from amends.replies.lint.view import Said, View


@dataclass(frozen=True, slots=True)
class Found:
    """Where a fault stands; `args` fill its messages, `level` is another than the rule's."""

    start: int
    end: int
    level: Level | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


NOWHERE = Found(0, 0)
"""Something is missing: there are no words to point at."""
Find = Callable[["View"], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the lint."""

    id: str
    level: Level
    find: Find


def at(said: Said, *names: str) -> Found:
    """Return the span of the phrases that show it, else of the sentence."""
    return Found(*said.sentence.span(*names))
