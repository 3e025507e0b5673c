"""Asking one Mastodon server: addresses, pages by `Link`, quotas, and what its refusals mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from amends.config.secrets import keeps_secrets
from amends.errors import (
    AuthFailed,
    BadRequest,
    HttpStatus,
    HttpThrottled,
    HttpUnreachable,
    SourceError,
    Throttled,
    Unreachable,
)
from amends.sources.addresses import pasted
from amends.sources.answers import error_object, read_list, read_object
from amends.sources.failures import explained
from amends.sources.values import count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.http import Response
    from amends.sources.contract import FetchContext

PAGE = 40
"""The most that a list gives at once (docs.joinmastodon.org/methods/timelines)."""
_LINK = re.compile(r"""<([^<>]{1,4000})>\s*;\s*rel=["']?(next|prev)\b""")
_MORE_RIGHTS = "Make a new one with the scope `read`: Preferences → Development on your server."
_SLOWER = "The server counts requests over five minutes; give `interval: 5` if it recurs."
_COPY = "Copy it anew: Preferences → Development → your application → “Your access token”."


def address_of(text: str) -> str:
    """Return the address of a server, from its name, any of its pages, or `@you@server`.

    Raises `ValueError` for what is none, and for unprotected http outside of this machine.
    """
    wanted = text.strip()
    if "://" not in wanted:
        wanted = wanted.lstrip("@").rpartition("@")[2]
    parts = pasted(wanted)
    if parts is None or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
        raise ValueError("must be the name of a server, such as mastodon.social")
    if not keeps_secrets(parts.geturl()):
        raise ValueError("must be read over https://, or everybody on the way reads along")
    return f"{parts.scheme}://{parts.netloc.lower()}"


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list, and the queries of its neighbours."""

    rows: list[dict[str, Any]]
    older: str | None
    newer: str | None


@dataclass(frozen=True, slots=True)
class Server:
    """Requests to one server, in somebody's name if there is a token."""

    ctx: FetchContext
    address: str
    token: str | None = None

    @property
    def host(self) -> str:
        """The server as messages name it."""
        return urlsplit(self.address).netloc

    def get(self, path: str, params: Mapping[str, Any] | None = None, query: str = "") -> Response:
        """Ask for a path; `query` is that of a `Link` header, sent as it came.

        Only its query is followed, so that no server sends our token elsewhere. Raises
        `SourceError` with the next step for what Mastodon refuses, else `HttpError`.
        """
        try:
            with explained(self._meaning):
                return self.ctx.http.get(
                    f"{self.address}{path}{'?' if query else ''}{query}",
                    params=None if query else params,
                    headers={"authorization": f"Bearer {self.token}"} if self.token else None,
                )
        except HttpUnreachable as error:  # of this server alone: others may answer
            raise Unreachable(error.message, hint=error.hint) from error

    def object(self, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return an answer that is one object."""
        return read_object(self.get(path, params), self.host)

    def page(self, path: str, params: Mapping[str, Any], query: str = "") -> Rows:
        """Return one page of a list; a tag that nobody has used is an empty one."""
        try:
            response = self.get(path, params, query)
        except HttpStatus as error:
            if error.status != Status.NOT_FOUND or "error" not in error_object(error):
                raise
            return Rows([], None, None)
        links = {rel: urlsplit(to).query for to, rel in _LINK.findall(_linked(response))}
        rows = read_list(response, self.host)
        return Rows(rows, links.get("next") or None, links.get("prev") or None)

    def quota(self, response: Response) -> str:
        """Say how many requests are left; nothing if the server does not."""
        left = count(response.headers.get("x-ratelimit-remaining"))
        limit = count(response.headers.get("x-ratelimit-limit"))
        return "" if left is None else f"; {left} of {limit or '?'} requests are left"

    def _meaning(self, error: HttpStatus) -> SourceError | None:
        """Say what a refusal means here; the rest has its usual meaning."""
        if isinstance(error, HttpThrottled) and error.status == Status.TOO_MANY_REQUESTS:
            return Throttled(error.message, hint=_SLOWER, until=error.until)
        refused = error.status in {Status.UNAUTHORIZED, Status.FORBIDDEN}
        if refused and self.token is None:
            return self._closed(error)
        if error.status == Status.UNAUTHORIZED:
            return AuthFailed(f"{self.host} does not accept the token", hint=_COPY)
        if refused and "error" in error_object(error):
            said = f"{self.host}: the token may not read this"
            return AuthFailed(
                said, hint=f"{_MORE_RIGHTS} If it has it, the account may be suspended."
            )
        if error.status == Status.NOT_FOUND and "error" not in error_object(error):
            hint = "Check the name of the server: Mastodon's API is not there."
            return BadRequest(error.message, hint=hint)
        return None

    def _closed(self, error: HttpStatus) -> SourceError:
        return BadRequest(
            f"{self.host} shows its posts to its own users only ({error.status})",
            hint="Make it the first of `servers` and give the `token:` of an account there, or "
            "read another server.",
        )


def _linked(response: Response) -> str:
    return response.headers.get("link", "")
