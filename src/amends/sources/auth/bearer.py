"""Requests that carry an access token."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from amends.errors import HttpStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.http import Response
    from amends.sources.contract import FetchContext


class Bearer:
    """Asks with a token that is fetched at the first request, and anew when it has expired.

    Expired is a token that is refused (401) although it has worked before: long walks outlive
    several of them. It lives as long as one reading: access tokens are never stored.
    """

    def __init__(self, ctx: FetchContext, fetch: Callable[[], str], scheme: str = "Bearer") -> None:
        self._ctx = ctx
        self._fetch = fetch
        self._scheme = scheme
        self._token: str | None = None
        self._worked = False

    def get(self, url: str, **options: Any) -> Response:
        """Fetch `url`; see `SourceHttp.request`."""
        return self.request("GET", url, **options)

    def request(self, method: str, url: str, **options: Any) -> Response:
        """Ask; see `SourceHttp.request`. A token that never worked is refused for good."""
        try:
            answer = self._ask(method, url, options)
        except HttpStatus as error:
            if error.status != HTTPStatus.UNAUTHORIZED or not self._worked:
                raise
            self._token, self._worked = None, False
            answer = self._ask(method, url, options)
        self._worked = True
        return answer

    def _ask(self, method: str, url: str, options: dict[str, Any]) -> Response:
        if self._token is None:
            self._token = self._fetch()
        headers = {**(options.get("headers") or {})}
        headers["authorization"] = f"{self._scheme} {self._token}"
        return self._ctx.http.request(method, url, **{**options, "headers": headers})
