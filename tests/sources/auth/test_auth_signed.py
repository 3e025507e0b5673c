"""Signed statements, checked with the public key as the platforms do."""

from __future__ import annotations

import base64
import json
import sys
from datetime import timedelta
from email.utils import format_datetime
from functools import cache

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

from amends.errors import AuthFailed, ConfigError
from amends.sources.auth import app_store_token, service_account

ACCOUNT = "reader@lipa.iam.gserviceaccount.example"


def pem(key):
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


@cache
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


def key_file(**changes):
    whole = {"client_email": ACCOUNT, "private_key": pem(rsa_key()), "private_key_id": "k1"}
    return json.dumps({**whole, **changes})


def unchecked():
    """Times are looked at by the test: its clock stands still."""
    return {"verify_exp": False, "verify_iat": False}


class Google:
    """Checks the statement as oauth2.googleapis.com does."""

    def __init__(self, status=200, body=None, headers=None):
        self.status = status
        self.body = body or {"access_token": "ya29.a"}
        self.headers = headers
        self.forms = []

    def __call__(self, request):
        assert str(request.url) == "https://oauth2.googleapis.com/token"
        self.forms.append(dict(httpx.QueryParams(request.content.decode())))
        return httpx.Response(self.status, json=self.body, headers=self.headers)


def test_a_service_account_gets_a_token(context, now):
    google = Google()
    assert service_account(context(google), key_file(), "play") == "ya29.a"
    [form] = google.forms
    assert form.keys() == {"grant_type", "assertion"}
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    claims = jwt.decode(
        form["assertion"],
        rsa_key().public_key(),
        algorithms=["RS256"],
        audience="https://oauth2.googleapis.com/token",
        options=unchecked(),
    )
    assert (claims["iss"], claims["scope"]) == (ACCOUNT, "play")
    assert (claims["iat"], claims["exp"]) == (now.timestamp(), now.timestamp() + 3600)
    assert jwt.get_unverified_header(form["assertion"])["kid"] == "k1"


def test_a_key_file_cannot_send_the_statement_elsewhere(context):
    google = Google()
    service_account(context(google), key_file(token_uri="https://evil.example/"), "play")
    assert len(google.forms) == 1


@pytest.mark.parametrize(
    ("minutes", "hint"),
    [(0, "does the key still exist"), (11, "11 minutes ahead"), (-11, "11 minutes behind")],
)
def test_a_refused_service_account(context, now, minutes, hint):
    headers = {"date": format_datetime(now - timedelta(minutes=minutes), usegmt=True)}
    google = Google(400, {"error": "invalid_grant"}, headers)
    with pytest.raises(AuthFailed) as raised:
        service_account(context(google), key_file(), "play")
    assert hint in raised.value.hint
    assert google.forms[0]["assertion"] not in f"{raised.value!r} {raised.value.hint}"


def test_an_individual_key_and_a_key_of_a_team(context, now):
    for issuer, who in (("69a6-team", {"iss": "69a6-team"}), (None, {"sub": "user"})):
        token = app_store_token(context(Google()), pem(ec_key()), "2X9R4HXF34", issuer)
        head, body, signature = (
            base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")
        )
        assert json.loads(head) == {"alg": "ES256", "kid": "2X9R4HXF34", "typ": "JWT"}
        times = {"iat": now.timestamp(), "exp": now.timestamp() + 900}
        assert json.loads(body) == {"aud": "appstoreconnect-v1", **times, **who}
        assert len(signature) == 64  # raw R and S, never DER
        r, s = (int.from_bytes(half) for half in (signature[:32], signature[32:]))
        signed = token.rpartition(".")[0].encode()
        der = utils.encode_dss_signature(r, s)
        ec_key().public_key().verify(der, signed, ec.ECDSA(hashes.SHA256()))


def test_a_later_statement_is_a_later_one(context, now):
    ctx = context(Google())
    start = ctx.deadline._clock()
    ctx.deadline._clock = lambda: start + 40
    claims = jwt.decode(
        app_store_token(ctx, pem(ec_key()), "k", None), options={"verify_signature": False}
    )
    assert claims["iat"] - now.timestamp() in {39, 40, 41}


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "no json", '{"client_email": "a"}', '{"client_email": 1, "private_key": {}}']
)  # fmt: skip
def test_something_else_than_a_key_file(context, text):
    with pytest.raises(ConfigError) as raised:
        service_account(context(Google()), text, "play")
    assert "JSON" in raised.value.problems[0]
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize("case", ["cut", "words", "empty", "of_another_kind"])
def test_a_key_that_cannot_be_read_is_never_quoted(context, case):
    keys = {
        "cut": pem(ec_key())[:90],
        "words": "h0rse-battery",
        "empty": "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "of_another_kind": pem(rsa_key()),
    }
    with pytest.raises(ConfigError) as raised:
        app_store_token(context(Google()), keys[case], "k", None)
    assert raised.value.problems == ("the private key cannot be read",)
    assert raised.value.__suppress_context__
    with pytest.raises(ConfigError, match="private key"):
        service_account(context(Google()), key_file(private_key=keys[case][:80] or "x"), "play")


def test_without_the_packages_it_says_what_to_install(context, monkeypatch):
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(ConfigError) as raised:
        app_store_token(context(Google()), pem(ec_key()), "k", None)
    assert raised.value.hint == "pip install 'amends[apps]'"
