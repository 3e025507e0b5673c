"""What version 4 says about reviews, read (accounts.locations.reviews; there is no newer one)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from amends.models import Author, Item, Mention, OwnerReply, Rating, Skipped
from amends.sources.answers import read_each
from amends.sources.values import (
    believable,
    body,
    inside,
    line,
    moment,
    objects,
    original,
    web_address,
)

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Json
    from amends.models.vocabulary import ReplyState
    from amends.sources.google_business.directory import Location

STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
"""Ratings are words; STAR_RATING_UNSPECIFIED, and whatever comes later, is none."""
_REPLY_STATES: dict[str | None, ReplyState] = {
    None: "approved",  # older answers have no state: they stood there at once
    "REVIEW_REPLY_STATE_UNSPECIFIED": "approved",
    "APPROVED": "approved",
    "REJECTED": "rejected",
}
"""Any other, PENDING too, is a reply that nobody can read for sure."""
_ID = re.compile(r"[\w=-]{1,300}", re.ASCII)
_MOST_PICTURES = 10


def parse(
    told: Json, location: Location, place: str | None, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of one page, and those that could not be read.

    `place` is what the owner calls the location. `reviews` is absent where there are none.
    """
    return read_each(
        objects(inside(told, "reviews")),
        lambda review: mention_of(review, location, place, now),
        f"{location.name}, review",
    )


def mention_of(
    review: dict[str, Any], location: Location, place: str | None, now: datetime
) -> Mention | None:
    """Return one review; None if it has no id.

    Its id leaves the account out: a location may move to another one.
    """
    name = (line(review.get("name")) or "").rpartition("/")[2] or line(review.get("reviewId")) or ""
    if not _ID.fullmatch(name):
        return None
    text, translation = original(body(review.get("comment")))
    when, uncertain = believable(moment(review.get("createTime")), now)
    reply = _reply(review.get("reviewReply"))
    stars = STARS.get(line(review.get("starRating")) or "")
    return Mention(
        external_id=f"locations/{location.id}/reviews/{name}",
        kind="review",
        url=web_address(review.get("reviewReplyUrl")) or location.maps,
        text=text,
        place=place,
        author=_author(review.get("reviewer")),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment(review.get("updateTime")),
        item=Item(id=location.id, name=location.title or None),
        rating=Rating(stars) if stars else None,
        answered=reply.answers if reply else "no",
        reply=reply,
        extra=translation | _pictures(review.get("reviewMediaItems")),
    )


def _author(reviewer: Json) -> Author:
    """Return who wrote it: nobody, if the person chose not to be named."""
    if inside(reviewer, "isAnonymous") is True:
        return Author()
    return Author(name=line(inside(reviewer, "displayName")))


def _reply(told: Json) -> OwnerReply | None:
    if not isinstance(told, dict) or not told:
        return None
    text, _ = original(body(told.get("comment")))
    state = line(told.get("reviewReplyState"))
    return OwnerReply(
        text=text or None,
        published_at=moment(told.get("updateTime")),
        state=_REPLY_STATES.get(state, "pending"),
        reason=_in_words(told.get("policyViolation")),
    )


def _in_words(code: Json) -> str | None:
    """Return a code of Google as words: OFF_TOPIC is “off topic”."""
    said = line(code)
    return said.replace("_", " ").lower() if said else None


def _pictures(told: Json) -> dict[str, Json]:
    listed = objects(told)[:_MOST_PICTURES]
    found = [web_address(each.get("videoUrl") or each.get("thumbnailUrl")) for each in listed]
    pictures = [address for address in found if address]
    return {"pictures": pictures} if pictures else {}
