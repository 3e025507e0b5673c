"""Videos that are about the business: found by a search, or named; with views, likes, comments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from amends.models import Author, Item, Mention, Reach, Skipped
from amends.sources.answers import read_each
from amends.sources.paging import Page, newest_first, whole
from amends.sources.queries import alternatives
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    language,
    line,
    moment,
    moment_of_epoch,
    objects,
)
from amends.sources.watch import sifted
from amends.sources.youtube.api import AT_ONCE, Api, next_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from amends.config.model import Watch
    from amends.models import Batch, Json

OVERLAP = timedelta(days=3)
"""So far before the newest known video the search looks again: videos are found late."""
LONGEST_QUERY = 400
"""Characters of a search; YouTube names no limit, longer ones are several searches."""
_SHOWN = 20
"""Videos that are shown with the reason why they are not about the business."""


def queries(watch: Watch) -> tuple[str, ...]:
    """Return the names and spellings in YouTube's words: `|` is OR (its search.list page)."""
    return alternatives(watch, "|", LONGEST_QUERY)


def read_found(
    api: Api, wanted: str, own: str | None, allowed: int, bookmark: Json, room: int
) -> Iterator[Batch]:
    """Yield the videos that a search finds and that match `watch:`, down to the mark.

    When the searches of the day, `allowed`, are used up, it goes on tomorrow where it stopped.
    """
    ctx = api.ctx
    if api.spent.searches >= allowed:
        return
    mark = moment_of_epoch(mark) if (mark := count(inside(bookmark, "mark"))) else None
    since = f"{mark - OVERLAP:%Y-%m-%dT%H:%M:%SZ}" if mark else None

    def ask(cursor: Json) -> Page:
        answer = api.get(
            "search",
            part="snippet",
            q=wanted,
            type="video",
            order="date",
            publishedAfter=since,
            maxResults=AT_ONCE,
            pageToken=line(cursor),
        )
        ids = (line(inside(each, "id", "videoId")) for each in objects(answer.get("items")))
        found, skipped = read(api, filter(None, ids))
        strangers = [each for each in found if each.author.id != own]
        kept, dropped = sifted(strangers, ctx.watch, _searched)
        return Page(
            kept,
            skipped,
            next_page(answer),
            filtered=len(dropped),
            dropped=dropped[:_SHOWN],
            asked=(f"search: {wanted}" + (f", since {since}" if since else ""),),
            stood=found,
        )

    for batch in newest_first(ctx, bookmark, ask, room=room, overlap=OVERLAP):
        unfinished = inside(batch.bookmark, "walk") is not None
        over = unfinished and api.spent.searches >= allowed
        yield replace(batch, more=batch.more or over)
        if over:
            return


def read_named(
    api: Api, ids: tuple[str, ...], own: str | None, bookmark: Json, room: int
) -> Iterator[Batch]:
    """Yield the named videos of others as they stand now, all of them in every run."""

    def ask(_cursor: Json) -> Page:
        found, skipped = read(api, ids)
        return Page(tuple(each for each in found if each.author.id != own), skipped)

    return whole(api.ctx, bookmark, ask, room=room)


def read(api: Api, ids: Iterable[str]) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return videos with their counts and how many follow their authors; others are left out."""
    found = list(api.named("videos", "snippet,statistics", ids))
    authors = filter(None, (line(inside(each, "snippet", "channelId")) for each in found))
    channels = api.named("channels", "statistics", authors)
    followers = {line(each.get("id")): subscribers(each) for each in channels}
    return parse_videos(found, followers, api.ctx.now)


def subscribers(channel: dict[str, Any]) -> int | None:
    """Return how many subscribe to a channel, rounded by YouTube; None: it hides that."""
    hidden = inside(channel, "statistics", "hiddenSubscriberCount") is True
    return None if hidden else count(inside(channel, "statistics", "subscriberCount"))


def parse_videos(
    videos: list[dict[str, Any]], followers: Mapping[str | None, int | None], now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the videos, and those that could not be read; `followers` by the channel's id."""
    return read_each(videos, lambda each: _video(each, followers, now), "video")


def watch_page(video_id: str, comment: str | None = None) -> str:
    """Return the address of a video, or of a comment under it."""
    query = {"v": video_id} | ({"lc": comment} if comment else {})
    return f"https://www.youtube.com/watch?{urlencode(query)}"


def _video(
    video: dict[str, Any], followers: Mapping[str | None, int | None], now: datetime
) -> Mention | None:
    external_id = line(video.get("id"))
    if external_id is None:
        return None
    snippet, counts = video.get("snippet"), video.get("statistics")
    when, uncertain = believable(moment(inside(snippet, "publishedAt")), now)
    channel = line(inside(snippet, "channelId"))
    title = line(inside(snippet, "title"))
    return Mention(
        external_id=external_id,
        kind="post",
        url=watch_page(external_id),
        title=title,
        text=body(inside(snippet, "description")),
        author=Author(
            channel, line(inside(snippet, "channelTitle")), followers=followers.get(channel)
        ),
        published_at=when,
        date_uncertain=uncertain,
        thread_id=external_id,
        item=Item(external_id, title),
        language=language(inside(snippet, "defaultLanguage")),
        reach=Reach(
            likes=count(inside(counts, "likeCount")),
            replies=count(inside(counts, "commentCount")),
            views=count(inside(counts, "viewCount")),
        ),
    )


def _searched(mention: Mention) -> str:
    return "\n".join(filter(None, (mention.title, mention.author.name, mention.text)))
