"""A consent from the browser to where it is kept, with a browser that is a function."""

from __future__ import annotations

import logging
import traceback
from threading import Thread
from urllib.request import urlopen

import pytest

from amends.errors import AuthFailed, UsageError
from amends.languages import words
from amends.sources import registry
from amends.triage.logging_in import Asking, log_in, log_out
from fakes.authority import CLIENT_SECRET, Authority, served


class Anna:
    """Agrees in the browser of this machine, or pastes; each in her own way."""

    def __init__(self, browse=lambda address: None, pastes=()):
        self.browse = browse
        self.pastes = list(pastes)
        self.address = None
        self.comes_back = None
        self.corrected = 0
        self.pages = []

    def send(self, address, *, comes_back):
        self.address, self.comes_back = address, comes_back
        Thread(target=self._open, args=(self.browse(address),), daemon=True).start()

    def _open(self, targets):
        for target in targets or ():
            try:
                with urlopen(target, timeout=5) as page:
                    self.pages.append(page.read().decode())
            except OSError as error:
                self.pages.append(str(error))

    def typed(self):
        if not self.pastes:
            return None
        paste = self.pastes.pop(0)
        return paste(self.address) if callable(paste) else paste

    def wrong(self):
        self.corrected += 1

    def token(self, instructions):
        assert instructions
        return self.pastes.pop(0)


@pytest.fixture
def authority():
    return Authority()


@pytest.fixture
def lipa(office, authority, monkeypatch):
    """An office with sources that log in."""
    more = {name: f"fakes.authority:{name.title()}" for name in ("lipa", "paper", "keyed")}
    monkeypatch.setattr(registry, "BUILT_IN", {**registry.BUILT_IN, **more})
    monkeypatch.setenv("LIPA_SECRET", CLIENT_SECRET)
    with served(authority) as address:
        text = office.path.read_text("utf-8")
        text += f"  my lipa: {{type: lipa, at: '{address}'}}\n"
        text += (
            f"  far: {{type: lipa, at: '{address}', redirect: 'https://www.lipa.example/back'}}\n"
        )
        text += "  paper: {type: paper}\n  keyed: {type: keyed}\nhttp: {interval: 0}\n"
        office.path.write_text(text, encoding="utf-8")
        yield office


def logged_in(office, name, person, patience=10.0, where="file"):
    asking = Asking(person, words("en"), where, patience)
    return office.do(lambda business: list(log_in(business, name, asking)))


def kept(office):
    return [each.read_text() for each in (office.path.parent / "logins").glob("*")]


def test_a_browser_comes_back(lipa, authority):
    anna = Anna(lambda address: [authority.agree(address)])
    told = logged_in(lipa, "my lipa", anna)
    [token] = authority.refresh_tokens
    [file] = kept(lipa)
    assert token in file
    assert told[0].startswith("Logged in to my lipa. Kept in ")
    assert told[1].startswith("Account of Café")
    assert anna.comes_back
    assert "You can close this page" in anna.pages[0]


