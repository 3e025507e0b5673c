"""Reddit's Data API: tokens, what is left of the quota, and what refusals mean there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    Blocked,
    HttpStatus,
    HttpThrottled,
    SourceError,
    Throttled,
)
from amends.sources.answers import error_object, read_json
from amends.sources.auth import Bearer, OAuthClient, client_credentials, refreshed
from amends.sources.failures import explained
from amends.sources.values import inside, line, objects

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.http import Response
    from amends.models import Json
    from amends.sources.contract import FetchContext

API = "https://oauth.reddit.com"
TOKENS = "https://www.reddit.com/api/v1/access_token"
AUTHORIZE = "https://www.reddit.com/api/v1/authorize"
PAGE = 100
"""The most that one page may hold."""
WHOSE = "Reddit"
_LONGEST_WINDOW = 86_400
"""Seconds; the quota's window has ten minutes."""
_APP = (
    "Check `client_id` and `client_secret` at https://www.reddit.com/prefs/apps, and that Reddit "
    "has approved the app."
)
_HINTS = {"401": _APP, "invalid_client": _APP, "unauthorized_client": _APP}
_WHY = {
    "private": "is private: only its members may read it",
    "banned": "was closed by Reddit",
    "quarantined": "is quarantined: the account must first agree to see it",
    "gold_only": "is only for those who pay",
}


def client(client_id: str, secret: str) -> OAuthClient:
    """Return the app as it is registered at Reddit."""
    return OAuthClient(WHOSE, TOKENS, client_id, secret, basic=True, hints=_HINTS)


@dataclass(slots=True)
class Quota:
    """What is left until when, as the last answer said (`X-Ratelimit-…`); None: it said nothing."""

    left: float | None = None
    seconds: float = 0

    def note(self, headers: Mapping[str, str]) -> None:
        """Remember what an answer says."""
        left, seconds = (
            _number(headers.get(f"x-ratelimit-{each}")) for each in ("remaining", "reset")
        )
        if left is not None:
            self.left, self.seconds = left, min(seconds or 0, _LONGEST_WINDOW)

    def until(self, now: datetime) -> datetime | None:
        """Return when there will be more, if nothing is left."""
        used_up = self.left is not None and self.left < 1 and self.seconds > 0
        return now + timedelta(seconds=self.seconds) if used_up else None

    def __str__(self) -> str:
        if self.left is None:
            return "Reddit did not say how many requests are left"
        return f"{self.left:.0f} requests left for {self.seconds:.0f} seconds"


@dataclass
class Api:
    """Requests with the token of the app, or of the person who has logged in."""

    ctx: FetchContext
    app: OAuthClient
    agent: str
    """Reddit wants every program to name itself and its owner (`User-Agent`)."""
    quota: Quota = field(default_factory=Quota)

    def __post_init__(self) -> None:
        self._bearer = Bearer(self.ctx, self._token)

    @property
    def logged_in(self) -> bool:
        """Whether somebody has logged in: else only what is public is there."""
        return self.ctx.login.read() is not None

    def get(self, path: str, **params: Any) -> Json:
        """Return the answer to a path; raises `Throttled` instead of asking for too much."""
        if until := self.quota.until(self.ctx.now):
            raise Throttled("Reddit: the requests of these ten minutes are used up", until=until)
        with explained(self._meaning):
            found = self._bearer.get(
                f"{API}/{path}",
                params={"raw_json": 1, **params},  # else < > & come as entities
                headers={"user-agent": self.agent},
            )
        self.quota.note(found.headers)
        _not_elsewhere(found, path)
        return read_json(found, WHOSE)

    def listing(self, path: str, **params: Any) -> tuple[list[dict[str, Any]], str | None]:
        """Return the things of a page, and the cursor of the next one."""
        return things(self.get(path, limit=PAGE, **params))

    def _token(self) -> str:
        kept = self.ctx.login.read()
        return (
            refreshed(self.ctx, self.app, kept) if kept else client_credentials(self.ctx, self.app)
        )

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        self.quota.note(error.headers)
        told = error_object(error)
        why = line(told.get("reason")) or ""
        if isinstance(error, HttpThrottled):
            until = error.until or self.quota.until(self.ctx.now)
            return Throttled(error.message, until=until) if until else None
        if why in _WHY:
            hint = "Take it out of `subreddits`."
            return BadRequest(f"{WHOSE}: this subreddit {_WHY[why]}", hint=hint)
        if error.status == Status.FORBIDDEN and not told:
            hint = (
                "Reddit shows a page instead of data: check that the app is approved, and `user`."
            )
            return Blocked(error.message, hint=hint)
        if error.status in {Status.UNAUTHORIZED, Status.FORBIDDEN}:
            return AuthFailed(error.message, hint=_APP)
        return None


def things(answer: Json) -> tuple[list[dict[str, Any]], str | None]:
    """Return what a listing holds, each with its `kind`, and its cursor."""
    children = inside(answer, "data", "children")
    if not isinstance(children, list):
        raise BadAnswer(f"{WHOSE}: the answer is no listing")
    found = [
        {**each["data"], "kind": each.get("kind")}
        for each in objects(children)
        if isinstance(each.get("data"), dict)
    ]
    return found, line(inside(answer, "data", "after"))


def _not_elsewhere(found: Response, path: str) -> None:
    """Reddit leads to a search for subreddits where there is none of that name."""
    if "/subreddits/search" in found.url:
        name = path.split("/")[1] if path.startswith("r/") else path
        raise BadRequest(f"{WHOSE}: there is no r/{name}", hint="Check `subreddits`.")


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
