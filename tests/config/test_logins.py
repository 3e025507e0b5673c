from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config import logins
from amends.config.logins import KeptLogin
from amends.errors import ConfigError

TOKEN = "1//0g-t0ken"


class Ring:
    """A keyring in memory, in place of the library."""

    def __init__(self):
        self.kept = {}
        self.locked = False

    def get_password(self, service, name):
        if self.locked:
            raise RuntimeError(f"locked: {self.kept}")
        return self.kept.get((service, name))

    def set_password(self, service, name, value):
        if self.locked:
            raise RuntimeError(f"locked: {value}")
        self.kept[service, name] = value

    def delete_password(self, service, name):
        del self.kept[service, name]


@pytest.fixture
def ring(monkeypatch):
    made = Ring()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


@pytest.fixture
def login(tmp_path):
    return KeptLogin(tmp_path, "google")


def test_nobody_has_logged_in(login):
    assert login.read() is None
    assert login.forget() is False
    assert not login.path.parent.exists()


def test_a_token_is_kept_renewed_and_forgotten(login):
    login.write(TOKEN)
    assert login.read() == TOKEN
    login.renew("newer")
    assert login.read() == "newer"
    assert login.forget() is True
    assert login.read() is None


@pytest.mark.skipif(os.name == "nt", reason="modes")
def test_only_its_owner_can_read_it_from_the_first_byte_on(login, monkeypatch):
    seen = []
    monkeypatch.setattr(
        logins.json, "dump", lambda kept, to: seen.append(Path(to.name).stat().st_mode)
    )
    before = os.umask(0)
    try:
        login.write(TOKEN)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(mode) for mode in seen] == [0o600]
    assert stat.S_IMODE(login.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(login.path.parent.stat().st_mode) == 0o700
    assert login.exposed() is None
    login.path.chmod(0o644)
    assert str(login.path) in login.exposed()


def test_a_token_that_cannot_be_written_leaves_the_one_before(login, monkeypatch):
    login.write(TOKEN)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logins.os, "fsync", full)
    with pytest.raises(ConfigError, match="no space left") as raised:
        login.write("newer")
    assert raised.value.__suppress_context__
    assert login.read() == TOKEN
    assert [each.name for each in login.path.parent.iterdir()] == ["google.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"token": ""}',
        b'{"token": 5}',
        b'{"keyring": "x"}',
        b"\xff",
        b"[" * 9999,
    ],
)
def test_a_damaged_file_is_one_clear_line(login, content):
    login.write(TOKEN)
    login.path.write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        login.read()
    assert raised.value.problems == (f"{login.path} cannot be read",)
    assert raised.value.hint == "Log in again: amends sources login google"
    login.write("newer")  # which helps
    assert login.read() == "newer"


def test_a_keyring_keeps_the_token_and_the_file_only_says_where(login, ring):
    login.write(TOKEN, "keyring")
    assert TOKEN not in login.path.read_text()
    assert login.read() == TOKEN
    login.renew("newer")
    assert login.read() == "newer"
    assert list(ring.kept.values()) == ["newer"]
    assert login.forget()
    assert ring.kept == {}


def test_a_token_that_moves_to_a_file_leaves_the_keyring(login, ring):
    login.write(TOKEN, "keyring")
    login.write("newer")
    assert (login.read(), ring.kept) == ("newer", {})


def test_two_folders_share_a_keyring(tmp_path, ring):
    one, other = KeptLogin(tmp_path / "a", "google"), KeptLogin(tmp_path / "b", "google")
    for login, token in ((one, "1"), (other, "2")):
        login.base.mkdir()
        login.write(token, "keyring")
    assert (one.read(), other.read()) == ("1", "2")


