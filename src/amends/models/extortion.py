"""What to say to an owner whom somebody wants to make pay for a review."""

from __future__ import annotations

from dataclasses import dataclass

EXTORTION = "extortion"
"""The tag of what is or follows a demand: such a mention is seen to, and nobody engages."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Somebody seems to want money or goods for a review; nobody has proved it."""

    quote: str | None
    """The words that ask for it; None where another mention of the wave holds them."""
    demanded_in: str
    """Short id of the mention that holds them."""
    burst: tuple[str, ...] = ()
    """Short ids of the lowest ratings without facts that came together."""
    form: str | None = None
    """Where the platform takes such reports; None where nobody knows."""
