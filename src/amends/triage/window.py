"""What strangers see of us first, beside our neighbours: asked for, shown, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from amends.errors import SourceError, Throttled, Unreachable
from amends.models.vocabulary import GOOD_OUTCOMES
from amends.models.window import Front, Seen, Window
from amends.replies import platform
from amends.triage.abreast import abreast
from amends.triage.arrivals import clean, known_places, placed, stamp
from amends.triage.fetching import GRACE
from amends.triage.progress import SILENT
from amends.triage.reading import begun, context, ended, trouble
from amends.triage.recognising import NEAR, recognised, seen_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from amends.http import Http
    from amends.models import Mention
    from amends.models.window import Storefront
    from amends.sources import Named, ShowsWindow
    from amends.triage.business import Business
    from amends.triage.progress import Progress
    from amends.triage.reading import Reading

MOST = 5
"""Reviews of a place that are shown: more are not seen without scrolling."""


@dataclass(slots=True)
class _Look:
    """What one source has shown so far, and why it did not show the rest."""

    reading: Reading
    shops: list[Storefront] = field(default_factory=list)
    reviews: list[tuple[Mention, ...]] = field(default_factory=list)
    """Of each shop, in the form in which mentions are stored."""
    error: SourceError | None = None


def look(business: Business, place: str | None = None, progress: Progress = SILENT) -> Window:
    """Ask every source that shows a window, at most those of one place.

    Nothing of it reaches the database: platforms let it be shown, not kept. What could not be
    asked is told in `failed`; what was seen before is shown. Raises `UsageError` for a place that
    nobody knows.
    """
    wanted = business.place(place)
    chosen = [named for named in showing(business) if wanted in {None, _place(business, named)}]
    looks = [
        _Look(begun(business, named), error=_told_to_wait(business, named)) for named in chosen
    ]
    for each in looks:
        progress.reading(each.reading)
    _ask(business, [each for each in looks if each.error is None])
    for each in looks:
        each.reading.run = ended(each.reading, each.error)
        progress.reading(each.reading)
    return Window(
        fronts=tuple(front for each in looks for front in _fronts(business, each)),
        failed=tuple(each.reading.run for each in looks if each.error and each.reading.run),
    )


def showing(business: Business) -> list[Named]:
    """Return the configured sources that are switched on and show a window."""
    from amends.sources import ShowsWindow

    return [
        named
        for named in business.sources
        if named.source.enabled and isinstance(named.source, ShowsWindow)
    ]


# ── asking ───────────────────────────────────────────────────────────────────────────────────


def _ask(business: Business, looks: Sequence[_Look]) -> None:
    """Ask all at the same time, and note who did not answer in time."""
    from amends.http import Http

    asked = {each.reading.name: each for each in looks}
    patience = max((each.reading.named.source.max_seconds for each in looks), default=0)
    with Http(business.config.http) as http:
        jobs = {name: _job(business, each, http) for name, each in asked.items()}
        done = abreast(jobs, patience + GRACE)
    for name in asked.keys() - done.keys():
        asked[name].error = Unreachable(f"did not answer within {patience:g} seconds")


def _told_to_wait(business: Business, named: Named) -> SourceError | None:
    """Leave alone who asked for time: looking is a request like any other."""
    last = business.store.sources.last_run(named.name)
    until = last["retry_at"] if last else None
    if until is None or until <= business.now:
        return None
    return Throttled("asked to be left alone for a while", until=until)


def _job(business: Business, found: _Look, http: Http) -> Callable[[], None]:
    """Return what looks at one source; whatever happens becomes a part of the look."""
    from amends.http import Deadline

    named, places = found.reading.named, known_places(business.config)

    def look_at() -> None:
        source = cast("ShowsWindow", named.source)
        lent = context(business, http, named, Deadline(named.source.max_seconds))
        try:
            for shop in source.storefronts(lent):
                reviews = [clean(stamp(each, named, places), business.now) for each in shop.reviews]
                found.reviews.append(tuple(reviews[:MOST]))
                found.shops.append(shop)
        except Exception as error:  # noqa: BLE001 — a bug of one must not stop the others
            found.error = trouble(named.source, error)

    return look_at


# ── which of them stand unanswered ───────────────────────────────────────────────────────────


def _fronts(business: Business, found: _Look) -> Iterator[Front]:
    from amends.sources import types

    named = found.reading.named
    site = platform(named.source.type)
    kinds = {site.key, *site.also} - {named.source.type}
    stored = [kind for kind, _ in business.store.sources.known().values()]
    read = not kinds.isdisjoint({*stored, *business.store.sources.known()})
    for shop, reviews in zip(found.shops, found.reviews, strict=False):  # it may still be at work
        yield Front(
            named.name,
            named.source.type,
            _place(business, named),
            site.name or named.source.type,
            shop,
            tuple(_seen(business, each, kinds, read=read) for each in reviews)
            if shop.ours
            else tuple(map(Seen, reviews)),
            site.key if site.key in types() and site.key != named.source.type else None,
        )


def _seen(business: Business, review: Mention, kinds: set[str], *, read: bool) -> Seen:
    """Return a review with its answer: as the platform shows it, else as our own tell it."""
    store = business.store
    case = recognised(review, store.cases(store.lookalikes.of(review, kinds, NEAR)))
    short_id = case.id if case else None
    if review.answered != "unknown":
        return Seen(review, review.answered, id=short_id, as_of=business.now)
    if case is None:
        return Seen(review, note="unmatched" if read else "unread")
    return seen_as(review, case, _told_at(business, case.mention.source) or case.first_seen_at)


def _told_at(business: Business, source: str) -> datetime | None:
    """Return when a source last ended well; None for imports, which nobody reads again."""
    last = business.store.sources.last_run(source)
    told: datetime | None = last["at"] if last and last["outcome"] in GOOD_OUTCOMES else None
    return told


def _place(business: Business, named: Named) -> str | None:
    """Return the branch that a source belongs to, by its configured name."""
    return placed(named.source.place, known_places(business.config))