def test_a_locked_keyring_never_says_what_it_holds(login, ring):
    login.write(TOKEN, "keyring")
    ring.locked = True
    for step in (login.read, lambda: login.renew(TOKEN), login.forget):
        with pytest.raises(ConfigError) as raised:
            step()
        assert raised.value.problems[0].endswith("the keyring does not answer (RuntimeError)")
        assert TOKEN not in f"{raised.value} {raised.value.hint}"
        assert raised.value.__suppress_context__
    assert login.path.exists()


def test_an_entry_that_is_gone_wants_a_new_login(login, ring):
    login.write(TOKEN, "keyring")
    ring.kept.clear()
    with pytest.raises(ConfigError) as raised:
        login.read()
    assert "amends sources login google" in raised.value.hint
    assert login.forget()


def test_without_the_library_it_says_what_to_install(login, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError) as raised:
        login.write(TOKEN, "keyring")
    assert raised.value.hint == "pip install 'amends[keyring]'"


NAMES = ["google", "Google", "GOOGLE", "..", ".", "/etc/passwd", "a/b", "a\\b", "a:b", "a b", "Кафе", "con", "con.json", "", "x" * 500, "a\nb", "ß", "ss", "a-b", "a_b"]  # fmt: skip


def test_names_of_sources_never_meet_in_a_file(tmp_path):
    paths = [KeptLogin(tmp_path, name).path for name in NAMES]
    assert {path.parent for path in paths} == {tmp_path / "logins"}
    assert len({path.name.casefold() for path in paths}) == len(NAMES)
    assert KeptLogin(tmp_path, "google").path.name == "google.json"


@given(st.text(), st.text())
def test_any_name_is_a_file_of_its_own(one, other):
    base = Path("/base")
    paths = [KeptLogin(base, name).path for name in (one, other)]
    assert all(path.resolve().parent == Path("/base/logins") for path in paths)
    assert all(len(path.name) < 100 and path.name.isascii() for path in paths)
    same = paths[0].name.casefold() == paths[1].name.casefold()
    assert same == (one == other)


def test_what_is_written_is_plain(login):
    login.write(TOKEN)
    assert json.loads(login.path.read_text()) == {"token": TOKEN}


def test_the_hint_names_the_source_as_it_is_typed(tmp_path):
    login = KeptLogin(tmp_path, "Old Town")
    login.write(TOKEN)
    login.path.write_text("")
    with pytest.raises(ConfigError) as raised:
        login.read()
    assert raised.value.hint == "Log in again: amends sources login 'Old Town'"


def test_it_is_known_before_whether_a_token_can_be_kept(login, ring, monkeypatch):
    login.check("file")
    login.check("keyring")
    ring.locked = True
    with pytest.raises(ConfigError, match="keyring"):
        login.check("keyring")
    monkeypatch.setattr(logins.os, "access", lambda *_: False)
    with pytest.raises(ConfigError, match="permission denied"):
        login.check("file")


@pytest.mark.parametrize("where", ["file", "keyring"])
def test_a_login_moves_to_another_name(tmp_path, ring, where):
    one, other = KeptLogin(tmp_path, "maps"), KeptLogin(tmp_path, "google")
    one.move("google")
    assert other.read() is None
    one.write(TOKEN, where)
    one.move("google")
    assert (one.read(), other.read()) == (None, TOKEN)
    other.renew("newer")
    assert other.read() == "newer"
    assert list(ring.kept.values()) == (["newer"] if where == "keyring" else [])


def test_a_login_of_its_own_stays(tmp_path):
    one, other = KeptLogin(tmp_path, "maps"), KeptLogin(tmp_path, "google")
    one.write("1")
    other.write("2")
    one.move("google")
    assert (one.read(), other.read()) == ("1", "2")


def test_a_name_that_is_taken_again_gets_a_place_of_its_own(tmp_path, ring):
    one, other = KeptLogin(tmp_path, "google"), KeptLogin(tmp_path, "shop1")
    one.write("of the first shop", "keyring")
    one.move("shop1")
    one.write("of the second shop", "keyring")
    assert other.read() == "of the first shop"
    one.forget()
    assert other.read() == "of the first shop"
