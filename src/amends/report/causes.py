"""What goes wrong where, with what was done about it; and the topics."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, cast

from amends.models.report import Cause, TopicFigures
from amends.report.counting import direction
from amends.report.mood import mood, praise
from amends.report.quotes import happiest, quotes, shown, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amends.models.fix import Measured
    from amends.models.report import Direction
    from amends.models.vocabulary import Topic
    from amends.report.frame import Read
    from amends.report.view import Both, Told, View

MAIN = 3
"""So many causes are named."""
EXAMPLES = 2
"""Quotations of each."""
SAME = 2 / 3
"""Causes that share so much of the mentions of the smaller one are the same."""
NAMELESS = "other"
"""The topic of what has none; it explains nothing."""


class _Where(NamedTuple):
    topic: str
    place: str | None


def causes(both: Both, fixes: Sequence[Measured], read: Read) -> tuple[Cause, ...]:
    """Return the pairs of topic and place behind most of the matters raised.

    A matter with two topics stands behind both, so that the shares may add up to more than one.
    Where it is nearly always the same two, the larger one stands for both; it is named by the other
    too, unless that is only a small part of it. Among equals the one with more harm goes first.
    """
    raised = both.raised
    found = raised.grouped(attrgetter("topics", "line.place"), _wheres)
    main = _different(found)
    examples = {where: worst(found[where].now.told, EXAMPLES) for where in main}
    said = quotes([each for told in examples.values() for each in told], read)
    return tuple(
        Cause(
            topic=cast("Topic", where.topic),
            place=where.place,
            raised=found[where].share_of(raised),
            direction=_direction(found[where]),
            fixes=tuple(each for each in fixes if _about(each, where, also)),
            quotes=shown(said, examples[where]),
            also=also,
        )
        for where, also in main.items()
    )


def _different(found: Mapping[_Where, Both]) -> dict[_Where, tuple[Topic, ...]]:
    """Return the main ones that are not about the same mentions, each with its other topics."""
    numbers = {
        where: {each.line.number for each in both.now.told}
        for where, both in found.items()
        if both.now.told
    }
    main: dict[_Where, tuple[Topic, ...]] = {}
    for where in sorted(numbers, key=lambda where: (-len(numbers[where]), -_harm(found[where]))):
        one = numbers[where]
        same = next((each for each in main if len(one & numbers[each]) >= SAME * len(one)), None)
        if same is None and len(main) < MAIN:
            main[where] = ()
        elif same is not None and len(one & numbers[same]) >= SAME * len(numbers[same]):
            main[same] += (cast("Topic", where.topic),)
    return main


def _about(measured: Measured, where: _Where, also: Iterable[Topic]) -> bool:
    return any(concerns(measured, topic, where.place) for topic in (where.topic, *also))


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
