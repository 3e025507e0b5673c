from __future__ import annotations

from pathlib import Path

import pytest

from amends.config import find
from amends.errors import ConfigError


@pytest.fixture
def everywhere(tmp_path, monkeypatch):
    """One file in each place that is searched."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    names = ("explicit.yaml", "variable.yaml", "cwd/config.yaml", "user/amends/config.yaml")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_the_most_explicit_place_wins(everywhere):
    cwd = everywhere / "cwd"
    env = {"AMENDS_CONFIG": str(everywhere / "variable.yaml")}
    assert find(everywhere / "explicit.yaml", env, cwd) == everywhere / "explicit.yaml"
    assert find(None, env, cwd) == everywhere / "variable.yaml"
    assert find(None, {"AMENDS_CONFIG": ""}, cwd) == cwd / "config.yaml"
    (cwd / "config.yaml").unlink()
    assert find(None, {}, cwd) == everywhere / "user/amends/config.yaml"


def test_a_named_folder_means_the_file_in_it(everywhere):
    assert find(Path("cwd"), {}, everywhere) == everywhere / "cwd/config.yaml"


@pytest.mark.parametrize(
    ("explicit", "env", "origin"),
    [
        (Path("absent.yaml"), {}, "--config"),
        (None, {"AMENDS_CONFIG": "absent.yaml"}, "AMENDS_CONFIG"),
    ],
)
def test_a_named_file_that_is_absent_is_not_replaced_by_another(everywhere, explicit, env, origin):
    with pytest.raises(ConfigError) as caught:
        find(explicit, env, everywhere / "cwd")
    expected = f"{origin}: no such file: {everywhere / 'cwd/absent.yaml'}"
    assert caught.value.problems == (expected,)


def test_nowhere_says_where_it_looked_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    with pytest.raises(ConfigError) as caught:
        find(None, {}, tmp_path)
    assert str(tmp_path / "config.yaml") in caught.value.message
    assert str(tmp_path / "user/amends/config.yaml") in caught.value.message
    assert "amends init" in caught.value.hint
    assert "amends demo" in caught.value.hint


@pytest.mark.parametrize("known_to_passwd", [True, False])
def test_without_a_home_the_folder_is_still_searched(tmp_path, monkeypatch, known_to_passwd):
    for name in ("HOME", "XDG_CONFIG_HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    if not known_to_passwd:
        monkeypatch.setattr("os.path.expanduser", lambda path: path)
    with pytest.raises(ConfigError, match="looked for"):
        find(None, {"AMENDS_CONFIG": ""}, tmp_path)
    with pytest.raises(ConfigError, match="no such file"):
        find(None, {"AMENDS_CONFIG": "~nobody-at-all/config.yaml"}, tmp_path)
    (tmp_path / "config.yaml").touch()
    assert find(None, {}, tmp_path) == tmp_path / "config.yaml"