def test_nothing_secret_is_told(lipa, authority, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    told = logged_in(lipa, "my lipa", Anna(lambda address: [authority.agree(address)]))
    printed = capfd.readouterr()
    everything = "".join([*told, printed.out, printed.err, caplog.text])
    database = b"".join(each.read_bytes() for each in lipa.path.parent.glob("*.db*"))
    assert len(authority.secrets) == 5
    for secret in authority.secrets:
        assert secret not in everything
        assert secret.encode() not in database


def test_foreign_visitors_neither_end_nor_disturb_it(lipa, authority):
    def browse(address):
        answer = authority.agree(address)
        root = answer.partition("?")[0]
        yield f"{root}favicon.ico"
        yield f"{root}?state=guessed&code=stolen"
        yield f"{root}?error=access_denied"
        yield answer

    anna = Anna(browse)
    assert len(logged_in(lipa, "my lipa", anna)) == 2
    assert len(anna.pages) == 4
    assert "400" in anna.pages[1]
    assert "400" in anna.pages[2]


def test_a_browser_far_away(lipa, authority):
    anna = Anna(pastes=["yes", "http://127.0.0.1/?code=x&state=y", authority.agree])
    assert len(logged_in(lipa, "my lipa", anna)) == 2
    assert anna.corrected == 2


def test_an_address_where_nobody_listens(lipa, authority):
    anna = Anna(pastes=[None, authority.agree])
    assert len(logged_in(lipa, "far", anna)) == 2
    assert anna.comes_back is False
    assert [form["redirect_uri"] for form in authority.asked if "code" in form] == [
        "https://www.lipa.example/back"
    ]


@pytest.mark.parametrize("pasted", [True, False])
def test_no_consent(lipa, authority, pasted):
    if pasted:
        anna = Anna(pastes=[authority.refuse])
    else:
        anna = Anna(lambda address: [authority.refuse(address)])
    with pytest.raises(AuthFailed, match="access_denied") as raised:
        logged_in(lipa, "my lipa", anna)
    assert "sources login 'my lipa'" in raised.value.hint
    assert "theirs" not in "".join(traceback.format_exception(raised.value))
    assert kept(lipa) == []


def test_a_platform_that_refuses_the_code(lipa, authority, monkeypatch):
    monkeypatch.setattr(authority, "is_right", lambda form: False)
    with pytest.raises(AuthFailed) as raised:
        logged_in(lipa, "my lipa", Anna(lambda address: [authority.agree(address)]))
    shown = "".join(traceback.format_exception(raised.value))
    assert "revoked" not in shown
    for secret in authority.secrets:
        assert secret not in shown
    assert kept(lipa) == []


def test_nobody_agrees(lipa):
    with pytest.raises(UsageError, match="nobody agreed") as raised:
        logged_in(lipa, "my lipa", Anna(), patience=0.2)
    assert raised.value.hint == "Start again: amends sources login 'my lipa'"
    with pytest.raises(UsageError, match="nobody agreed"):
        logged_in(lipa, "far", Anna(), patience=0.2)


def test_a_login_that_does_not_serve_is_kept_and_said(lipa, authority, monkeypatch):
    told = []

    def answer(path, headers, form, asked=authority.answer):
        return (403, {}) if path == "/account" else asked(path, headers, form)

    monkeypatch.setattr(authority, "answer", answer)
    asking = Asking(Anna(lambda address: [authority.agree(address)]), words("en"), patience=10)
    with lipa.open() as business, pytest.raises(AuthFailed) as raised:
        told.extend(log_in(business, "my lipa", asking))
    assert "may read this" in raised.value.hint
    assert len(kept(lipa)) == 1


def test_a_pasted_token_is_exchanged(lipa):
    assert logged_in(lipa, "paper", Anna(pastes=[" short-lived\n"]))[0].startswith("Logged in")
    assert ["l0ng-lived" in each for each in kept(lipa)] == [True]
    with pytest.raises(AuthFailed, match="refused"):
        logged_in(lipa, "paper", Anna(pastes=["other"]))
    with pytest.raises(UsageError, match="nothing was pasted"):
        logged_in(lipa, "paper", Anna(pastes=["\n"]))


def test_sources_without_a_login(lipa):
    with pytest.raises(UsageError, match="google has no login: it reads without one"):
        logged_in(lipa, "google", Anna())
    with pytest.raises(UsageError, match="its key stands in config"):
        logged_in(lipa, "keyed", Anna())
    with pytest.raises(UsageError, match="names no source 'nobody'"):
        logged_in(lipa, "nobody", Anna())


def test_logging_out(lipa, authority):
    logged_in(lipa, "my lipa", Anna(lambda address: [authority.agree(address)]))
    log_out(lipa.path.parent, "my lipa")
    assert kept(lipa) == []
    with pytest.raises(UsageError, match="nobody is logged in to 'my lipa'"):
        log_out(lipa.path.parent, "my lipa")
