"""The grants against a server that is not ours: oauthlib's own, with PKCE and rotation."""

from __future__ import annotations

import httpx
import pytest
from oauthlib.oauth2 import RequestValidator, WebApplicationServer
from oauthlib.oauth2.rfc6749.endpoints import TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import ClientCredentialsGrant
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from amends.errors import AuthFailed
from amends.sources.auth import Asked, Consent, OAuthClient, client_credentials, refreshed

SECRET = "s3cr3t-t0ken-Xy9"
CLIENT = OAuthClient("Lipa", "https://lipa.example/token", "lipa-app", SECRET)
BACK = "https://www.lipa.example/back"
CONSENT = Consent(CLIENT, "https://lipa.example/a", "read", redirect=BACK)


class Memory(RequestValidator):
    """What the server knows."""

    def __init__(self):
        self.codes = {}
        self.refresh_tokens = set()

    def validate_client_id(self, client_id, request, *_, **__):
        return client_id == "lipa-app"

    def validate_redirect_uri(self, client_id, redirect_uri, request, *_, **__):
        return redirect_uri == BACK

    def validate_response_type(self, client_id, response_type, client, request, *_, **__):
        return response_type == "code"

    def validate_scopes(self, client_id, scopes, client, request, *_, **__):
        return scopes == ["read"]

    def get_default_scopes(self, client_id, request, *_, **__):
        return ["read"]

    def is_pkce_required(self, client_id, request):
        return True

    def save_authorization_code(self, client_id, code, request, *_, **__):
        self.codes[code["code"]] = (
            request.code_challenge,
            request.code_challenge_method,
            request.redirect_uri,
        )

    def client_authentication_required(self, request, *_, **__):
        return True

    def authenticate_client(self, request, *_, **__):
        request.client = type("Client", (), {"client_id": request.client_id})
        return (request.client_id, request.client_secret) == ("lipa-app", SECRET)

    def validate_code(self, client_id, code, client, request, *_, **__):
        request.user, request.scopes = "anna", ["read"]
        return code in self.codes

    def get_code_challenge(self, code, request):
        return self.codes[code][0]

    def get_code_challenge_method(self, code, request):
        return self.codes[code][1]

    def confirm_redirect_uri(self, client_id, code, redirect_uri, client, request, *_, **__):
        return self.codes[code][2] == redirect_uri

    def validate_grant_type(self, client_id, grant_type, client, request, *_, **__):
        return True

    def save_bearer_token(self, token, request, *_, **__):
        self.refresh_tokens |= {token["refresh_token"]} if "refresh_token" in token else set()

    def invalidate_authorization_code(self, client_id, code, request, *_, **__):
        del self.codes[code]

    def validate_refresh_token(self, refresh_token, client, request, *_, **__):
        request.user = "anna"
        known = refresh_token in self.refresh_tokens
        self.refresh_tokens.discard(refresh_token)
        return known

    def get_original_scopes(self, refresh_token, request, *_, **__):
        return ["read"]

    def rotate_refresh_token(self, request):
        return True


class Server:
    """oauthlib behind httpx."""

    def __init__(self):
        self.memory = Memory()
        self.web = WebApplicationServer(self.memory)
        grant = ClientCredentialsGrant(self.memory)
        self.program = TokenEndpoint(
            "client_credentials", BearerToken(self.memory), {"client_credentials": grant}
        )

    def agree(self, address):
        headers, _, status = self.web.create_authorization_response(
            address, scopes=["read"], credentials={"user": "anna"}
        )
        assert status == 302
        return headers["Location"]

    def __call__(self, request):
        body = request.content.decode()
        endpoint = self.program if "grant_type=client_credentials" in body else self.web
        headers, answer, status = endpoint.create_token_response(
            str(request.url), request.method, body, dict(request.headers)
        )
        return httpx.Response(status, headers=headers, content=answer.encode())


@pytest.fixture
def server():
    return Server()


def test_a_consent_and_a_year_of_mornings(context, server):
    ctx = context(server)
    asked = Asked(CONSENT, BACK)
    answer = server.agree(asked.address)
    ctx.login.renew(asked.token(ctx, asked.code(answer)))
    for _ in range(3):
        assert refreshed(ctx, CLIENT, ctx.login.read())
    assert {ctx.login.read()} == server.memory.refresh_tokens


def test_a_code_is_worth_nothing_to_another(context, server):
    asked = Asked(CONSENT, BACK)
    code = asked.code(server.agree(asked.address))
    with pytest.raises(AuthFailed, match="invalid_grant"):
        Asked(CONSENT, BACK).token(context(server), code)


def test_a_used_refresh_token(context, server):
    with pytest.raises(AuthFailed, match="invalid_grant"):
        refreshed(context(server), CLIENT, "used")


def test_a_program_asks_for_itself(context, server):
    assert client_credentials(context(server), CLIENT, "read")
    wrong = OAuthClient("Lipa", "https://lipa.example/token", "lipa-app", "wrong")
    with pytest.raises(AuthFailed, match="invalid_client"):
        client_credentials(context(server), wrong, "read")
    with pytest.raises(AuthFailed, match="invalid_scope"):
        client_credentials(context(server), CLIENT, "write")


def test_a_right_that_is_not_granted(server):
    asked = Asked(Consent(CLIENT, "https://lipa.example/a", "write", redirect=BACK), BACK)
    with pytest.raises(AuthFailed, match="invalid_scope") as raised:
        asked.code(server.web.create_authorization_response(asked.address)[0]["Location"])
    assert "permissions" in raised.value.hint
