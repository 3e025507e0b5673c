"""One mention with everything that is known about it."""

from __future__ import annotations

from difflib import ndiff
from typing import TYPE_CHECKING

from amends.models.explanation import Explanation
from amends.models.listing import Whole
from amends.models.moments import micros
from amends.scoring import explaining
from amends.scoring.assess import engine
from amends.triage import ranking
from amends.triage.deciding import case as find_case
from amends.triage.deciding import find
from amends.triage.fixing import pattern
from amends.triage.flagging import advice
from amends.triage.stories import story_of
from amends.triage.understanding import scorer, taught

if TYPE_CHECKING:
    from amends.models import Case, Rating
    from amends.models.explanation import Ground
    from amends.models.listing import Ranked
    from amends.triage.business import Business


def show(business: Business, short_id: str, *, explain: bool = False) -> Whole:
    """Return everything about one mention, on demand how it came about; raises `UnknownId`."""
    number = find(business, short_id)
    item = ranking.one(business, number)
    case = item.case
    return Whole(
        at=business.now,
        item=item,
        author=tuple(business.store.history(number)),
        replies=business.store.replies(number),
        events=business.store.events(number),
        promises=tuple(business.store.followups(number)),
        remedies=business.store.remedies.of(number),
        copies=tuple(find_case(business, link) for link in case.links),
        difference=_difference(business, number, case),
        story=story_of(business, number),
        pattern=pattern(business, case),
        advice=advice(business, case),
        thread=tuple(business.store.thread(number)),
        explanation=_explained(business, number, item) if explain else None,
    )


def _difference(business: Business, number: int, case: Case) -> tuple[str, ...]:
    """Return what the customer changed since the words that we answered, line by line."""
    before = business.store.records.revisions(number)
    if case.handling.reopened_at is None or not before:
        return ()
    answered = next(
        (each for each in before if each.number == case.handling.replied_revision), before[-1]
    )
    mention = case.mention
    rating = mention.rating
    was = _said(answered.title, answered.text, answered.rating)
    now = _said(mention.title, mention.text, rating)
    return tuple(
        f"{'−' if line[0] == '-' else '+'} {line[2:]}"
        for line in ndiff(was, now)
        if line[0] in "-+"
    )


def _said(title: str | None, text: str, rating: Rating | None) -> list[str]:
    stars = f"{rating.value:g}/{rating.max:g} ★" if rating else ""
    return [line for line in (stars, title or "", *text.splitlines()) if line.strip()]


def _explained(business: Business, number: int, item: Ranked) -> Explanation:
    mention, found = item.case.mention, item.case.assessment
    expected = business.config.business.languages
    said = "\n".join(filter(None, (mention.title, mention.text)))
    intent, severity = _grounds(business, item) or (None, None)
    return Explanation(
        arithmetic=explaining.add_up(
            business.store.standing(number),
            ranking.present_policy(business),
            micros(business.now),
            item.priority,
        ),
        said=explaining.meanings(found.cues),
        spoke=explaining.spoke(said, found.language.code, hint=mention.language, expected=expected),
        intent=intent,
        severity=severity,
    )


def _grounds(business: Business, item: Ranked) -> tuple[Ground, Ground] | None:
    """Read the text once more; None where not the present version read it, or it is erased."""
    case, named = item.case, business.config.business
    by = taught(engine(case.assessment.engine), business.store)
    if case.erased_at or case.assessment.scorer != scorer(business.config, by):
        return None
    return explaining.grounds(
        case.mention,
        case.assessment,
        by,
        expected=named.languages,
        ours=(named.name, *named.aliases),
    )
