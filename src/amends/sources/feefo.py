"""Feefo: a merchant's reviews of the service and of products, with their threads (no key)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.errors import BadAnswer, BadRequest, HttpStatus
from amends.models import Author, Item, Json, Mention, OwnerReply, Reach, Skipped
from amends.sources.answers import read_object
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.numbered import Numbered
from amends.sources.paging import Page, changed, newest_first
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    language,
    line,
    moment,
    moment_of_epoch,
    objects,
    rating,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Batch
    from amends.models.vocabulary import Answered

REVIEWS = "https://api.feefo.com/api/20/reviews/all"
PAGE = 100
"""The most that Feefo gives on one page."""
_UNKNOWN = frozenset({400, 404})
_MERCHANT = re.compile(r"(?:.*/reviews/)?([\w.-]{1,100})/?(?:[?#].*)?")
_CUSTOMERS = frozenset({"customer", "consumer", "reviewer"})
_OURS = frozenset({"merchant", "business", "supplier", "seller"})


class Feefo(Source):
    """All reviews of one merchant, the last changed ones first.

    One order may bring a review of the service and one of each product: each is a mention of its
    own. What the customer adds later in the thread belongs to the review's text.
    """

    EXAMPLE: ClassVar[str] = """\
type: feefo
merchant: lipa-coffee      # your merchant identifier: feefo.com/…/reviews/lipa-coffee
"""
    VISIBILITY: ClassVar[float] = 0.8
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="none",
        gets="All published reviews of your service and products, with answers and later edits.",
        lacks=(
            "The customer's address and order, which only Feefo's own pages show you. Nothing says"
            " that a review was withdrawn. Many reviews are stars without a word."
        ),
        cost="Free, for reviews that are public.",
        quota=(
            "Not published. Answers come from a cache and may lag; Feefo wants to be asked before"
            " somebody copies all reviews in bulk."
        ),
        checked="facts",
        unconfirmed=(
            "How a thread names its writers: yours is only what names you or “merchant”.",
            "Whether your answer moves a review up: if not, it is seen on the newest hundred.",
        ),
        address="https://support.feefo.com/support/solutions/articles/8000112939-reviews-api-detail",
    )

    type: Literal["feefo"] = "feefo"
    merchant: str = Field(description="Your merchant identifier, or the address of your page.")

    @field_validator("merchant")
    @classmethod
    def _identifier(cls, merchant: str) -> str:
        found = _MERCHANT.fullmatch(merchant.strip())
        if not found:
            raise ValueError("must be the last part of your page's address: …/reviews/lipa-coffee")
        return found[1]

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield a batch per hundred rows, from the last changed one down to the mark."""
        ask = Numbered(lambda number: self._page(ctx, number))
        yield from newest_first(ctx, bookmark, ask, room=self.max_items, when=changed)

    def probe(self, ctx: FetchContext) -> str:
        """Return how many reviews the merchant has."""
        meta = inside(self._answer(ctx, 1, 1), "summary", "meta")
        total = count(inside(meta, "count"))
        return f"merchant {self.merchant}: {'?' if total is None else total} reviews"

    def _page(self, ctx: FetchContext, number: int) -> Page:
        answer = self._answer(ctx, number, PAGE)
        if answer.keys().isdisjoint({"reviews", "summary"}):
            raise BadAnswer("Feefo: the answer has no list of reviews")
        pages = count(inside(answer, "summary", "meta", "pages"))
        mentions, skipped = parse(objects(answer.get("reviews")), ctx.now)
        return Page(mentions, skipped, last=pages is not None and number >= pages)

    def _answer(self, ctx: FetchContext, number: int, size: int) -> dict[str, Any]:
        params = {
            "merchant_identifier": self.merchant,
            "page": number,
            "page_size": size,
            "since_period": "all",  # else only the last year
            "sort": "-updated_date",
            "full_thread": "include",
        }
        try:
            return read_object(ctx.http.get(REVIEWS, params=params), "Feefo")
        except HttpStatus as error:
            if error.status not in _UNKNOWN or number > 1:
                raise
            raise BadRequest(
                f"Feefo knows no merchant {self.merchant}",
                hint="Take the last part of your page's address: feefo.com/…/reviews/lipa-coffee",
            ) from error


