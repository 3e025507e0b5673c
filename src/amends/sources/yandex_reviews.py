"""The reviews of one cabinet of Yandex Market, and what is written below them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from zlib import crc32

from amends.errors import HttpStatus, HttpTimeout
from amends.models import Author, Item, Mention, OwnerReply, Reach
from amends.sources.answers import listed, read_each
from amends.sources.paging import Page
from amends.sources.values import believable, body, count, inside, line, moment, objects, rating
from amends.sources.yandex import WHOSE, Market, following

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from amends.models import Json, Skipped
    from amends.models.vocabulary import Answered, ReplyState

    Feedback = dict[str, Any]
    Comments = Mapping[int, list[dict[str, Any]]]  # by the review's number; none: not asked for

PAGE = 50
"""The most that Yandex gives at once (its OpenAPI, `PageLimit50`)."""
REACH = timedelta(days=180)
"""A little less than the six months that one question may span; the default without a date."""
OVERLAP = timedelta(days=14)
"""Comments and edits come to reviews that are known: so far back they are looked at again."""
_COMMENT_PAGES = 4
_KNOWN = 2_000
"""Reviews of which a bookmark keeps how they looked."""
_STATES: dict[str, ReplyState] = {
    "PUBLISHED": "approved",
    "UNMODERATED": "pending",
    "BANNED": "rejected",
}
"""Of a comment; one that was deleted is not there."""


class Reviews:
    """Asks for the reviews of one cabinet as they were published, without their comments.

    A cursor holds the beginning of the time that is looked at, Yandex's token of a page and the
    newest review until there. The whole time is read: the order of the pages does not matter.
    """

    def __init__(self, market: Market, cabinet: str) -> None:
        self._market = market
        self._path = f"{cabinet}/goods-feedback"
        self._now = market.ctx.now

    def ask(self, cursor: Json) -> Page:
        """Return a page; that a review has comments does not say yet whose they are."""
        result = self.listed(cursor, PAGE)
        onward, last = self._onward(result, cursor)
        return Page(*parse(objects(result["feedbacks"]), {}, self._now), next=onward, last=last)

    def listed(self, cursor: Json, limit: int) -> dict[str, Any]:
        """Return a page of reviews as it came."""
        since = moment(inside(cursor, "since"))
        near = since is not None and since > self._now - REACH
        question = {"dateTimeFrom": since.isoformat()} if since and near else {}
        result = self._market.read(self._path, limit, inside(cursor, "token"), question)
        listed(result, "feedbacks", WHOSE)
        return result

    def _onward(self, result: dict[str, Any], cursor: Json) -> tuple[dict[str, Json], bool]:
        """Return where to go on, and whether that is for the next run."""
        feedbacks, since = objects(result["feedbacks"]), inside(cursor, "since")
        newest = _newest(feedbacks, cursor, self._now)
        if (token := following(result)) and feedbacks:
            told = newest and newest.isoformat()
            return {"since": since, "newest": told, "token": token}, False
        return {"since": (newest - OVERLAP).isoformat() if newest else since}, True


class Commented(Reviews):
    """Asks once more for the reviews that have comments, now with these.

    That is a request for each and may take several runs; a review that looks as it did when it was
    read is not asked for again.
    """

    def ask(self, cursor: Json) -> Page:
        """Return those that have changed, as far as there was time for them."""
        result, known = self.listed(cursor, PAGE), _Known.read(cursor)
        commented = [each for each in objects(result["feedbacks"]) if _has_comments(each)]
        news = [each for each in commented if known.differs(each)]
        comments: dict[int, list[dict[str, Any]]] = {}
        read = list(takewhile(lambda each: self._was_read(each["feedbackId"], comments), news))
        mentions, skipped = parse(read, comments, self._now)
        if len(read) < len(news):
            known.note(read, comments)
            here = cursor if isinstance(cursor, dict) else {}
            return Page(mentions, skipped, next=here | known.to_json(), last=False)
        known.note(commented, comments)
        onward, last = self._onward(result, cursor)
        return Page(mentions, skipped, next=onward | known.to_json(finished=last), last=last)

    def _was_read(self, number: int, into: dict[int, list[dict[str, Any]]]) -> bool:
        """Read the comments below a review; return whether there was time."""
        http = self._market.ctx.http
        if into and http.time_is_up:
            return False
        try:
            into[number] = list(self._comments(number))
        except HttpTimeout:
            if not (into and http.time_is_up):
                raise
            return False
        return True

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


@dataclass(slots=True)
class _Known:
    """How reviews looked when they were read, as the cursor of a walk keeps it."""

    looks: dict[str, int]
    waiting: set[str]
    """Those with a comment that is not moderated yet: the next walk asks for them again."""

    @classmethod
    def read(cls, cursor: Json) -> _Known:
        looks, told = inside(cursor, "known"), inside(cursor, "waiting")
        known = looks if isinstance(looks, dict) else {}
        waiting = told if isinstance(told, list) else []
        looks = {key: look for key, look in known.items() if isinstance(look, int)}
        return cls(looks, {key for key in looks if key in waiting})

    def differs(self, feedback: Feedback) -> bool:
        return self.looks.get(_key(feedback)) != _look(feedback)

    def note(self, feedbacks: Iterable[Feedback], comments: Comments) -> None:
        """Keep how these look; what was seen last is forgotten last."""
        for feedback in feedbacks:
            key = _key(feedback)
            self.looks.pop(key, None)
            self.looks[key] = _look(feedback)
        self.waiting |= {
            str(number)
            for number, below in comments.items()
            if any(each.get("status") == "UNMODERATED" for each in below)
        }

    def to_json(self, *, finished: bool = False) -> dict[str, Json]:
        newest = dict(list(self.looks.items())[-_KNOWN:])
        if finished:
            return {"known": {key: newest[key] for key in newest if key not in self.waiting}}
        return {"known": newest, "waiting": sorted(self.waiting)}


def _has_comments(feedback: Feedback) -> bool:
    replies = count(inside(feedback, "statistics", "commentsCount"))
    return bool(replies) and _number(feedback) is not None


def _key(feedback: Feedback) -> str:
    return str(_number(feedback))


def _look(feedback: Feedback) -> int:
    """Return a checksum of a review; it counts its comments, too."""
    return crc32(json.dumps(feedback, sort_keys=True).encode())


def parse(
    feedbacks: list[Feedback], comments: Comments, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of a page, and those that could not be read."""
    return read_each(feedbacks, lambda each: _mention(each, comments, now), "review")


def _mention(feedback: Feedback, comments: Comments, now: datetime) -> Mention | None:
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
        answered=_answered(reply, known=replies == 0 or number in comments),
        reply=reply,
        extra=_extra(feedback),
    )


def _number(feedback: Feedback) -> int | None:
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


def _answered(reply: OwnerReply | None, *, known: bool) -> Answered:
    if reply:
        return reply.answers
    return "no" if known else "unknown"


def _extra(feedback: Feedback) -> dict[str, Json]:
    """Return what an answer may have to mind; a review can be written for points of Plus."""
    told = {
        "order_id": line(inside(feedback, "identifiers", "orderId")),
        "paid_points": count(inside(feedback, "statistics", "paidAmount")) or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _newest(feedbacks: list[Feedback], cursor: Json, now: datetime) -> datetime | None:
    told = [believable(moment(each.get("createdAt")), now) for each in feedbacks]
    times = [moment(inside(cursor, "newest")), *(when for when, guessed in told if not guessed)]
    return max((min(time, now) for time in times if time), default=None)
