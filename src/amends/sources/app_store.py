"""App Store reviews: Apple's public feed (no key), one per country; newest 500 of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.values import Texts  # noqa: TC001 — pydantic reads the annotations
from amends.errors import BadAnswer, BadRequest, HttpStatus
from amends.models import Author, Batch, Item, Json, Mention, Rating, Reach, Skipped
from amends.sources.contract import FetchContext, Source
from amends.sources.values import believable, body, count, inside, line, moment
from amends.sources.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

PAGES = 10
"""Apple answers 4xx beyond page 10; a page holds 50 reviews."""
_BEST = 5
_NOT_THERE = frozenset({400, 404})
"""What a storefront answers that does not sell the app: no reviews there, not a failure."""


class AppStore(Source):
    """The reviews of one app in the storefronts of some countries.

    The feed is undocumented, and now and then empty for hours although there are reviews; then
    nothing is taken as removed. Answers of the developer are not in it.
    """

    EXAMPLE: ClassVar[str] = """\
type: app_store
app: "123456789"           # the number in the app's address: …/id123456789
countries: [us, bg, pl]
"""
    VISIBILITY: ClassVar[float] = 0.8

    type: Literal["app_store"] = "app_store"
    app: str = Field(
        pattern=r"^[0-9]{1,15}$", description="The number in the app's address: …/id123456789."
    )
    countries: Texts = Field(("us",), min_length=1, description="Storefronts: us, bg, pl …")
    pages: int = Field(PAGES, ge=1, le=PAGES, description="Pages of 50 reviews per country.")

    @field_validator("countries")
    @classmethod
    def _two_letters_each(cls, countries: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch("[A-Za-z]{2}", country) for country in countries):
            raise ValueError("must be a list of two-letter countries, such as us, bg, pl")
        return tuple(dict.fromkeys(country.lower() for country in countries))

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per country and page, back to the newest review of the last run.

        Pages are taken whole: reviews show up late, and their votes grow.
        """
        kept = dict(bookmark) if isinstance(bookmark, dict) else {}
        room, known = self.max_items, False
        countries = self._unfinished_first(kept)
        for country in countries:
            for page in self._pages(ctx, country, Walk.read(kept.get(country)), room):
                known = True
                kept[country] = page.walk.to_json()
                room -= len(page.mentions)
                stop = room <= 0 or ctx.deadline.expired
                left = country != countries[-1] or not page.last
                yield Batch(page.mentions, (), dict(kept), page.skipped, more=stop and left)
                if stop:
                    return
        if not known:
            raise BadRequest(
                f"no App Store of {', '.join(self.countries)} has an app {self.app}",
                hint="Take the number from the app's address: …/id123456789",
            )

    def _unfinished_first(self, kept: dict[str, Json]) -> list[str]:
        """A run that reaches its cap must not keep the last country waiting for ever."""
        return sorted(
            self.countries, key=lambda country: Walk.read(kept.get(country)).mark is not None
        )

    def _pages(self, ctx: FetchContext, country: str, walk: Walk, room: int) -> Iterator[Page]:
        for number in range(1, self.pages + 1):
            feed = self._ask(ctx, country, number)
            if feed is None and number == 1:
                return  # not sold there
            found, skipped = parse(feed, self.app, country, ctx.now)
            if not found:
                end = self._end(ctx, country, walk, skipped, first=number == 1)
                yield replace(end, mentions=end.mentions[:room])
                return
            page = self._page(walk, found, skipped, room, last=number == self.pages)
            room, walk = room - len(page.mentions), page.walk
            yield page
            if page.last or room <= 0:
                return

    def _ask(self, ctx: FetchContext, country: str, number: int, order: str = "mostrecent") -> Json:
        """Return a page, None beyond the last one; Apple calls its JSON text/javascript."""
        url = (
            f"https://itunes.apple.com/{country}/rss/customerreviews/"
            f"page={number}/id={self.app}/sortby={order}/json"
        )
        try:
            return ctx.http.get(url).json()
        except HttpStatus as error:
            if error.status in _NOT_THERE:
                return None
            raise
        except ValueError as error:
            raise BadAnswer(f"App Store {country}: {error}") from error

    def _page(
        self,
        walk: Walk,
        found: tuple[Mention, ...],
        skipped: tuple[Skipped, ...],
        room: int,
        *,
        last: bool,
    ) -> Page:
        pending = [mention for mention in found if not _already_taken(mention, walk)]
        taken = tuple(pending[:room])
        times = [time for mention in taken if (time := _time(mention)) is not None]
        after = walk.read_down_to(min(times), max(times)) if times else walk
        met = walk.mark is not None and any(time <= walk.mark for time in times)
        ends = len(taken) == len(pending) and (last or met)
        return Page(taken, skipped, after.finished() if ends else after, last=ends)

    def _end(
        self,
        ctx: FetchContext,
        country: str,
        walk: Walk,
        skipped: tuple[Skipped, ...],
        *,
        first: bool,
    ) -> Page:
        """Say what an empty page means.

        A first page is empty where nobody has written yet; but for hours now and then also where
        there are reviews, in one of the two orders or in both. Nothing is gone then.
        """
        if not first:
            return Page((), skipped, walk.finished(), last=True)
        if walk == Walk():
            return Page((), skipped, walk, last=True)
        feed = self._ask(ctx, country, 1, "mosthelpful")
        found, _ = parse(feed, self.app, country, ctx.now)
        return Page(found, skipped, walk, last=True)


