"""A person's consent (RFC 6749, 4.1; PKCE: RFC 7636): what they are asked, what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import compare_digest, token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from amends.errors import AuthFailed
from amends.sources.auth.oauth import OAuthClient, exchange
from amends.sources.auth.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amends.sources.contract import FetchContext

VERIFIER = 64
"""Characters; 43 to 128 are allowed (RFC 7636, 4.1)."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person is asked to agree to, in their browser; the answer is a refresh token."""

    client: OAuthClient
    authorize_url: str
    scope: str
    extra: Mapping[str, str] = field(default_factory=dict)
    """Parameters of this platform: Google wants `access_type=offline` and `prompt=consent`."""
    redirect: str = "http://127.0.0.1/"
    """Where the browser comes back to, as it is registered at the platform.

    Without a port any free one of this machine is taken: platforms with "desktop apps" allow that
    (RFC 8252, 7.3). With one (`http://localhost:8723/amends`) exactly that address is served. At
    an address of another machine nobody listens: there a person pastes what their browser shows.
    """


@dataclass(frozen=True, slots=True)
class Pasted:
    """A token that a person fetches from the platform's pages, where no browser comes back."""

    instructions: tuple[str, ...]
    """How to get it, step by step."""
    keep: Callable[[FetchContext, str], str]
    """Turns what was pasted into what `ctx.login.read()` shall return; raises `AuthFailed` (or
    `HttpError`) where it is no good."""


class Asked:
    """One consent under way. Its verifier and its state live no longer than that."""

    def __init__(self, consent: Consent, redirect: str) -> None:
        from oauthlib.oauth2 import WebApplicationClient

        self._consent = consent
        self._redirect = redirect
        self._web = WebApplicationClient(consent.client.id)
        self._state = token_urlsafe(32)
        self._verifier: str = self._web.create_code_verifier(VERIFIER)

    @property
    def address(self) -> str:
        """The page on which to agree; nothing in it is secret."""
        address: str = self._web.prepare_request_uri(
            self._consent.authorize_url,
            redirect_uri=self._redirect,
            scope=self._consent.scope,
            state=self._state,
            code_challenge=self._web.create_code_challenge(self._verifier, "S256"),
            code_challenge_method="S256",
            **self._consent.extra,
        )
        return address

    def is_answer(self, address: str) -> bool:
        """Whether the browser was sent to this address because of our question."""
        try:
            given = parse_qs(urlsplit(address.strip()).query).get("state", [""])
        except ValueError:
            return False
        return len(given) == 1 and compare_digest(given[0].encode(), self._state.encode())

    def code(self, address: str) -> str:
        """Return the code in an answer; raises `AuthFailed` for a refusal."""
        from oauthlib.oauth2 import OAuth2Error

        # oauthlib wants https even of an address that never leaves this machine (RFC 8252, 7.3).
        answer = f"https://amends.invalid/?{urlsplit(address.strip()).query}"
        client = self._consent.client
        try:
            found: dict[str, str] = self._web.parse_request_uri_response(answer, self._state)
        except OAuth2Error as error:  # it holds the platform's words
            raise refused(client.whose, error.error, client.hints) from None
        return found["code"]

    def token(self, ctx: FetchContext, code: str) -> str:
        """Return the refresh token for the code."""
        if not code.isprintable():
            raise AuthFailed(f"{self._consent.client.whose}: the answer holds no code")
        return exchange(ctx, self._consent.client, code, self._redirect, self._verifier)
