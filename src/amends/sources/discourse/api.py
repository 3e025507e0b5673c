"""One Discourse forum: how it is asked, as a visitor or with a key, and what its refusals mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any, TypeVar

from amends.errors import AuthFailed, BadRequest, HttpStatus, HttpThrottled, SourceError, Throttled
from amends.sources.answers import error_object, read_list, read_object
from amends.sources.failures import explained
from amends.sources.values import count, inside, line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from amends.http import Response
    from amends.sources.contract import FetchContext

WHOSE = "Discourse"
Found = TypeVar("Found")
Nothing = TypeVar("Nothing")
_LONGEST_WAIT = 86_400
"""Seconds; a forum that asks for more means the next run."""
_MEMBERS = (
    "Only members may read this forum: ask its administrators for a key, give `key` + `user`."
)
_REFUSED = (
    "Ask the forum's administrators for a new key (unused ones end after 180 days), made for this "
    "`user` and allowed to read posts."
)
_NO_FORUM = (
    "Is `forum` the address of a Discourse forum? Open it with /posts.json behind it; an other "
    "kind of forum can be read as a feed (type: feed)."
)


@dataclass(frozen=True, slots=True)
class Forum:
    """The forum at `address`; `key` holds an API key and the name of its user."""

    ctx: FetchContext
    address: str
    key: tuple[str, str] | None = None

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Return the object at a path; what the forum refuses says what to do about it."""
        return read_object(self._ask(path, params), WHOSE)

    def posts(self, path: str) -> list[dict[str, Any]]:
        """Return the posts that stand in a bare list."""
        return read_list(self._ask(path, {}), WHOSE)

    def _ask(self, path: str, params: dict[str, Any]) -> Response:
        headers = {"accept": "application/json"}
        if self.key:
            headers |= {"api-key": self.key[0], "api-username": self.key[1]}
        with explained(self._meaning):
            return self.ctx.http.get(f"{self.address}/{path}", params=params, headers=headers)

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        """Say what the usual refusals mean; a post that is not there is for the caller to judge."""
        told = error_object(error)
        if isinstance(error, HttpThrottled):
            until = error.until or waiting(told, self.ctx.now)
            return Throttled(error.message, until=until) if until else None
        if _is_private(error) and self.key is None:
            return None
        if error.status in {Status.UNAUTHORIZED, Status.FORBIDDEN}:
            return AuthFailed(error.message, hint=_REFUSED if self.key else _MEMBERS)
        return None


def waiting(told: dict[str, Any], now: datetime) -> datetime | None:
    """Return until when a forum asks to wait in its own words (`extras.wait_seconds`)."""
    seconds = count(inside(told, "extras", "wait_seconds"))
    return now + timedelta(seconds=min(seconds, _LONGEST_WAIT)) if seconds else None


def no_forum(error: HttpStatus) -> SourceError | None:
    """Say that there is no such list, so no forum either."""
    if error.status == Status.NOT_FOUND:
        return BadRequest(error.message, hint=_NO_FORUM)
    return None


def unless_gone(ask: Callable[[], Found], nothing: Nothing) -> Found | Nothing:
    """Return what is asked for; `nothing` where the forum itself says that it is there no longer.

    A page in HTML may come from whatever stands before the forum, and says nothing.
    """
    try:
        return ask()
    except HttpStatus as error:
        if not (_is_deleted(error) or _is_private(error)):
            raise
        return nothing


def _is_deleted(error: HttpStatus) -> bool:
    told = line(error_object(error).get("error_type"))
    return error.status in {Status.NOT_FOUND, Status.GONE} and told in {"not_found", "deleted"}


def _is_private(error: HttpStatus) -> bool:
    """Whether others may see it; a forum for members says `not_logged_in` instead."""
    told = line(error_object(error).get("error_type"))
    return error.status == Status.FORBIDDEN and told == "invalid_access"
