"""How sources prove who asks: OAuth 2 grants, signed tokens, and requests that carry one."""

from amends.sources.auth.bearer import Bearer
from amends.sources.auth.consent import Asked, Consent, Pasted
from amends.sources.auth.oauth import (
    OAuthClient,
    client_credentials,
    google,
    refreshed,
)
from amends.sources.auth.refusals import wrong_clock
from amends.sources.auth.signed import app_store_token, service_account

__all__ = [
    "Asked",
    "Bearer",
    "Consent",
    "OAuthClient",
    "Pasted",
    "app_store_token",
    "client_credentials",
    "google",
    "refreshed",
    "service_account",
    "wrong_clock",
]
