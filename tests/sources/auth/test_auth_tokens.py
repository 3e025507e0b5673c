"""Tokens: what is asked, what is kept, and what is said where none is given."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from amends.errors import AuthFailed, BadAnswer, HttpStatus, HttpThrottled
from amends.sources.auth import (
    Bearer,
    OAuthClient,
    client_credentials,
    google,
    refreshed,
    wrong_clock,
)
from amends.sources.auth.oauth import bearer_of_assertion
from fakes.authority import CLIENT_SECRET, REFUSED, Authority

CLIENT = OAuthClient("Lipa", "https://lipa.example/token", "lipa-app", CLIENT_SECRET)


def chain(error):
    """All that a traceback would show."""
    told = ""
    while error:
        told += f"{error!r} {error} {getattr(error, 'hint', '')} {getattr(error, 'body', '')} "
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told


def test_a_refresh_token_that_stays(context):
    authority = Authority()
    authority.refresh_tokens.add("r0")
    ctx = context(authority, login="r0")
    assert refreshed(ctx, CLIENT, "r0") == "ya29.access-1"
    assert ctx.login.read() == "r0"


def test_a_refresh_token_that_rotates_is_kept_whole(context):
    authority = Authority(rotates=True)
    authority.refresh_tokens.add("r0")
    ctx = context(authority, login="r0")
    for _ in range(3):
        refreshed(ctx, CLIENT, ctx.login.read())
    assert {ctx.login.read()} == authority.refresh_tokens
    assert len(ctx.login.read()) > 1500


def test_an_ended_consent_is_asked_about_once(context):
    authority = Authority()
    with pytest.raises(AuthFailed) as raised:
        refreshed(context(authority), CLIENT, "gone-refresh-token")
    assert len(authority.asked) == 1
    assert raised.value.message == "Lipa: no access was given (invalid_grant)"
    assert raised.value.hint.endswith("Log in again: amends sources login NAME")
    for never in ("gone-refresh-token", CLIENT_SECRET, "revoked", "\x1b"):
        assert never not in chain(raised.value)


def test_google_says_why_its_consents_end(context):
    client = google("lipa-app", CLIENT_SECRET)
    with pytest.raises(AuthFailed) as raised:
        refreshed(context(Authority()), client, "gone")
    for word in ("6 months", "External + Testing", "7 days", "amends sources login NAME"):
        assert word in raised.value.hint


def test_a_client_shows_no_secret():
    assert CLIENT_SECRET not in repr(CLIENT)
    assert CLIENT.id not in repr(CLIENT)  # of some platforms it is a key


@pytest.mark.parametrize(
    ("status", "body", "said", "hinted"),
    [
        (401, {"error": "invalid_client"}, "(invalid_client)", "client id"),
        (400, {"error": "invalid_scope"}, "(invalid_scope)", "permissions"),
        (400, {"error": "my_own_\x1b[31mcode"}, "given", "config.yaml"),
        (400, {"error": {"message": "x", "code": 190}}, "given", "config.yaml"),
        (403, "<html>", "given", "config.yaml"),
        (200, {"error": "invalid_grant"}, "(invalid_grant)", "Log in again"),
    ],
)
def test_refusals(context, status, body, said, hinted):
    ctx = context(lambda request: httpx.Response(status, json=body))
    with pytest.raises(AuthFailed) as raised:
        client_credentials(ctx, CLIENT)
    assert raised.value.message.endswith(said)
    assert hinted in raised.value.hint
    assert "\x1b" not in chain(raised.value)


def test_a_client_has_hints_of_its_own(context):
    client = OAuthClient("L", "https://l.example/token", "x", hints={"invalid_client": "Ask Lipa."})
    with pytest.raises(AuthFailed, match="invalid_client") as raised:
        client_credentials(context(Authority()), client)
    assert raised.value.hint == "Ask Lipa."


@pytest.mark.parametrize("status", [404, 500])
def test_other_failures_stay_what_they_are(context, status):
    with pytest.raises(HttpStatus) as raised:
        client_credentials(context(lambda request: httpx.Response(status)), CLIENT)
    assert raised.value.status == status


def test_asked_to_wait(context):
    with pytest.raises(HttpThrottled):
        client_credentials(context(lambda request: httpx.Response(429)), CLIENT)


@pytest.mark.parametrize(
    "body",
    [{}, [], "x", {"access_token": None}, {"access_token": 5}, {"access_token": " "}, {"access_token": "a\r\nb"}, {"access_token": "ключ"}],
)  # fmt: skip
def test_no_token_in_the_answer(context, body):
    with pytest.raises(BadAnswer, match=r"^Lipa: "):
        client_credentials(context(lambda request: httpx.Response(200, json=body)), CLIENT)


def test_id_and_secret_in_a_header(context):
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, json={"access_token": "a", "token_type": "BearerToken"})

    client = OAuthClient("Lipa", "https://lipa.example/token", "me", "hush", basic=True)
    assert client_credentials(context(answer), client, "read") == "a"
    assert seen[0].content == b"grant_type=client_credentials&scope=read"
    assert seen[0].headers["authorization"] == "Basic bWU6aHVzaA=="


@pytest.mark.parametrize(
    ("off", "hint"),
    [
        (timedelta(minutes=9), "The clock of this machine is 9 minutes ahead"),
        (timedelta(minutes=-61), "The clock of this machine is 61 minutes behind"),
        (timedelta(seconds=90), "The login has ended"),
    ],
)
def test_a_signed_statement_is_refused_by_the_clock(context, now, off, hint):
    headers = {"date": format_datetime(now - off, usegmt=True)}
    ctx = context(lambda request: httpx.Response(400, json=REFUSED, headers=headers))
    with pytest.raises(AuthFailed) as raised:
        bearer_of_assertion(ctx, CLIENT, "signed.state.ment")
    assert raised.value.hint.startswith(hint)
    assert "signed.state.ment" not in chain(raised.value)


def test_a_refused_refresh_token_is_not_the_clocks_fault(context, now):
    headers = {"date": format_datetime(now - timedelta(hours=1), usegmt=True)}
    ctx = context(lambda request: httpx.Response(400, json=REFUSED, headers=headers))
    with pytest.raises(AuthFailed) as raised:
        refreshed(ctx, CLIENT, "r")
    assert "clock" not in raised.value.hint


@pytest.mark.parametrize("date", [None, "", "yesterday", "Sat, 99 Nov 2026 08:00:00 GMT"])
def test_a_server_that_does_not_say_what_time_it_is(now, date):
    assert wrong_clock(now, {} if date is None else {"date": date}) is None


class Hourly:
    """Answers so many requests with a token, then wants another one."""

    def __init__(self, lasts):
        self.lasts = lasts
        self.left = {}
        self.seen = []

    def fetch(self):
        token = f"t{len(self.left)}"
        self.left[token] = self.lasts
        return token

    def __call__(self, request):
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.seen.append((token, request.headers.get("x-page")))
        self.left[token] -= 1
        return httpx.Response(200 if self.left[token] >= 0 else 401, json={})


def test_a_long_walk_outlives_several_tokens(context):
    server = Hourly(lasts=2)
    bearer = Bearer(context(server), server.fetch)
    for page in range(7):
        bearer.get("https://lipa.example/", headers={"x-page": str(page)})
    assert [page for _, page in server.seen] == [
        "0", "1", "2", "2", "3", "4", "4", "5", "6", "6",
    ]  # fmt: skip
    assert len(server.left) == 4


def test_a_long_walk_with_tokens_that_rotate(context):
    authority = Authority(rotates=True)
    authority.refresh_tokens.add("r0")
    ctx = context(authority, login="r0")
    bearer = Bearer(ctx, lambda: refreshed(ctx, CLIENT, ctx.login.read()))
    for _ in range(4):
        bearer.get("https://lipa.example/account")
        authority.access_tokens.clear()
    assert len(authority.asked) == 4
    assert {ctx.login.read()} == authority.refresh_tokens


def test_a_token_that_never_worked_is_refused_for_good(context):
    server = Hourly(lasts=0)
    bearer = Bearer(context(server), server.fetch)
    with pytest.raises(HttpStatus):
        bearer.get("https://lipa.example/")
    assert len(server.seen) == 1


def test_a_new_token_that_is_refused_at_once_is_the_last(context):
    server = Hourly(lasts=1)
    bearer = Bearer(context(server), server.fetch)
    bearer.get("https://lipa.example/")
    server.lasts = 0
    with pytest.raises(HttpStatus):
        bearer.get("https://lipa.example/")
    assert [token for token, _ in server.seen] == ["t0", "t0", "t1"]


def test_another_refusal_costs_no_token(context):
    server = Hourly(lasts=1)
    ctx = context(lambda request: httpx.Response(403))
    with pytest.raises(HttpStatus):
        Bearer(ctx, server.fetch).get("https://lipa.example/")
    assert len(server.left) == 1
