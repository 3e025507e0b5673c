from __future__ import annotations

import os
import sys
import time
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from amends.config import exposed, resolve
from amends.config.alerts import Channel
from amends.config.secrets import keeps_secrets
from amends.errors import ConfigError

PYTHON = f"command:{sys.executable} -c "


def failure(ref, base, **options) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        resolve(ref, base=base, **options)
    assert "s3cret" not in str(caught.value) + str(caught.value.hint)
    return caught.value


def test_from_the_environment(tmp_path):
    assert resolve("env:TOKEN", base=tmp_path, env={"TOKEN": "s3cret\n"}) == "s3cret"


def test_a_variable_that_is_not_set_says_what_to_do(tmp_path):
    error = failure("env:TOKEN", tmp_path, env={})
    assert error.problems == ("secret env:TOKEN: this variable is not set",)
    assert "export TOKEN=" in error.hint


def test_from_a_file_beside_the_configuration(tmp_path):
    (tmp_path / "token").write_bytes("\ufeffs3cret ж\r\n".encode())
    assert resolve("file:token", base=tmp_path) == "s3cret ж"
    assert resolve(f"file:{tmp_path / 'token'}", base=tmp_path / "elsewhere") == "s3cret ж"


def test_a_home_in_the_path_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "token").write_text("s3cret")
    assert resolve("file:~/token", base=tmp_path / "elsewhere") == "s3cret"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b" \n", "is empty"),
        (b"s3cret\xff", "is not text"),
        (b"s3cret" * 20_000, "is too long for a secret"),
    ],
)
def test_a_file_with_something_else_in_it(tmp_path, content, words):
    (tmp_path / "token").write_bytes(content)
    assert words in str(failure("file:token", tmp_path))


def test_a_file_that_is_not_there_or_no_file(tmp_path):
    assert "no such file" in str(failure("file:token", tmp_path))
    assert "is a directory" in str(failure("file:.", tmp_path))


def test_a_file_that_everybody_may_read_is_told(tmp_path):
    path = tmp_path / "token"
    path.write_text("s3cret")
    path.chmod(0o600)
    assert exposed("file:token", base=tmp_path) is None
    path.chmod(0o644)
    assert "chmod 600" in exposed("file:token", base=tmp_path)
    assert exposed("file:absent", base=tmp_path) is None
    assert exposed("env:TOKEN", base=tmp_path) is None


def test_the_first_line_that_a_command_prints(tmp_path):
    assert resolve(PYTHON + '\'print("s3cret"); print("more")\'', base=tmp_path) == "s3cret"


def test_a_command_is_no_shell(tmp_path):
    ref = PYTHON + "'import sys; print(sys.argv[1:])' $HOME ; touch pwned"
    assert resolve(ref, base=tmp_path) == "['$HOME', ';', 'touch', 'pwned']"
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; print('s3cret'); sys.exit(3)", "ended with exit code 3"),
        ("print()", "is empty"),
    ],
)
def test_a_command_that_fails_shows_only_its_name(tmp_path, code, words):
    error = failure(f'{PYTHON}"{code}"', tmp_path)
    assert error.problems == (f"secret command:{sys.executable} …: {words}",)


def test_a_command_that_does_not_exist(tmp_path):
    assert "no such file" in str(failure("command:no-such-program s3cret", tmp_path))


@pytest.mark.skipif(os.name == "nt", reason="sh")
def test_a_command_that_hangs_is_left_behind_with_its_children(tmp_path):
    begin = time.monotonic()
    error = failure("command:sh -c 'sleep 3 & sleep 3'", tmp_path, timeout=0.2)
    assert "no answer within 0.2 s" in str(error)
    assert time.monotonic() - begin < 2


def fake_keyring(monkeypatch, answer):
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=answer))


def test_from_the_keyring(tmp_path, monkeypatch):
    fake_keyring(monkeypatch, lambda service, name: f"{service}+{name}")
    assert resolve("keyring:amends/mail/elena", base=tmp_path) == "amends/mail+elena"


def test_a_keyring_without_the_entry_or_locked(tmp_path, monkeypatch):
    fake_keyring(monkeypatch, lambda *_: None)
    assert failure("keyring:amends/mail", tmp_path).hint == "keyring set amends mail"

    def locked(*_):
        raise RuntimeError("s3cret")

    fake_keyring(monkeypatch, locked)
    assert "does not answer (RuntimeError)" in str(failure("keyring:amends/mail", tmp_path))


def test_without_the_keyring_library_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert failure("keyring:amends/mail", tmp_path).hint == "pip install 'amends[keyring]'"


def test_something_that_is_no_reference(tmp_path):
    assert "must not stand in this file" in str(failure("s3cret", tmp_path))


def test_the_name_of_a_file_is_answered_by_how_to_write_it(tmp_path):
    assert "write file:keys/google-play.json" in str(failure("keys/google-play.json", tmp_path))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://shop.example", True),
        ("HTTPS://shop.example:8443/hook", True),
        ("http://shop.example", False),
        ("http://localhost:8080/hook", True),
        ("http://[::1]/hook", True),
        ("http://localhost.evil.example/hook", False),
        ("http://127.0.0.1@evil.example/hook", False),
        ("ftp://localhost", False),
        ("https:", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_where_a_secret_may_be_sent(address, kept):
    assert keeps_secrets(address) == kept


def test_an_alert_travels_protected():
    assert Channel(webhook="http://localhost:8080/hook").webhook
    with pytest.raises(ValidationError, match="must begin with https://"):
        Channel(webhook="http://localhost.evil.example/hook")
