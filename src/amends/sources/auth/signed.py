"""Statements signed with a private key: Google's service accounts and Apple's API keys."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import ConfigError
from amends.sources.auth.oauth import GOOGLE_TOKENS, OAuthClient, bearer_of_assertion
from amends.sources.values import inside, line

if TYPE_CHECKING:
    from datetime import datetime

    from amends.sources.contract import FetchContext

_AN_HOUR = timedelta(hours=1)
"""The longest that Google allows (identity/protocols/oauth2/service-account)."""
APPLE_LIFE = timedelta(minutes=15)
"""Apple refuses more than 20 minutes (generating-tokens-for-api-requests)."""
_REFUSED = (
    "The clock of this machine is right, so: does the key still exist, and is its service account"
    " switched on? Google Cloud console → IAM → Service accounts → Keys."
)


def service_account(ctx: FetchContext, key_file: str, scope: str) -> str:
    """Return an access token for a service account; `key_file` is its JSON key, whole."""
    key, now = _key_of(key_file), _present(ctx)
    claims = {
        "iss": key["client_email"],
        "scope": scope,
        "aud": GOOGLE_TOKENS,
        "iat": now,
        "exp": now + _AN_HOUR,
    }
    headers = {"kid": key["private_key_id"]} if line(key.get("private_key_id")) else {}
    assertion = _sign(claims, key["private_key"], "RS256", headers)
    client = OAuthClient("Google", GOOGLE_TOKENS, "", hints={"invalid_grant": _REFUSED})
    return bearer_of_assertion(ctx, client, assertion)


def app_store_token(ctx: FetchContext, key: str, key_id: str, issuer: str | None) -> str:
    """Return a token for App Store Connect; without an `issuer` the key is an individual one."""
    who, now = {"iss": issuer} if issuer else {"sub": "user"}, _present(ctx)
    claims = {"aud": "appstoreconnect-v1", "iat": now, "exp": now + APPLE_LIFE} | who
    return _sign(claims, key, "ES256", {"kid": key_id})


def _present(ctx: FetchContext) -> datetime:
    """Return what time it is by now: a walk may outlive the statement it began with."""
    return ctx.now + timedelta(seconds=max(0.0, ctx.deadline.seconds - ctx.deadline.left))


def _key_of(text: str) -> dict[str, Any]:
    try:
        key = json.loads(text)
    except ValueError:
        key = None
    if not all(line(inside(key, each)) for each in ("client_email", "private_key")):
        raise ConfigError(
            ["the secret of the service account is not its JSON key file"],
            hint="Point file: at the JSON that Google Cloud let you download.",
        )
    found: dict[str, Any] = key
    return found


def _sign(claims: dict[str, Any], key: str, algorithm: str, headers: dict[str, Any]) -> str:
    """Sign with PyJWT: its ES256 signature is the raw one that JOSE wants, not DER."""
    try:
        import jwt
    except ImportError:
        raise ConfigError(
            ["signed keys need two more packages"], hint="pip install 'amends[apps]'"
        ) from None
    try:
        return jwt.encode(claims, key, algorithm=algorithm, headers=headers)
    except (ValueError, TypeError, AttributeError, jwt.PyJWTError):  # it may quote the key
        raise ConfigError(
            ["the private key cannot be read"], hint="It begins with -----BEGIN PRIVATE KEY-----."
        ) from None
