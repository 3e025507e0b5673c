"""Makes a reply fit its platform: by saying it shorter, never by cutting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.replies.platforms import platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.models import Part
    from amends.replies.grounds import Grounds
    from amends.replies.playbooks import Slot
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

Signed = tuple["Part", ...]


def fitted(
    wording: Wording, plan: Sequence[Slot], signatures: Sequence[Signed], grounds: Grounds
) -> tuple[list[Line], Signed]:
    """Return the lines and the signature that the platform has room for.

    First what is optional goes, then one phrase after the other is said in its shortest form, then
    the signature gets shorter; parts are given up last.
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
    full = signatures[0]
    lines = wording.lines(plan)
    if not short:
        yield lines, full
        lines = [line for line in lines if line.slot.group not in _UNSAID_FIRST]
        yield lines, full
    for part in _SHORTENED_FIRST[:4]:
        if not short:
            yield (lines := _shortened(wording, lines, part)), full
    lines = [line for line in lines if not line.slot.optional]
    yield lines, full
    for part in _SHORTENED_FIRST:
        yield (lines := _shortened(wording, lines, part)), full
    for signed in signatures[1:-1]:
        yield lines, signed
    for part in _UNSAID_LAST:
        lines = [line for line in lines if line.slot.part != part] or lines
        yield lines, signatures[-2:][0]
    yield lines, signatures[-1]
    yield [], signatures[-2:][0]
    yield [], ()


def _shortened(wording: Wording, lines: Sequence[Line], part: str) -> list[Line]:
    return [wording.brief(line.slot) or line if line.slot.part == part else line for line in lines]
