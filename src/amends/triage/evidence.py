"""Putting together what is known of mentions: for a lawyer, the police, the form of a platform."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends import __version__
from amends.models.evidence import Exhibit, Pack, Revision
from amends.triage.deciding import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.models import Case
    from amends.triage.business import Business

MOST = 500
"""Mentions in one pack."""


def pack(
    business: Business, short_id: str, *, author_too: bool = False, story_too: bool = False
) -> Pack:
    """Return all that is known of a mention, on demand also of its author's and its story's.

    Raises `UnknownId`.
    """
    number = find(business, short_id)
    numbers = [number]
    if story_too:
        numbers += sorted(business.store.stories.mates([number]))
    if author_too:
        numbers += [find(business, other.id) for other in business.store.history(number)]
    return Pack(
        at=business.now,
        who=business.who,
        business=business.config.business.name,
        version=__version__,
        exhibits=tuple(_exhibits(business, list(dict.fromkeys(numbers))[:MOST])),
    )


def _exhibits(business: Business, numbers: Sequence[int]) -> Iterable[Exhibit]:
    store = business.store
    for number, case in zip(numbers, store.cases(numbers), strict=True):
        yield Exhibit(
            case=case,
            revisions=_all_revisions(case, store.records.revisions(number)),
            readings=tuple(store.records.readings(number)),
            replies=tuple(store.replies(number)),
            events=tuple(store.events(number)),
            reports=tuple(store.records.reports(number)),
        )


def _all_revisions(case: Case, earlier: Sequence[Revision]) -> tuple[Revision, ...]:
    """Return what it said before and what it says now, each from when to when it was seen."""
    mention = case.mention
    latest = Revision(case.revision, mention.title, mention.text, mention.rating)
    starts = [case.first_seen_at, *(each.seen_until for each in earlier)]
    return tuple(
        replace(each, seen_from=since)
        for each, since in zip((*earlier, latest), starts, strict=True)
    )
