"""Google Play reviews: what was written or changed in the last 7 days (service account)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import LanguageCode  # noqa: TC001
from amends.errors import BadAnswer, HttpStatus
from amends.models import Author, Batch, Item, Json, Mention, OwnerReply, Reach, Skipped
from amends.sources.answers import read_each
from amends.sources.auth import Bearer, service_account
from amends.sources.contract import FetchContext, Source
from amends.sources.google import asking
from amends.sources.guide import Guide
from amends.sources.paging import Page, changed, newest_first
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    language,
    line,
    moment_of_epoch,
    objects,
    rating,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.sources.google import Ask

API = "https://androidpublisher.googleapis.com/androidpublisher/v3/applications"
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
SHOWN = "https://play.google.com/store/apps/details?id={}&reviewId={}"
WINDOW = timedelta(days=7)
"""Older reviews are not given out (developers.google.com/android-publisher/reply-to-reviews)."""
PAGE = 100
_ALL = WINDOW + timedelta(days=1)
"""All that is there is read each time: thumbs, and replies given elsewhere, move nothing up."""
_HINTS = {
    "UNAUTHENTICATED": "Does the key of the service account still exist? Google Cloud console → "
    "IAM & Admin → Service accounts → Keys.",
    "PERMISSION_DENIED": "Play Console → Users and permissions → invite the e-mail address of the "
    "service account for this app, with “View app information” and “Reply to reviews”. It can "
    "take a day until that works.",
    "NOT_FOUND": "Is `package` the id in the app's address on Google Play, and is the app in the "
    "Play Console that the service account was invited to?",
    "RESOURCE_EXHAUSTED": "Google allows 200 such requests an hour for each app.",
}
_IMPORT = (
    "Google Play shows 7 days only, so what came then is missing. Download the reviews of that "
    "month from Play Console and run amends import; a run every day leaves no gap"
)
_REVIEW = re.compile(r"[\w:=.-]{1,300}", re.ASCII)


class GooglePlay(Source):
    """The written reviews of one app, with your replies.

    Google gives out 7 days and no more: what is not read in time only stands in the monthly CSV
    of Play Console, and a gap is told once. Stars without words are not there.
    """

    EXAMPLE: ClassVar[str] = """\
type: google_play
package: com.example.lipa  # the id in the app's address: …details?id=com.example.lipa
service_account: file:google-play.json
"""
    NEEDS_KEY: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.8
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"service_account"})
    GUIDE: ClassVar[Guide | None] = Guide(
        effort="key",
        gets="Reviews with words, of all countries and languages, their edits and your replies.",
        lacks="Stars without words, and when a review was first written (only its last change).",
        cost="Free with a developer account.",
        quota="200 requests an hour for each app; a run takes one for every 100 reviews.",
        checked="spec",
        window="Only what was written or changed in the last 7 days: let it run every day.",
        key=(
            (
                "Google Cloud console: create a project, and enable the Google Play Android "
                "Developer API in it (APIs & Services → Library)."
            ),
            (
                "IAM & Admin → Service accounts → Create (it needs no role), then Keys → Add key "
                "→ JSON; keep the file beside config.yaml, mode 600."
            ),
            (
                "Play Console → Users and permissions → Invite new users: the e-mail address of "
                "the service account, for the app, with “View app information” and “Reply to "
                "reviews”."
            ),
            "Wait: a fresh permission can take a day; `amends doctor` says when it works.",
            "Signed requests need two more packages: `pip install 'amends[apps]'`.",
        ),
        unconfirmed=(
            "How long a fresh permission takes; others tell of a day.",
            "How many reviews a page may hold at most; a hundred are asked for.",
            "The address of a single review: Google gives none, ours is the usual form.",
        ),
        address="https://developers.google.com/android-publisher/reply-to-reviews",
    )

    type: Literal["google_play"] = "google_play"
    package: str = Field(description="The app's id: `com.example.lipa`, or its address.")
    service_account: SecretRef = Field(description="The JSON key file of the service account.")
    translate: LanguageCode | None = Field(
        None, description="Bring Google's translation into this language along."
    )

    @field_validator("package")
    @classmethod
    def _is_package(cls, value: str) -> str:
        """Take the id out of an address, too."""
        try:
            found = parse_qs(urlsplit(value.strip()).query).get("id", [value.strip()])[0]
        except ValueError:
            found = value
        if not re.fullmatch(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", found, re.ASCII):
            raise ValueError("must be the id in the app's address, such as com.example.lipa")
        return found

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield one batch per page, all of the 7 days in every run.

        The bookmark holds up to when all is read; where more than 7 days have passed since then
        the gap is told, once.
        """
        ask = self._asking(ctx)
        kept = bookmark if isinstance(bookmark, dict) else {}
        read = moment_of_epoch(kept.get("read"))
        reach = ctx.now - WINDOW
        lost = _gap(read, reach)
        walk = newest_first(
            ctx,
            kept,
            lambda cursor: self._page(ctx, ask, cursor),
            room=self.max_items,
            when=changed,
            overlap=_ALL,
        )
        for batch in walk:
            under_way = "walk" in batch.bookmark
            up_to = max(reach, read or reach) if under_way else ctx.now
            known = batch.bookmark | {"read": int(up_to.timestamp())}
            yield replace(batch, bookmark=known, skipped=lost + batch.skipped)
            lost = ()

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield these reviews as they are now.

        None is taken for gone: one that left the 7 days is answered like one that was deleted.
        """
        ask = self._asking(ctx)
        for external_id in ids:
            if ctx.deadline.expired or not _REVIEW.fullmatch(external_id):
                continue
            try:
                told = ask(f"{API}/{self.package}/reviews/{external_id}", self._language())
            except HttpStatus as error:
                if error.status != Status.NOT_FOUND:
                    raise
                continue
            mention = _mention(told, self.package, ctx.now)
            if mention is None:
                raise BadAnswer("Google Play: a review without an id")
            yield Batch((mention,))

    def probe(self, ctx: FetchContext) -> str:
        """Return how many reviews of the last 7 days are on the first page."""
        page = self._page(ctx, self._asking(ctx), None)
        more = "" if page.ends else "more than "
        number = len(page.mentions)
        return f"{self.package}: {more}{number} written or changed in the last 7 days"

    def _page(self, ctx: FetchContext, ask: Ask, cursor: Json) -> Page:
        params = {"maxResults": PAGE, "token": line(cursor)} | self._language()
        answer = ask(f"{API}/{self.package}/reviews", params)
        mentions, skipped = parse(answer, self.package, ctx.now)
        return Page(
            mentions, skipped, next=line(inside(answer, "tokenPagination", "nextPageToken"))
        )

    def _language(self) -> dict[str, Any]:
        return {"translationLanguage": self.translate} if self.translate else {}

    def _asking(self, ctx: FetchContext) -> Ask:
        def token() -> str:
            return service_account(ctx, ctx.secret(self.service_account), SCOPE)

        return asking(Bearer(ctx, token), _HINTS)


def parse(
    told: Json, package: str, now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the reviews of one page, and those that could not be read.

    `{}` is what an app answers that nobody reviewed for a week.
    """
    reviews = objects(inside(told, "reviews"))
    lacks = "it has no id or no words of a user"
    return read_each(reviews, lambda review: _mention(review, package, now), "review", lacks)


