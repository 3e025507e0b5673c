"""`amends sources login` and `logout`, as a person and as a pipe see them."""

from __future__ import annotations

import getpass
import os
import sys
import warnings
import webbrowser
from threading import Thread
from urllib.request import urlopen

import pytest

from amends.cli import consenting
from amends.languages import words
from amends.sources import registry
from fakes.authority import CLIENT_SECRET, Authority, served


@pytest.fixture
def authority():
    return Authority()


@pytest.fixture
def lipa(shop, authority, monkeypatch):
    more = {"lipa": "fakes.authority:Lipa", "paper": "fakes.authority:Paper"}
    monkeypatch.setattr(registry, "BUILT_IN", {**registry.BUILT_IN, **more})
    monkeypatch.setenv("LIPA_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    with served(authority) as address:
        with (shop.folder / "config.yaml").open("a", encoding="utf-8") as config:
            config.write(f"  lipa: {{type: lipa, at: '{address}'}}\n")
            config.write(
                f"  far: {{type: lipa, at: '{address}', redirect: 'https://l.example/b'}}\n"
            )
            config.write("  paper: {type: paper}\nhttp: {interval: 0}\n")
        yield shop


@pytest.fixture
def ring(monkeypatch):
    """A keyring in memory."""
    import keyring
    from keyring.backend import KeyringBackend

    class Ring(KeyringBackend):
        priority = 1

        def __init__(self):
            super().__init__()
            self.kept = {}

        def get_password(self, service, username):
            return self.kept.get((service, username))

        def set_password(self, service, username, password):
            self.kept[service, username] = password

        def delete_password(self, service, username):
            del self.kept[service, username]

    made = Ring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", made)
    return made


@pytest.mark.parametrize("keyring", [False, True])
def test_a_token_that_is_replaced_each_time_stays_good(lipa, browser, authority, keyring, ring):
    authority.rotates = True
    options = ["--keyring"] if keyring else []
    assert lipa.run("sources", "login", "lipa", *options).code == 0
    for _ in range(2):
        assert outcome(lipa)["outcome"] == "unchanged"
    assert len(authority.refresh_tokens) == 1
    assert set(ring.kept.values()) == (authority.refresh_tokens if keyring else set())


@pytest.fixture
def browser(authority, monkeypatch):
    """A browser in which somebody agrees at once."""
    opened = []

    def comes(address):
        opened.append(address)
        answer = authority.agree(address)

        def visit():
            with urlopen(answer, timeout=5) as page:
                page.read()

        if answer.startswith("http://127.0.0.1:"):
            Thread(target=visit, daemon=True).start()
        return True

    monkeypatch.setattr(webbrowser, "open", comes)
    return opened


def outcome(shop):
    [found] = [
        each for each in shop.run("check", "--json").json["sources"] if each["name"] == "lipa"
    ]
    return found


def test_login_and_logout(lipa, browser, authority):
    result = lipa.run("sources", "login", "lipa")
    assert result.code == 0, result.err
    kept, account = result.out.splitlines()
    path = lipa.folder / "logins" / "lipa.json"
    assert kept == f"Logged in to lipa. Kept in {path}, which only you can read."
    assert account == "Account of Café [31mLipa"  # without the escape
    assert browser[0] in result.err
    assert "Waiting for the browser" in result.err
    for secret in authority.secrets:
        assert secret not in result.out + result.err
    assert outcome(lipa)["outcome"] == "unchanged"
    assert lipa.run("sources", "logout", "lipa").code == 0
    assert not path.exists()
    assert lipa.run("sources", "logout", "lipa").code == 2


def test_a_source_that_lacks_its_login_says_the_command(lipa):
    assert outcome(lipa)["outcome"] == "auth"
    assert outcome(lipa)["hint"] == "Log in first: amends sources login lipa"


@pytest.mark.parametrize("language", ["ru", "es", "pl", "bg"])
def test_it_speaks_the_interface_s_language(lipa, browser, language, authority):
    result = lipa.run("--lang", language, "sources", "login", "lipa")
    assert result.code == 0
    assert "Kept in" not in result.out
    assert "Open this" not in result.err


def test_without_a_browser_nobody_is_there_in_a_pipe(lipa):
    result = lipa.run("sources", "login", "lipa", "--no-browser")
    assert (result.code, result.out) == (2, "")
    assert "nobody is here to agree" in result.err
    assert "https://login.lipa.example/a?" in result.err


def test_no_browser_is_opened_where_none_is_wanted_or_seen(lipa, browser, monkeypatch):
    assert lipa.run("sources", "login", "lipa", "--no-browser").code == 2
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert lipa.run("sources", "login", "lipa").code == 2
    assert browser == []


def test_on_a_mac_over_ssh_no_browser_is_opened(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    assert consenting.has_display()
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert not consenting.has_display()


@pytest.mark.parametrize("name", ["lipa", "far"])
def test_an_address_from_a_pipe(lipa, authority, monkeypatch, name):
    """A script reads the address from stderr and gives the answer on stdin."""
    reading, writing = os.pipe()

    def script(address):
        os.write(writing, authority.agree(address).encode() + b"\n")
        os.close(writing)
        return False

    monkeypatch.setattr(webbrowser, "open", script)
    given = os.fdopen(reading)
    monkeypatch.setattr(consenting, "_line_waits", lambda: setattr(sys, "stdin", given) or True)
    result = lipa.run("sources", "login", name)
    given.close()
    assert result.code == 0, result.err


def test_a_wrong_address_from_a_pipe(lipa):
    result = lipa.run("sources", "login", "lipa", stdin="http://127.0.0.1/?code=1&state=2\n")
    assert result.code == 2
    assert "not the address at which this login ends" in result.err


def test_ctrl_c(lipa, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(consenting.AtTerminal, "typed", pressed)
    assert lipa.run("sources", "login", "lipa").code == 130
    assert not (lipa.folder / "logins").exists()


def test_a_keyring_in_memory(lipa, browser, authority, ring):
    result = lipa.run("sources", "login", "lipa", "--keyring")
    assert result.out.startswith("Logged in to lipa. Kept in the keyring")
    assert set(ring.kept.values()) == authority.refresh_tokens
    for token in authority.refresh_tokens:
        assert token not in (lipa.folder / "logins" / "lipa.json").read_text("utf-8")
    assert lipa.run("sources", "logout", "lipa").code == 0
    assert ring.kept == {}


def test_a_pasted_token_from_a_pipe(lipa):
    result = lipa.run("sources", "login", "paper", stdin="short-lived\n")
    assert result.code == 0, result.err
    assert "1. Open https://paper.example/tokens\n2. Copy the token.\n" in result.err
    assert "lived" not in result.out + result.err
    result = lipa.run("sources", "login", "paper", stdin="stolen-0ne\n")
    assert (result.code, "the token was refused" in result.err) == (4, True)
    assert "stolen-0ne" not in result.err
    assert lipa.run("sources", "login", "paper").code == 2


def test_a_terminal_hides_what_is_pasted(monkeypatch):
    monkeypatch.setattr(getpass, "getpass", lambda prompt, stream: f"{prompt}: hush")
    assert consenting._hidden("Paste") == "Paste › : hush"

    def shows(prompt, stream):
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, 2)

    monkeypatch.setattr(getpass, "getpass", shows)
    with pytest.raises(consenting.UsageError, match="would show the token"):
        consenting._hidden("Paste")


def test_sources_without_a_login(lipa):
    assert "it reads without one" in lipa.run("sources", "login", "google").err
    assert lipa.run("sources", "login", "nobody").code == 2


@pytest.mark.skipif(os.name == "nt", reason="modes")
def test_doctor_points_at_files_that_others_can_read(lipa, browser):
    secret = lipa.folder / "secret.txt"
    secret.write_text(CLIENT_SECRET, encoding="utf-8")
    secret.chmod(0o644)
    config = lipa.folder / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("type: lipa,", "type: lipa, client_secret: 'file:secret.txt',"))
    assert lipa.run("sources", "login", "lipa").code == 0
    kept = lipa.folder / "logins" / "lipa.json"

    def warned():
        return [
            item["hint"]
            for item in lipa.run("doctor", "--offline", "--json").json["items"]
            if item["what"] in {"lipa", "far"} and item["exit_code"] == 3
        ]

    assert warned() == [f"{secret} can be read by everybody: chmod 600 {secret}"] * 2
    secret.chmod(0o600)
    assert warned() == []
    kept.chmod(0o644)
    assert warned() == [f"{kept} can be read by everybody: chmod 600 {kept}"]


def test_a_browser_that_cannot_come_back_needs_somebody_to_paste(lipa, browser):
    result = lipa.run("sources", "login", "far")
    assert (result.code, len(browser)) == (2, 1)
    assert "nobody is here to agree" in result.err


def test_a_login_follows_its_source_to_another_name(lipa, browser):
    lipa.run("check")
    (lipa.folder / "logins").mkdir()
    old = lipa.folder / "logins" / "google.json"
    old.write_text('{"token": "t"}')
    lipa.run("sources", "rename", "google", "maps", "--dry-run")
    assert old.exists()
    lipa.run("sources", "rename", "google", "maps")
    assert not old.exists()
    assert (lipa.folder / "logins" / "maps.json").read_text() == '{"token": "t"}'


@pytest.fixture
def terminal(monkeypatch):
    """A terminal in place of stdin; returns what types on it."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield lambda text: os.write(ours, text.encode())
    os.close(ours)


def test_on_a_terminal_nothing_typed_holds_nothing_up(terminal, capsys):
    person = consenting.AtTerminal(words("en"), browser=False)
    person.send("https://login.lipa.example/a", comes_back=True)
    assert person.typed() is None
    terminal("half a li")
    assert person.typed() is None
    terminal("ne\n\n")
    assert (person.typed(), person.typed()) == ("half a line", None)
    person.wrong()
    assert "Copy all of it" in capsys.readouterr().err


def test_on_a_terminal_a_token_is_pasted_unseen(terminal, capsys, monkeypatch):
    monkeypatch.setattr(getpass, "getpass", lambda prompt, stream: "hush")
    person = consenting.AtTerminal(words("en"), browser=False)
    assert person.token(("Open it.",)) == "hush"
    assert capsys.readouterr().err == "1. Open it.\n"

    def ends(prompt, stream):
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", ends)
    assert person.token(()) == ""


def test_a_browser_that_does_not_start_is_none(lipa, monkeypatch):
    def fails(address):
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "open", fails)
    result = lipa.run("sources", "login", "lipa")
    assert (result.code, "nobody is here to agree" in result.err) == (2, True)
