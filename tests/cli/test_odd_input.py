"""What people and pipes give wrongly: one line that says so, never "this is a bug"."""

from __future__ import annotations

import io
import sys

import pytest


@pytest.fixture
def full(shop):
    shop.run("check")
    return shop


@pytest.mark.parametrize(
    "since", ["999999d", "999999999w", "²d", "d", "-3d", "9" * 5000 + "d", "3 d", "2026-11-31", ""]
)
def test_a_since_that_is_none(full, since):
    result = full.run("inbox", "--since", since)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("--since ")
    assert "3w" in result.err


def test_digits_of_any_script_are_digits(full):
    assert full.run("inbox", "--since", "٢٣h", "--ids").out.split() == [full.ids()["hurt"]]


@pytest.mark.parametrize("limit", ["0", "-1", "9" * 30, "x"])
@pytest.mark.parametrize("command", ["inbox", "check"])
def test_a_limit_that_is_none(full, command, limit):
    result = full.run(command, "--limit", limit)
    assert (result.code, result.out) == (2, "")
    assert "--limit" in result.err


def test_a_limit_above_all_there_is(full):
    assert len(full.run("inbox", "--limit", "1000000000", "--ids").out.split()) == 3


@pytest.mark.parametrize("width", ["19", "9" * 30])
def test_a_width_that_is_none(full, width):
    assert full.run("--width", width, "inbox").code == 2


@pytest.mark.parametrize("variant", ["0", "9" * 30])
def test_a_variant_that_is_none(full, variant):
    result = full.run("draft", full.ids()["late"], "--variant", variant)
    assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize("way", ["blog site='x", 'blog site="', "blog site=x\\"])
def test_a_way_with_an_open_quotation_mark(shop, way):
    result = shop.run("init", "--name", "x", "--output", "new.yaml", "--way", way, config=False)
    assert (result.code, result.out) == (2, "")
    assert repr(way) in result.err
    assert not (shop.folder / "new.yaml").exists()


@pytest.mark.parametrize("where", ["file/x.yaml", "file/deep/x.yaml", "n" * 300, "."])
def test_files_that_cannot_be_written(shop, where):
    (shop.folder / "file").write_text("", encoding="utf-8")
    for command in (["schema", "config"], ["init", "--name", "x", "--no-test", "--force"]):
        result = shop.run(*command, "--output", where)
        assert (result.code, result.out) == (2, ""), command
        assert len(result.err.splitlines()) <= 2
        assert where in result.err
        assert "cannot be written" in result.err


def test_a_schema_makes_no_folders(shop):
    assert shop.run("schema", "config", "--output", "new/config.json").code == 2
    assert not (shop.folder / "new").exists()


@pytest.mark.parametrize(
    "stdin", ["[" * 100_000, '{"text":' + '{"a":' * 100_000, '{"text": "x", "b": ' + "[" * 9_999]
)
def test_a_draft_of_bottomless_nesting(shop, stdin):
    result = shop.run("draft", "-", stdin=stdin)
    assert (result.code, result.out) == (4, "")
    assert "not one JSON mention" in result.err


def whole(shop, monkeypatch, capsys, *arguments: str, stdin: bytes) -> tuple[int, str]:
    """Run the program as the shell does, with bytes on stdin."""
    from amends.cli import main

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(shop.folder / "config.yaml"), "--now", shop.now, *arguments])
    return ended.value.code, capsys.readouterr().out


WINDOWS = "Съжаляваме, Kate".encode("windows-1251")


def test_a_reply_that_is_no_utf8(full, monkeypatch, capsys):
    late = full.ids()["late"]
    code, _ = whole(full, monkeypatch, capsys, "reply", late, "--file", "-", stdin=WINDOWS)
    assert code == 0
    (reply,) = full.run("show", late, "--json").json["replies"]
    assert reply["text"].endswith(", Kate")
    assert "\N{REPLACEMENT CHARACTER}" in reply["text"]


def test_a_mention_that_is_no_utf8(full, monkeypatch, capsys):
    code, out = whole(full, monkeypatch, capsys, "add", "--text", "-", stdin=WINDOWS)
    assert code == 0
    assert full.run("show", out.strip(), "--json").json["item"]["text"].endswith(", Kate")


@pytest.mark.parametrize(
    "command", [["mark", "-", "--status", "seen"], ["draft", "-"], ["score", "-"]]
)
def test_bytes_that_are_no_utf8_are_no_bug(full, monkeypatch, capsys, command):
    code, _ = whole(full, monkeypatch, capsys, *command, stdin=WINDOWS)
    assert code in {2, 4}


def test_a_mark_of_the_byte_order_before_json_lines(shop, monkeypatch, capsys):
    lines = b'\xef\xbb\xbf{"text": "Cold soup"}\r\n{"text": "Warm soup"}\r\n'
    code, printed = whole(shop, monkeypatch, capsys, "score", "-", stdin=lines)
    assert code == 0
    assert "amends.error" not in printed


@pytest.mark.parametrize(
    ("flag", "arguments"), [("--engine", ["--engine", "light"]), ("--all", ["-", "--all"])]
)
def test_what_score_would_not_heed_is_refused(shop, flag, arguments):
    result = shop.run("score", *arguments)
    assert (result.code, result.out) == (2, "")
    assert flag in result.err


@pytest.mark.parametrize(("typed", "hint"), [
    (["show", "--width", "80", "k7f2"], "before the command: amends --width … show"),
    (["sources", "test", "--lang", "pl"], "before the command: amends --lang … sources test"),
    (["show", "--nonsense"], "Try: amends show --help"),
])  # fmt: skip
def test_an_option_of_all_commands_after_the_command(shop, typed, hint):
    result = shop.run(*typed)
    assert result.code == 2
    assert hint in result.err
