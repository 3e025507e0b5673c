"""What the owner can choose from before a reply is drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.replies.circumstances import leading_topic, reachable
from amends.replies.days import SEE_THROUGH, promised_day
from amends.replies.policy import known_causes, offerable
from amends.replies.signing import signer

if TYPE_CHECKING:
    from datetime import date, datetime

    from amends.config.model import Config
    from amends.models import Case
    from amends.replies.policy import Basis

MOST = 9
"""Choices on a screen: one digit each."""


class Choices(NamedTuple):
    """Known causes, remedies that the policy allows here, and the usual day and keeper."""

    causes: tuple[Basis, ...]
    offers: tuple[Basis, ...]
    by: date
    who: str


def choices(case: Case, config: Config, now: datetime) -> Choices:
    """Return what can be answered to: what happened, what may be offered, who until when."""
    topic = leading_topic(case)
    today = promised_day(config, now, 0)
    private = reachable(case) != "public"
    return Choices(
        known_causes(config, topic, today=today)[:MOST],
        offerable(case, config, topic, private=private)[:MOST],
        promised_day(config, now, SEE_THROUGH),
        signer(config, config.language) or config.business.name,
    )


def shown(basis: Basis, language: str) -> str:
    """Return the words of a choice in a language, else in any that it has."""
    return basis.wordings.get(language) or next(iter(basis.wordings.values()), basis.key)
