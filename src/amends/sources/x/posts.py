"""Posts of X, under their old names (tweet) and their new ones (post), as mentions."""

from __future__ import annotations

import html
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from amends.models import Author, Mention, Reach, Skipped
from amends.sources.answers import read_each
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
    web_address,
)
from amends.sources.x.api import problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.models import Json

    People = Mapping[str | None, dict[str, Any]]

ID = re.compile(r"[0-9]{1,19}")
_EPOCH = 1_288_834_974_657
"""Milliseconds since 1970 from which the ids of posts count their time."""
_NO_LANGUAGE = frozenset({"und", "art", "zxx", "qam", "qct", "qht", "qme", "qst"})
"""What X says where it finds no words: nothing but tags, pictures, links."""
_GONE = frozenset({"resource-not-found", "not-authorized-for-resource", "resource-unavailable"})
"""Deleted, or not for the public any more: X wants stored copies of both to go."""


def parse(answer: Json, now: datetime) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the posts of an answer, and those that could not be read."""
    users = objects(inside(answer, "includes", "users"))
    people = {line(each.get("id")): each for each in users}
    posts = objects(inside(answer, "data"))
    return read_each(posts, partial(_mention, people=people, now=now), "post")


def number_of_posts(answer: Json) -> int:
    """Return how many posts an answer holds; each is paid for, readable or not."""
    posts = inside(answer, "data")
    return len(posts) if isinstance(posts, list) else 0


def number_of_people(answer: Json) -> int:
    """Return how many people an answer holds, who are paid for as well."""
    return len(objects(inside(answer, "includes", "users")))


def gone(answer: Json) -> tuple[str, ...]:
    """Return the ids that X says are no longer there, or no longer for everybody."""
    faults = [each for each in objects(inside(answer, "errors")) if problem(each) in _GONE]
    ids = (line(each.get("resource_id")) or line(each.get("value")) for each in faults)
    return tuple(dict.fromkeys(each for each in ids if each and ID.fullmatch(each)))


def edited_since(answer: Json) -> tuple[str, ...]:
    """Return the newest ids of posts of which an answer holds an earlier version."""
    newest = ((line(each.get("id")), _versions(each)) for each in objects(inside(answer, "data")))
    return tuple(ids[-1] for one, ids in newest if ids and ids[-1] != one)


def written_at(number: str) -> datetime | None:
    """Return when a post was written, which its id tells."""
    return moment_of_epoch(((int(number) >> 22) + _EPOCH) / 1000)


def _versions(post: dict[str, Any]) -> list[str]:
    """Return the ids of all versions of a post, the first one first."""
    told = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids")
    ids = map(line, told if isinstance(told, list) else [])
    return [each for each in ids if each and ID.fullmatch(each)]


def _mention(post: dict[str, Any], people: People, now: datetime) -> Mention | None:
    own_id = line(post.get("id"))
    if own_id is None or not ID.fullmatch(own_id):
        return None
    versions = _versions(post)
    external_id = versions[0] if versions else own_id
    created = moment(post.get("created_at"))  # of this version
    edited = created if external_id != own_id else None
    first = created if created and not edited else written_at(external_id)
    when, uncertain = believable(first, now)
    referred = _referred(post)
    author = _author(line(post.get("author_id")), people)
    thread = line(post.get("conversation_id"))
    answers = referred.get("replied_to") or (thread if thread not in {own_id, *versions} else None)
    return Mention(
        external_id=external_id,
        kind="comment" if answers else "post",
        url=f"https://x.com/{author.handle or 'i'}/status/{own_id}",
        text=_text(post),
        author=author,
        published_at=when,
        date_uncertain=uncertain,
        updated_at=edited,
        thread_id=thread or external_id,
        parent_id=answers,
        language=_language(post),
        reach=_reach(post),
        extra={"quotes": referred["quoted"]} if "quoted" in referred else {},
    )


def _text(post: dict[str, Any]) -> str:
    """Return all of the text, with links instead of X's short ones."""
    long = post.get("note_tweet") or post.get("note_post")
    text, of = body(inside(long, "text")), long
    if not text:
        text, of = body(post.get("text")), post
    text = html.unescape(text)
    for link in objects(inside(of, "entities", "urls")):
        short, whole = body(link.get("url")), web_address(link.get("expanded_url"))
        if short and whole:
            text = text.replace(short, whole)
    return text


def _referred(post: dict[str, Any]) -> dict[str, str]:
    """Return which posts it answers and quotes, by the word for that."""
    told = objects(post.get("referenced_tweets") or post.get("referenced_posts"))
    pairs = ((line(each.get("type")), line(each.get("id"))) for each in told)
    return {kind: number for kind, number in pairs if kind and number and ID.fullmatch(number)}


def _author(number: str | None, people: People) -> Author:
    found = people.get(number, {}) if number else {}
    return Author(
        number,
        line(found.get("name")),
        line(found.get("username")),
        count(inside(found, "public_metrics", "followers_count")),
    )


def _language(post: dict[str, Any]) -> str | None:
    found = language(post.get("lang"))
    return None if found in _NO_LANGUAGE else {"in": "id", "iw": "he"}.get(found or "", found)


def _reach(post: dict[str, Any]) -> Reach:
    numbers = post.get("public_metrics")
    passed_on = count(inside(numbers, "retweet_count"))
    if passed_on is None:
        passed_on = count(inside(numbers, "repost_count"))
    quoted = count(inside(numbers, "quote_count"))
    known = [each for each in (passed_on, quoted) if each is not None]
    return Reach(
        likes=count(inside(numbers, "like_count")),
        shares=sum(known) if known else None,
        replies=count(inside(numbers, "reply_count")),
        views=count(inside(numbers, "impression_count")),
    )
