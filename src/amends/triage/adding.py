"""A mention taken by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from amends.errors import UsageError
from amends.models import Author, Batch, Mention, Rating
from amends.sources.identity import digest
from amends.sources.values import EARLIEST
from amends.triage.business import BY_HAND
from amends.triage.progress import SILENT
from amends.triage.taking import take

if TYPE_CHECKING:
    from amends.models.vocabulary import Kind
    from amends.triage.business import Business
    from amends.triage.progress import Progress

KINDS: dict[str, Kind] = {"letter": "email", "phone": "call", "call": "call", "counter": "call"}
"""What a mention from there is; anywhere else it is a review."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody typed in about a mention."""

    text: str = ""
    who: str | None = None
    where: str = "counter"
    when: str | None = None
    stars: float | None = None
    title: str | None = None
    url: str | None = None
    place: str | None = None
    kind: Kind | None = None


def add(business: Business, told: Told, progress: Progress = SILENT) -> str:
    """Store it and return its short id; raises `UsageError` if there is nothing in it."""
    if not told.text.strip() and told.stars is None:
        raise UsageError("nothing was said", hint="Give --text or --stars.")
    business.require(place=told.place)
    taken = take(business, [Batch((_mention(business, told),))], "add", progress=progress)
    if not taken.new:
        raise UsageError(
            "this was noted before; nothing was added",
            hint="If somebody else said the same that day, give --who.",
        )
    return taken.new[0]


def _mention(business: Business, told: Told) -> Mention:
    where = told.where.strip().lower() or BY_HAND
    when = _when(told.when, business)
    return Mention(
        text=told.text,
        title=told.title,
        external_id=_identity(told, where, when),
        source=BY_HAND,
        source_type=where,
        kind=told.kind or KINDS.get(where, "review"),
        url=told.url,
        place=told.place,
        author=Author(name=told.who),
        published_at=when,
        rating=None if told.stars is None else Rating(told.stars),
    )


def _identity(told: Told, where: str, when: datetime) -> str:
    """Digest what was said, by whom, where and on which day.

    Never the address: it is usually the page of the shop. The day and not the hour, so that what
    is typed in twice, by two colleagues perhaps, is noted once.
    """
    stars = "" if told.stars is None else f"{told.stars:g}"
    said = (told.who or "", told.title or "", told.text, stars)
    return digest(*said, where, told.place or "", when.date().isoformat())


def _when(text: str | None, business: Business) -> datetime:
    """Return when it was said, in the business's time zone; now if nobody tells."""
    zone = business.zone
    if text is None:
        return business.now.astimezone(zone)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--when {text!r} is not a time", hint="Write 2026-11-20T08:00.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment > business.now:
        raise UsageError(f"--when {text!r} lies in the future")
    if moment < EARLIEST:
        raise UsageError(f"--when {text!r} is before {EARLIEST:%Y}")
    return moment.astimezone(zone)
