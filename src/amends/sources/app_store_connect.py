"""App Store Connect: all reviews of your app in every country, with your answers (key of Apple)."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 — pydantic reads the annotations
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from amends.config.iso import TWO_LETTERS
from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.errors import BadAnswer, BadRequest
from amends.models import Author, Batch, Item, Json, Mention, OwnerReply, Skipped
from amends.sources.answers import listed, read_each, read_object
from amends.sources.apple import WHOSE, left, refused
from amends.sources.auth import Bearer, app_store_token
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
from amends.sources.guide import Guide
from amends.sources.paging import Page, newest_first, published
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
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
    from amends.models.vocabulary import Answered

API = "https://api.appstoreconnect.apple.com"
PAGE = 200
"""The most that Apple gives at once (OpenAPI 4.4.1, `limit`)."""
OVERLAP = timedelta(days=7)
"""Reviews were seen to show up days late (developer.apple.com/forums/thread/731014)."""
_NUMBER_IN_ADDRESS = re.compile(r"\bid([0-9]{1,15})\b")
_APP = re.compile(r"[0-9]{1,15}|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class AppStoreConnect(Source):
    """The reviews of one app, newest first, as its developer sees them.

    Apple does not say when a review was edited: the newest 200 and those of the last week before
    the last run are read again each time, and compared. Ratings without a text are not in it.
    """

    EXAMPLE: ClassVar[str] = """\
type: app_store_connect
app: "123456789"           # the number in its address (…/id123456789), or its bundle id
key: file:AuthKey_2X9R4HXF34.p8
key_id: 2X9R4HXF34
issuer: 57246542-96fe-1a63-e053-0824d011072a   # leave it out for an individual key
"""
    NEEDS_KEY: ClassVar[bool] = True
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key", "key_id", "issuer"})
    VISIBILITY: ClassVar[float] = 0.8
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets="All written reviews of your app in all countries, and your answer to each with its "
        "state (waiting or published).",
        lacks="Stars without words, the version of the app, the time of an edit, and any word when "
        "a review was deleted.",
        cost="Free with the membership in Apple's developer program.",
        quota="About 3,500 requests an hour for each key; a daily run needs one or two.",
        checked="spec",
        key=(
            "App Store Connect → Users and Access → Integrations: the account holder asks for it.",
            "Best a user with the role Customer Support, who makes an individual key of their own.",
            "Or a team key: Team Keys → +, access Customer Support; `issuer:` is the id above it.",
            "Note the key's id; download the .p8 file (once only) beside config.yaml, `chmod 600`.",
            "Signed requests need two more packages: `pip install 'amends[apps]'`.",
        ),
        unconfirmed=(
            "Whether an edit keeps its place in the list.",
            "Which roles may read reviews: Apple's pages name several, and have changed.",
        ),
        address="https://developer.apple.com/documentation/appstoreconnectapi/customer-reviews",
    )

    type: Literal["app_store_connect"] = "app_store_connect"
    app: str = Field(
        description="The number in the app's address (…/id123456789), or its bundle id."
    )
    key: SecretRef = Field(
        description="The private key: the .p8 file that Apple lets you download."
    )
    key_id: str = Field(
        pattern=r"^[A-Za-z0-9]{8,20}$",
        description="The key's id: 2X9R4HXF34 for AuthKey_2X9R4HXF34.p8.",
    )
    issuer: str | None = Field(
        None,
        pattern=r"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        description="The id above the list of team keys, 57246542-96fe-…; none for your own key.",
    )

    @field_validator("app")
    @classmethod
    def _number_or_bundle(cls, app: str) -> str:
        in_address = _NUMBER_IN_ADDRESS.search(app) if "/" in app else None
        meant = in_address[1] if in_address else app.strip()
        if not _APP.fullmatch(meant):
            raise ValueError("must be the number in the app's address or its bundle id")
        return meant

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per 200 reviews, back to a week before the newest of the last run."""
        api = self._api(ctx)
        with explained(lambda error: self._meaning(error, ctx)):
            reviews = _Reviews(api, self._number(api), ctx.now)
            yield from newest_first(
                ctx, bookmark, reviews.ask, room=self.max_items, overlap=OVERLAP
            )

    def probe(self, ctx: FetchContext) -> str:
        """Return the app's name, how many reviews it has, and what is left of this hour."""
        api = self._api(ctx)
        with explained(lambda error: self._meaning(error, ctx)):
            number = self._number(api)
            app = read_object(
                api.get(f"{API}/v1/apps/{number}", params={"fields[apps]": "name,bundleId"}), WHOSE
            )
            answer = api.get(
                f"{API}/v1/apps/{number}/customerReviews",
                params={"sort": "-createdDate", "limit": 1},
            )
        name = line(inside(app, "data", "attributes", "name")) or f"app {number}"
        total = count(inside(read_object(answer, WHOSE), "meta", "paging", "total"))
        reviews = "" if total is None else f", {total:,} reviews"
        return f"{name}{reviews}{left(answer.headers)}"

    def _api(self, ctx: FetchContext) -> Bearer:
        return Bearer(
            ctx, lambda: app_store_token(ctx, ctx.secret(self.key), self.key_id, self.issuer)
        )

    def _number(self, api: Bearer) -> str:
        """Return the app's number; Apple looks bundle ids up by their beginning."""
        if self.app.isdigit():
            return self.app
        params = {"filter[bundleId]": self.app, "fields[apps]": "name,bundleId", "limit": PAGE}
        answer = read_object(api.get(f"{API}/v1/apps", params=params), WHOSE)
        for app in objects(answer.get("data")):
            number = line(app.get("id"))
            if number and inside(app, "attributes", "bundleId") == self.app:
                return number
        raise self._no_such_app()

    def _no_such_app(self) -> BadRequest:
        return BadRequest(
            f"{WHOSE}: this key sees no app {self.app}",
            hint="Take the number from the app's address (…/id123456789), and a key of its team.",
        )

    def _meaning(self, error: HttpStatus, ctx: FetchContext) -> SourceError | None:
        not_found = error.status == HTTPStatus.NOT_FOUND
        return self._no_such_app() if not_found else refused(error, ctx.now)


