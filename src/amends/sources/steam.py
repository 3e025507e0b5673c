"""Steam: the reviews of an app or game in all languages, with your responses (no key)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Texts  # noqa: TC001
from amends.config.wording import did_you_mean
from amends.errors import AuthFailed, BadAnswer, BadRequest, HttpStatus, HttpThrottled, Throttled
from amends.models import Author, Item, Json, Mention, OwnerReply, Rating, Reach, Skipped
from amends.sources.answers import read_each, read_object
from amends.sources.bbcode import plain
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.paging import Page, changed, newest_first
from amends.sources.values import believable, body, count, inside, line, moment_of_epoch, objects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Batch

METHOD = "/IUserReviewsService/GetAppReviews/v1/"
"""What replaced store.steampowered.com/appreviews, which was switched off in October 2026."""
OPEN_HOST = "https://api.steampowered.com"
PARTNER_HOST = "https://partner.steam-api.com"
KEY_HEADER = "x-webapi-key"
"""Keeps the key out of the address (partner.steamgames.com/doc/webapi_overview/auth)."""
PROFILES = "https://steamcommunity.com/profiles/"
PAGE = 100
"""The most that Steam gives on one page."""
ATTEMPTS = 6
"""A page may come back empty though reviews follow: the same cursor is asked for again."""
LANGUAGES = {
    "arabic": "ar", "brazilian": "pt", "bulgarian": "bg", "czech": "cs", "danish": "da",
    "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja",
    "koreana": "ko", "latam": "es", "norwegian": "no", "polish": "pl", "portuguese": "pt",
    "romanian": "ro", "russian": "ru", "schinese": "zh", "spanish": "es", "swedish": "sv",
    "tchinese": "zh", "thai": "th", "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
"""Steam's names of languages; it answers to ISO codes with nothing."""
_UPDATED_FIRST = 2
_ALL_PURCHASES = 1
_REFUSED = 400
_NO_KEY = frozenset({401, 403})
_APP = re.compile(r"(?:.*\bapp/)?(\d{1,10})(?:[/?#].*)?")


