"""Makes a reply fit its platform: by saying it shorter, never by cutting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.replies.platforms import platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amends.models import Part
    from amends.replies.grounds import Grounds
    from amends.replies.slots import Pledge, Slot
    from amends.replies.wording import Line, Wording

_UNSAID_FIRST = ("ask_fair", "answer_more", "thank_close")
"""Optional phrases that are missed least."""
_SHORTENED_FIRST = (
    "greeting",
    "follow_up",
    "explain",
    "ask",
    "solve",
    "thank",
    "answer",
    "apologise",
)
_UNSAID_LAST = ("greeting", "explain", "thank", "follow_up", "ask", "solve", "apologise", "answer")
"""Parts in the order in which they are given up where even their shortest form is too long."""

_PLAINER: Mapping[str, tuple[str, Pledge | None]] = {
    "explain_known": ("explain_later", "look"),
    "solve_two": ("solve_ask", None),
    "solve_one": ("solve_ask", None),
    "solve_grave": ("solve_direct", None),
}
"""What is said instead of the owner's own words, which cannot be said shorter."""
Signed = tuple["Part", ...]


def fitted(
    wording: Wording, plan: Sequence[Slot], signatures: Sequence[Signed], grounds: Grounds
) -> tuple[list[Line], Signed]:
    """Return the lines and the signature that the platform has room for.

    First one phrase after the other is said in its shortest form, their own words kept as long as
    possible; then the same without what is optional; then the signature gets shorter, and parts are
    given up last.
    """
    room = platform(grounds.case.mention.source_type)
    last: tuple[list[Line], Signed] = ([], ())
    for lines, signed in _attempts(wording, plan, signatures, short=grounds.manner.short):
        last = lines, signed
        if room.fits(" ".join([*(line.text for line in lines), *(part.text for part in signed)])):
            break
    return last


def _attempts(
    wording: Wording, plan: Sequence[Slot], signatures: Sequence[Signed], *, short: bool
) -> Iterator[tuple[list[Line], Signed]]:
    every = wording.lines(plan)
    needed = [line for line in every if not line.slot.optional]
    for lines in (*(() if short else _shorter(wording, every)), *_shorter(wording, needed)):
        yield lines, signatures[0]
    for lines in _shorter(wording, wording.lines([_plainer(line.slot) for line in needed])):
        yield lines, signatures[0]
    for signed in signatures[1:-1]:
        yield lines, signed
    *_, shortest = signatures[:-1] or signatures
    for part in _UNSAID_LAST:
        lines = [line for line in lines if line.slot.part != part] or lines
        yield lines, shortest
    yield lines, ()
    yield [], shortest
    yield [], ()


def _plainer(slot: Slot) -> Slot:
    """Return the place for what can be said in few words, where the owner's own are too long."""
    group, pledge = _PLAINER.get(slot.group, (slot.group, slot.pledge))
    return replace(slot, group=group, pledge=pledge)


def _shorter(wording: Wording, lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines, then without what is missed least, then with more and more said briefly."""
    yield lines
    lines = [line for line in lines if line.slot.group not in _UNSAID_FIRST]
    yield lines
    for part in _SHORTENED_FIRST:
        lines = [
            wording.brief(line.slot) or line if line.slot.part == part else line for line in lines
        ]
        yield lines
