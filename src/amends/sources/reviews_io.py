"""REVIEWS.io: the reviews of a company, with its answers, and of its products (no key)."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.errors import BadAnswer, BadRequest, HttpStatus
from amends.models import Author, Item, Json, Mention, OwnerReply, Skipped
from amends.sources.answers import read_each, read_object
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.numbered import Numbered
from amends.sources.paging import Page, newest_first
from amends.sources.values import (
    EARLIEST,
    believable,
    body,
    count,
    inside,
    line,
    moment,
    objects,
    rating,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Batch

API = "https://api.reviews.io"
COMPANY_PAGE = "https://www.reviews.io/company-reviews/store/"
PAGE = 100
_OVERLAP = timedelta(days=14)
"""So far below the newest known review answers and edits are looked for: nothing tells of them."""
_NOT_FOUND = 404
_STORE = re.compile(r"(?:.*/store/)?([\w.-]{1,100})/?(?:[?#].*)?")
_PATHS = {"company": "/merchant/reviews", "products": "/timeline/data"}
_QUERIES = {
    "company": {"sort": "date_created", "order": "desc"},
    "products": {"sort": "date_desc", "type": "product_review"},
}
_FIRST = {"company": 0, "products": 1}
"""Clients disagree whether the pages of a company's reviews count from 0 or from 1."""


class ReviewsIo(Source):
    """The reviews of a company and, by its time line, those of its products, newest first.

    Answers and edits are seen on the reviews of the last two weeks, which every run reads again.
    The time line does not tell answers, so that nobody knows whether a review of a product was
    answered.
    """

    EXAMPLE: ClassVar[str] = """\
type: reviews_io
store: lipa-coffee         # your store key: reviews.io/company-reviews/store/lipa-coffee
"""
    VISIBILITY: ClassVar[float] = 0.8
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="none",
        gets="All published reviews of your company with your answers, and those of your products.",
        lacks=(
            "Your answers to reviews of products, customers' addresses, reviews that wait for your"
            " approval. Nothing says that a review was deleted."
        ),
        cost="Free.",
        quota="Not published.",
        checked="facts",
        unconfirmed=(
            "The zone of its times, which name none: they are read as UTC.",
            "How many reviews a page may hold at most; a hundred are asked for.",
            "Whether the time line brings answers: if it does, they are read.",
        ),
        address="https://support.reviews.io",
    )

    type: Literal["reviews_io"] = "reviews_io"
    store: str = Field(description="Your store key, or the address of your page.")
    products: bool = Field(default=True, description="`false` leaves out reviews of products.")

    @field_validator("store")
    @classmethod
    def _key(cls, store: str) -> str:
        found = _STORE.fullmatch(store.strip())
        if not found:
            raise ValueError("must be the last part of your page's address: …/store/lipa-coffee")
        return found[1]

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield a batch per page, of the company and then of the products."""
        wanted = ("company", "products") if self.products else ("company",)
        lists = {about: partial(self._walk, ctx, about) for about in wanted}
        yield from one_after_another(ctx, bookmark, lists, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Return how many reviews the company has, and what they come to."""
        stats = inside(self._answer(ctx, "company", 0, size=1), "stats")
        total, mean = count(inside(stats, "total_reviews")), line(inside(stats, "average_rating"))
        shown = "?" if total is None else total
        return f"store {self.store}: {shown} reviews" + (f", {mean} on average" if mean else "")

    def _walk(self, ctx: FetchContext, about: str, bookmark: Json, room: int) -> Iterator[Batch]:
        ask = Numbered(partial(self._page, ctx, about), first=_FIRST[about])
        return newest_first(ctx, bookmark, ask, room=room, overlap=_OVERLAP)

    def _page(self, ctx: FetchContext, about: str, number: int) -> Page:
        answer = self._answer(ctx, about, number)
        if answer.keys().isdisjoint({"reviews", "timeline"}):  # `success: false` with status 200
            raise BadAnswer("REVIEWS.io: the answer has no list of reviews")
        return Page(*parse(answer, self.store, about, ctx.now), last=not _reviews(answer))

    def _answer(
        self, ctx: FetchContext, about: str, number: int, size: int = PAGE
    ) -> dict[str, Any]:
        params = {"store": self.store, "page": number, "per_page": size, **_QUERIES[about]}
        try:
            return read_object(ctx.http.get(API + _PATHS[about], params=params), "REVIEWS.io")
        except HttpStatus as error:
            if error.status != _NOT_FOUND or number > 1:
                raise
            raise BadRequest(
                f"REVIEWS.io knows no store {self.store}",
                hint="Take the last part of your page's address: …/store/lipa-coffee",
            ) from error


def parse(
    answer: dict[str, Any], store: str, about: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of one page, and those that could not be read.

    `about` is `company` or `products`; reviews of the company that stand among those of products
    are left to the other list.
    """
    reviews = [review for review in _reviews(answer) if not _of_company(review, about)]
    return read_each(reviews, lambda each: _mention(each, store, about, now), f"{about}, review")


def _reviews(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the reviews, which stand in one of three places."""
    found = answer.get("reviews", answer.get("timeline"))
    listed = objects(inside(found, "data") or found)
    return [{**each, **_object(each.get("_source"))} for each in listed]


def _of_company(review: dict[str, Any], about: str) -> bool:
    return about == "products" and review.get("type") == "store_review"


def _mention(review: dict[str, Any], store: str, about: str, now: datetime) -> Mention | None:
    names = ("store_review_id", "product_review_id", "_id", "id")
    external_id = next(filter(None, (line(review.get(name)) for name in names)), None)
    if external_id is None:
        return None
    when, uncertain = believable(moment(review.get("date_created")), now)
    reply = _reply(review)
    product = _object(review.get("product"))
    return Mention(
        # Both kinds are counted from 1: without a prefix one would take the other's place.
        external_id=external_id if about == "company" else f"product-{external_id}",
        kind="review",
        url=COMPANY_PAGE + store,
        title=line(review.get("title")),
        text=body(review.get("comments")) or body(review.get("review")),
        author=Author(name=_name(review)),
        published_at=when,
        date_uncertain=uncertain,
        item=Item(
            id=line(review.get("sku")) or line(product.get("sku")),
            name=line(review.get("product_name")) or line(product.get("name")),
        ),
        rating=rating(review.get("rating")),
        answered=_answered(review, reply),
        reply=reply,
        extra={"about": "company" if about == "company" else "product"},
    )


def _name(review: dict[str, Any]) -> str | None:
    """Return the name of the writer, which is an object in one list and a text in the other."""
    who = review.get("reviewer", review.get("author"))
    names = (line(inside(who, "first_name")), line(inside(who, "last_name")))
    return line(who) or " ".join(filter(None, names)) or None


def _reply(review: dict[str, Any]) -> OwnerReply | None:
    """Return the latest answer of the business."""
    replies = [
        OwnerReply(text, moment(each.get("date_created")))
        for each in objects(review.get("replies"))
        if (text := body(each.get("comments")) or body(each.get("comment"))).strip()
    ]
    return max(replies, key=lambda each: each.published_at or EARLIEST, default=None)


def _answered(review: dict[str, Any], reply: OwnerReply | None) -> Literal["yes", "no", "unknown"]:
    if reply:
        return "yes"
    return "no" if isinstance(review.get("replies"), list) else "unknown"


def _object(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
