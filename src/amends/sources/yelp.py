"""Yelp: the beginnings of the 3 to 7 reviews that it shows first (key, paid plan)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.errors import AuthFailed, BadRequest, HttpThrottled, Throttled
from amends.models import Author, Batch, Json, Mention, Skipped
from amends.sources.answers import read_each, read_object
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
from amends.sources.guide import Guide
from amends.sources.paging import Page, whole
from amends.sources.values import (
    believable,
    body,
    count,
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
    from amends.http import Response

BUSINESSES = "https://api.yelp.com/v3/businesses"
_ZONE = "America/Los_Angeles"
"""Times come without a zone; they are those of Yelp's home."""
_KEY = "Look at the key on the page of your app (yelp.com/developers), and whether its plan runs."


class Yelp(Source):
    """The few excerpts that Yelp gives of one business, in Yelp's own order.

    An excerpt is about 160 characters long. Answers of the owner are not told, nor what has been
    taken away. Yelp's terms want nothing kept for longer than a day.
    """

    EXAMPLE: ClassVar[str] = """\
type: yelp
business: lipa-coffee-sofia   # the end of its address: yelp.com/biz/…
key: env:YELP_KEY
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.8
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key"})
    KEEP: ClassVar[str] = "1"
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="pulse",
        gets="The first 160 characters or so of 3 reviews (7 with the dearest plan), with stars.",
        lacks="Whole texts, all other reviews, your answers, and whether one was removed.",
        cost="Paid after a trial, by plan.",
        quota="About 300 requests a day on the smallest plan with reviews; one run needs one.",
        checked="facts",
        window="Only the reviews that Yelp shows first, which need not be the newest.",
        key=(
            "Log in at https://www.yelp.com/developers with the account of the business.",
            "Create an app there and choose a plan that brings reviews.",
            "Copy its “API Key” into the place that `key:` names.",
        ),
        unconfirmed=(
            "That Yelp forbids keeping them for longer than 24 hours; we keep to it all the same.",
            "That the cheapest plan brings no reviews, and what is answered then.",
        ),
        address="https://docs.developer.yelp.com/reference/v3_business_reviews",
    )

    type: Literal["yelp"] = "yelp"
    business: str = Field(description="The end of its address (yelp.com/biz/…), or its Yelp id.")
    key: SecretRef = Field(description="The API key of your Yelp app.")
    locale: str | None = Field(
        None,
        pattern=r"^[a-z]{2,3}_[A-Z]{2}$",
        description="Language and country of the reviews, such as de_DE; Yelp's default is en_US.",
    )

    @field_validator("business")
    @classmethod
    def _name_in_the_address(cls, business: str) -> str:
        """Take the name out of a pasted address."""
        name = unquote(business)
        if "/" in name:
            steps = urlsplit(name if "//" in name else f"https://{name}").path.split("/")
            name = steps[2] if steps[1:2] == ["biz"] and len(steps) > 2 else ""  # noqa: PLR2004
        if not re.fullmatch(r"[\w-]{1,200}", name):
            raise ValueError("must be the end of its address on Yelp: yelp.com/biz/THIS")
        return name

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield the one page that there is."""

        def ask(_cursor: Json) -> Page:
            answer = read_object(self._ask(ctx), "Yelp")
            return Page(*parse(answer, ctx.now, self.locale))

        return whole(ctx, bookmark, ask, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Say how many reviews there are, how many of them can be seen, and what is left today."""
        response = self._ask(ctx)
        answer = read_object(response, "Yelp")
        total, shown = count(answer.get("total")), len(objects(answer.get("reviews")))
        left = count(response.headers.get("ratelimit-remaining"))
        limit = count(response.headers.get("ratelimit-dailylimit"))
        quota = "" if left is None else f"; {left} of {limit or '?'} requests are left today"
        return f"{self.business}: the beginnings of {shown} of {total or shown} reviews{quota}"

    def _ask(self, ctx: FetchContext) -> Response:
        with explained(_meant):
            return ctx.http.get(
                f"{BUSINESSES}/{quote(self.business, safe='')}/reviews",
                params={"locale": self.locale},
                headers={"authorization": f"Bearer {ctx.secret(self.key)}"},
            )


def _meant(error: HttpStatus) -> SourceError | None:
    """Say what a refusal means here; the rest has its usual meaning."""
    if isinstance(error, HttpThrottled):
        until = error.until or moment(error.headers.get("ratelimit-resettime"))
        return Throttled(error.message, hint="Yelp counts requests per day.", until=until)
    if error.status in {401, 403}:
        return AuthFailed("Yelp does not take the key", hint=_KEY)
    if error.status == HTTPStatus.NOT_FOUND:
        hint = "Copy the end of its address; without any review Yelp does not show it."
        return BadRequest("Yelp knows no such business", hint=hint)
    return None


def parse(
    answer: dict[str, Any], now: datetime, locale: str | None = None
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of an answer, and what could not be read; a locale filters by language."""
    spoken = language(locale)
    reviews = objects(answer.get("reviews"))
    return read_each(reviews, lambda review: _mention(review, now, spoken), "review")


def _mention(review: dict[str, Any], now: datetime, spoken: str | None) -> Mention | None:
    from zoneinfo import ZoneInfo

    external_id = line(review.get("id"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(review.get("time_created"), ZoneInfo(_ZONE)), now)
    user = review.get("user")
    who = user if isinstance(user, dict) else {}
    return Mention(
        external_id=external_id,
        kind="review",
        url=web_address(review.get("url")),
        text=body(review.get("text")),
        author=Author(id=line(who.get("id")), name=line(who.get("name"))),
        published_at=when,
        date_uncertain=uncertain,
        rating=rating(review.get("rating")),
        language=spoken,
        extra={"excerpt": True},
    )
