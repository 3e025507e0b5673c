"""The issues of a repository and the comments on them, in the order of their changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from amends.models import Author, Mention, Reach
from amends.sources.answers import read_each
from amends.sources.github.api import Api, is_program, of_team, person
from amends.sources.github.changes import Changes
from amends.sources.github.team import TeamWords
from amends.sources.paging import Page, oldest_first
from amends.sources.values import believable, body, count, inside, line, moment, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from amends.models import Batch, Json
    from amends.models.vocabulary import Answered
    from amends.sources.contract import FetchContext
    from amends.sources.github.changes import Repository

    Parse = Callable[..., Page]
    """Reads items: `parse_issues` and the like."""

_NUMBER = re.compile(r"/issues/(\d+)$")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the two lists of a repository that belong together."""

    ctx: FetchContext
    api: Api
    place: Repository
    days: int
    """How many days back the first run reads."""
    team: TeamWords = field(default_factory=TeamWords)

    def comments(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield the comments that came or changed since the bookmark.

        They are to be read before the issues: a comment is a change of its issue, which then
        follows in the same run and can be told to be answered.
        """
        return self._walk("issues/comments", parse_comments, bookmark, room)

    def issues(self, bookmark: Json, room: int) -> Iterator[Batch]:
        """Yield the issues that changed since the bookmark."""
        return self._walk("issues", parse_issues, bookmark, room)

    def _walk(self, path: str, parse: Parse, bookmark: Json, room: int) -> Iterator[Batch]:
        def read(items: list[dict[str, Any]]) -> Page:
            wanted = self.place.pull_requests
            return self.team.heard(parse(items, self.ctx.now, pull_requests=wanted))

        ask = Changes(self.ctx, self.api, self.place, path, self.days, read)
        return oldest_first(self.ctx, bookmark, ask, room=room)


def parse_issues(
    items: list[dict[str, Any]], now: datetime, *, pull_requests: bool = False
) -> Page:
    """Return the issues of a page; what programs wrote is left out."""
    return sorted_out(
        (item for item in items if pull_requests or "pull_request" not in item),
        partial(read_issue, now=now),
        "issue",
    )


def parse_comments(
    items: list[dict[str, Any]], now: datetime, *, pull_requests: bool = False
) -> Page:
    """Return the comments of a page, without those of programs and on pull requests."""
    wanted = (
        item
        for item in items
        if pull_requests or "/pull/" not in (line(item.get("html_url")) or "")
    )
    return sorted_out(wanted, partial(_comment, now=now), "comment")


def sorted_out(
    items: Iterable[dict[str, Any]],
    read: Callable[[dict[str, Any]], Mention | None],
    called: str,
) -> Page:
    """Read what people wrote, that of our team apart."""
    people = [item for item in items if not is_program(item.get("user"))]
    team = [item for item in people if of_team(item.get("author_association"))]
    others = [item for item in people if not of_team(item.get("author_association"))]
    mentions, skipped = read_each(others, read, called)
    own, odd = read_each(team, read, called)
    return Page(mentions, skipped + odd, own=own)


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
