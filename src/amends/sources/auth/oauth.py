"""OAuth 2 (RFC 6749, 7636): what to send and what comes back; oauthlib knows the words.

No token and no secret is ever part of a message. What the platform itself says about a refusal is
foreign text: only its codes are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amends.errors import AuthFailed, BadAnswer, HttpStatus
from amends.sources.answers import error_object, read_object
from amends.sources.values import line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.sources.contract import FetchContext


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """The program, as it is registered at the platform; `whose` names the platform to people."""

    whose: str
    token_url: str
    id: str
    secret: str | None = field(default=None, repr=False)
    basic: bool = False
    """Whether id and secret go into an Authorization header instead of the form."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What to do, by the error code that the platform answers (`invalid_grant` …)."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person is asked to agree to, in their browser."""

    client: OAuthClient
    authorize_url: str
    scope: str
    extra: Mapping[str, str] = field(default_factory=dict)
    """Parameters of this platform: Google wants `access_type=offline`."""


def refreshed(ctx: FetchContext, client: OAuthClient, refresh_token: str) -> str:
    """Return an access token for a refresh token; a new refresh token replaces the kept one."""
    answer = _ask(ctx, client, {"grant_type": "refresh_token", "refresh_token": refresh_token})
    renewed = line(answer.get("refresh_token"))
    if renewed and renewed != refresh_token:
        ctx.login.renew(renewed)
    return _access(answer, client)


def client_credentials(ctx: FetchContext, client: OAuthClient, scope: str | None = None) -> str:
    """Return an access token for the program itself."""
    wanted = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    return _access(_ask(ctx, client, wanted), client)


def exchange(
    ctx: FetchContext, client: OAuthClient, code: str, redirect_uri: str, verifier: str
) -> str:
    """Return the refresh token for the code that a consent has brought (with PKCE)."""
    answer = _ask(
        ctx,
        client,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        },
    )
    token = line(answer.get("refresh_token"))
    if token is None:
        raise BadAnswer(f"{client.whose}: no refresh token came with the consent")
    return token


def bearer_of_assertion(ctx: FetchContext, client: OAuthClient, assertion: str) -> str:
    """Return an access token for a signed statement of who asks (RFC 7523)."""
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    return _access(_ask(ctx, client, {"grant_type": grant, "assertion": assertion}), client)


def _ask(ctx: FetchContext, client: OAuthClient, form: Mapping[str, str]) -> dict[str, Any]:
    whole = dict(form)
    auth = None
    if client.basic:
        auth = (client.id, client.secret or "")
    elif client.id:
        whole |= {"client_id": client.id}
        whole |= {"client_secret": client.secret} if client.secret else {}
    try:
        answer = ctx.http.request("POST", client.token_url, form=whole, auth=auth)
    except HttpStatus as error:
        raise _refused(client, error) from error
    return read_object(answer, client.whose)


def _refused(client: OAuthClient, error: HttpStatus) -> Exception:
    """Say why no token was given, as far as the platform's code tells."""
    code = line(error_object(error).get("error"))
    if error.status not in {400, 401, 403}:
        return error
    hint = client.hints.get(code or "", "Log in again: amends sources login NAME")
    known = f" ({code})" if code in client.hints else ""
    return AuthFailed(f"{client.whose}: no access token was given{known}", hint=hint)


def _access(answer: dict[str, Any], client: OAuthClient) -> str:
    token = answer.get("access_token")
    if isinstance(token, str) and token.isascii() and token.isprintable() and token:
        return token
    raise BadAnswer(f"{client.whose}: no access token in the answer")
