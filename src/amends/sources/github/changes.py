"""What changed in a repository since a time, the oldest change first, page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import BadRequest, HttpStatus, SourceError
from amends.http import Validators
from amends.sources.answers import error_object, read_list, read_object
from amends.sources.failures import explained
from amends.sources.github.api import WHOSE, Api, next_page
from amends.sources.paging import Page
from amends.sources.values import AHEAD, body, count, inside, line, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from amends.models import Json
    from amends.sources.contract import FetchContext

PAGE = 100
"""The most that GitHub gives at once."""


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


@dataclass(frozen=True, slots=True)
class Changes:
    """As `ask` of a walk: what changed since the time that a cursor names.

    The next page is asked for by the time of the last change on this one, and only within one
    second by number: what changes meanwhile moves to the end, and page numbers would skip others.
    """

    ctx: FetchContext
    api: Api
    place: Repository
    path: str
    """`issues` or `issues/comments`."""
    days: int
    """How many days back the first run reads."""
    parse: Callable[[list[dict[str, Any]]], Page]

    def __call__(self, cursor: Json) -> Page:
        """Return the page of a cursor, and with it always the cursor to go on from.

        When nothing has changed since, the second time nothing is transferred either (304).
        """
        start = self.ctx.now - timedelta(days=self.days)
        asked = _Cursor.read(cursor) or _Cursor(start)
        with explained(self.place.meaning):
            response = self.api.get(
                f"repos/{self.place.name}/{self.path}",
                asked.params() | ({"state": "all"} if self.path == "issues" else {}),
                Validators.from_json(cursor),
            )
        if response.not_modified:
            return Page(next=cursor, last=True)
        items = read_list(response, WHOSE)
        last = not items or not next_page(response)
        after = asked.after(items, self.ctx.now + AHEAD, last=last)
        kept = response.validators.to_json() if last and after == asked else {}
        return replace(self.parse(items), next=after.to_json() | kept, last=last)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """What changed at `since` or after it, and which page of that."""

    since: datetime
    page: int = 1

    @classmethod
    def read(cls, cursor: Json) -> _Cursor | None:
        since = moment(line(inside(cursor, "since")))
        return cls(since, count(inside(cursor, "page")) or 1) if since else None

    def after(self, items: Iterable[dict[str, Any]], latest: datetime, *, last: bool) -> _Cursor:
        """Return where to go on after these; no change can be later than `latest`."""
        times = [time for item in items if (time := moment(item.get("updated_at")))]
        newest = max((time for time in times if time <= latest), default=self.since)
        if newest > self.since:
            return _Cursor(newest)
        return _Cursor(self.since) if last else _Cursor(self.since, self.page + 1)

    def params(self) -> dict[str, Json]:
        order = {"sort": "updated", "direction": "asc", "per_page": PAGE}
        return {**self.to_json(), **order}

    def to_json(self) -> dict[str, Json]:
        return {"since": f"{self.since:%Y-%m-%dT%H:%M:%SZ}", "page": self.page}
