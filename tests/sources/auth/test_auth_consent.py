"""What a person is asked, and the place where their browser comes back to."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import AuthFailed, BadAnswer, UsageError
from amends.sources.auth import Asked, Consent, OAuthClient
from amends.sources.auth.loopback import Loopback, Pages, is_here
from fakes.authority import CLIENT_SECRET, Authority

CLIENT = OAuthClient("Lipa", "https://lipa.example/token", "lipa-app", CLIENT_SECRET)
CONSENT = Consent(
    CLIENT, "https://login.lipa.example/a?hd=x", "a.read b.read", {"access_type": "offline"}
)
BACK = "http://127.0.0.1:4711/"
PAGES = Pages("bg", "Готово <b>", "Друго")


@pytest.fixture
def asked():
    return Asked(CONSENT, BACK)


def test_the_address_to_agree_on(asked):
    address = urlsplit(asked.address)
    given_ = {name: value for name, [value] in parse_qs(address.query).items()}
    assert address._replace(query="").geturl() == "https://login.lipa.example/a"
    assert given_.pop("state")
    assert len(given_.pop("code_challenge")) == 43
    assert given_ == {
        "hd": "x",
        "response_type": "code",
        "client_id": "lipa-app",
        "redirect_uri": BACK,
        "scope": "a.read b.read",
        "code_challenge_method": "S256",
        "access_type": "offline",
    }
    assert CLIENT_SECRET not in asked.address
    assert asked._verifier not in asked.address
    assert asked.address == asked.address


def test_each_consent_has_secrets_of_its_own():
    one, other = Asked(CONSENT, BACK), Asked(CONSENT, BACK)
    assert one.address != other.address
    assert one._verifier != other._verifier


def test_a_code_becomes_a_token(context, asked):
    authority = Authority()
    answer = authority.agree(asked.address)
    assert asked.is_answer(answer)
    token = asked.token(context(authority), asked.code(f"  {answer}\n"))
    assert {token} == authority.refresh_tokens


def test_another_verifier_gets_no_token(context, asked):
    authority = Authority()
    code = asked.code(authority.agree(asked.address))
    with pytest.raises(AuthFailed) as raised:
        Asked(CONSENT, BACK).token(context(authority), code)
    assert "too old" in raised.value.hint
    with pytest.raises(AuthFailed):
        asked.token(context(authority), code)  # a code is good for one exchange


def test_a_consent_without_a_lasting_token(context, asked, monkeypatch):
    authority = Authority()
    monkeypatch.setattr(authority, "tokens", lambda *, refresh: {"access_token": "a"})
    code = asked.code(authority.agree(asked.address))
    with pytest.raises(BadAnswer, match="no refresh token") as raised:
        asked.token(context(authority), code)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("error", "said", "hint"),
    [
        ("access_denied", "Lipa: no access was given (access_denied)", "agree"),
        ("invalid_scope", "Lipa: no access was given (invalid_scope)", "permissions"),
        ("server_error", "Lipa: no access was given", "config.yaml"),
        ("\x1b[31mown", "Lipa: no access was given", "config.yaml"),
        ("mismatching_state", "Lipa: no access was given", "config.yaml"),
    ],
)
def test_a_refusal_is_one_line(asked, error, said, hint):
    answer = Authority().refuse(asked.address, error)
    assert asked.is_answer(answer)
    with pytest.raises(AuthFailed) as raised:
        asked.code(answer)
    assert raised.value.message == said
    assert hint in raised.value.hint
    assert raised.value.__suppress_context__


def test_an_answer_without_a_code(asked):
    state = parse_qs(urlsplit(asked.address).query)["state"][0]
    with pytest.raises(AuthFailed):
        asked.code(f"{BACK}?state={state}")


def test_the_answer_to_another_question_is_none(asked):
    answer = Authority().agree(Asked(CONSENT, BACK).address)
    assert not asked.is_answer(answer)
    with pytest.raises(AuthFailed):
        asked.code(answer)


def test_a_code_that_could_be_no_code(context, asked):
    state = parse_qs(urlsplit(asked.address).query)["state"][0]
    authority = Authority()
    with pytest.raises(AuthFailed, match="holds no code"):
        asked.token(context(authority), asked.code(f"{BACK}?code=a%0d%0ab&state={state}"))
    assert authority.asked == []


def test_what_is_no_address_is_no_answer(asked):
    state = parse_qs(urlsplit(asked.address).query)["state"][0]
    assert not asked.is_answer(f"http://[/?state={state}")
    assert not asked.is_answer(f"{BACK}?state={state}&state={state}")
    assert not asked.is_answer(f"{BACK}?state=%ff")


@given(st.text())
def test_nothing_typed_breaks_it(text):
    asked = Asked(CONSENT, BACK)
    assert not asked.is_answer(text)
    assert not asked.is_answer(f"http://127.0.0.1/?{text}&state=")


@pytest.mark.parametrize(
    ("redirect", "here"),
    [
        ("http://127.0.0.1/", True),
        ("http://localhost:8723/amends", True),
        ("https://localhost/", False),
        ("https://www.lipa.example/back", False),
        ("http://127.0.0.1.evil.example/", False),
    ],
)
def test_where_a_browser_comes_back_to(redirect, here):
    assert is_here(redirect) is here


def visit(place, target="/back?x=1", host=None, method="GET"):
    port = urlsplit(place.redirect).port
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    browser.request(method, target, headers={"Host": host or place.host})
    answer = browser.getresponse()
    found = answer.status, answer.read().decode(), answer.headers
    browser.close()
    return found


@pytest.fixture
def place():
    with Loopback("http://localhost/back", PAGES) as found:
        yield found.listen(lambda address: address.endswith("x=1"))


def test_the_answer_arrives(place):
    status, page, headers = visit(place)
    assert (status, place.arrived(5)) == (200, f"{place.redirect}?x=1")
    assert "Готово &lt;b&gt;" in page
    assert 'lang="bg"' in page
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Server"] is None


def test_all_else_is_turned_away_and_it_goes_on_waiting(place, capfd):
    assert visit(place, "/favicon.ico")[0] == 404
    assert visit(place, "/?x=1")[0] == 404
    assert visit(place, "/back?x=2")[:2] == (400, PAGES.draw("Друго").decode())
    assert visit(place, host="evil.example")[0] == 404
    assert visit(place, "http://[/back?x=1")[0] == 400
    assert visit(place, method="POST")[0] == 501
    assert place.arrived(0.01) is None
    assert visit(place)[0] == 200
    assert place.arrived(5)
    assert capfd.readouterr() == ("", "")


def test_a_connection_that_says_nothing_holds_nobody_up(place):
    port = urlsplit(place.redirect).port
    with socket.create_connection(("127.0.0.1", port)):
        assert visit(place)[0] == 200
    with socket.create_connection(("127.0.0.1", port)) as rude:
        rude.sendall(b"GET /back?x=1 HTTP/1.1\r\n")
    assert place.arrived(5)


def test_only_this_machine_is_served(place):
    assert place._server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match="cannot come back") as raised:
            Loopback(f"http://127.0.0.1:{port}/", PAGES)
    assert "Another program" in raised.value.hint


def test_a_place_where_nobody_listened_closes():
    with Loopback("http://127.0.0.1/", PAGES) as found:
        assert urlsplit(found.redirect).port
