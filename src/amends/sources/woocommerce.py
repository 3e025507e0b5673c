"""WooCommerce: product reviews of a shop, without a key; held ones with a key of the shop."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from amends.config.secrets import SecretRef, keeps_secrets
from amends.config.values import Texts  # noqa: TC001
from amends.errors import AuthFailed, BadAnswer, BadRequest, Blocked, HttpStatus, HttpThrottled
from amends.models import Author, Item, Mention, Skipped
from amends.sources import wp
from amends.sources.answers import error_object, read_each
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.paging import Page, newest_first
from amends.sources.values import believable, body, count, line, moment, rating, web_address
from amends.text import html_to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from amends.http import Response
    from amends.models import Batch, Json, OwnerReply

WITH_KEY = "wc/v3/products/reviews"
"""woocommerce.github.io/woocommerce-rest-api-docs/#product-reviews"""
PUBLIC = "wc/store/v1/products/reviews"
"""The Store API, which the shop's own pages use."""
_NOT_LOGGED_IN = "woocommerce_rest_cannot_view"
"""With status 401: the shop has seen no key, or one that it does not know. A wrong secret of a key
that it knows has another code (class-wc-rest-authentication.php of WooCommerce)."""


@dataclass
class _Reviews(wp.Api):
    """The reviews of a shop; where its host drops the header with the key, the address holds it."""

    in_address: bool = False
    whats: ClassVar[str] = "reviews"
    missing: ClassVar[str] = (
        "Check that `site:` is the shop and that WooCommerce is active. Old versions have no "
        "public list of reviews: give `consumer_key` and `consumer_secret`. With a key, Settings → "
        "Permalinks must not be “Plain”."
    )
    closed: ClassVar[str] = (
        "The shop keeps visitors from its REST API: allow /wp-json/wc/store/v1/products/reviews in "
        "the security plugin, or give `consumer_key` and `consumer_secret`."
    )
    denied: ClassVar[str] = (
        "Check both halves of the key (WooCommerce → Settings → Advanced → REST API). If they are "
        "right, write `site:` exactly as the browser shows it (www. or not), and ask the host "
        "whether WordPress knows that it is reached over https: else it ignores keys."
    )
    powerless: ClassVar[str] = (
        "This key may not see reviews: its user must be a Shop manager, its permission Read."
    )

    def get(self, address: str, params: dict[str, Any]) -> Response:
        """Send one request, with the key where this shop can see it."""
        if self.auth is None or self.in_address:
            return self.ctx.http.get(address, params=params | self._pair())
        try:
            return self.ctx.http.get(address, params=params, auth=self.auth)
        except HttpStatus as error:
            code = error_object(error).get("code")
            unseen = error.status == Status.UNAUTHORIZED and code == _NOT_LOGGED_IN
            if not (unseen and address.startswith("https://")):
                raise
        self.in_address = True
        return self.get(address, params)

    def _pair(self) -> dict[str, str]:
        return dict(zip(("consumer_key", "consumer_secret"), self.auth or (), strict=False))

    def answers(self, rows: list[dict[str, Any]]) -> dict[str, OwnerReply]:
        """Return the shop's answers by the review below which they stand, if the site tells them.

        They are plain comments of a user of the site, which every visitor may read; a key of the
        shop does not count there. Where they cannot be read, nobody knows who was answered.
        """
        comments = wp.Api(self.ctx, self.site, root=self.root)
        try:
            replies = comments.replies(rows)
        except HttpThrottled:
            raise
        except (AuthFailed, BadAnswer, BadRequest, Blocked, HttpStatus):
            return {}
        return {
            line(row.get("parent")) or "": wp.owner_reply(row)
            for row in replies
            if count(row.get("author"))
        }


