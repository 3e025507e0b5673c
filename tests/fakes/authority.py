"""A platform that people log in to, written from RFC 6749 and 7636, and a source that reads it."""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar, Literal
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx

from amends.config.secrets import SecretRef  # noqa: TC001 — read by pydantic
from amends.errors import AuthFailed
from amends.sources import Source
from amends.sources.auth import Bearer, Consent, OAuthClient, Pasted, refreshed

CLIENT_SECRET = "s3cr3t-t0ken-Xy9"
REFUSED = {"error": "invalid_grant", "error_description": "Token \x1b[31m has been revoked"}


class Authority:
    """Gives codes for consents, tokens for codes, and tells accounts to those who hold one."""

    def __init__(self, *, rotates: bool = False) -> None:
        self.rotates = rotates
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: set[str] = set()
        self.access_tokens: set[str] = set()
        self.asked: list[dict[str, str]] = []
        """The forms that came to the token endpoint."""
        self.given = 0

    @property
    def secrets(self) -> set[str]:
        """All that must never be seen."""
        verifiers = {form["code_verifier"] for form in self.asked if "code_verifier" in form}
        return self.refresh_tokens | self.access_tokens | verifiers | {CLIENT_SECRET}

    def agree(self, address: str) -> str:
        """Return where the browser of a person who agrees is sent."""
        asked = dict(parse_qsl(urlsplit(address).query, strict_parsing=True))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == "lipa-app"
        assert asked["code_challenge_method"] == "S256"
        code = f"4/c0de-{len(self.codes)}"
        self.codes[code] = asked
        back = {"state": asked["state"], "code": code, "scope": asked["scope"]}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def refuse(self, address: str, error: str = "access_denied") -> str:
        """Return where the browser of a person who does not agree is sent."""
        asked = dict(parse_qsl(urlsplit(address).query))
        back = {"error": error, "error_description": "words of \x1b[31m theirs"}
        return f"{asked['redirect_uri']}?{urlencode(back | {'state': asked['state']})}"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer without a network."""
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        status, body = self.answer(request.url.path, dict(request.headers), form)
        return httpx.Response(status, json=body)

    def answer(self, path: str, headers: dict[str, str], form: dict[str, str]):
        """Return a status and a body."""
        if path != "/token":
            bearer = headers.get("authorization", "").removeprefix("Bearer ")
            return (
                (200, {"name": "Café \x1b[31mLipa"}) if bearer in self.access_tokens else (401, {})
            )
        self.asked.append(form)
        if (form.get("client_id"), form.get("client_secret")) != ("lipa-app", CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        kind = form.get("grant_type")
        if kind == "authorization_code" and self.is_right(form):
            return 200, self.tokens(refresh=True)
        if kind == "refresh_token" and form["refresh_token"] in self.refresh_tokens:
            if self.rotates:
                self.refresh_tokens.remove(form["refresh_token"])
            return 200, self.tokens(refresh=self.rotates)
        if kind == "client_credentials":
            return 200, self.tokens(refresh=False)
        return 400, REFUSED

    def is_right(self, form: dict[str, str]) -> bool:
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            asked is not None
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == form["redirect_uri"]
        )

    def tokens(self, *, refresh: bool) -> dict[str, object]:
        self.given += 1
        access = f"ya29.access-{self.given}"
        self.access_tokens.add(access)
        found = {"access_token": access, "token_type": "Bearer", "expires_in": 3599}
        if refresh:
            found["refresh_token"] = f"1//refresh-{self.given}-" + "x" * 1500
            self.refresh_tokens.add(str(found["refresh_token"]))
        return found


@contextmanager
def served(authority: Authority):
    """Let it answer on loopback; yields its address."""

    class Visitor(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = authority.answer(self.path, headers, form)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        do_GET = do_POST  # noqa: N815 — the name that http.server looks for

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Visitor) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(5)


class Lipa(Source):
    """Reads nothing; its account can be seen with a consent."""

    EXAMPLE: ClassVar[str] = "type: lipa"
    type: Literal["lipa"] = "lipa"
    at: str
    client_secret: SecretRef = "env:LIPA_SECRET"
    redirect: str = "http://127.0.0.1/"

    def consent(self, ctx):
        extra = {"access_type": "offline"}
        return Consent(
            self.client(ctx), "https://login.lipa.example/a", "reviews.read", extra, self.redirect
        )

    def access(self, ctx):
        kept = ctx.login.read()
        if kept is None:
            raise AuthFailed("Lipa: no login", hint="Log in first: amends sources login NAME")
        return refreshed(ctx, self.client(ctx), kept)

    def probe(self, ctx):
        bearer = Bearer(ctx, lambda: self.access(ctx))
        return "Account of " + bearer.get(f"{self.at}/account").json()["name"]

    def fetch(self, ctx, bookmark):
        self.probe(ctx)
        yield from ()

    def client(self, ctx):
        return OAuthClient("Lipa", f"{self.at}/token", "lipa-app", ctx.secret(self.client_secret))


class Paper(Source):
    """Wants a token from the platform's own pages."""

    EXAMPLE: ClassVar[str] = "type: paper"
    type: Literal["paper"] = "paper"

    def consent(self, ctx):
        return Pasted(("Open https://paper.example/tokens", "Copy the token."), self.lasting)

    def lasting(self, ctx, pasted):
        if pasted != "short-lived":
            raise AuthFailed("Paper: the token was refused", hint="Fetch another one.")
        return "l0ng-lived"

    def fetch(self, ctx, bookmark):
        yield from ()


class Keyed(Source):
    """Reads with a key of its own."""

    EXAMPLE: ClassVar[str] = "type: keyed"
    NEEDS_KEY: ClassVar[bool] = True
    type: Literal["keyed"] = "keyed"

    def fetch(self, ctx, bookmark):
        yield from ()