@dataclass(slots=True)
class _Thread:
    """What was written below a review."""

    untold: Answered
    """Whether nobody has answered where nobody wrote anything."""
    added: list[str] = field(default_factory=list)
    """What is not ours: the customer's words, or those of somebody unknown."""
    reply: OwnerReply | None = None
    """The last answer of the business."""
    signed: bool = True
    """Whether the customer signed all that is not ours."""

    @property
    def answered(self) -> Answered:
        if self.reply:
            return self.reply.answers
        return self.untold if self.signed else "unknown"


def parse(
    rows: list[dict[str, Any]], now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews in the rows of a page, and those that could not be read."""
    mentions: list[Mention] = []
    skipped: list[Skipped] = []
    for number, row in enumerate(rows, 1):
        for part, review in _parts(row):
            mention = _mention(row, part, review, now)
            if mention is None:
                skipped.append(Skipped(f"row {number}, {part}", "it has no id"))
            else:
                mentions.append(mention)
    return tuple(mentions), tuple(skipped)


def _parts(row: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    service = row.get("service")
    parts = [("service", service)] if isinstance(service, dict) else []
    return parts + [("product", product) for product in objects(row.get("products"))]


def _mention(
    row: dict[str, Any], part: str, review: dict[str, Any], now: datetime
) -> Mention | None:
    url, product = web_address(row.get("url")), review.get("product")
    sku = line(inside(product, "sku"))
    external_id = line(review.get("id")) or line(review.get("review_id")) or _by_place(url, sku)
    if external_id is None:
        return None
    created, updated = _moment(review.get("created_at")), _moment(row.get("last_updated_date"))
    when, uncertain = believable(created, now)
    name = line(inside(row, "customer", "display_name"))
    thread = _thread(row, review)
    return Mention(
        external_id=external_id,
        kind="review",
        url=url,
        title=line(review.get("title")),
        text="\n\n".join(filter(None, [body(review.get("review")), *thread.added])),
        author=Author(name=name),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=None if updated == created else updated,
        item=Item(id=sku, name=line(inside(product, "title"))),
        rating=_rating(review.get("rating")),
        language=language(row.get("locale")),
        reach=Reach(likes=count(review.get("helpful_votes"))),
        answered=thread.answered,
        reply=thread.reply,
        extra={"about": part},
    )


def _by_place(url: str | None, sku: str | None) -> str | None:
    """Return an id made of where a review stands, for one that has none of its own."""
    return url and (f"{url}#{sku}" if sku else url)


def _rating(value: Json) -> Any:
    return rating(inside(value, "rating"), count(inside(value, "max")) or 5)


def _thread(row: dict[str, Any], review: dict[str, Any]) -> _Thread:
    """Return what stands below a review; it is there only where somebody wrote more."""
    listed = review.get("thread", [])
    thread = _Thread("no" if isinstance(listed, list) else "unknown")
    ours = _OURS | {_name(inside(row, "merchant", key)) for key in ("identifier", "name")}
    theirs = _CUSTOMERS | {_name(inside(row, "customer", "display_name"))}
    for entry in objects(listed):
        text = body(entry.get("text")) or body(entry.get("comment"))
        if not text.strip() or text == review.get("review"):
            continue
        writer = _writer(entry.get("author"))
        if writer and writer in ours:
            thread.reply = OwnerReply(text, _moment(entry.get("created_at")))
        else:
            thread.added.append(text)
            thread.signed &= bool(writer) and writer in theirs
    return thread


def _writer(author: Json) -> str:
    """Return who signed, by the role or the name."""
    return _name(author) or _name(inside(author, "type")) or _name(inside(author, "name"))


def _name(value: Json) -> str:
    """Return a name in its barest form: `lipa-coffee` and “Lipa Coffee” are the same merchant."""
    return "".join(filter(str.isalnum, line(value) or "")).casefold()


def _moment(value: Json) -> datetime | None:
    """Return a time, which clients saw as ISO 8601 and the documentation shows in milliseconds."""
    thousandths = None if isinstance(value, str | bool) else count(value)
    return moment(value) if thousandths is None else moment_of_epoch(thousandths / 1000)
