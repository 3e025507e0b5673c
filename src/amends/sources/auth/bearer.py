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
    """Asks with a token that is fetched at the first request, and once more after a 401.

    It lives as long as one reading: access tokens are never stored.
    """

    def __init__(self, ctx: FetchContext, fetch: Callable[[], str], scheme: str = "Bearer") -> None:
        self._ctx = ctx
        self._fetch = fetch
        self._scheme = scheme
        self._token: str | None = None
        self._renewed = False

    def get(self, url: str, **options: Any) -> Response:
        """Fetch `url`; see `SourceHttp.request`."""
        return self.request("GET", url, **options)

    def request(self, method: str, url: str, **options: Any) -> Response:
        """Ask; see `SourceHttp.request`. A second 401 is the platform's last word."""
        fresh = self._token is None
        if self._token is None:
            self._token = self._fetch()
        given = {**(options.pop("headers", None) or {})}
        given["authorization"] = f"{self._scheme} {self._token}"
        try:
            return self._ctx.http.request(method, url, headers=given, **options)
        except HttpStatus as error:
            if error.status != HTTPStatus.UNAUTHORIZED or fresh or self._renewed:
                raise
        self._renewed, self._token = True, None
        return self.request(method, url, headers=given, **options)
