"""Trustpilot: the reviews of your business and your replies (API key of a paid plan)."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.errors import AuthFailed, BadAnswer, BadRequest
from amends.models import Author, Batch, Json, Mention, OwnerReply, Reach, Skipped
from amends.sources.answers import error_object, listed, read_each, read_object
from amends.sources.auth import Bearer, OAuthClient, client_credentials
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
from amends.sources.guide import Guide
from amends.sources.numbered import Numbered
from amends.sources.paging import Page, newest_first
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    language,
    line,
    moment,
    rating,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from amends.errors import HttpStatus, SourceError
    from amends.http import Response
    from amends.models.vocabulary import Answered

API = "https://api.trustpilot.com/v1"
TOKENS = f"{API}/oauth/oauth-business-users-for-applications/accesstoken"
PAGE = 100
"""The most that Trustpilot gives at once (`perPage`)."""
OVERLAP = timedelta(days=30)
"""An edit and a reply keep a review where it stands: so far back it is looked at again."""
_WHOSE = "Trustpilot"
_ID = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)*trustpilot\.com/review/([^/?#\s]+)")
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")
_KEY = "Compare `key:` with the API key of your application in Trustpilot Business."
_PLAN = "Does your plan include the API, and does the application belong to this business?"
_ADDRESS = "Take the part of your page's address after trustpilot.com/review/."
_USUAL = frozenset({"active", "published"})
"""What a review is whose state is nothing to speak of."""


class Trustpilot(Source):
    """The service reviews of one business, newest first; reviews of products are not in it.

    With the secret of the application they are read privately, with the customer's order number.
    """

    EXAMPLE: ClassVar[str] = """\
type: trustpilot
business: lipa.example     # as in trustpilot.com/review/lipa.example, or the business unit id
key: env:TRUSTPILOT_KEY
"""
    NEEDS_KEY: ClassVar[bool] = True
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key"})
    VISIBILITY: ClassVar[float] = 0.8
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="paid",
        gets="All service reviews with your reply to each; with `secret:` the order number, too.",
        lacks="Reviews of products, and no word when a review was taken down.",
        cost="Trustpilot gives API keys with a paid plan or its API add-on only.",
        quota="Trustpilot advises at most 833 requests in 5 minutes and 10,000 an hour.",
        checked="facts",
        window=f"Everything; edits and replies for {OVERLAP.days} days and on the newest {PAGE}.",
        key=(
            "Ask your contact at Trustpilot for API access, unless your plan has it.",
            "Trustpilot Business → Integrations → Developers → APIs: create an application.",
            "Copy its API key: `export TRUSTPILOT_KEY=…`, or keep it in a file (`file:`).",
            "For order numbers add `secret: env:TRUSTPILOT_SECRET`, the secret of the application.",
        ),
        unconfirmed=(
            "The address of a single review, trustpilot.com/reviews/ID.",
            "Which plans have which part of the API; the way through the menus changes, too.",
            "Whether private reading works for you without a business user who logs in.",
        ),
        address="https://developers.trustpilot.com",
    )

    type: Literal["trustpilot"] = "trustpilot"
    business: str = Field(
        description="Your domain as in trustpilot.com/review/lipa.example, or the business unit id."
    )
    key: SecretRef = Field(description="The API key of your application at Trustpilot.")
    secret: SecretRef | None = Field(
        None, description="The application's secret: reads privately, with order numbers."
    )

    @field_validator("business")
    @classmethod
    def _id_or_domain(cls, business: str) -> str:
        in_address = _IN_ADDRESS.match(business.strip())
        meant = in_address[1] if in_address else business.strip()
        if not (_ID.fullmatch(meant) or _DOMAIN.fullmatch(meant)):
            raise ValueError("must be the part after trustpilot.com/review/, such as lipa.example")
        return meant.lower()

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per hundred reviews, back to a month before the last run's newest."""
        with explained(self._meaning):
            unit = self.business if _ID.fullmatch(self.business) else _unit(self._profile(ctx))
            answer = self._list(ctx, unit)
            ask = Numbered(lambda number: _page(answer(number), ctx.now))
            yield from newest_first(ctx, bookmark, ask, room=self.max_items, overlap=OVERLAP)

    def probe(self, ctx: FetchContext) -> str:
        """Return the name of the business, how many reviews it has, and how they are read."""
        with explained(self._meaning):
            profile = self._profile(ctx)
            _page(self._list(ctx, _unit(profile))(1), ctx.now)
        name = line(profile.get("displayName")) or self.business
        total = count(inside(profile, "numberOfReviews", "total"))
        way = "publicly" if self.secret is None else "with order numbers"
        return f"{name}: {'?' if total is None else format(total, ',')} reviews, read {way}"

    def _profile(self, ctx: FetchContext) -> dict[str, Any]:
        get = self._public(ctx)
        if _ID.fullmatch(self.business):
            return read_object(get(f"{API}/business-units/{self.business}"), _WHOSE)
        found = get(f"{API}/business-units/find", params={"name": self.business})
        return read_object(found, _WHOSE)

    def _list(self, ctx: FetchContext, unit: str) -> Callable[[int], dict[str, Any]]:
        """Return what asks for a page of reviews by its number."""
        rights, get = ("", self._public(ctx)) if self.secret is None else self._private(ctx)
        url = f"{API}{rights}/business-units/{unit}/reviews"
        order = {"orderBy": "createdat.desc", "perPage": PAGE}
        return lambda number: read_object(get(url, params=order | {"page": number}), _WHOSE)

    def _public(self, ctx: FetchContext) -> Callable[..., Response]:
        return partial(ctx.http.get, headers={"apikey": ctx.secret(self.key)})

    def _private(self, ctx: FetchContext) -> tuple[str, Callable[..., Response]]:
        secret = ctx.secret(self.secret or "")
        client = OAuthClient(_WHOSE, TOKENS, ctx.secret(self.key), secret, basic=True)
        return "/private", Bearer(ctx, lambda: client_credentials(ctx, client)).get

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        match error.status:
            case HTTPStatus.UNAUTHORIZED if "fault" in error_object(error):  # by the gateway
                return AuthFailed(f"{_WHOSE} does not know the API key", hint=_KEY)
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                return AuthFailed(f"{_WHOSE}: the key may not read {self.business}", hint=_PLAN)
            case HTTPStatus.NOT_FOUND:
                return BadRequest(f"{_WHOSE} knows no business {self.business}", hint=_ADDRESS)
            case _:
                return None


