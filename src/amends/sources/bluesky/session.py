"""Asking Bluesky in somebody's name: a session that is kept, renewed, and rarely begun anew.

docs.bsky.app, advanced guides: an access token lasts about two hours, the token that renews it
about ninety days and changes with every use; an account may begin 300 sessions a day.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Any

from amends.config.secrets import keeps_secrets
from amends.errors import (
    AuthFailed,
    BadAnswer,
    Blocked,
    ConfigError,
    HttpStatus,
    HttpThrottled,
    SourceError,
    Throttled,
)
from amends.sources.answers import error_object, read_object
from amends.sources.failures import explained
from amends.sources.values import count, inside, line, objects, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.http import Response
    from amends.sources.contract import FetchContext

WHOSE = "Bluesky"
_ENDED = frozenset({"ExpiredToken", "InvalidToken"})
"""Said with status 400 (lexicon of com.atproto.server.refreshSession), not with 401."""
_DID = re.compile(r"did:[a-z]+:[\w.:%-]{0,2000}[\w.-]", re.ASCII)
"""The id of an account: https://atproto.com/specs/did."""
_STILL = "the session kept from an earlier run still works, until it ends"
_ADVICE = "Make an app password: Settings → Privacy and security → App passwords."
_REFUSALS = {
    "AuthenticationRequired": ("does not take the handle with this password", _ADVICE),
    "AuthFactorTokenRequired": (
        "wants a code from a mail, as it does for the main password",
        _ADVICE,
    ),
    "AccountTakedown": (
        "has taken this account down",
        "Log in at bsky.app, where the reason is shown and an appeal begins.",
    ),
}


@dataclass(slots=True)
class Session:
    """Requests in the name of one account, at the server where it lives."""

    ctx: FetchContext
    entrance: str
    """Where sessions begin; the account's own server (PDS) is named there."""
    handle: str
    password: Callable[[], str]
    _did: str = ""
    _home: str = ""
    _token: str | None = field(default=None, repr=False)

    @property
    def did(self) -> str:
        """The account's id, which stays when its handle changes."""
        if self._token is None:
            self.open()
        return self._did

    def open(self) -> None:
        """Go on with the session of the last run, or begin a new one."""
        if not self._goes_on():
            self._begin()

    def try_password(self) -> None:
        """Begin a session whatever is kept: one that goes on says nothing about the password."""
        try:
            self._begin()
        except AuthFailed as error:
            if not self._goes_on():
                raise
            raise AuthFailed(f"{error.message}; {_STILL}", hint=error.hint) from None

    def _begin(self) -> None:
        self._token = None
        asked = {"identifier": self.handle, "password": self.password()}
        with explained(_meaning):
            self._begun(self._post(self.entrance, "createSession", asked))

    def _goes_on(self) -> bool:
        """Renew the session of the last run; whether there is one that has not ended."""
        self._token = None
        kept = self._kept()
        if kept is None:
            return False
        try:
            self._begun(self._post(kept["home"], "refreshSession", token=kept["refresh"]))
        except HttpStatus as error:
            if error.status not in {Status.BAD_REQUEST, Status.UNAUTHORIZED}:
                raise
            return False
        return True

    def get(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the answer to a question; see `response`."""
        return read_object(self.response(method, params), WHOSE)

    def response(self, method: str, params: Mapping[str, Any]) -> Response:
        """Ask by the name of a method, such as `app.bsky.feed.getPosts`.

        A session that has ended is renewed once. Raises `SourceError` with the next step for what
        Bluesky refuses, else `HttpError`.
        """
        if self._token is None:
            self.open()
        try:
            return self._get(method, params)
        except HttpStatus as error:
            if line(error_object(error).get("error")) not in _ENDED:
                raise
        self.open()
        return self._get(method, params)

    def _get(self, method: str, params: Mapping[str, Any]) -> Response:
        with explained(_meaning):
            return self.ctx.http.get(
                f"{self._home}/xrpc/{method}",
                params=params,
                headers={"authorization": f"Bearer {self._token}"},
            )

    def _post(
        self, host: str, name: str, body: dict[str, str] | None = None, token: str | None = None
    ) -> dict[str, Any]:
        url = f"{host}/xrpc/com.atproto.server.{name}"
        headers = {"authorization": f"Bearer {token}"} if token else None
        return read_object(self.ctx.http.request("POST", url, json=body, headers=headers), WHOSE)

    def _begun(self, answer: dict[str, Any]) -> None:
        token, renewal = _jwt(answer.get("accessJwt")), _jwt(answer.get("refreshJwt"))
        did = line(answer.get("did")) or ""
        if not (token and renewal and _DID.fullmatch(did)):
            raise BadAnswer(f"{WHOSE}: the answer to the login is no session")
        self._token, self._did = token, did
        self._home = _server(answer.get("didDoc")) or self._home or self.entrance
        kept = {"entrance": self.entrance, "handle": self.handle, "home": self._home}
        with suppress(ConfigError):  # then every run begins a session, of which there are enough
            self.ctx.login.renew(json.dumps(kept | {"refresh": renewal}))

    def _kept(self) -> dict[str, str] | None:
        """Return the session of the last run, if it is one of this account."""
        found: Any = None
        with suppress(ConfigError, ValueError, RecursionError):
            found = json.loads(self.ctx.login.read() or "null")
        if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
            return None
        same = found.get("entrance") == self.entrance and found.get("handle") == self.handle
        if not (same and found.get("refresh") and keeps_secrets(found.get("home", ""))):
            return None
        self._home = found["home"]
        return found


def quota(response: Response) -> str:
    """Say how many requests are left; nothing if Bluesky does not."""
    left = count(response.headers.get("ratelimit-remaining"))
    limit = count(response.headers.get("ratelimit-limit"))
    return "" if left is None else f"; {left} of {limit or '?'} requests are left"


def _jwt(value: Any) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(r"[\w.~+/=-]{1,8000}", value) else None


def _server(document: Any) -> str | None:
    """Return the address of an account's own server from its DID document."""
    for service in objects(inside(document, "service")):
        address = web_address(service.get("serviceEndpoint"))
        home = (line(service.get("id")) or "").endswith("#atproto_pds")
        if home and address and keeps_secrets(address):
            return address.rstrip("/")
    return None


def _meaning(error: HttpStatus) -> SourceError | None:
    """Say what a refusal means here; the rest has its usual meaning."""
    if isinstance(error, HttpThrottled):
        hint = "Bluesky counts the requests of an account, and those of an internet address."
        return Throttled(error.message, hint=hint, until=error.until)
    name = line(error_object(error).get("error"))
    if name in _REFUSALS:
        said, hint = _REFUSALS[name]
        return AuthFailed(f"{WHOSE} {said}", hint=hint)
    if error.status == Status.FORBIDDEN and name is None:
        hint = "This is the wrong server for a search: leave `host:` out, or name your own server."
        return Blocked(f"{error.message} with a web page", hint=hint)
    return None
