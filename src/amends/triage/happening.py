"""What happened since a moment, for the summary: what got better, good words, sources that fail."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from amends.models.digest import Better, Failing, Praise
from amends.triage.fixing import measured

if TYPE_CHECKING:
    from datetime import datetime

    from amends.store import Edited
    from amends.triage.business import Business

PRAISES = 2
"""Good words that are read to the team; more would not be."""
PUBLISHED_WITHIN = timedelta(days=30)
"""Older praise is history that a new source brought along."""


def failing(business: Business, after: int) -> tuple[list[Failing], int]:
    """Return the sources whose last runs failed, at least so many, and how many were read."""
    store, names = business.store, business.switched_on
    streaks = {name: streak for name in names if (streak := store.news.streak(name))}
    read = sum(name not in streaks and store.sources.last_run(name) is not None for name in names)
    found = [
        Failing(name, each.outcome, each.runs, each.since, each.error)
        for name, each in streaks.items()
        if each.runs >= after
    ]
    return found, read


def good_news(business: Business, since: datetime, place: str | None) -> list[Better]:
    """Return what got better: stars, words, cures; promises kept and matters closed as counts."""
    news, span = business.store.news, (since, business.now, place)
    found = [_changed(each) for each in news.edited(*span)]
    counted = (Better("kept", news.kept(*span)), Better("closed", news.closed(*span)))
    return [*found, *_cures(business, place), *(each for each in counted if each.n)]


def _changed(edited: Edited) -> Better:
    before, after = edited.before, edited.after
    if before is not None and after is not None and after > before:
        return Better("raised", args={"id": edited.id, "before": before, "after": after})
    return Better("reworded", args={"id": edited.id})


def _cures(business: Business, place: str | None) -> list[Better]:
    return [
        Better(
            "fixed",
            args={
                "number": each.fix.number,
                "name": each.fix.name,
                "days": int(each.effect.days),
                "before": each.effect.before or 0,
                "after": each.effect.after or 0,
            },
        )
        for each in measured(business)
        if each.effect.verdict == "fewer"
        and each.fix.ended_at is None
        and place in {None, each.fix.place}
    ]


def good_words(
    business: Business, since: datetime, place: str | None, *, naming: str | None = None
) -> list[Praise]:
    """Return praise in public that came in, first what names a colleague; or only `naming`."""
    oldest = business.now - PUBLISHED_WITHIN
    numbers = business.store.news.praised(since, business.now, oldest, place)
    found = [
        Praise(case.id, case.mention.text, case.mention.place, _staff(business, case.mention.text))
        for case in business.store.cases(numbers)
    ]
    if naming is not None:
        found = [each for each in found if naming in each.staff]
    return sorted(found, key=lambda each: not each.staff)[:PRAISES]


def _staff(business: Business, text: str) -> tuple[str, ...]:
    words = {word.casefold() for word in re.findall(r"\w+", text)}
    return tuple(name for name in business.config.team if name.casefold() in words)