def _mention(review: dict[str, Any], package: str, now: datetime) -> Mention | None:
    external_id = line(review.get("reviewId"))
    comments = objects(review.get("comments"))
    users = [each["userComment"] for each in comments if isinstance(each.get("userComment"), dict)]
    if external_id is None or not _REVIEW.fullmatch(external_id) or not users:
        return None
    user = users[0]
    title, text = _parted(body(user.get("originalText")) or body(user.get("text")))
    edited = _moment(user.get("lastModified"))
    when, uncertain = believable(edited, now)
    reply = _reply(comments)
    return Mention(
        external_id=external_id,
        kind="review",
        url=SHOWN.format(package, external_id),
        title=title,
        text=text,
        author=Author(name=line(review.get("authorName"))),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=edited,
        item=Item(id=package),
        rating=rating(user.get("starRating")),
        language=language(user.get("reviewerLanguage")),
        reach=Reach(likes=count(user.get("thumbsUpCount"))),
        answered="yes" if reply else "no",
        reply=reply,
        extra=_extra(user),
    )


def _parted(text: str) -> tuple[str | None, str]:
    """Return title and text: Google joins them by a tab, and the title is mostly empty."""
    title, tab, rest = text.partition("\t")
    return (line(title), rest) if tab else (None, text)


def _together(text: Json) -> str:
    return "\n".join(filter(None, _parted(body(text))))


def _reply(comments: list[dict[str, Any]]) -> OwnerReply | None:
    """Return our reply; there is one, which a later one replaces."""
    given = [found for each in comments if isinstance(found := each.get("developerComment"), dict)]
    text = body(given[-1].get("text")) if given else ""
    return OwnerReply(text, _moment(given[-1].get("lastModified"))) if text.strip() else None


def _moment(told: Json) -> datetime | None:
    """Return a time that Google writes as seconds in a string."""
    seconds = count(inside(told, "seconds"))
    return None if seconds is None else moment_of_epoch(seconds)


def _extra(user: dict[str, Any]) -> dict[str, Json]:
    """Return what a developer wants to know, and the translation if there is one."""
    known = {
        "version": line(user.get("appVersionName")),
        "version_code": count(user.get("appVersionCode")),
        "android_api": count(user.get("androidOsVersion")),
        "device": line(inside(user, "deviceMetadata", "productName")) or line(user.get("device")),
        "thumbs_down": count(user.get("thumbsDownCount")),
        "translation": _together(user.get("text")) if user.get("originalText") else None,
    }
    return {key: value for key, value in known.items() if value not in {None, ""}}


def _gap(read: datetime | None, reach: datetime) -> tuple[Skipped, ...]:
    """Return the time that nobody can read any more, as something that was left out."""
    if read is None or read >= reach:
        return ()
    return (Skipped(f"{read:%Y-%m-%d %H:%M} to {reach:%Y-%m-%d %H:%M} UTC", _IMPORT),)
