"""OAuth 2 (RFC 6749, 7523): asking for tokens, and what comes back.

No token and no secret is ever part of a message or of an exception. What the platform itself says
about a refusal is foreign text: only its codes are looked at.

oauthlib carries the consent (see consent.py), but not this part, on purpose: its bodies would put
four words into a form that our own client encodes anyway, and its reading of an answer asks the
clock of the machine, raises a bare `Warning` where fewer rights were granted than asked for, and
puts the platform's words into its exceptions. `token_type` is not looked at: some platforms call
a bearer token `BearerToken`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amends.errors import BadAnswer, HttpStatus
from amends.sources.answers import error_object, read_object
from amends.sources.auth.refusals import STALE_CODE, refused, wrong_clock
from amends.sources.values import line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.sources.contract import FetchContext

GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"
_GOOGLE_ENDED = (
    "Google has ended the consent: it was taken back, not used for 6 months, or the consent screen"
    " is External + Testing, where it ends after 7 days (publish the app there)."
    " Then: amends sources login NAME"
)
_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """The program, as it is registered at the platform; `whose` names the platform to people."""

    whose: str
    token_url: str
    id: str = field(repr=False)
    """Not shown: some platforms treat it as a key."""
    secret: str | None = field(default=None, repr=False)
    basic: bool = False
    """Whether id and secret go into an Authorization header instead of the form."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What to do, by the error code that the platform answers (`invalid_grant` …). `NAME` in
    `amends sources login NAME` becomes the name of the source."""


def google(client_id: str, client_secret: str) -> OAuthClient:
    """Return a program that is registered in a Google Cloud project (OAuth client, desktop app).

    Google wants the secret of a desktop app too, and knows that it is none
    (identity/protocols/oauth2/native-app).
    """
    ended = {"invalid_grant": _GOOGLE_ENDED}
    return OAuthClient("Google", GOOGLE_TOKENS, client_id, client_secret, hints=ended)


def refreshed(ctx: FetchContext, client: OAuthClient, refresh_token: str) -> str:
    """Return an access token for a refresh token; a new refresh token replaces the kept one.

    It is asked for once: some platforms take a second use of the same token for a theft.
    """
    answer = _ask(ctx, client, {"grant_type": "refresh_token", "refresh_token": refresh_token})
    renewed = _token(answer, "refresh_token")
    if renewed and renewed != refresh_token:
        ctx.login.renew(renewed)
    return _access(answer, client)


def client_credentials(ctx: FetchContext, client: OAuthClient, scope: str | None = None) -> str:
    """Return an access token for the program itself."""
    wanted = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    return _access(_ask(ctx, client, wanted, repeatable=True), client)


def exchange(
    ctx: FetchContext, client: OAuthClient, code: str, redirect_uri: str, verifier: str
) -> str:
    """Return the refresh token for the code that a consent has brought (with PKCE)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    token = _token(_ask(ctx, client, form, hints={"invalid_grant": STALE_CODE}), "refresh_token")
    if token is None:
        raise BadAnswer(
            f"{client.whose}: no refresh token came with the consent",
            hint="Take this program's access away in your account there, then log in once more.",
        )
    return token


def bearer_of_assertion(ctx: FetchContext, client: OAuthClient, assertion: str) -> str:
    """Return an access token for a signed statement of who asks (RFC 7523).

    It holds the time: where it is refused, a wrong clock of this machine is named as the reason.
    """
    form = {"grant_type": _JWT_BEARER, "assertion": assertion}
    return _access(_ask(ctx, client, form, signed=True, repeatable=True), client)


def _ask(
    ctx: FetchContext,
    client: OAuthClient,
    form: Mapping[str, str],
    *,
    hints: Mapping[str, str] | None = None,
    signed: bool = False,
    repeatable: bool = False,
) -> dict[str, Any]:
    whole, auth = dict(form), None
    if client.basic:
        auth = (client.id, client.secret or "")
    elif client.id:
        whole |= {"client_id": client.id}
        whole |= {"client_secret": client.secret} if client.secret else {}
    known = {**client.hints, **(hints or {})}
    try:
        answer = ctx.http.request(
            "POST", client.token_url, form=whole, auth=auth, repeatable=repeatable
        )
    except HttpStatus as error:
        if error.status not in {400, 401, 403}:
            raise
        clock = wrong_clock(ctx.now, error.headers) if signed else None
        # Without the cause: its body may repeat what was sent.
        raise refused(client.whose, error_object(error).get("error"), known, clock) from None
    found = read_object(answer, client.whose)
    if "access_token" not in found and line(found.get("error")):  # GitHub's way: with status 200
        raise refused(client.whose, found["error"], known)
    return found


def _access(answer: dict[str, Any], client: OAuthClient) -> str:
    token = _token(answer, "access_token")
    if token is None:
        raise BadAnswer(f"{client.whose}: no access token in the answer")
    return token


def _token(answer: Mapping[str, Any], name: str) -> str | None:
    """Return a token as it came (RFC 6749, appendix A.12: visible ASCII), else None."""
    token = answer.get(name)
    sound = isinstance(token, str) and token.isascii() and token.isprintable() and token.strip()
    return token if isinstance(token, str) and sound else None