class _Reviews:
    """Asks for one page after the other, and notices when they are not in order any more."""

    def __init__(self, api: Bearer, app: str, now: datetime) -> None:
        self._api = api
        self._app = app
        self._now = now
        self._url = f"{API}/v1/apps/{app}/customerReviews"
        self._oldest: datetime | None = None
        self._next: str | None = None

    def ask(self, cursor: Json) -> Page:
        """Return a page; its cursor is the query of Apple's own link to the next one."""
        answer = read_object(self._answer(cursor), WHOSE)
        listed(answer, "data", WHOSE)
        mentions, skipped = parse(answer, self._app, self._now)
        self._in_order(mentions, follows=cursor is not None and cursor == self._next)
        self._next = self._following(answer)
        return Page(mentions, skipped, next=self._next)

    def _answer(self, cursor: Json) -> Response:
        if isinstance(cursor, str):
            return self._api.get(f"{self._url}?{cursor}")
        # Without a sort Apple promises no order at all.
        params = {"sort": "-createdDate", "limit": PAGE, "include": "response"}
        return self._api.get(self._url, params=params)

    def _following(self, answer: dict[str, Any]) -> str | None:
        """Return the query of the next page: asked at Apple's own address, whoever made it."""
        link = inside(answer, "links", "next")
        if link is None:
            return None
        address = urlsplit(web_address(link, self._url) or "")
        if f"{address.scheme}://{address.netloc}" != API or not address.query:
            raise BadAnswer(f"{WHOSE}: the next page is not at Apple's address")
        return address.query

    def _in_order(self, mentions: tuple[Mention, ...], *, follows: bool) -> None:
        """Whether Apple's links keep the order is not documented; without it reviews get lost."""
        times = [time for each in mentions if (time := published(each)) is not None]
        if follows and self._oldest and times and max(times) > self._oldest:
            raise BadAnswer(f"{WHOSE}: the pages are not in the order of time any more")
        self._oldest = min(times, default=None)


def parse(
    answer: dict[str, Any], app: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of a page with the answers that came along, and what cannot be read."""
    replies = {
        response_id: _reply(each)
        for each in objects(answer.get("included"))
        if each.get("type") == "customerReviewResponses" and (response_id := line(each.get("id")))
    }
    reviews = objects(answer.get("data"))
    return read_each(reviews, lambda each: _mention(each, replies, app, now), "review")


def _mention(
    review: dict[str, Any], replies: Mapping[str, OwnerReply], app: str, now: datetime
) -> Mention | None:
    external_id, told = line(inside(review, "id")), inside(review, "attributes")
    if external_id is None:
        return None
    when, uncertain = believable(moment(inside(told, "createdDate")), now)
    country = TWO_LETTERS.get(line(inside(told, "territory")) or "", "").lower()
    link = inside(review, "relationships", "response")
    reply = replies.get(line(inside(link, "data", "id")) or "")
    return Mention(
        external_id=external_id,
        url=f"https://apps.apple.com/{country + '/' if country else ''}app/id{app}?see-all=reviews",
        title=line(inside(told, "title")),
        text=body(inside(told, "body")),
        author=Author(name=line(inside(told, "reviewerNickname"))),
        published_at=when,
        date_uncertain=uncertain,
        item=Item(id=app),
        rating=rating(inside(told, "rating")),
        answered=_answered(link, reply),
        reply=reply,
        extra={"country": country} if country else {},
    )


def _answered(link: Json, reply: OwnerReply | None) -> Answered:
    """Without an answer there is the relationship, but no `data` in it."""
    if reply:
        return reply.answers
    return "unknown" if link is None or inside(link, "data") else "no"


def _reply(response: dict[str, Any]) -> OwnerReply:
    told = inside(response, "attributes")
    waits = inside(told, "state") == "PENDING_PUBLISH"
    return OwnerReply(
        text=body(inside(told, "responseBody")) or None,
        published_at=moment(inside(told, "lastModifiedDate")),
        state="pending" if waits else "approved",
    )
