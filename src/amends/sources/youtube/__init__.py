"""YouTube: comments under your videos, and videos about you, with their views (free key)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, field_validator

from amends.config.secrets import SecretRef  # noqa: TC001 — pydantic reads the annotations
from amends.config.values import Texts  # noqa: TC001
from amends.errors import BadRequest
from amends.models import Batch, Json, Mention
from amends.sources.contract import FetchContext, Source
from amends.sources.guide import Guide
from amends.sources.lists import one_after_another
from amends.sources.queries import advice, telling
from amends.sources.values import inside, line
from amends.sources.youtube.api import AT_ONCE, SEARCHES_A_DAY, UNITS_A_DAY, Api, Spent
from amends.sources.youtube.comments import Comments
from amends.sources.youtube.videos import queries, read, read_found, read_named, subscribers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.sources.lists import Walk

_CHANNEL = re.compile(r"UC[\w-]{22}")
_HANDLE = re.compile(r"@[^\s/?#]{3,100}")
_THREAD = re.compile(r"Ug[\w-]+")
"""A comment; the id of an answer to one has a dot."""
_VIDEO = re.compile(r"[\w-]{11}")
_VIDEO_PATH = re.compile(r"^/(?:shorts|live|embed|v)/([\w-]{11})")
_NEEDED = "Open your channel in a browser and copy its address, which holds @… or /channel/UC…"


class YouTube(Source):
    """Comments under all videos of your channel, and videos of others that are about you.

    The channel's own comments count as your answers. Videos are looked for by the words of
    `watch:` in titles and descriptions (`query:` replaces the words that are sent); what is said
    in a video is not searched. Comments under videos of others are read for those in `videos:`.
    """

    EXAMPLE: ClassVar[str] = """\
