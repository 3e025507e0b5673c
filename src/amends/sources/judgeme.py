"""Judge.me: the reviews of a shop and its products, hidden ones included (private token)."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpStatus, SourceError
from amends.models import Author, Batch, Item, Json, Mention, Skipped
from amends.sources.answers import listed, read_each, read_object
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
from amends.sources.guide import Guide
from amends.sources.numbered import Numbered
from amends.sources.paging import Page, newest_first
from amends.sources.values import believable, body, count, inside, line, moment, rating

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

API = "https://judge.me/api/v1"
PAGE = 100
"""The most that programs at work ask for; 10 if nothing is said."""
_OVERLAP = timedelta(days=14)
"""So far below the newest known review edits are looked for: nothing tells of them."""
_ADMIN = re.compile(r"^admin\.shopify\.com/store/([\w-]+)")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class JudgeMe(Source):
    """All reviews of a shop, newest first, of products and of the shop itself.

    Judge.me also lists what was never published or was hidden: those customers wait for an answer
    as well, unless `unpublished: false`. What it marks as spam is left out. Its list shows no
    answers, so whether one stands there is unknown until you mark it. Customers' addresses, which
    are in it too, are not kept.
    """

    EXAMPLE: ClassVar[str] = """\
type: judgeme
shop: lipa-coffee.myshopify.com
token: env:JUDGEME_TOKEN        # the private one
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.8
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"token"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="key",
        gets="All reviews of your products and of the shop, also hidden and unpublished ones.",
        lacks="Your answers, videos, and edits of reviews older than two weeks. Nothing says that "
        "a review was deleted.",
        cost="Nothing beyond your plan at Judge.me, as far as we know.",
        quota="Not published; amends asks once a second, a usual day takes one or two requests.",
        checked="facts",
        key=(
            "In your shop's admin open Apps › Judge.me › Settings › Integrations.",
            "There choose “View API tokens” and copy the private token, not the public one.",
            "Keep it where `token:` points to, for example in the variable `JUDGEME_TOKEN`.",
        ),
        unconfirmed=(
            "That the newest review comes first, which nobody writes.",
            "How many reviews a page may hold at most; a hundred are asked for.",
            "What it writes for spam (`curated: spam`) and where its settings show the tokens.",
        ),
        address="https://judge.me/api/docs",
    )

    type: Literal["judgeme"] = "judgeme"
    shop: str = Field(description="The shop's domain at Shopify: `lipa-coffee.myshopify.com`.")
    token: SecretRef = Field(description="The private API token of Judge.me.")
    product: str | None = Field(
        None,
        pattern=r"^[^\s/?#]+$",
        max_length=255,
        description="Only this product: its number at Shopify, or the last part of its address.",
    )
    unpublished: bool = Field(
        default=True, description="`false` leaves out what is hidden or not published."
    )

    @field_validator("shop")
    @classmethod
    def _domain(cls, value: str) -> str:
        """Understand the shop's name alone, and the address of its admin."""
        bare = re.sub(r"^https?://", "", value.strip().lower())
        admin = _ADMIN.match(bare)
        domain = admin[1] if admin else bare.partition("/")[0]
        if "." not in domain:
            domain += ".myshopify.com"
        if not _DOMAIN.fullmatch(domain):
            raise ValueError("must be the shop's domain, such as lipa-coffee.myshopify.com")
        return domain

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield a batch per page, down to two weeks before the newest of the last run."""
        product = self._internal_id(ctx) if self.product else None
        ask = Numbered(partial(self._page, ctx, product))
        yield from newest_first(ctx, bookmark, ask, room=self.max_items, overlap=_OVERLAP)

    def probe(self, ctx: FetchContext) -> str:
        """Return of when the newest review is; Judge.me says nothing of quotas."""
        answer = self._ask(ctx, "reviews", {"page": 1, "per_page": 1})
        newest = [moment(review.get("created_at")) for review in _reviews(answer)][:1]
        told = f"the newest review is of {newest[0]:%Y-%m-%d}" if any(newest) else "no review yet"
        return f"{self.shop}: {told}; Judge.me does not say what is left of a quota"

    def _page(self, ctx: FetchContext, product: int | None, number: int) -> Page:
        params = {"page": number, "per_page": PAGE, "product_id": product}
        answer = self._ask(ctx, "reviews", params)
        found, size = _reviews(answer), count(answer.get("per_page"))
        listed = len(answer["reviews"])  # with those that cannot be read
        wanted = [review for review in found if self._wanted(review)]
        mentions, skipped = parse(wanted, self.shop, ctx.now)
        stood, _ = parse(found, self.shop, ctx.now)
        return Page(mentions, skipped, last=listed < (size or 1), stood=stood)

    def _wanted(self, review: dict[str, Any]) -> bool:
        return review.get("curated") != "spam" and (self.unpublished or is_public(review))

    def _internal_id(self, ctx: FetchContext) -> int:
        """Return Judge.me's own number of the product, which its list wants."""
        key = "external_id" if (self.product or "").isdecimal() else "handle"
        answer = self._ask(ctx, "products/-1", {key: self.product})
        found = count(inside(answer, "product", "id"))
        if found is None:
            raise BadAnswer("Judge.me: the answer names no product")
        return found

    def _ask(self, ctx: FetchContext, path: str, params: dict[str, Any]) -> dict[str, Any]:
        """The token goes in a header: addresses end up in logs."""
        headers = {"x-api-token": ctx.secret(self.token)}
        with explained(self._meaning):
            response = ctx.http.get(
                f"{API}/{path}", params={"shop_domain": self.shop, **params}, headers=headers
            )
        return read_object(response, "Judge.me")

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        if error.status in {Status.UNAUTHORIZED, Status.FORBIDDEN}:
            return AuthFailed(
                f"Judge.me does not accept the token for {self.shop}",
                hint="Check `shop:`, and that `token:` leads to the private token (Judge.me › "
                "Settings › Integrations › View API tokens), not to the public one.",
            )
        if error.status == Status.NOT_FOUND and self.product:
            return BadRequest(
                f"Judge.me knows no product {self.product}",
                hint="Take the number or the last part of the address that Shopify shows for it.",
            )
        return None


