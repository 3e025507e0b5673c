"""Yandex Market: reviews of what you sell there, with your comments (token of your cabinet)."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Pause  # noqa: TC001
from amends.errors import AuthFailed, BadRequest, HttpStatus
from amends.models import Batch, Json  # noqa: TC001
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.paging import oldest_first
from amends.sources.yandex import WHOSE, Market
from amends.sources.yandex_reviews import OVERLAP, Commented, Reviews

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.errors import SourceError
    from amends.sources.lists import Walk
    from amends.sources.paging.reader import Ask

_CREATE = (
    "Make a token in your cabinet: click its name, then Modules and APIs → Authorization token."
)
_ACCESS = "Give the token the access “Customer communication”; the change takes up to ten minutes."


class YandexMarket(Source):
    """The reviews of all goods of one cabinet, in the order in which they were published.

    What is written below a review has to be asked for one by one: new reviews come first, and then
    the comments of those where something has changed.
    """

    EXAMPLE: ClassVar[str] = """\
type: yandex_market
key: env:YANDEX_MARKET_KEY
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.8
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key"})
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets="Reviews of your goods with stars, and your latest comment under each with its state.",
        lacks="When you commented, the address of a review, what customers comment under it, and "
        "any word when one was deleted.",
        cost="Free for sellers.",
        quota="5,000 requests an hour: one for 50 reviews, one for each with new comments.",
        checked="spec",
        window=f"The last six months; comments are noticed for {OVERLAP.days} days.",
        key=(
            "As owner or manager of the cabinet, click its name (lower left) → Modules and APIs.",
            "Authorization token → Create: a name, and the access “Customer communication”.",
            "`export YANDEX_MARKET_KEY=…`, or keep it in a file (`file:`).",
        ),
        unconfirmed=(
            "Whether an edited review keeps its number and its date, and how long a token lasts.",
            "Whether other sellers' comments count as those of a cabinet, too.",
        ),
        address="https://yandex.ru/dev/market/partner-api/doc/en/concepts/api-key",
    )

    type: Literal["yandex_market"] = "yandex_market"
    key: SecretRef = Field(description="The Api-Key token of your cabinet.")
    business: str | None = Field(
        None,
        pattern=r"^[1-9][0-9]{0,17}$",
        description="The number of the cabinet, such as 1045; without it that of the token.",
    )
    interval: Pause | None = Field(0.25, description="Seconds between requests to the host.")

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield a batch per 50 reviews, and then those that have comments with these.

        Both begin two weeks before the newest review of the last run.
        """
        with explained(self._meaning):
            market = Market(ctx, ctx.secret(self.key))
            cabinet = self.business or _only(market.cabinets())
            lists: dict[str, Walk] = {  # a token may come to belong to another cabinet
                f"{name} of {cabinet}": partial(_walk, ctx, asks(market, cabinet).ask)
                for name, asks in (("reviews", Reviews), ("comments", Commented))
            }
            yield from one_after_another(ctx, bookmark, lists, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Return the cabinet's name; raises where the token may not read its reviews."""
        with explained(self._meaning):
            market = Market(ctx, ctx.secret(self.key))
            cabinets = market.cabinets()
            number = self.business or _only(cabinets)
            if number not in cabinets:
                raise self._no_such_cabinet()
            Reviews(market, number).listed({}, limit=1)
        return f"{cabinets[number]} (cabinet {number}): reviews can be read"

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        match error.status:
            case HTTPStatus.UNAUTHORIZED:
                return AuthFailed(f"{WHOSE} does not know the token", hint=_CREATE)
            case HTTPStatus.FORBIDDEN:
                return AuthFailed(f"{WHOSE}: the token may not read reviews", hint=_ACCESS)
            case HTTPStatus.NOT_FOUND if self.business:
                return self._no_such_cabinet()
            case _:
                return None

    def _no_such_cabinet(self) -> BadRequest:
        return BadRequest(
            f"{WHOSE}: this token belongs to no cabinet {self.business}",
            hint="Leave `business:` out: the token knows its cabinet.",
        )


def _walk(ctx: FetchContext, ask: Ask, bookmark: Json, room: int) -> Iterator[Batch]:
    return oldest_first(ctx, bookmark, ask, room=room)


def _only(cabinets: dict[str, str]) -> str:
    if len(cabinets) == 1:
        return next(iter(cabinets))
    raise BadRequest(
        f"{WHOSE}: this token belongs to {len(cabinets)} cabinets",
        hint="Make one in the cabinet of your shops, or name its number: `business:`.",
    )
