"""App Store reviews: Apple's public feed (no key), one per country; newest 500 of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.values import Texts  # noqa: TC001 — pydantic reads the annotations
from amends.errors import BadAnswer, BadRequest, HttpStatus
from amends.models import Author, Batch, Item, Json, Mention, Rating, Reach, Skipped
from amends.sources.answers import read_each, read_object
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.numbered import Numbered
from amends.sources.paging import Page, newest_first
from amends.sources.values import believable, body, count, inside, line, moment, objects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

ITUNES = "https://itunes.apple.com"
PAGES = 10
"""Apple answers 4xx beyond page 10; a page holds 50 reviews."""
RECENT, HELPFUL = "mostrecent", "mosthelpful"
_BEST = 5
_NOT_THERE = frozenset({400, 404})
"""What a storefront answers that does not sell the app: no reviews there, not a failure."""
_WOBBLE = (
    "Apple's feed was empty although there are reviews, as it is for hours now and then: nothing"
    " counts as gone, the next run asks again. `app_store_connect` reads your own app reliably."
)
_APP = re.compile(r"(?:.*\bid)?(\d{1,15})(?:[/?#].*)?")


class AppStore(Source):
    """The reviews of one app in the storefronts of some countries.

    The feed is undocumented, and now and then empty for hours although there are reviews: then
    those that Apple calls the most helpful are read, and nothing is taken as removed. Answers of
    the developer are not in it.
    """

    EXAMPLE: ClassVar[str] = """\
type: app_store
app: "123456789"           # the number in the app's address: …/id123456789
countries: [us, bg, pl]
"""
    VISIBILITY: ClassVar[float] = 0.8
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="none",
        gets="The newest reviews of any app, country by country, with stars, version and votes.",
        lacks=(
            "Your answers, older reviews, stars without words. For an app of your own take"
            " `app_store_connect`."
        ),
        cost="Free.",
        quota="Not published.",
        window="The newest 500 reviews of each country.",
        checked="facts",
        unconfirmed=(
            "How often the feed is empty although there are reviews: reported for 2026, by others.",
            "Whether the time of a review is that of its last edit.",
        ),
    )

    type: Literal["app_store"] = "app_store"
    app: str = Field(description="The number in the app's address, …/id123456789, or the address.")
    countries: Texts = Field(("us",), min_length=1, description="Storefronts: us, bg, pl …")
    pages: int = Field(PAGES, ge=1, le=PAGES, description="Pages of 50 reviews per country.")

    @field_validator("app")
    @classmethod
    def _number(cls, app: str) -> str:
        found = _APP.fullmatch(app.strip())
        if not found:
            raise ValueError("must be the number in the app's address: …/id123456789")
        return found[1]

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
        fronts = {country: _Storefront(self, ctx, country) for country in self.countries}
        lists = {country: front.read for country, front in fronts.items()}
        yield from one_after_another(ctx, bookmark, lists, room=self.max_items)
        if all(front.absent for front in fronts.values()):
            raise self._nowhere()

    def probe(self, ctx: FetchContext) -> str:
        """Return the app's name, and how many ratings it has in each country."""
        found = {country: self._looked_up(ctx, country) for country in self.countries}
        name = next((line(each.get("trackCensoredName")) for each in found.values() if each), None)
        if not any(found.values()):
            raise self._nowhere()
        said = (f"{country} {_ratings(each)}" for country, each in found.items())
        return f"{name or self.app}: {', '.join(said)}"

    def _looked_up(self, ctx: FetchContext, country: str) -> dict[str, Any] | None:
        params = {"id": self.app, "country": country}
        answer = read_object(ctx.http.get(f"{ITUNES}/lookup", params=params), "App Store")
        return next(iter(objects(answer.get("results"))), None)

    def _nowhere(self) -> BadRequest:
        return BadRequest(
            f"no App Store of {', '.join(self.countries)} has an app {self.app}",
            hint="Take the number from the app's address: …/id123456789",
        )


def _ratings(found: dict[str, Any] | None) -> str:
    if found is None:
        return "(not sold there)"
    return f"({count(found.get('userRatingCount')) or 0} ratings)"


class _WobbleError(Exception):
    """A page is empty although there are reviews; what the other order shows is in it."""

    def __init__(self, instead: tuple[Mention, ...], *, midway: bool) -> None:
        super().__init__(_WOBBLE)
        self.instead = instead
        self.midway = midway


class _Storefront:
    """The feed of one country in one run."""

    def __init__(self, source: AppStore, ctx: FetchContext, country: str) -> None:
        self.source = source
        self.ctx = ctx
        self.country = country
        self.absent = False
        """Whether the app is not sold there."""
        self.known = False
        """Whether earlier runs have found reviews there."""

    def read(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield a batch per page; where the feed wobbles, the bookmark stays where it is."""
        self.known = bool(bookmark)
        try:
            for batch in newest_first(self.ctx, bookmark, Numbered(self._page), room=room):
                if self.absent:
                    return
                bookmark, room = batch.bookmark, room - len(batch.mentions)
                yield batch
        except _WobbleError as wobble:
            note = Skipped(self.country, _WOBBLE)
            yield Batch(wobble.instead[:room], (), bookmark, (note,), more=wobble.midway)

    def _page(self, number: int) -> Page:
        """Return a page; an empty one is believed only if the other order shows none either."""
        found = self._ask(number, RECENT)
        self.absent = found is None and number == 1
        mentions, skipped = found or ((), ())
        if found and not mentions and not skipped:
            instead, _ = self._ask(number, HELPFUL) or ((), ())
            if instead or (self.known and number == 1):
                raise _WobbleError(instead, midway=number > 1)
        return Page(mentions, skipped, last=True if number >= self.source.pages else None)

    def _ask(
        self, number: int, order: str
    ) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]] | None:
        """Return a page, None beyond the last one; Apple calls its JSON text/javascript."""
        app, country = self.source.app, self.country
        url = f"{ITUNES}/{country}/rss/customerreviews/page={number}/id={app}/sortby={order}/json"
        try:
            feed = read_object(self.ctx.http.get(url), f"App Store {country}")
        except HttpStatus as error:
            if error.status in _NOT_THERE:
                return None
            raise
        if "feed" not in feed:
            raise BadAnswer(f"App Store {country}: the answer has no `feed`")
        return parse(feed, app, country, self.ctx.now)


def parse(
    feed: Json, app: str, country: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of one page, and those that could not be read.

    `entry` is missing, one object or a list; the entry that describes the app has no rating.
    """
    entries = inside(feed, "feed", "entry")
    listed = entries if isinstance(entries, list) else [entries]
    reviews = [entry for entry in listed if isinstance(entry, dict) and "im:rating" in entry]
    lacks = "it has no id or no stars"
    return read_each(
        reviews, lambda each: _mention(each, app, country, now), f"{country}, review", lacks
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