type: youtube
channel: "@lipacoffee"        # your own channel; its address works too
key: env:YOUTUBE_KEY
searches: 10                  # a day, of 100; 0: do not look for videos about you
"""
    NEEDS_KEY: ClassVar[bool] = True
    SOCIAL: ClassVar[bool] = True
    VISIBILITY: ClassVar[float] = 0.6
    KEEP: ClassVar[str] = "30"
    TERMS: ClassVar[str] = "https://developers.google.com/youtube/terms/developer-policies"
    COSMETIC: ClassVar[frozenset[str]] = frozenset({"key", "searches"})
    GUIDE: ClassVar[Guide] = Guide(
        effort="key",
        gets="Comments and replies under your videos, your answers with them; videos of others "
        "that name you, with views, likes, numbers of comments, and subscribers of the channel.",
        lacks="Comments that are held back or taken for spam; what is said in a video and not "
        "written beside it; comments under videos of others, unless `videos:` names them; more "
        "than 500 replies in one thread.",
        cost="Free.",
        quota="100 searches and 10,000 units a day for your Google project, anew at midnight in "
        "California. A quiet day takes one search and about five units.",
        window="After the first time, threads and answers of the last 14 days are read again; an "
        "answer in an older thread is not seen.",
        checked="spec",
        key=(
            "Open https://console.cloud.google.com and create a project; no billing is needed.",
            "APIs & Services → Library → “YouTube Data API v3” → Enable.",
            "APIs & Services → Credentials → Create credentials → API key, for this API only.",
            "Keep it where `key:` points to, for example in the variable `YOUTUBE_KEY`.",
        ),
        unconfirmed=(
            "Whether a search costs 1 of 100 a day, as is said now, or 100 of the 10,000 units.",
            "That a key in a header is always taken: YouTube's pages show it in the address.",
            "That Google's rules let nothing be kept longer than 30 days; so it is not kept.",
        ),
        address="https://developers.google.com/youtube/v3/docs",
    )

    type: Literal["youtube"] = "youtube"
    key: SecretRef = Field(description="An API key for the YouTube Data API v3.")
    channel: str | None = Field(
        None, description="Your own channel: `@name`, `UC…` or its address. Its comments are read."
    )
    videos: Texts = Field(
        (),
        max_length=AT_ONCE,
        description="Videos of others that are about you, by address: all their comments are read.",
    )
    searches: int = Field(
        10,
        ge=0,
        le=SEARCHES_A_DAY,
        description="Searches for videos about you in one day, at most; 0: none.",
    )
    query: str | None = Field(
        None,
        min_length=2,
        max_length=500,
        description='Search for this instead of the names in `watch:`: `"lipa coffee"|липа`; kept '
        "is what matches `watch:`.",
    )

    @field_validator("channel")
    @classmethod
    def _is_a_channel(cls, value: str | None) -> str | None:
        """Understand the address of a channel."""
        found = value and (_CHANNEL.search(value) or _HANDLE.search(value))
        if value is not None and not found:
            raise ValueError("must be @name or UC… with 22 characters, or the address that has it")
        return found[0] if found else None

    @field_validator("videos")
    @classmethod
    def _are_videos(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(_video_id, values)))

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield comments, then videos; the bookmark counts what was spent of today's quota."""
        spent = Spent.read(inside(bookmark, "spent"), ctx.now)
        api = self._api(ctx, spent)
        lists = self._lists(api)
        if not lists:
            raise BadRequest(
                "nothing to read: there is no `channel`, and there are no words to search for",
                hint=advice(ctx.watch)
                or "Give `channel`, `videos`, or the names of your business in `watch:`.",
            )
        batches = one_after_another(ctx, bookmark, lists, room=self.max_items)
        if self.searches and not self.query:
            batches = telling(ctx.watch, bookmark, batches)
        for batch in batches:
            yield replace(batch, bookmark={**batch.bookmark, "spent": spent.to_json()})

    def refetch(self, ctx: FetchContext, ids: tuple[str, ...]) -> Iterator[Batch]:
        """Yield videos and comments as they stand now; what YouTube no longer has is gone.

        Replies are not asked for: they come with their thread.
        """
        api = self._api(ctx, Spent.read(None, ctx.now))
        videos = tuple(each for each in ids if _VIDEO.fullmatch(each))
        if videos:
            found, skipped = read(api, videos)
            yield Batch(found, _missing(videos, found), None, skipped)
        threads = tuple(each for each in ids if each not in videos and _THREAD.fullmatch(each))
        if threads:
            own = self._channel(api).id if self.channel else None
            page = self._comments(api, {}, own).again(threads)
            gone = _missing(threads, (*page.mentions, *page.own))
            yield Batch(page.mentions, gone, None, page.skipped, own=page.own)

    def probe(self, ctx: FetchContext) -> str:
        """Say whose channel it is, and what a day may take; YouTube does not tell what is left."""
        api = self._api(ctx, Spent.read(None, ctx.now))
        if self.channel:
            found = self._channel(api)
            many = "unknown" if found.subscribers is None else f"{found.subscribers:,}"
            who = f"channel {found.title or found.id}, {many} subscribers"
        else:
            api.get("videos", part="id", chart="mostPopular", maxResults=1)
            who = "the key works"
        wanted = " and ".join(self._wanted(ctx))
        looked = f"up to {self.searches} searches a day for {wanted}" if wanted else "no searches"
        return (
            f"{who}; {looked}. YouTube does not tell what is left of {SEARCHES_A_DAY} searches "
            f"and {UNITS_A_DAY:,} units a day"
        )

    def _api(self, ctx: FetchContext, spent: Spent) -> Api:
        return Api(ctx, ctx.secret(self.key), spent)

    def _wanted(self, ctx: FetchContext) -> tuple[str, ...]:
        if not self.searches:
            return ()
        return (self.query,) if self.query else queries(ctx.watch)

    def _lists(self, api: Api) -> dict[str, Walk]:
        lists: dict[str, Walk] = {}
        own = self._channel(api).id if self.channel else None
        if own:
            comments = self._comments(api, {"allThreadsRelatedToChannelId": own}, own)
            lists["comments"] = comments.walk
        if self.videos:
            lists["videos"] = partial(read_named, api, self.videos, own)
        for video in self.videos:
            lists[video] = self._comments(api, {"videoId": video}, own).walk
        for number, wanted in enumerate(self._wanted(api.ctx), 1):
            name = "search" if number == 1 else f"search {number}"
            lists[name] = partial(read_found, api, wanted, own, self.searches)
        return lists

    def _comments(self, api: Api, where: dict[str, str], own: str | None) -> Comments:
        return Comments(api, where, own, frozenset(self.videos))

    def _channel(self, api: Api) -> _Channel:
        """Look the channel up; raises `BadRequest` if YouTube knows none of that name."""
        name = self.channel or ""
        by = {"forHandle": name} if name.startswith("@") else {"id": name}
        found = next(iter(api.items("channels", part="snippet,statistics", **by)), None)
        channel_id = line(inside(found, "id"))
        if found is None or channel_id is None:
            raise BadRequest(f"YouTube knows no channel {name}", hint=_NEEDED)
        return _Channel(channel_id, line(inside(found, "snippet", "title")), subscribers(found))


class _Channel(NamedTuple):
    id: str
    title: str | None
    subscribers: int | None


def _missing(asked: tuple[str, ...], found: tuple[Mention, ...]) -> tuple[str, ...]:
    there = {each.external_id for each in found}
    return tuple(each for each in asked if each not in there)


def _video_id(text: str) -> str:
    """Return the id of a video, from its address too."""
    parts = urlsplit(text if "//" in text else f"//{text}" if "/" in text else text)
    path = _VIDEO_PATH.match(parts.path)
    short = parts.path.strip("/") if parts.hostname == "youtu.be" else ""
    given = parse_qs(parts.query).get("v", [""])[0] or (path[1] if path else short)
    found = given or text.strip()
    if not _VIDEO.fullmatch(found):
        raise ValueError("must be addresses of videos, such as https://youtu.be/5YGc4zOqozo")
    return found