@dataclass(frozen=True, slots=True)
class Page:
    """What one page of one country adds."""

    mentions: tuple[Mention, ...]
    skipped: tuple[Skipped, ...]
    walk: Walk
    last: bool = False


def parse(
    feed: Json, app: str, country: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of one page, and those that could not be read.

    `entry` is missing, one object or a list; the entry that describes the app has no rating.
    """
    entries = inside(feed, "feed", "entry")
    listed = entries if isinstance(entries, list) else [entries]
    reviews = [entry for entry in listed if isinstance(entry, dict) and "im:rating" in entry]
    read = [_mention(review, app, country, now) for review in reviews]
    return (
        tuple(mention for mention in read if mention is not None),
        tuple(
            Skipped(f"{country}, review {number}", "it has no id or no stars")
            for number, mention in enumerate(read, 1)
            if mention is None
        ),
    )


def _mention(review: dict[str, Any], app: str, country: str, now: datetime) -> Mention | None:
    external_id, stars = line(_label(review, "id")), count(_label(review, "im:rating"))
    if external_id is None or stars is None or not 1 <= stars <= _BEST:
        return None
    when, uncertain = believable(moment(_label(review, "updated")), now)
    return Mention(
        external_id=external_id,
        kind="review",
        url=f"https://apps.apple.com/{country}/app/id{app}?see-all=reviews",
        title=line(_label(review, "title")),
        text=body(_label(review, "content")),
        author=Author(
            id=line(inside(review, "author", "uri", "label")),
            name=line(inside(review, "author", "name", "label")),
        ),
        published_at=when,
        date_uncertain=uncertain,
        item=Item(id=app),
        rating=Rating(stars, _BEST),
        reach=Reach(likes=count(_label(review, "im:voteSum"))),
        extra={
            "country": country,
            "version": line(_label(review, "im:version")),
            "votes": count(_label(review, "im:voteCount")),
        },
    )


def _label(review: Json, key: str) -> Json:
    return inside(review, key, "label")


def _time(mention: Mention) -> int | None:
    if mention.published_at is None or mention.date_uncertain:
        return None
    return int(mention.published_at.timestamp())


def _already_taken(mention: Mention, walk: Walk) -> bool:
    """Return whether an earlier run of the walk under way has taken this review."""
    time = _time(mention)
    if time is None or walk.cursor is None or walk.newest is None:
        return False
    return walk.cursor < time <= walk.newest
