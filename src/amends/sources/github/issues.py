"""The issues of a repository and the comments on them, in the order of their changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any, NamedTuple

from amends.errors import BadRequest, HttpStatus, SourceError
from amends.http import Validators
from amends.models import Author, Mention, Reach, Skipped
from amends.sources.answers import error_object, read_each, read_list, read_object
from amends.sources.failures import explained
from amends.sources.github.api import WHOSE, Api, is_program, next_page, of_team, person
from amends.sources.paging import Page, oldest_first
from amends.sources.values import believable, body, count, inside, line, moment, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from amends.models import Batch, Json
    from amends.models.vocabulary import Answered
    from amends.sources.contract import FetchContext

PAGE = 100
"""The most that GitHub gives at once."""
_NUMBER = re.compile(r"/issues/(\d+)$")


class Parsed(NamedTuple):
    """What a page holds: of customers, of our team, and what could not be read."""

    mentions: tuple[Mention, ...]
    own: tuple[Mention, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository to read, `owner/name`."""

    name: str
    pull_requests: bool = False

    def meaning(self, error: HttpStatus) -> SourceError | None:
        """Say what its refusals mean; None: the same as everywhere."""
        if error.status == Status.NOT_FOUND:
            return BadRequest(
                f"{WHOSE} shows no repository {self.name}",
                hint="Check `repository:`; if it is private, `token:` needs a token that may "
                "read it (“Issues: read”).",
            )
        off = "disabled" in body(error_object(error).get("message")).lower()
        return self._switched_off() if error.status == Status.GONE and off else None

    def probed(self, api: Api, *, issues: bool) -> str:
        """Return what it is called and what is left of the quota."""
        with explained(self.meaning):
            response = api.get(f"repos/{self.name}")
        found = read_object(response, WHOSE)
        if issues and found.get("has_issues") is False:
            raise self._switched_off()
        number = count(found.get("open_issues_count"))
        told = "" if number is None else f", {number} open issues and pull requests"
        return f"{line(found.get('full_name')) or self.name}{told}; {api.quota(response)}"

    def _switched_off(self) -> BadRequest:
        return BadRequest(
            f"issues are switched off in {self.name}",
            hint="Set `issues: false` for this source, or switch them on in the repository's "
            "settings on GitHub.",
        )


def read_issues(
    ctx: FetchContext, api: Api, place: Repository, days: int, bookmark: Json, room: int
) -> Iterator[Batch]:
    """Yield the issues that changed since the bookmark, or in the last `days`."""
    parse = partial(parse_issues, now=ctx.now, pull_requests=place.pull_requests)
    ask = _changes(ctx, api, place, "issues", days, parse)
    return oldest_first(ctx, bookmark, ask, room=room)


def read_comments(
    ctx: FetchContext, api: Api, place: Repository, days: int, bookmark: Json, room: int
) -> Iterator[Batch]:
    """Yield the comments that came or changed since the bookmark, or in the last `days`."""
    parse = partial(parse_comments, now=ctx.now, pull_requests=place.pull_requests)
    ask = _changes(ctx, api, place, "issues/comments", days, parse)
    return oldest_first(ctx, bookmark, ask, room=room)


def _changes(
    ctx: FetchContext,
    api: Api,
    place: Repository,
    path: str,
    days: int,
    parse: Callable[[list[dict[str, Any]]], Parsed],
) -> Callable[[Json], Page]:
    """Return how to ask for what changed since a time, the oldest change first.

    The next page is asked for by the time of the last change on this one, and only within one
    second by number: what changes meanwhile moves to the end, and page numbers would skip others.
    """
    start = f"{ctx.now - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"

    def ask(cursor: Json) -> Page:
        told = line(inside(cursor, "since"))
        since = told if told and moment(told) else start
        asked = _Cursor(since, count(inside(cursor, "page")) or 1)
        params = {"since": asked.since, "sort": "updated", "direction": "asc"}
        if path == "issues":
            params["state"] = "all"
        with explained(place.meaning):
            response = api.get(
                f"repos/{place.name}/{path}",
                {**params, "per_page": PAGE, "page": asked.page},
                Validators.from_json(cursor),
            )
        if response.not_modified:
            return Page(next=cursor, last=True)
        items = read_list(response, WHOSE)
        mentions, own, skipped = parse(items)
        last = not items or not next_page(response)
        onward = asked.after(items, last=last).to_json()
        if last and onward == asked.to_json():
            onward |= response.validators.to_json()
        return Page(mentions, skipped, onward, last=last, own=own)

    return ask