class WooCommerce(Source):
    """The reviews of the products of one shop.

    Without a key it reads what every visitor of the shop may read. With a key it also brings
    reviews that wait for approval (`extra.status` is then `hold`), and notices those that were
    put into the trash or called spam; a review that is only missing is never taken as removed.

    A rating of 0 means that no stars were given. `extra.verified` says that the shop knows the
    author as a buyer. The shop's answers are comments of WordPress; where visitors may read those,
    they come with the review, else it stays unknown whether it was answered.
    """

    EXAMPLE: ClassVar[str] = """\
type: woocommerce
site: https://shop.example.org
"""
    VISIBILITY: ClassVar[float] = 0.8
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"consumer_secret"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="All published product reviews with stars, product and whether the author bought it; "
        "with a key of your shop also those that wait for approval or were taken down.",
        lacks="Without a key nothing says that a review was deleted; with one, only the hundred "
        "newest in the trash and in spam are looked at. E-mail addresses are left unread.",
        cost="Free.",
        quota="WooCommerce sets none; your host may.",
        checked="facts",
        window="Everything; after the first time, the last 14 days are read again in every run.",
        key=(
            "Only for held reviews: open WooCommerce → Settings → Advanced → REST API.",
            "Press Add key, choose a user who is a Shop manager, and the permission Read.",
            "Write where you keep the Consumer key (ck_…) into `consumer_key`.",
            "Write where you keep the secret (cs_…) into `consumer_secret`; it needs https.",
        ),
        unconfirmed=(
            "Your answers were read from a real WordPress with products, not from a real shop.",
            "That every shop with “Plain” permalinks answers: the documentation says none does.",
        ),
        address="https://woocommerce.github.io/woocommerce-rest-api-docs/#product-reviews",
    )

    type: Literal["woocommerce"] = "woocommerce"
    site: wp.Site = Field(description="Address of the shop, as the browser shows it.")
    consumer_key: SecretRef | None = Field(
        None, description="Secret reference to the Consumer key (ck_…): `env:` …"
    )
    consumer_secret: SecretRef | None = Field(
        None, description="Secret reference to the Consumer secret (cs_…)."
    )
    products: Texts = Field((), description="Numbers of the only products to read; none: all.")

    @model_validator(mode="after")
    def _both_and_safe(self) -> Self:
        if (self.consumer_key is None) != (self.consumer_secret is None):
            raise ValueError("needs `consumer_key` and `consumer_secret` together, or neither")
        if self.consumer_key and not keeps_secrets(self.site):
            raise ValueError("would send the key unprotected: write https:// in `site`")
        if not all(product.isdecimal() for product in self.products):
            raise ValueError("must be a list of product numbers in `products`, such as 22")
        return self

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per hundred reviews, the newest first."""
        api = self._api(ctx)

        def ask(cursor: Json) -> Page:
            return self._page(api, count(cursor) or 1)

        yield from newest_first(ctx, bookmark, ask, room=self.max_items, overlap=wp.OVERLAP)

    def probe(self, ctx: FetchContext) -> str:
        """Return how many reviews can be read, and whether the key shows those that are held."""
        api = self._api(ctx)
        total = api.page(self._route, 1, **self._wanted()).total
        how = "with those held back" if self.consumer_key else "published ones, no key"
        return f"{api.host}: {'?' if total is None else total} reviews can be read ({how})"

    @property
    def _route(self) -> str:
        return WITH_KEY if self.consumer_key else PUBLIC

    def _api(self, ctx: FetchContext) -> _Reviews:
        refs = (self.consumer_key, self.consumer_secret)
        key, secret = (ctx.secret(ref) if ref else "" for ref in refs)
        return _Reviews(ctx, self.site, (key, secret) if key else None)

    def _wanted(self) -> dict[str, Any]:
        """Every state but trash and spam is called `all`; only who has a key may name one."""
        wanted = ",".join(self.products)
        if self.consumer_key:
            return {"status": "all"} | ({"product": wanted} if wanted else {})
        return {"product_id": wanted} if wanted else {}

    def _page(self, api: _Reviews, number: int) -> Page:
        found = api.page(self._route, number, **self._wanted())
        mentions, skipped = parse(found.rows, api.ctx.now)
        return Page(
            wp.answered(mentions, api.answers(found.rows)),
            skipped,
            number + 1 if number < found.pages else None,
            gone_ids=api.taken_down(self._route) if self.consumer_key and number == 1 else (),
        )


def parse(rows: Iterable[Json], now: datetime) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the mentions in a list of reviews, and the ones that could not be read."""
    return read_each(rows, lambda row: _mention(row, now), "review")


def _mention(row: Json, now: datetime) -> Mention | None:
    """Return one review; both lists call the fields alike, `status` is only in that of a key."""
    external_id = line(row.get("id")) if isinstance(row, dict) else None
    if external_id is None:
        return None
    page, status, verified = (row.get(key) for key in ("product_permalink", "status", "verified"))
    when, uncertain = believable(
        moment(row.get("date_created_gmt")) or moment(row.get("date_created")), now
    )
    held = line(status) not in {None, "approved"}
    return Mention(
        external_id=external_id,
        url=web_address(f"{page}#comment-{external_id}") if page else None,
        text=html_to_text(body(row.get("review"))),
        author=Author(name=line(row.get("reviewer"))),
        published_at=when,
        date_uncertain=uncertain,
        item=Item(line(row.get("product_id")), line(html_to_text(body(row.get("product_name"))))),
        rating=rating(row.get("rating")),
        extra=({"verified": verified} if isinstance(verified, bool) else {})
        | ({"status": line(status)} if held else {}),
    )
