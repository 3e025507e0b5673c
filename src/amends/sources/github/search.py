"""Issues in other repositories that a search finds, the last changed first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from amends.errors import BadAnswer, BadRequest, HttpStatus, SourceError
from amends.models import Item, Mention, Skipped
from amends.sources.answers import read_each, read_object
from amends.sources.failures import explained
from amends.sources.github.api import WHOSE, Api, is_program
from amends.sources.github.changes import PAGE
from amends.sources.github.issues import read_issue
from amends.sources.paging import Page, changed, newest_first
from amends.sources.values import count, line, objects
from amends.sources.watch import sifted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Batch, Json
    from amends.sources.contract import FetchContext

LONGEST_QUERY = 256
"""Characters of a search (docs.github.com/rest/search)."""
_REACHED = 1000
"""Results of one search that can be read; GitHub answers 422 beyond."""
_OVERLAP = timedelta(days=1)
"""A search that ran out of time leaves results out: a day is read again."""


def searched(query: str, own: str | None) -> str:
    """Return the query as it is sent: for issues, without those of our own repository."""
    return f"{query} is:issue" + (f" -repo:{own}" if own else "")


def read_search(
    ctx: FetchContext, api: Api, query: str, days: int, bookmark: Json, room: int
) -> Iterator[Batch]:
    """Yield the issues found that match `watch:`, down to the bookmark or `days` back."""
    horizon = ctx.now - timedelta(days=days)

    def ask(cursor: Json) -> Page:
        number = count(cursor) or 1
        with explained(_meaning):
            response = api.get(
                "search/issues",
                {"q": query, "sort": "updated", "order": "desc", "per_page": PAGE, "page": number},
            )
        answer = read_object(response, WHOSE)
        found = answer.get("items")
        if not isinstance(found, list):
            raise BadAnswer(f"{WHOSE}: the answer to the search has no items")
        mentions, skipped = parse_search(objects(found), ctx.now)
        if answer.get("incomplete_results") is True:
            skipped = (*skipped, Skipped("search", "GitHub had no time to look everywhere"))
        wanted, dropped = sifted(mentions, ctx.watch, _words)
        ends = not found or number * PAGE >= _REACHED or _older(mentions, horizon)
        ends = ends or 'rel="next"' not in response.headers.get("link", "")
        return Page(
            wanted,
            skipped,
            None if ends else number + 1,
            filtered=len(dropped),
            dropped=dropped,
            asked=(query,),
            stood=mentions,
        )

    return newest_first(ctx, bookmark, ask, room=room, when=changed, overlap=_OVERLAP)


def parse_search(
    items: list[dict[str, Any]], now: datetime
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the issues of a page of results; what programs wrote is left out."""
    people = (item for item in items if not is_program(item.get("user")))
    return read_each(people, partial(_found, now=now), "result")


def _found(item: dict[str, Any], now: datetime) -> Mention | None:
    """Read an issue elsewhere: its repository is part of its id, its team is not ours."""
    mention, repository = read_issue(item, now), _repository(item)
    if mention is None or repository is None:
        return None
    key = repository + mention.external_id
    return replace(
        mention, external_id=key, thread_id=key, item=Item(name=repository), answered="unknown"
    )


def _repository(item: dict[str, Any]) -> str | None:
    """Return `owner/name` from `https://api.github.com/repos/owner/name`."""
    try:
        path = urlsplit(line(item.get("repository_url")) or "").path
    except ValueError:
        return None
    return "/".join(path.strip("/").split("/")[-2:]) or None


def _words(mention: Mention) -> str:
    return f"{mention.title or ''}\n{mention.text}"


def _older(mentions: tuple[Mention, ...], horizon: datetime) -> bool:
    return any((changed(each) or horizon) < horizon for each in mentions[-1:])


def _meaning(error: HttpStatus) -> SourceError | None:
    if error.status != Status.UNPROCESSABLE_ENTITY:
        return None
    return BadRequest(
        f"{WHOSE} does not understand the search",
        hint="Try `query:` in the search field of github.com/issues, then copy it from there.",
    )
