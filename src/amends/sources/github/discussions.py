"""The discussions of a repository with what stands under them: GraphQL, which needs a token."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer
from amends.models import Author, Mention, Reach, Skipped
from amends.sources.failures import explained
from amends.sources.github.api import WHOSE, Api, is_program, of_team, person
from amends.sources.github.team import TeamWords
from amends.sources.paging import Page, changed, newest_first
from amends.sources.values import (
    believable,
    body,
    count,
    inside,
    line,
    moment,
    objects,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from amends.models import Batch, Json
    from amends.models.vocabulary import Kind
    from amends.sources.contract import FetchContext
    from amends.sources.github.changes import Repository

_PAGE = 25
"""Discussions asked for at once: with all below them GraphQL counts far more."""
_WRITTEN = (
    "id bodyText createdAt updatedAt url upvoteCount authorAssociation author { __typename login }"
)
QUERY = f"""
query($owner: String!, $name: String!, $first: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    discussions(first: $first, after: $after,
                orderBy: {{field: UPDATED_AT, direction: DESC}}) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ {_WRITTEN} number title category {{ name }}
        comments(last: 50) {{ totalCount nodes {{ {_WRITTEN}
          replies(last: 20) {{ totalCount nodes {{ {_WRITTEN} }} }} }} }} }} }} }} }}
"""
"""`bodyText` is GitHub's own plain text of the Markdown."""


def read_discussions(
    ctx: FetchContext, api: Api, place: Repository, days: int, bookmark: Json, room: int
) -> Iterator[Batch]:
    """Yield the discussions with their comments, the last changed first, down to the bookmark."""
    owner, _, name = place.name.partition("/")
    horizon = ctx.now - timedelta(days=days)

    def ask(cursor: Json) -> Page:
        variables = {"owner": owner, "name": name, "first": _PAGE, "after": line(cursor)}
        with explained(place.meaning):
            data = api.graphql(QUERY, variables)
        found = inside(data, "repository", "discussions")
        if not isinstance(found, dict):
            raise BadAnswer(f"{WHOSE}: the answer holds no discussions")
        page = parse_discussions(found.get("nodes"), ctx.now)
        ends = inside(found, "pageInfo", "hasNextPage") is not True or _older(page, horizon)
        return replace(page, next=None if ends else line(inside(found, "pageInfo", "endCursor")))

    return newest_first(ctx, bookmark, ask, room=room, when=_changed)


def parse_discussions(nodes: Json, now: datetime) -> Page:
    """Return what people wrote in the discussions of a page, that of our team apart."""
    mentions: list[Mention] = []
    own: list[Mention] = []
    stood: list[Mention] = []
    skipped: list[Skipped] = []
    for number, node in enumerate(objects(nodes), 1):
        key = count(node.get("number"))
        if key is None:
            skipped.append(Skipped(f"discussion {number}", "it has no id"))
            continue
        thread = list(_thread(node, f"#{key}", now))
        stood += [mention for _, mention in thread[:1]]
        ours, theirs = _sorted_out(thread)
        own += ours
        mentions += theirs
    page = Page(tuple(mentions), tuple(skipped), own=tuple(own), stood=tuple(stood))
    return TeamWords().heard(page)


def _sorted_out(
    written: Iterable[tuple[dict[str, Any], Mention]],
) -> tuple[list[Mention], list[Mention]]:
    people = [(node, mention) for node, mention in written if not is_program(node.get("author"))]
    ours = [mention for node, mention in people if of_team(node.get("authorAssociation"))]
    theirs = [mention for node, mention in people if not of_team(node.get("authorAssociation"))]
    return ours, theirs


def _thread(
    node: dict[str, Any], key: str, now: datetime
) -> Iterator[tuple[dict[str, Any], Mention]]:
    """Yield a discussion, its comments and their replies.

    Nobody answered what nobody of the team stands under; whoever writes later waits anew.
    """
    category = line(inside(node, "category", "name"))
    yield (
        node,
        replace(
            _written(node, key, key, "post", now),
            title=line(node.get("title")),
            parent_id=None,
            extra={"category": category} if category else {},
        ),
    )
    for comment in objects(inside(node, "comments", "nodes")):
        first = _written(comment, key, line(comment.get("id")), "comment", now)
        yield comment, first
        for reply in objects(inside(comment, "replies", "nodes")):
            said = _written(reply, key, line(reply.get("id")), "comment", now)
            yield reply, replace(said, parent_id=first.external_id)


def _written(
    node: dict[str, Any], thread: str, own_id: str | None, kind: Kind, now: datetime
) -> Mention:
    when, uncertain = believable(moment(node.get("createdAt")), now)
    name = person(node.get("author"))
    below = inside(node, "replies" if kind == "comment" else "comments", "totalCount")
    return Mention(
        external_id=thread if kind == "post" else f"{thread}/{own_id}",
        kind=kind,
        url=web_address(node.get("url")),
        text=body(node.get("bodyText")),
        author=Author(id=name, name=name, handle=name),
        published_at=when,
        date_uncertain=uncertain,
        updated_at=moment(node.get("updatedAt")),
        thread_id=thread,
        reach=Reach(likes=count(node.get("upvoteCount")), replies=count(below)),
        answered="no",
    )


def _changed(mention: Mention) -> datetime | None:
    """Return when a discussion changed: the list is sorted by that, not by its comments."""
    return changed(mention) if mention.external_id == mention.thread_id else None


def _older(page: Page, horizon: datetime) -> bool:
    roots = (_changed(each) for each in (*page.mentions, *page.own))
    return any(time < horizon for time in roots if time)
