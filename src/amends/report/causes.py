"""What goes wrong where, with what was done about it; and the topics."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, cast

from amends.models.report import Cause, TopicFigures
from amends.report.counting import direction
from amends.report.mood import mood, praise
from amends.report.quotes import happiest, quotes, shown, worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models.fix import Measured
    from amends.models.report import Direction
    from amends.models.vocabulary import Topic
    from amends.report.frame import Read
    from amends.report.view import Both, Told, View

MAIN = 3
"""So many causes are named."""
EXAMPLES = 2
"""Quotations of each."""
NAMELESS = "other"
"""The topic of what has none; it explains nothing."""


class _Where(NamedTuple):
    topic: str
    place: str | None


def causes(both: Both, fixes: Sequence[Measured], read: Read) -> tuple[Cause, ...]:
    """Return the pairs of topic and place behind most of the matters raised.

    A matter with two topics stands behind both, so that the shares may add up to more than one.
    Among equals the one with more harm goes first.
    """
    raised = both.raised
    found = raised.grouped(attrgetter("topics", "line.place"), _wheres)
    main = sorted(found, key=lambda where: (-len(found[where].now.told), -_harm(found[where])))
    main = [where for where in main if found[where].now.told][:MAIN]
    examples = {where: worst(found[where].now.told, EXAMPLES) for where in main}
    said = quotes([each for told in examples.values() for each in told], read)
    return tuple(
        Cause(
            topic=cast("Topic", where.topic),
            place=where.place,
            raised=found[where].share_of(raised),
            direction=_direction(found[where]),
            fixes=tuple(each for each in fixes if concerns(each, *where)),
            quotes=shown(said, examples[where]),
        )
        for where in main
    )


def concerns(measured: Measured, topic: str, place: str | None) -> bool:
    """Say whether a fix is about a topic at a place: there, or everywhere."""
    fix = measured.fix
    return fix.topic == topic and fix.place in {None, place}


def topics(both: Both, read: Read) -> tuple[TopicFigures, ...]:
    """Return every topic that was spoken of; a mention with two counts in both."""
    found = both.grouped(attrgetter("topics"), iter)
    examples = {name: _examples(each.now) for name, each in found.items()}
    said = quotes([each for told in examples.values() for each in told], read)
    return tuple(
        TopicFigures(
            topic=cast("Topic", name),
            mentions=each.pair(lambda view: len(view.told)),
            raised=each.pair(lambda view: len(view.raised)),
            praise=each.pair(praise),
            mood=each.pair(mood),
            direction=_direction(each.raised),
            quotes=shown(said, examples[name]),
        )
        for name, each in found.items()
    )


def _wheres(key: tuple[Sequence[str], str | None]) -> list[_Where]:
    topics, place = key
    return [_Where(topic, place) for topic in topics if topic != NAMELESS]


def _examples(view: View) -> list[Told]:
    """Return the worst and the best of a topic."""
    return [*worst(view.raised, 1), *happiest(view.told, 1)]


def _direction(both: Both) -> Direction | None:
    if both.before is None:
        return None
    return direction(len(both.now.told), len(both.before.told))


def _harm(both: Both) -> int:
    return sum(each.line.severity or 0 for each in both.now.told)