class Steam(Source):
    """All reviews of one app, the last changed ones first, so that edits are seen.

    Steam has no stars: a recommendation counts as five, the opposite as one, and `recommended`
    tells which. Reviews that Steam leaves out of the score as off-topic are read, too.
    """

    EXAMPLE: ClassVar[str] = """\
type: steam
app: "620"                 # the number in the address: store.steampowered.com/app/620/…
"""
    VISIBILITY: ClassVar[float] = 0.8
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key"})
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="none",
        gets="All reviews in every language, thumbs, hours played, edits, developer responses.",
        lacks=(
            "Names of the authors, the discussions, and comments under a review; a response is seen"
            " while its review is among the hundred that changed last. Nothing says that a review"
            " was deleted."
        ),
        cost="Free.",
        quota="Not published; without a key it is lower, and answers may be ten minutes old.",
        checked="facts",
        key=(
            "None is needed. For a higher limit: sign in to partner.steamgames.com.",
            "Open “Users & Permissions”, then “Manage Groups”, and create a Web API group.",
            "Copy its publisher key into a file or a variable, and name that as `key:`.",
        ),
        unconfirmed=(
            "Whether `filter=2` lists every review, and strictly by its last change.",
            "How long a cursor stays valid; after a refused one the list is read anew.",
            "Whether Steam gives all reviews that it counts; what is missing is told.",
        ),
        address="https://partner.steamgames.com/doc/webapi/IUserReviewsService",
    )

    type: Literal["steam"] = "steam"
    app: str = Field(description="The number of the app, or its address in the store.")
    languages: Texts = Field(
        ("all",), min_length=1, description="`all`, or codes such as `en, bg`: only those."
    )
    key: SecretRef | None = Field(
        None, description="A publisher key, for a higher limit: `env:STEAM_KEY`. Not needed."
    )

    @field_validator("app")
    @classmethod
    def _number(cls, app: str) -> str:
        found = _APP.fullmatch(app.strip())
        if not found:
            raise ValueError("must be the number in the app's address: …/app/620/…")
        return found[1]

    @field_validator("languages")
    @classmethod
    def _steam_names(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        names = [name for given in languages for name in _names(given.strip().lower())]
        return ("all",) if "all" in names else tuple(dict.fromkeys(names))

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield a batch per hundred reviews, from the last changed one down to the mark."""
        pages = _Pages(self, ctx)
        yield from newest_first(ctx, bookmark, pages.ask, room=self.max_items, when=changed)

    def probe(self, ctx: FetchContext) -> str:
        """Return how many reviews there are and how Steam sums them up."""
        found = _Pages(self, ctx).answer("*", 1)
        total = _total(found)
        if total is None:
            raise _unknown(self.app)
        verdict = line(inside(found, "query_summary", "review_score_desc"))
        return f"app {self.app}: {total} reviews" + (f", “{verdict}”" if verdict else "")


class _Pages:
    """The pages of one app in one run; a cursor is Steam's own and how many reviews follow."""

    def __init__(self, source: Steam, ctx: FetchContext) -> None:
        self.source = source
        self.ctx = ctx
        self.key = ctx.secret(source.key) if source.key else None
        self.given: set[str | None] = set()
        """Cursors of this walk, which Steam cannot have forgotten; one that returns is the end."""

    def ask(self, cursor: Json) -> Page:
        """Return a page; `{}` for the cursor of an earlier run means that it is forgotten."""
        asked = line(inside(cursor, "cursor")) or "*"
        left = count(inside(cursor, "left"))
        found = self._answer_with_reviews(asked, left)
        reviews = objects(found.get("reviews"))
        if not found and asked == "*":
            raise _unknown(self.source.app)
        if not found and asked not in self.given and left != 0:
            raise HttpStatus("Steam has forgotten where the last run stopped", status=_REFUSED)
        if asked == "*":
            self.given.clear()
            left = _total(found)
        follows = line(found.get("cursor"))
        ends = not reviews or follows is None or follows == asked or follows in self.given
        self.given.add(follows)
        left = None if left is None else max(0, left - len(reviews))
        mentions, skipped = parse(reviews, self.source.app, self.ctx.now)
        if ends and left:
            skipped += (Skipped(f"{left} older reviews", "Steam counts them, but gave no more"),)
        return Page(mentions, skipped, {"cursor": follows, "left": left}, last=ends)

    def _answer_with_reviews(self, cursor: str, left: int | None) -> dict[str, Any]:
        """Ask until there are reviews, unless it is known that none are left."""
        found: dict[str, Any] = {}
        for _ in range(ATTEMPTS):
            found = self.answer(cursor)
            known_end = left == 0 or (cursor == "*" and _total(found) == 0)
            if objects(found.get("reviews")) or known_end:
                break
        return found

    def answer(self, cursor: str, size: int = PAGE) -> dict[str, Any]:
        """Return what stands in `response`, which is empty where Steam refuses something."""
        asked = {
            "appid": int(self.source.app),
            "filter": _UPDATED_FIRST,
            "languages": self.source.languages,
            "purchase_type": _ALL_PURCHASES,
            "filter_offtopic_activity": False,
            "num_per_page": size,
            "cursor": cursor,
        }
        host = PARTNER_HOST if self.key else OPEN_HOST
        headers = {KEY_HEADER: self.key} if self.key else {}
        try:
            answer = read_object(
                self.ctx.http.get(
                    host + METHOD, params={"input_json": json.dumps(asked)}, headers=headers
                ),
                "Steam",
            )
        except HttpThrottled as error:
            hint = None if self.key else "A publisher key (`key:`) has a higher limit."
            raise Throttled(error.message, hint=hint, until=error.until) from error
        except HttpStatus as error:
            if self.key and error.status in _NO_KEY and not error.bot_wall:
                hint = "Check `key:`: it must be the publisher key of a Web API group."
                raise AuthFailed(error.message, hint=hint) from error
            raise
        found = answer.get("response")
        if not isinstance(found, dict):
            raise BadAnswer("Steam: the answer has no `response`")
        return found


def _unknown(app: str) -> BadRequest:
    return BadRequest(
        f"Steam has nothing about an app {app}",
        hint="Compare the number with the app's address; if it is right, try again later.",
    )


def _total(found: dict[str, Any]) -> int | None:
    """Return how many reviews there are, which only a first page says; none at all is left out."""
    summary = found.get("query_summary")
    return count(summary.get("total_reviews", 0)) if isinstance(summary, dict) else None


def parse(
    reviews: list[dict[str, Any]], app: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of one page, and those that could not be read."""
    return read_each(reviews, lambda review: _mention(review, app, now), "review")


def _mention(review: dict[str, Any], app: str, now: datetime) -> Mention | None:
    """Read a review; what is false, zero or empty is left out of Steam's answer."""
    external_id = line(review.get("recommendationid"))
    if external_id is None:
        return None
    created = moment_of_epoch(review.get("timestamp_created"))
    updated = moment_of_epoch(review.get("timestamp_updated"))
    when, uncertain = believable(created, now)
    author = line(inside(review, "author", "steamid"))
    profile = author and author.isdecimal() and f"{PROFILES}{author}/recommended/{app}/"
    recommended, reply = review.get("voted_up") is True, _reply(review)
    return Mention(
        external_id=external_id,
        kind="review",
        url=profile or None,
        text=plain(body(review.get("review"))),
        author=Author(id=author),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=None if updated == created else updated,
        item=Item(id=app),
        rating=Rating(5 if recommended else 1),
        language=LANGUAGES.get(body(review.get("language")).lower()),
        reach=Reach(
            likes=count(review.get("votes_up", 0)), replies=count(review.get("comment_count", 0))
        ),
        answered="yes" if reply else "no",
        reply=reply,
        extra={"recommended": recommended} | _circumstances(review),
    )


def _reply(review: dict[str, Any]) -> OwnerReply | None:
    text = plain(body(review.get("developer_response")))
    when = moment_of_epoch(review.get("timestamp_dev_responded"))
    return OwnerReply(text, when) if text.strip() else None


def _circumstances(review: dict[str, Any]) -> dict[str, Json]:
    """Return what tells a refund from a fan: minutes played, and how the app was come by."""
    minutes = count(inside(review, "author", "playtime_at_review"))
    told = {
        name: True
        for name in (
            "refunded",
            "received_for_free",
            "written_during_early_access",
            "primarily_steam_deck",
        )
        if review.get(name) is True
    }
    return told if minutes is None else {"minutes_played": minutes, **told}


def _names(language: str) -> list[str]:
    """Return what Steam calls a language: `pt` is `portuguese` and `brazilian`."""
    if language == "all" or language in LANGUAGES:
        return [language]
    names = [name for name, code in LANGUAGES.items() if code == language]
    if names:
        return names
    hint = did_you_mean(language, LANGUAGES) or ": write `all` or codes such as en, bg"
    raise ValueError(f"unknown language {language!r}{hint}")
