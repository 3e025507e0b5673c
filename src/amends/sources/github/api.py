"""Asking GitHub: addresses, headers, quotas, and what its refusals mean."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import (
    AuthFailed,
    BadAnswer,
    BadRequest,
    HttpStatus,
    HttpThrottled,
    SourceError,
    Throttled,
)
from amends.http.retry import retry_after
from amends.sources.answers import error_object, read_object
from amends.sources.failures import explained
from amends.sources.values import body, count, inside, line, moment_of_epoch, objects

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.http import Response, Validators
    from amends.models import Json
    from amends.sources.contract import FetchContext

WHOSE = "GitHub"
_HEADERS = {"accept": "application/vnd.github.text+json", "x-github-api-version": "2022-11-28"}
"""`text`: GitHub turns Markdown into plain text itself, `body_text` (docs.github.com/rest, Media
types)."""
_BREATHER = timedelta(minutes=1)
"""The least pause after a secondary limit that names none (docs.github.com, rate limits)."""
_TEAM = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_TOKENS = "github.com/settings/personal-access-tokens"


class Api:
    """Requests to one GitHub, with a token or without."""

    def __init__(self, ctx: FetchContext, host: str, token: str | None) -> None:
        public = host == "github.com"
        self._ctx = ctx
        self._root = "https://api.github.com" if public else f"https://{host}/api/v3"
        self._graphql = "https://api.github.com" if public else f"https://{host}/api"
        self._headers = {**_HEADERS}
        self._token = bool(token)
        if token:
            self._headers["authorization"] = f"Bearer {ctx.secret(token)}"

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        validators: Validators | None = None,
    ) -> Response:
        """Fetch a path; raises what a source may raise, with the next step as its hint."""
        with explained(self._meaning):
            return self._ctx.http.get(
                f"{self._root}/{path}", params=params, headers=self._headers, validators=validators
            )

    def graphql(self, query: str, variables: Mapping[str, Json]) -> dict[str, Any]:
        """Return the `data` of a query; its errors come with status 200 and are raised here."""
        with explained(self._meaning):
            response = self._ctx.http.request(
                "POST",
                f"{self._graphql}/graphql",
                headers=self._headers,
                json={"query": query, "variables": variables},
                repeatable=True,
            )
            answer = read_object(response, WHOSE)
            kinds = [line(error.get("type")) for error in objects(answer.get("errors"))]
            if kinds:
                raise self._graphql_error(kinds, response.headers)
        data = answer.get("data")
        if not isinstance(data, dict):
            raise BadAnswer(f"{WHOSE}: the answer holds neither data nor errors")
        return data

    def quota(self, response: Response) -> str:
        """Say how much of the quota is left, and whether a token was used."""
        left = count(response.headers.get("x-ratelimit-remaining"))
        limit = count(response.headers.get("x-ratelimit-limit"))
        said = "" if left is None or limit is None else f"{left} of {limit} requests an hour left"
        scopes = line(response.headers.get("x-oauth-scopes"))
        with_what = "with a token" if self._token else "without a token"
        rights = f" (its rights: {scopes})" if scopes else ""
        return ", ".join(filter(None, [said, with_what + rights]))

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        until = self._free_again(error)
        if until:
            return Throttled(f"{WHOSE}: the quota is used up", hint=self._more, until=until)
        if error.status == Status.UNAUTHORIZED:
            return AuthFailed(
                f"{WHOSE} does not accept the token",
                hint=f"It is mistyped, expired or was taken back: make a new one at {_TOKENS} and "
                "put it where `token:` points.",
            )
        if error.status == Status.FORBIDDEN:
            return AuthFailed(f"{WHOSE} does not let us read this", hint=self._rights)
        return None

    def _free_again(self, error: HttpStatus) -> datetime | None:
        """Return when to ask again if a limit was reached, primary or secondary; else None."""
        if error.status not in {Status.FORBIDDEN, Status.TOO_MANY_REQUESTS}:
            return None
        until = retry_after(error.headers, self._ctx.now)
        if isinstance(error, HttpThrottled):
            until = error.until or until or self._ctx.now + _BREATHER
        if error.headers.get("x-ratelimit-remaining") == "0":
            until = moment_of_epoch(error.headers.get("x-ratelimit-reset")) or until
            return until or self._ctx.now + _BREATHER
        said = error_object(error)
        words = body(said.get("message")) + body(said.get("documentation_url"))
        secondary = "secondary" in words.lower()
        return until or (self._ctx.now + _BREATHER if secondary else None)

    def _graphql_error(self, kinds: list[str | None], headers: Mapping[str, str]) -> Exception:
        kind = next(filter(None, kinds), "unnamed")
        if kind == "RATE_LIMITED":
            until = moment_of_epoch(headers.get("x-ratelimit-reset"))
            return Throttled(f"{WHOSE}: the quota is used up", until=until)
        if kind in {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
            return AuthFailed(f"{WHOSE} does not let us read the discussions", hint=self._rights)
        if kind == "NOT_FOUND":
            return HttpStatus(f"{WHOSE}: not found", status=Status.NOT_FOUND)
        if "CURSOR" in kind:
            return HttpStatus(f"{WHOSE}: unknown cursor", status=Status.UNPROCESSABLE_ENTITY)
        return BadRequest(
            f"{WHOSE} refuses the question about discussions ({kind})",
            hint="Set `discussions: false` to leave them out; the rest is read.",
        )

    @property
    def _more(self) -> str | None:
        free = "A free token raises the limit from 60 to 5,000 requests an hour: set `token:`."
        return None if self._token else free

    @property
    def _rights(self) -> str:
        if not self._token:
            return f"Make a token at {_TOKENS} and set `token:`."
        return (
            "Give the token the rights “Issues: read” and “Discussions: read” for this repository; "
            "in an organisation an owner may have to approve it."
        )


def next_page(response: Response) -> bool:
    """Whether the Link header names a next page."""
    return 'rel="next"' in response.headers.get("link", "")


def person(user: Json) -> str | None:
    """Return the name of an account; None for nobody: the account was deleted."""
    return line(inside(user, "login"))


def is_program(user: Json) -> bool:
    """Whether an account is a bot's (`type` in REST, `__typename` in GraphQL)."""
    return "Bot" in (inside(user, "type"), inside(user, "__typename"))


def of_team(association: Json) -> bool:
    """Whether an `author_association` is that of somebody who may write to the repository."""
    return line(association) in _TEAM
