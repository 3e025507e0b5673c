"""Mentions that pass through without being stored: pipes, and sources that forbid keeping."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.handling import extortion
from amends.handling.clocks import Calendar, reply_hours
from amends.models import Case, Handling
from amends.models.extortion import EXTORTION
from amends.models.moments import micros, optional_micros
from amends.models.standing import Standing
from amends.store.handling_rows import joined
from amends.text import letters
from amends.triage.business import policy
from amends.triage.ranking import rank
from amends.triage.understanding import understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from amends.models import Assessment, Mention
    from amends.models.listing import Ranked
    from amends.models.standing import Policy
    from amends.triage.business import Business


def rank_unstored(business: Business, mentions: Sequence[Mention]) -> tuple[Ranked, ...]:
    """Return mentions that are not stored at their place, the first one first."""
    if not mentions:
        return ()  # without loading an engine to read nothing
    config = business.config
    calendar, how = Calendar(config), policy(config)
    found = [
        place(mention, assessment, calendar, how, business.now)
        for mention, assessment in zip(mentions, understand(mentions, config), strict=True)
    ]
    return tuple(sorted(found, key=lambda item: -item.priority.score))


def place(
    mention: Mention, assessment: Assessment, calendar: Calendar, how: Policy, now: datetime
) -> Ranked:
    """Put a mention that is not in the store at the place that its assessment gives it."""
    published = mention.published_at or now
    hours = reply_hours(
        calendar.sla,
        social=mention.kind == "post",
        negative=assessment.sentiment.score < 0,
        severity=assessment.severity,
    )
    due = calendar.times(published, hours)
    case = Case(
        id="",
        mention=mention,
        handling=Handling(reply_due_at=due.reply, close_due_at=due.close),
        assessment=assessment,
        answered=_answered(mention),
        previous_unanswered=mention.author_previous_unanswered,
    )
    if extortion.advice(case):
        case = replace(case, handling=replace(case.handling, tags=(EXTORTION,)))
    return rank(case, standing_of(case), how, now)


def _answered(mention: Mention) -> bool:
    reply = mention.reply
    return reply.state == "approved" if reply else mention.answered == "yes"


def standing_of(case: Case) -> Standing:
    """Return the figures of a case, as the store would give them."""
    mention, found = case.mention, case.assessment
    published = micros(mention.published_at) if mention.published_at else 0
    return Standing(
        number=0,
        id=case.id,
        source=mention.source,
        source_type=mention.source_type,
        kind=mention.kind,
        published_at=published,
        since=published,
        stars=mention.rating.stars if mention.rating else None,
        wordless=not letters(f"{mention.title or ''}\n{mention.text}"),
        followers=mention.author.followers,
        likes=mention.reach.likes,
        shares=mention.reach.shares,
        replies=mention.reach.replies,
        views=mention.reach.views,
        answered=case.answered,
        status=case.handling.status,
        verified=case.handling.verified,
        reply_due_at=optional_micros(case.handling.reply_due_at),
        close_due_at=optional_micros(case.handling.close_due_at),
        severity=found.severity,
        sentiment_score=found.sentiment.score,
        intent=found.intent,
        unanswered=case.previous_unanswered,
        read_at=None,  # one look shows no growth
        before_at=None,
        before_engaged=None,
        before_views=None,
        tags=joined(case.handling.tags),
    )
