"""Yandex Market: reviews of what you sell there, with your comments (token of your cabinet)."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Pause  # noqa: TC001
from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpStatus
from amends.models import Author, Batch, Item, Json, Mention, OwnerReply, Reach, Skipped
from amends.sources.answers import read_each
from amends.sources.contract import FetchContext, Source
from amends.sources.failures import explained
from amends.sources.guide import Guide
from amends.sources.paging import Page, oldest_first, published
from amends.sources.values import believable, body, count, inside, line, moment, objects, rating
from amends.sources.yandex import WHOSE, Market, following

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from amends.errors import SourceError
    from amends.models.vocabulary import ReplyState

    Comments = Mapping[int, list[dict[str, Any]]]  # by the review's number; none: not asked for

PAGE = 50
"""The most that Yandex gives at once (its OpenAPI, `PageLimit50`)."""
REACH = timedelta(days=180)
"""A little less than the six months that one question may span; the default without a date."""
OVERLAP = timedelta(days=14)
"""Comments and edits come to reviews that are known: so far back they are looked at again."""
_COMMENT_PAGES = 4
_STATES: dict[str, ReplyState] = {
    "PUBLISHED": "approved",
    "UNMODERATED": "pending",
    "BANNED": "rejected",
}
"""Of a comment; one that was deleted is not there."""
_CREATE = (
    "Make a token in your cabinet: click its name, then Modules and APIs → Authorization token."
)
_ACCESS = "Give the token the access “Customer communication”; the change takes up to ten minutes."


class YandexMarket(Source):
    """The reviews of all goods of one cabinet, in the order in which they were published.

    What is under a review has to be asked for one by one, where there is anything.
    """

    EXAMPLE: ClassVar[str] = """\
type: yandex_market
key: env:YANDEX_MARKET_KEY
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.8
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets="Reviews of your goods with stars, and your latest comment under each with its state.",
        lacks="When you commented, the address of a review, what customers comment under it, and "
        "any word when one was deleted.",
        cost="Free for sellers.",
        quota="5,000 requests an hour: one for 50 reviews, and one for each that has comments.",
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
        """Yield one batch per 50 reviews, from two weeks before the newest of the last run on."""
        with explained(self._meaning):
            market = Market(ctx, ctx.secret(self.key))
            reviews = _Reviews(market, self.business or _only(market.cabinets()))
            yield from oldest_first(ctx, bookmark, reviews.ask, room=self.max_items)

    def probe(self, ctx: FetchContext) -> str:
        """Return the cabinet's name; raises where the token may not read its reviews."""
        with explained(self._meaning):
            market = Market(ctx, ctx.secret(self.key))
            cabinets = market.cabinets()
            number = self.business or _only(cabinets)
            if number not in cabinets:
                raise self._no_such_cabinet()
            _Reviews(market, number).listed({}, limit=1)
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


def _only(cabinets: dict[str, str]) -> str:
    if len(cabinets) == 1:
        return next(iter(cabinets))
    raise BadRequest(
        f"{WHOSE}: this token belongs to {len(cabinets)} cabinets",
        hint="Make one in the cabinet of your shops, or name its number: `business:`.",
    )