def parse(
    reviews: list[dict[str, Any]], shop: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of one page, and those that could not be read."""
    return read_each(reviews, partial(_mention, shop=shop, now=now), "review")


def is_public(review: dict[str, Any]) -> bool:
    """Whether a review is shown in the shop, as far as it says."""
    return review.get("published") is not False and review.get("hidden") is not True


def _reviews(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return listed(answer, "reviews", "Judge.me")


def _mention(review: dict[str, Any], shop: str, now: datetime) -> Mention | None:
    external_id = line(review.get("id"))
    if external_id is None:
        return None
    when, uncertain = believable(moment(review.get("created_at")), now)
    verified = line(review.get("verified"))
    return Mention(
        external_id=external_id,
        kind="review",
        url=_product_page(review, shop),
        title=line(review.get("title")),
        text=body(review.get("body")),
        author=Author(
            id=line(inside(review, "reviewer", "id")),
            name=line(inside(review, "reviewer", "name")),
        ),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment(review.get("updated_at")),
        item=_item(review),
        rating=rating(review.get("rating")),
        extra=({} if is_public(review) else {"published": "no"})
        | ({"verified": verified} if verified else {}),
    )


def _item(review: dict[str, Any]) -> Item:
    """Return the product by the shop's own number, which is 0 or nothing for the shop itself."""
    number = line(review.get("product_external_id"))
    if number in {None, "0"}:
        return Item()
    return Item(id=number, name=line(review.get("product_title")))


def _product_page(review: dict[str, Any], shop: str) -> str | None:
    handle = line(review.get("product_handle"))
    return f"https://{shop}/products/{quote(handle, safe='')}" if handle else None
