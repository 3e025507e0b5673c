"""Tripadvisor: the newest 5 reviews in each language (key, paid per request); never stored."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import LanguageCodes  # noqa: TC001
from amends.errors import AuthFailed, BadRequest
from amends.models import Author, Batch, Item, Json, Mention, OwnerReply, Reach, Skipped
from amends.models.window import Storefront
from amends.sources.answers import read_each, read_object
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
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

    from amends.errors import HttpStatus, SourceError

LOCATIONS = "https://api.content.tripadvisor.com/api/v1/location"
_IN_ADDRESS = re.compile(r"-d(\d+)-")
_KEY = (
    "Tripadvisor binds a key to addresses: in its console, allow the one that this machine has "
    "on the internet, and look whether billing is set up."
)


class Tripadvisor(Source):
    """The newest five reviews of one place in each language that you name.

    They are shown and never stored, as the terms ask; so nothing is known of them the next day.
    Texts that Tripadvisor has translated by machine are marked. Answers of the owner come along.
    """

    EXAMPLE: ClassVar[str] = """\
type: tripadvisor
location: "1234567"        # the number after -d in its address: …-g294452-d1234567-Reviews-…
key: env:TRIPADVISOR_KEY
languages: [en, bg]
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.8
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key"})
    KEEP: ClassVar[str] = "none"
    TERMS: ClassVar[str] = "https://tripadvisor-content-api.readme.io/reference/caching-policy"
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="pulse",
        gets="The newest 5 reviews in each language, whole, with stars and your answers.",
        lacks="All older reviews, and everything the day after: they may be shown, not kept.",
        cost="Per request, with a card on file; you set the most per day, the first are free.",
        quota="50 requests a second; one run needs one per language.",
        checked="facts",
        window="Five reviews per language: what comes between two runs may be missed.",
        key=(
            "Log in at https://www.tripadvisor.com/developers and ask for a Content API key.",
            "Set up billing with a low daily limit.",
            "If it asks for addresses, allow the one that your machine has on the internet.",
            "Copy the key into the place that `key:` names.",
        ),
        unconfirmed=(
            "How many requests a month are free.",
            "Whether each key is bound to an address, and what is answered to another one.",
            "When its successor (“Terra API”) takes its place.",
        ),
        address="https://tripadvisor-content-api.readme.io/reference/overview",
    )

    type: Literal["tripadvisor"] = "tripadvisor"
    location: str = Field(description="The number after -d in its address.")
    key: SecretRef = Field(description="The key of the Content API.")
    languages: LanguageCodes = Field(
        ("en",), min_length=1, max_length=30, description="Languages to ask for, one after another."
    )

    @field_validator("location")
    @classmethod
    def _number_in_the_address(cls, location: str) -> str:
        """Take the number out of a pasted address."""
        found = _IN_ADDRESS.search(location)
        number = found[1] if found else location
        if not re.fullmatch(r"[0-9]{1,15}", number):
            raise ValueError("must be the number after -d in its address: …-d1234567-Reviews-…")
        return number

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per language."""
        wanted = tuple(dict.fromkeys(self.languages))

        def ask(cursor: Json) -> Page:
            at = wanted.index(cursor) if cursor in wanted else 0
            answer = self._ask(ctx, "reviews", wanted[at])
            after = wanted[at + 1] if at + 1 < len(wanted) else None
            return Page(*parse(answer, ctx.now), next=after)

        return whole(ctx, bookmark, ask, room=self.max_items)

    def storefronts(self, ctx: FetchContext) -> Iterator[Storefront]:
        """Yield our own place with its newest reviews in the first language: two requests."""
        spoken = self.languages[0]
        found = self._ask(ctx, "details", spoken)
        stars = rating(found.get("rating"))
        yield Storefront(
            id=self.location,
            ours=True,
            name=line(found.get("name")),
            url=web_address(found.get("web_url")),
            rating=None if stars is None else stars.value,
            count=count(found.get("num_reviews")),
            reviews=parse(self._ask(ctx, "reviews", spoken), ctx.now)[0],
        )

    def probe(self, ctx: FetchContext) -> str:
        """Say which place this is, and how many reviews it has."""
        found = self._ask(ctx, "details", self.languages[0])
        reviews, stars = count(found.get("num_reviews")), rating(found.get("rating"))
        average = "" if stars is None else f", {stars.value:g} of 5 on average"
        return f"{line(found.get('name')) or self.location}: {reviews or 0} reviews{average}"

    def _ask(self, ctx: FetchContext, what: str, spoken: str) -> dict[str, Any]:
        """Ask about the place; there is no way but to send the key in the address."""
        with explained(_meant):
            response = ctx.http.get(
                f"{LOCATIONS}/{self.location}/{what}",
                params={"key": ctx.secret(self.key), "language": spoken},
                headers={"accept": "application/json"},
            )
        return read_object(response, "Tripadvisor")


def _meant(error: HttpStatus) -> SourceError | None:
    """Say what a refusal means here; the rest has its usual meaning."""
    if error.status in {401, 403}:
        return AuthFailed("Tripadvisor does not take the key from this machine", hint=_KEY)
    if error.status == HTTPStatus.NOT_FOUND:
        hint = "Take the number after -d in its address: …-d1234567-Reviews-…"
        return BadRequest("Tripadvisor knows no such location", hint=hint)
    return None


def parse(answer: dict[str, Any], now: datetime) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of an answer, and what could not be read."""
    reviews = objects(answer.get("data"))
    return read_each(reviews, lambda review: _mention(review, now), "review")


def _mention(review: dict[str, Any], now: datetime) -> Mention | None:
    external_id = line(review.get("id"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(review.get("published_date")), now)
    reply = _reply(review.get("owner_response"))
    return Mention(
        external_id=external_id,
        kind="review",
        url=web_address(review.get("url")),
        title=line(review.get("title")),
        text=body(review.get("text")),
        author=Author(name=line(inside(review, "user", "username"))),
        published_at=when,
        date_uncertain=uncertain,
        item=Item(id=line(review.get("location_id"))),
        rating=rating(review.get("rating")),
        language=language(review.get("lang")),
        reach=Reach(likes=count(review.get("helpful_votes"))),
        answered="yes" if reply else "no",
        reply=reply,
        extra=_extra(review),
    )


def _reply(response: Any) -> OwnerReply | None:
    if not isinstance(response, dict) or not response:
        return None
    said = body(response.get("text")) or line(response.get("title"))
    return OwnerReply(said, moment(response.get("published_date")))


def _extra(review: dict[str, Any]) -> dict[str, Json]:
    """Keep what helps to answer: when they came, with whom, what they rated, who translated."""
    parts = review.get("subratings")
    subratings = {
        name: stars.value
        for part in (parts.values() if isinstance(parts, dict) else ())
        if (name := line(inside(part, "name"))) and (stars := rating(inside(part, "value")))
    }
    found = {
        "machine_translated": review.get("is_machine_translated") is True or None,
        "trip_type": line(review.get("trip_type")),
        "travel_date": line(review.get("travel_date")),
        "subratings": subratings or None,
    }
    return {name: value for name, value in found.items() if value is not None}
