"""Asking X: fields under their old or new names, refusals that say what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import AuthFailed, BadRequest, HttpStatus, HttpThrottled, NeedsPayment, Throttled
from amends.sources.answers import error_object, read_object
from amends.sources.failures import explained
from amends.sources.values import body, inside, line, objects

if TYPE_CHECKING:
    from amends.errors import SourceError
    from amends.models import Json
    from amends.sources.contract import FetchContext

WHOSE = "X"
API = "https://api.x.com/2"
CONSOLE = "https://console.x.com"


@dataclass(frozen=True, slots=True)
class Names:
    """How X calls what belongs to a post; in 2026 it began to say `post` instead of `tweet`."""

    parameter: str
    fields: str

    def asked(self, *, authors: bool) -> dict[str, str]:
        """Return the parameters that say what is wanted of each post."""
        wanted = {self.parameter: self.fields}
        if authors:  # people are paid for, too
            wanted |= {"expansions": "author_id", "user.fields": "name,username,public_metrics"}
        return wanted


OLD = Names(
    "tweet.fields",
    "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,lang,note_tweet,"
    "public_metrics,referenced_tweets",
)
NEW = Names("post.fields", "conversation_id,created_at,entities,lang,note_post,public_metrics")
"""What else it had is an expansion there, and each post or person that it brings is paid for."""
NAMES = {"tweet": OLD, "post": NEW}
_STALE = frozenset({"since_id", "start_time", "next_token", "pagination_token"})
"""Parameters whose refusal means that time has passed, not that something is wrong."""


class Api:
    """The requests that carry one app token; remembers which names X understands."""

    def __init__(self, ctx: FetchContext, token: str, names: str, *, fixed: bool) -> None:
        self.names = names
        self._fixed = fixed
        self._ctx = ctx
        self._headers = {"authorization": f"Bearer {token}"}

    def posts(self, path: str, *, authors: bool, **params: Json) -> dict[str, Any]:
        """Return an answer with posts; asks once more under the new names if X wants those."""
        wanted = NAMES[self.names].asked(authors=authors)
        try:
            return self._asked(path, params | wanted)
        except HttpStatus as error:
            if not self._renamed(error):
                raise
        self.names = "post"
        return self._asked(path, params | NEW.asked(authors=authors))

    def usage(self) -> dict[str, Any]:
        """Return how many posts were read on each day of this month (UTC); it costs nothing."""
        days = self._ctx.now.astimezone(UTC).day
        return self._asked("usage/tweets", {"days": days, "usage.fields": "daily_project_usage"})

    def _asked(self, path: str, params: dict[str, Json]) -> dict[str, Any]:
        with explained(self._meaning):
            response = self._ctx.http.get(f"{API}/{path}", params=params, headers=self._headers)
        return read_object(response, WHOSE)

    def _renamed(self, error: HttpStatus) -> bool:
        """Whether it was refused for the old names, and the new ones may be tried."""
        return not self._fixed and self.names == "tweet" and OLD.parameter in refused(error)

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        mine = refused(error)
        if self._renamed(error) or not mine.isdisjoint(_STALE):
            return None
        return _unfit(mine) if mine else _meaning(error)


def _unfit(parameters: frozenset[str]) -> BadRequest:
    hint = (
        "Try the words of `watch:` or `query:` in the search of X."
        if "query" in parameters
        else "Write `fields: auto`. If that is so already, X has changed: please report it."
    )
    return BadRequest(f"X does not take {', '.join(sorted(parameters))[:80]} as it is", hint=hint)


def refused(error: HttpStatus) -> frozenset[str]:
    """Return the parameters that X does not take, as both versions of its errors name them."""
    if error.status != Status.BAD_REQUEST:
        return frozenset()
    told = error_object(error)
    faults = [told, *objects(told.get("errors"))]
    named = {line(each.get("parameter")) for each in faults}
    listed = (inside(each, "parameters") for each in faults)
    return frozenset(filter(None, named)).union(
        *(each for each in listed if isinstance(each, dict))
    )


def problem(told: Json) -> str:
    """Return the last part of a problem's address: both hosts and both versions have the same."""
    return body(inside(told, "type")).rstrip("/").rpartition("/")[2]


def _meaning(error: HttpStatus) -> SourceError | None:
    told = error_object(error)
    if error.status == Status.TOO_MANY_REQUESTS:
        return _slower(error, told)
    if error.status == Status.PAYMENT_REQUIRED:
        return NeedsPayment(
            "the credits at X are used up",
            hint=f"Buy some at {CONSOLE} (Billing): what is older than 7 days is not found later.",
        )
    if error.status in {Status.UNAUTHORIZED, Status.FORBIDDEN}:
        return _no_right(error, told)
    return None


def _slower(error: HttpStatus, told: dict[str, Any]) -> SourceError:
    if problem(told) == "usage-capped":
        return NeedsPayment(
            "the app has read as much as its plan or its spending limit allows",
            hint=f"Raise the limit at {CONSOLE} (Billing), or wait for the next period.",
        )
    until = error.until if isinstance(error, HttpThrottled) else None
    return Throttled("X asks to wait", until=until)


def _no_right(error: HttpStatus, told: dict[str, Any]) -> SourceError:
    if error.status == Status.UNAUTHORIZED or problem(told) == "unsupported-authentication":
        hint = f"Take the bearer token anew: {CONSOLE} → your app → Keys and tokens."
        return AuthFailed("X refuses the token", hint=hint)
    hint = f"{CONSOLE}: the app must belong to a project, and pay-per-use must be switched on."
    return AuthFailed("the app may not read this from X", hint=hint)
