"""What the moment adds to an assessment: reach, history, waiting, and how to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models import Situation
from amends.models.extortion import EXTORTION
from amends.models.threats import threatens
from amends.scoring.factors import PRIVATE
from amends.scoring.meanings import ADVERSE, MEANINGS, TOLD
from amends.scoring.noticing import noticed
from amends.scoring.playbook import choose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.models import Assessment, Case, Cue, Mention
    from amends.models.vocabulary import Flag, Label, Signal

VIRAL_FOLLOWERS = 20_000
VIRAL_ENGAGEMENT = 500
VIRAL_VIEWS = 30_000
_SETTLES: Mapping[Label, Flag] = {
    "language": "language_uncertain",
    "sentiment": "sentiment_uncertain",
}
"""A label that a person said → the doubt that ends with it."""
REPEAT_FROM = 2
"""Earlier mentions without an answer that make it a repeated contact."""


def situation(case: Case, now: datetime) -> Situation:
    """Return the signals, flags and playbook of a case as they are at this moment."""
    signals: dict[Signal, None] = dict.fromkeys(_told(case.assessment))
    if is_viral(case.mention):
        signals["viral"] = None
    if case.previous_unanswered >= REPEAT_FROM:
        signals["repeat_contact"] = None
    due = case.handling.reply_due_at
    if due and now > due and not case.answered:
        signals["waiting"] = None
    signals |= dict.fromkeys(noticed(case, now))
    return Situation(
        signals=tuple(signals),
        flags=_flags(case),
        playbook=choose(
            case.assessment.intent,
            case.assessment.severity,
            answered=case.answered,
            rated=case.mention.rating is not None,
            verified=case.handling.verified,
            demanded=EXTORTION in case.handling.tags,
            threatened=threatens(case.assessment),
        ),
    )


def _told(found: Assessment) -> tuple[Signal, ...]:
    """Return the signals of the text; where a person said the intent, those that go with it."""
    if "intent" not in found.corrected:
        return found.signals
    if found.intent not in ADVERSE:
        return ()
    meanings = [MEANINGS[cue.name] for cue in found.cues if cue.name in MEANINGS]
    return (*found.signals, *(signal for meaning in meanings for signal in meaning.signals))


def harm_quote(assessment: Assessment) -> str | None:
    """Return the customer's own words for the gravest thing told, or None.

    Money that is missed is grave by the sum, whatever else was said.
    """
    told = next((cue.quote for cue in assessment.cues if cue.name == TOLD), None)
    cues = sorted(assessment.cues, key=_severity, reverse=True)
    sums = [cue for cue in cues if cue.name == "amount"]
    if told or not cues or not (_severity(cues[0]) or sums):
        return told
    gravest = cues[0] if _severity(cues[0]) >= assessment.severity or not sums else sums[0]
    return gravest.quote


def _severity(cue: Cue) -> int:
    meaning = MEANINGS.get(cue.name)
    return meaning.severity if meaning else 0


def is_viral(mention: Mention) -> bool:
    """Say whether very many people see it, whatever it says."""
    reach = mention.reach
    return (
        (mention.author.followers or 0) >= VIRAL_FOLLOWERS
        or (reach.likes or 0) + (reach.shares or 0) >= VIRAL_ENGAGEMENT
        or (reach.views or 0) >= VIRAL_VIEWS
    )


def _flags(case: Case) -> tuple[Flag, ...]:
    settled = {_SETTLES[label] for label in case.assessment.corrected if label in _SETTLES}
    flags: dict[Flag, None] = dict.fromkeys(
        flag for flag in case.assessment.flags if flag not in settled
    )
    reach = case.mention.reach
    figures = (case.mention.author.followers, reach.likes, reach.shares, reach.replies, reach.views)
    public = case.mention.kind not in PRIVATE
    if public and all(figure is None for figure in figures):
        flags["reach_unknown"] = None
    if case.backfill:
        flags["backfill"] = None
    if case.mention.date_uncertain:
        flags["date_uncertain"] = None
    return tuple(flags)
