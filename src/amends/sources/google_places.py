"""Google Maps: the 5 reviews that a passer-by sees first (key, paid per request); never stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Texts  # noqa: TC001
from amends.errors import HttpStatus
from amends.models import Author, Batch, Item, Json, Mention, Skipped
from amends.models.window import Storefront
from amends.sources.answers import read_each, read_object
from amends.sources.contract import FetchContext, Source
from amends.sources.google import Refusal, meaning
from amends.sources.guide import Guide
from amends.sources.paging import Page, whole
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    language,
    line,
    moment,
    objects,
    rating,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

HOST = "places.googleapis.com"
SEEN = "id,displayName,rating,userRatingCount,googleMapsUri,reviews"
"""The fields that are asked for; Google bills by the dearest, and has no default."""
KNOWN = "id,displayName,rating,userRatingCount"
_ID = re.compile(r"[A-Za-z0-9_-]{10,300}")
_IN_ADDRESS = re.compile(r"place_?id[:=]([A-Za-z0-9_-]+)")
_FINDER = "https://developers.google.com/maps/documentation/places/web-service/place-id"
_HINTS = {
    "NOT_FOUND": f"The place has another id now, or is closed: look it up at {_FINDER}",
    "INVALID_ARGUMENT": f"Is it a Place ID (ChIJ…)? Look it up at {_FINDER}",
    "PERMISSION_DENIED": (
        "Google Cloud console → APIs & Services → Places API (New) → Enable; then Credentials → "
        "the key: no restriction to web sites, and this API among those that it may use."
    ),
    "RESOURCE_EXHAUSTED": "Google Cloud console → APIs & Services → Places API (New) → Quotas.",
}


class GooglePlaces(Source):
    """The five reviews of a place that Google finds most relevant, which need not be the newest.

    Made for [the window](window.md), own and neighbours'; for answering use `google_business`.
    Texts are the original ones, not translations. Answers of the owner are not told.
    """

    EXAMPLE: ClassVar[str] = """\
