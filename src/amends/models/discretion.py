"""What is nobody else's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.models.assessment import Assessment

CRITICAL = 4
"""Where people came to harm; whatever it is about, their words stay with us."""
OF_THE_BODY = frozenset(
    {"poisoning", "injury", "hospital", "allergy", "foreign_body", "death", "assault"}
)
"""Cues that speak of somebody's health, however grave the rest is."""


def delicate(found: Assessment) -> bool:
    """Whether a text may tell of somebody's health: no chat and no subject of a mail quotes it."""
    named = {cue.name for cue in found.cues}
    return found.severity >= CRITICAL or not OF_THE_BODY.isdisjoint(named)