@dataclass(frozen=True, slots=True)
class _Cursor:
    """What changed at `since` or after it, and which page of that."""

    since: str
    page: int = 1

    def after(self, items: Iterable[dict[str, Any]], *, last: bool) -> _Cursor:
        newest = max((line(item.get("updated_at")) or "" for item in items), default="")
        if moment(newest) and newest > self.since:
            return _Cursor(newest)
        return _Cursor(self.since) if last else _Cursor(self.since, self.page + 1)

    def to_json(self) -> dict[str, Json]:
        return {"since": self.since, "page": self.page}


def parse_issues(
    items: list[dict[str, Any]], now: datetime, *, pull_requests: bool = False
) -> Parsed:
    """Return the issues of a page; what programs wrote is left out."""
    return sorted_out(
        (item for item in items if pull_requests or "pull_request" not in item),
        partial(read_issue, now=now),
        "issue",
    )


def parse_comments(
    items: list[dict[str, Any]], now: datetime, *, pull_requests: bool = False
) -> Parsed:
    """Return the comments of a page; one with a later one of the team in its issue is answered."""
    wanted = (
        item
        for item in items
        if pull_requests or "/pull/" not in (line(item.get("html_url")) or "")
    )
    found = sorted_out(wanted, partial(_comment, now=now), "comment")
    return found._replace(mentions=answered_by(found.own, found.mentions))


def sorted_out(
    items: Iterable[dict[str, Any]],
    read: Callable[[dict[str, Any]], Mention | None],
    called: str,
) -> Parsed:
    """Read what people wrote, that of our team apart."""
    people = [item for item in items if not is_program(item.get("user"))]
    team = [item for item in people if of_team(item.get("author_association"))]
    others = [item for item in people if not of_team(item.get("author_association"))]
    mentions, skipped = read_each(others, read, called)
    own, odd = read_each(team, read, called)
    return Parsed(mentions, own, skipped + odd)


def answered_by(own: Iterable[Mention], mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the mentions; one after which our team wrote in the same thread is answered."""
    words: dict[str | None, datetime] = {}
    for answer in own:
        if answer.published_at and answer.external_id != answer.thread_id:
            known = words.get(answer.thread_id, answer.published_at)
            words[answer.thread_id] = max(known, answer.published_at)

    def after(mention: Mention) -> bool:
        last, published = words.get(mention.thread_id), mention.published_at
        return bool(last and published and published <= last)

    return tuple(
        replace(mention, answered="yes") if after(mention) else mention for mention in mentions
    )


def read_issue(issue: dict[str, Any], now: datetime) -> Mention | None:
    """Return an issue; None if it has no number."""
    number = count(issue.get("number"))
    if number is None:
        return None
    key = f"#{number}"
    return replace(
        _written(issue, key, now),
        kind="post",
        title=line(issue.get("title")),
        thread_id=key,
        reach=Reach(likes=_thumbs(issue), replies=count(issue.get("comments"))),
        answered=_silence(issue),
        extra=_state(issue),
    )


def _comment(comment: dict[str, Any], now: datetime) -> Mention | None:
    number, external_id = issue_number(comment), line(comment.get("id"))
    if number is None or external_id is None:
        return None
    return replace(
        _written(comment, f"#{number}/{external_id}", now),
        kind="comment",
        thread_id=f"#{number}",
        reach=Reach(likes=_thumbs(comment)),
    )


def _written(item: dict[str, Any], external_id: str, now: datetime) -> Mention:
    """Return what an issue and a comment have in common; `answered` is unknown."""
    when, uncertain = believable(moment(item.get("created_at")), now)
    name = person(item.get("user"))
    return Mention(
        external_id=external_id,
        url=web_address(item.get("html_url")),
        text=body(item.get("body_text")) or body(item.get("body")),
        author=Author(id=name, name=name, handle=name),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment(item.get("updated_at")),
    )


def issue_number(comment: dict[str, Any]) -> int | None:
    """Return the number of the issue that a comment belongs to, the end of `issue_url`."""
    found = _NUMBER.search(line(comment.get("issue_url")) or "")
    return count(found[1]) if found else None


def _silence(issue: dict[str, Any]) -> Answered:
    """Nobody has written under an open issue: it is unanswered. Else the comments tell."""
    return "no" if issue.get("state") == "open" and count(issue.get("comments")) == 0 else "unknown"


def _thumbs(item: dict[str, Any]) -> int | None:
    return count(inside(item, "reactions", "+1"))


def _state(issue: dict[str, Any]) -> dict[str, Json]:
    names = ("state", "state_reason")
    found = {name: line(issue.get(name)) for name in names}
    if "pull_request" in issue:
        found["pull_request"] = "yes"
    return {name: value for name, value in found.items() if value}
