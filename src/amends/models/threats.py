"""Somebody threatens to hurt a person: nobody apologises for that, and nobody meets it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.models.assessment import Assessment

THREAT = "threat"
"""The cue of words that threaten violence; those of lawyers and of bad reviews are none."""


def threatens(found: Assessment) -> bool:
    """Say whether a text threatens a person, and nobody has said that it is meant otherwise."""
    settled = {"intent", "severity"}.intersection(found.corrected)
    return not settled and any(cue.name == THREAT for cue in found.cues)
