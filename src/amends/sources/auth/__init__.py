"""How sources prove who asks: OAuth 2 grants, signed tokens, and requests that carry one."""

from amends.sources.auth.bearer import Bearer
from amends.sources.auth.oauth import Consent, OAuthClient, client_credentials, exchange, refreshed
from amends.sources.auth.signed import app_store_token, service_account

__all__ = [
    "Bearer",
    "Consent",
    "OAuthClient",
    "app_store_token",
    "client_credentials",
    "exchange",
    "refreshed",
    "service_account",
]
