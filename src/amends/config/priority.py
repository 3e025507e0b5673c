"""The part of config.yaml that says what comes first."""

from __future__ import annotations

from pydantic import Field

from amends.config.section import Section
from amends.config.values import Weight  # noqa: TC001 — pydantic reads the annotations at run time
from amends.models.standing import USUAL_WEIGHTS as USUAL


class Weights(Section):
    """How much each factor can add; only their proportions matter."""

    severity: Weight = Field(USUAL.severity, description="Harm: health, money, dignity.")
    negativity: Weight = Field(USUAL.negativity, description="How negative the text is.")
    reach: Weight = Field(USUAL.reach, description="Followers, likes, shares, views.")
    spread: Weight = Field(USUAL.spread, description="How fast the reach grows, by the hour.")
    waiting: Weight = Field(USUAL.waiting, description="How long it has been without an answer.")
    history: Weight = Field(USUAL.history, description="The person wrote before, unanswered.")
    visibility: Weight = Field(USUAL.visibility, description="How many strangers see it there.")


class PriorityConfig(Section):
    """What comes first."""

    weights: Weights = Field(Weights(), description="How much each factor can add.")
    urgent_at: float = Field(70, ge=0, le=100, description="From here a mention is urgent.")