def _unit(profile: dict[str, Any]) -> str:
    found = line(profile.get("id")) or ""
    if not _ID.fullmatch(found):
        raise BadAnswer(f"{_WHOSE}: the answer has no id of the business")
    return found


def _page(answer: dict[str, Any], now: datetime) -> Page:
    return Page(*parse(listed(answer, "reviews", _WHOSE), now))


def parse(
    reviews: list[dict[str, Any]], now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of a page, and those that could not be read."""
    return read_each(reviews, lambda review: _mention(review, now), "review")


def _mention(review: dict[str, Any], now: datetime) -> Mention | None:
    external_id, consumer = line(review.get("id")), review.get("consumer")
    if external_id is None:
        return None
    when, uncertain = believable(moment(review.get("createdAt")), now)
    reply = _reply(review.get("companyReply"))
    return Mention(
        external_id=external_id,
        url=f"https://www.trustpilot.com/reviews/{quote(external_id, safe='')}",
        title=line(review.get("title")),
        text=body(review.get("text")),
        author=Author(id=line(inside(consumer, "id")), name=line(inside(consumer, "displayName"))),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment(review.get("updatedAt")),
        rating=rating(review.get("stars")),
        language=language(review.get("language")),
        reach=Reach(likes=count(review.get("numberOfLikes"))),
        answered=_answered(review, reply),
        reply=reply,
        extra=_extra(review),
    )


def _reply(told: Json) -> OwnerReply | None:
    text = body(inside(told, "text"))
    return OwnerReply(text, moment(inside(told, "createdAt"))) if text else None


def _answered(review: dict[str, Any], reply: OwnerReply | None) -> Answered:
    if "companyReply" not in review:
        return "unknown"
    return "yes" if reply else "no"


def _extra(review: dict[str, Any]) -> dict[str, Json]:
    """Return what an answer may have to mind; the customer's address is not kept."""
    status, verified = line(review.get("status")), review.get("isVerified")
    told = {
        "status": None if status in _USUAL else status,
        "reported": True if review.get("reportData") else None,
        "verified": verified if isinstance(verified, bool) else None,
        "reference_id": line(review.get("referenceId")),
    }
    return {name: value for name, value in told.items() if value is not None}
