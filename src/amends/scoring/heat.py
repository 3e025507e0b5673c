"""How soon the reach of a mention is to be read again: what spreads is hot and cools down."""

from __future__ import annotations

HOUR = 3_600_000_000
"""Microseconds."""
FIRST = HOUR
"""The first gap, and the one to which whatever spreads fast comes back."""
QUIET = 24 * HOUR
"""The first gap of what has no reach that could grow: only whether it is still there is asked."""
LONGEST = 96 * HOUR
"""With a longer gap it is cold, and no longer read again."""
FAST = 10.0
"""People an hour from which a mention is hot."""


def next_gap(gap: int, growth: float) -> int | None:
    """Return the time until the next reading, or None once it is cold.

    `gap` is the time that was waited for the present reading and `growth` what it showed, in people
    an hour (`scoring.factors.growth`). Each reading that shows little doubles the gap.
    """
    if growth >= FAST:
        return FIRST
    longer = 2 * gap
    return longer if longer <= LONGEST else None
