"""Asking one Zendesk account: credentials, limits, and what its refusals mean."""

from __future__ import annotations

from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.errors import AuthFailed, BadRequest, HttpStatus, SourceError
from amends.sources.answers import read_object
from amends.sources.failures import explained
from amends.sources.values import count, inside, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.http import Response
    from amends.sources.contract import FetchContext

WHOSE = "Zendesk"
_ADMINS_ONLY = (
    "Only administrators may export tickets and ratings: use an administrator's token, or set "
    "`access: agent` and leave `ratings:` out."
)


class Api:
    """Requests to `SUBDOMAIN.zendesk.com`, with an API token or an OAuth one."""

    def __init__(self, ctx: FetchContext, subdomain: str, email: str | None, token: str) -> None:
        self._http = ctx.http
        self._subdomain = subdomain
        self.home = f"https://{subdomain}.zendesk.com"
        secret = ctx.secret(token)
        self._auth = (f"{email}/token", secret) if email else None
        self._headers = {} if email else {"authorization": f"Bearer {secret}"}

    def ask(self, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the object at a path below `/api/v2`; raises what a source may raise."""
        return read_object(self._get(path, params), WHOSE)

    def probed(self, access: str) -> str:
        """Return whose token it is and what is left; raises if its owner may not read tickets."""
        response = self._get("users/me")
        user = read_object(response, WHOSE).get("user")
        name, role = line(inside(user, "name")) or "somebody", line(inside(user, "role"))
        if count(inside(user, "id")) is None:  # Zendesk takes wrong credentials for a visitor
            raise self._refused()
        if role == "end-user" or (role != "admin" and access == "admin"):
            raise AuthFailed(f"{name} is no administrator of {self.home}", hint=_ADMINS_ONLY)
        left = count(response.headers.get("x-rate-limit-remaining"))
        limit = count(response.headers.get("x-rate-limit"))
        known = left is not None and limit is not None
        quota = f"; {left} of {limit} requests a minute left" if known else ""
        return f"{self._subdomain}: {name} ({role}){quota}"

    def _get(self, path: str, params: Mapping[str, Any] | None = None) -> Response:
        with explained(self._meaning):
            return self._http.get(
                f"{self.home}/api/v2/{path}",
                params=params,
                headers=self._headers,
                auth=self._auth,
            )

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        if error.status == Status.UNAUTHORIZED:
            return self._refused()
        if error.status == Status.FORBIDDEN:
            return AuthFailed(f"{WHOSE} does not let us read this", hint=_ADMINS_ONLY)
        if error.status == Status.NOT_FOUND:
            return BadRequest(
                f"{WHOSE} has no account {self.home}",
                hint="Take `subdomain:` from the address where your team works.",
            )
        return None

    def _refused(self) -> AuthFailed:
        said = "that `email:` is the address of its owner, and that token access is switched on"
        oauth = "that it is an OAuth access token; an API token also needs its owner's `email:`"
        return AuthFailed(
            f"{WHOSE} does not accept the token",
            hint=f"Check the token, {said if self._auth else oauth}.",
        )
