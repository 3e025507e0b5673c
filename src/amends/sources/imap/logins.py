"""How a mailbox is logged in to: a password, or a token after a consent (XOAUTH2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from amends.errors import AuthFailed
from amends.sources.auth import Consent, OAuthClient, google, refreshed
from amends.sources.google import AUTHORIZE
from amends.sources.imap.guide import APP_PASSWORD, MICROSOFT

if TYPE_CHECKING:
    from amends.sources.contract import FetchContext

Auth = Literal["password", "google", "microsoft"]

_AZURE = "https://login.microsoftonline.com/common/oauth2/v2.0"
_ENDED = "The consent has ended. Log in again: amends sources login NAME"


def consent(auth: Auth, client_id: str, secret: str | None) -> Consent:
    """Return what to ask for: the one scope of both platforms that opens a mailbox over IMAP.

    developers.google.com/workspace/gmail/imap/xoauth2-protocol; learn.microsoft.com/exchange/
    client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth.
    """
    if auth == "google":
        extra = {"access_type": "offline", "prompt": "consent"}
        client = _client(auth, client_id, secret)
        return Consent(client, AUTHORIZE, "https://mail.google.com/", extra)
    return Consent(
        _client(auth, client_id, secret),
        f"{_AZURE}/authorize",
        "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
        redirect="http://localhost/",
    )


def access_token(ctx: FetchContext, auth: Auth, client_id: str, secret: str | None) -> str:
    """Return a token that opens the mailbox for about an hour; raises `AuthFailed`."""
    kept = ctx.login.read()
    if kept is None:
        raise AuthFailed(
            "nobody has logged in to the mailbox", hint="Log in first: amends sources login NAME"
        )
    return refreshed(ctx, _client(auth, client_id, secret), kept)


def refused_hint(auth: Auth, host: str) -> str:
    """Return what to do where a login was refused."""
    if auth != "password":
        return "Log in again with the account of this mailbox: amends sources login NAME"
    name = f".{host.casefold()}"
    if any(name.endswith(f".{end}") for end in MICROSOFT):
        return "Microsoft has let no password in since 2023: set auth: microsoft."
    page = next((page for end, page in APP_PASSWORD.items() if name.endswith(f".{end}")), None)
    if page:
        return f"This provider wants an app password, not that of the account: {page}"
    return "Check user and password; many providers want an app password."


def _client(auth: Auth, client_id: str, secret: str | None) -> OAuthClient:
    if auth == "google":
        return google(client_id, secret or "")
    hints = {"invalid_grant": _ENDED, "interaction_required": _ENDED}
    return OAuthClient("Microsoft", f"{_AZURE}/token", client_id, secret, hints=hints)