class _Reviews:
    """Asks for the reviews of one cabinet.

    A cursor holds the beginning of the time that is looked at, Yandex's token of a page and the
    newest review until there. The whole time is read: the order of the pages does not matter.
    """

    def __init__(self, market: Market, cabinet: str) -> None:
        self._market = market
        self._path = f"{cabinet}/goods-feedback"

    def ask(self, cursor: Json) -> Page:
        """Return a page with the comments; the part of it that there was time for."""
        ctx, result = self._market.ctx, self.listed(cursor, PAGE)
        feedbacks = objects(result["feedbacks"])
        comments: dict[int, list[dict[str, Any]]] = {}
        for place, feedback in enumerate(feedbacks):
            if place and ctx.deadline.expired:
                return Page(*parse(feedbacks[:place], comments, ctx.now), next=cursor, last=False)
            number = _number(feedback)
            if number and count(inside(feedback, "statistics", "commentsCount")):
                comments[number] = list(self._comments(number))
        mentions, skipped = parse(feedbacks, comments, ctx.now)
        since, newest = inside(cursor, "since"), _newest(mentions, cursor, ctx.now)
        if (token := following(result)) and feedbacks:
            onward = {"since": since, "newest": newest and newest.isoformat(), "token": token}
            return Page(mentions, skipped, next=onward)
        later = {"since": (newest - OVERLAP).isoformat() if newest else since}
        return Page(mentions, skipped, next=later, last=True)

    def listed(self, cursor: Json, limit: int) -> dict[str, Any]:
        """Return a page of reviews as it came."""
        since = moment(inside(cursor, "since"))
        near = since is not None and since > self._market.ctx.now - REACH
        question = {"dateTimeFrom": since.isoformat()} if since and near else {}
        result = self._market.read(self._path, limit, inside(cursor, "token"), question)
        if not isinstance(result.get("feedbacks"), list):
            raise BadAnswer(f"{WHOSE}: the answer has no list of reviews")
        return result

    def _comments(self, number: int) -> Iterator[dict[str, Any]]:
        """Yield the comments under a review; none if it has been deleted meanwhile."""
        token = None
        for _ in range(_COMMENT_PAGES):
            path, question = f"{self._path}/comments", {"feedbackId": number}
            try:
                result = self._market.read(path, PAGE, token, question)
            except HttpStatus as error:
                if error.status == HTTPStatus.NOT_FOUND:
                    return
                raise
            yield from objects(result.get("comments"))
            if (token := following(result)) is None:
                return


def parse(
    feedbacks: list[dict[str, Any]], comments: Comments, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of a page, and those that could not be read."""
    return read_each(feedbacks, lambda each: _mention(each, comments, now), "review")


def _mention(feedback: dict[str, Any], comments: Comments, now: datetime) -> Mention | None:
    number, told = _number(feedback), feedback.get("statistics")
    if number is None:
        return None
    when, uncertain = believable(moment(feedback.get("createdAt")), now)
    replies = count(inside(told, "commentsCount"))
    reply = _reply(comments.get(number, []))
    return Mention(
        external_id=str(number),
        text=_text(feedback.get("description")),
        author=Author(name=line(feedback.get("author"))),
        published_at=when,
        date_uncertain=uncertain,
        item=Item(id=line(inside(feedback, "identifiers", "offerId"))),
        rating=rating(inside(told, "rating")),
        reach=Reach(replies=replies),
        answered="yes" if reply else "no" if replies == 0 or number in comments else "unknown",
        reply=reply,
        extra=_extra(feedback),
    )


def _number(feedback: dict[str, Any]) -> int | None:
    number = feedback.get("feedbackId")
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _text(description: Json) -> str:
    """Join the three texts of a review; each may be missing."""
    parts = ("comment", "advantages", "disadvantages")
    return "\n\n".join(filter(None, (body(inside(description, part)).strip() for part in parts)))


def _reply(comments: list[dict[str, Any]]) -> OwnerReply | None:
    """Return the latest answer of the cabinet; one that customers can see goes before others."""
    ours = [
        OwnerReply(text, state=_STATES[state])
        for each in comments
        if inside(each, "author", "type") == "BUSINESS"
        and (state := line(each.get("status"))) in _STATES
        and (text := body(each.get("text")))
    ]
    seen = [reply for reply in ours if reply.state == "approved"]
    return next(reversed(seen or ours), None)


def _extra(feedback: dict[str, Any]) -> dict[str, Json]:
    """Return what an answer may have to mind; a review can be written for points of Plus."""
    told = {
        "order_id": line(inside(feedback, "identifiers", "orderId")),
        "paid_points": count(inside(feedback, "statistics", "paidAmount")) or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _newest(mentions: tuple[Mention, ...], cursor: Json, now: datetime) -> datetime | None:
    times = [moment(inside(cursor, "newest")), *(published(each) for each in mentions)]
    return max((min(time, now) for time in times if time), default=None)