type: google_places
place_id: ChIJN1t_tDeuEmsRUsoyG83frY4
key: env:GOOGLE_MAPS_KEY
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 1.0
    KEEP: ClassVar[str] = "none"
    TERMS: ClassVar[str] = (
        "https://developers.google.com/maps/documentation/places/web-service/policies"
    )
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="pulse",
        gets="The 5 reviews that Google shows first, whole, with stars; also of your neighbours.",
        lacks="All other reviews and your answers; and everything the day after: nothing is kept.",
        cost="Per request and place, at the rate of the dearest Places fields (reviews).",
        quota="Per minute and project, set in the Google Cloud console; one run needs one request.",
        checked="spec",
        window="Five reviews by relevance, not by date: a new one may never be among them.",
        key=(
            "Open https://console.cloud.google.com and create a project with billing.",
            "APIs & Services → Library → “Places API (New)” → Enable.",
            "APIs & Services → Credentials → Create credentials → API key, for this API only.",
            "Places API (New) → Quotas: set a low number of requests per day.",
            f"Find the Place ID of your place: {_FINDER}",
        ),
        unconfirmed=(
            "How long Google's terms let reviews be kept; so none are.",
            "Which price level the reviews belong to.",
        ),
        address="https://developers.google.com/maps/documentation/places/web-service/place-details",
    )
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key", "neighbours"})

    type: Literal["google_places"] = "google_places"
    place_id: str = Field(description="The Place ID of your own place: ChIJ…")
    key: SecretRef = Field(description="An API key for the Places API (New).")
    neighbours: Texts = Field(
        (),
        max_length=20,
        description="Place IDs to be seen beside it in `amends window`; each costs a request.",
    )

    @field_validator("place_id")
    @classmethod
    def _is_an_id(cls, value: str) -> str:
        """Take the id out of a pasted address that holds it."""
        found = _IN_ADDRESS.search(value)
        place_id = found[1] if found else value
        if not _ID.fullmatch(place_id):
            raise ValueError(f"must be a Place ID such as ChIJN1t_tDeuEms…, found at {_FINDER}")
        return place_id

    @field_validator("neighbours")
    @classmethod
    def _are_ids(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cls._is_an_id(value) for value in values))

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield the reviews of our own place: those of neighbours are not ours to answer."""

        def ask(_cursor: Json) -> Page:
            return Page(*parse(self._details(ctx, self.place_id, SEEN), ctx.now))

        return whole(ctx, bookmark, ask, room=self.max_items)

    def storefronts(self, ctx: FetchContext) -> Iterator[Storefront]:
        """Yield our own place, then the neighbours, as somebody sees them who looks them up.

        Raises what `fetch` raises; only a neighbour that Google does not know is told of instead.
        """
        yield storefront(self._details(ctx, self.place_id, SEEN), self.place_id, ctx.now, ours=True)
        for place_id in self.neighbours:
            try:
                found = self._details(ctx, place_id, SEEN)
            except HttpStatus as error:
                if Refusal.read(error).status not in {"NOT_FOUND", "INVALID_ARGUMENT"}:
                    raise
                yield Storefront(place_id, ours=False, trouble="Google knows no such place now")
            else:
                yield storefront(found, place_id, ctx.now, ours=False)

    def probe(self, ctx: FetchContext) -> str:
        """Say which place this is, and its stars."""
        found = self._details(ctx, self.place_id, KNOWN)
        seen = storefront(found, self.place_id, ctx.now, ours=True)
        stars = "no ratings yet" if seen.rating is None else f"{seen.rating:g} of 5 stars"
        many = "" if seen.count is None else f", {seen.count} ratings"
        now = (
            "" if seen.id == self.place_id else f"; Google calls it {seen.id} now: change place_id"
        )
        return f"{seen.name or self.place_id}: {stars}{many}{now}"

    def _details(self, ctx: FetchContext, place_id: str, fields: str) -> dict[str, Any]:
        headers = {"x-goog-api-key": ctx.secret(self.key), "x-goog-fieldmask": fields}
        try:
            response = ctx.http.get(
                f"https://{HOST}/v1/places/{place_id}",
                params={"languageCode": self.language},
                headers=headers,
            )
        except HttpStatus as error:
            raise meaning(error, HOST, _HINTS) from None
        return read_object(response, "Google")


def storefront(answer: dict[str, Any], place_id: str, now: datetime, *, ours: bool) -> Storefront:
    """Return a place as it is seen; `place_id` is what it was asked for by."""
    average = rating(answer.get("rating"))
    return Storefront(
        id=line(answer.get("id")) or place_id,
        ours=ours,
        name=line(inside(answer, "displayName", "text")),
        url=web_address(answer.get("googleMapsUri")),
        rating=None if average is None else average.value,
        count=count(answer.get("userRatingCount")),
        reviews=parse(answer, now)[0],
    )


def parse(answer: dict[str, Any], now: datetime) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of a place in Google's order, and what could not be read."""
    item = Item(line(answer.get("id")), line(inside(answer, "displayName", "text")))
    page = web_address(answer.get("googleMapsUri"))
    reviews = objects(answer.get("reviews"))
    return read_each(reviews, lambda review: _mention(review, item, page, now), "review")


def _mention(review: dict[str, Any], item: Item, page: str | None, now: datetime) -> Mention | None:
    external_id = line(review.get("name"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(review.get("publishTime")), now)
    said = next(filter(_has_text, (review.get("originalText"), review.get("text"))), None)
    return Mention(
        external_id=external_id,
        kind="review",
        url=web_address(review.get("googleMapsUri")) or page,
        text=body(inside(said, "text")),
        author=Author(name=line(inside(review, "authorAttribution", "displayName"))),
        published_at=when,
        date_uncertain=uncertain,
        item=item,
        rating=rating(review.get("rating")),
        language=language(inside(said, "languageCode")),
        extra=_extra(review),
    )


def _has_text(value: Any) -> bool:
    return bool(body(inside(value, "text")))


def _extra(review: dict[str, Any]) -> dict[str, Json]:
    """Keep the author's page, which must stand beside the name, and where to report a review."""
    found = {
        "author_url": web_address(inside(review, "authorAttribution", "uri")),
        "report_url": web_address(review.get("flagContentUri")),
    }
    return {name: value for name, value in found.items() if value is not None}
