"""Foreign text on screens and in JSON: one line each, and nothing that a terminal obeys."""

from __future__ import annotations

import json

import pytest

CONTROLS = [0x7F, 0x80, 0x85, 0x9B, 0x9F, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029]
CONTROLS += [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]


@pytest.fixture
def split(shop):
    """A customer whose word for the harm runs over two lines."""
    shop.mentions = [
        {
            "external_id": "split",
            "text": "We both got food\npoisoning\nfrom the cream cake.",
            "rating": 1,
            "author": {"name": "Kate\nEvil"},
            "published_at": "2026-11-20T01:00:00Z",
        }
    ]
    shop.write()
    shop.run("check")
    return shop


def test_a_quotation_never_breaks_a_line(split):
    (item,) = split.run("inbox", "--json").json["items"]
    quotes = {reason.get("quote") for reason in item["priority"]["reasons"]}
    assert "food\npoisoning" in quotes
    (line,) = split.run("inbox").out.splitlines()
    assert "«food poisoning»" in line
    split.width = 80
    assert len(split.run("inbox").out.splitlines()) == 3
    assert "«food poisoning»" in split.run("show", item["id"]).out
    split.width = None
    csv = split.run("inbox", "--csv").out
    assert "«food poisoning»" in csv


def test_a_history_never_breaks_a_line(split):
    short_id = split.ids()["split"]
    split.run("mark", short_id, "--status", "ignored", "--because", "not\nours\x1b[2J")
    out = split.run("show", short_id).out
    assert "not ours" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("code", [*CONTROLS, 0xD800])
def test_json_writes_controls_as_escapes(code):
    from amends.outputs.json import dumps

    text = f"é\N{COFFIN}{chr(code)}ж"
    written = dumps({"a": text, text: 1})
    assert chr(code) not in written
    assert written.count(f"\\u{code:04x}") == 2
    assert "é\N{COFFIN}" in written
    assert json.loads(written) == {"a": text, text: 1}


def test_whatever_prints_json_writes_controls_as_escapes(shop):
    line = json.dumps({"text": "Cold soup", "mine": "a\x9b2J\u202eb"}, ensure_ascii=False) + "\n"
    for command in (["score", "-"], ["import", "-", "--format", "jsonl", "--dry-run"]):
        out = shop.run(*command, stdin=line).out
        assert "Cold soup" in out
        assert "\x9b" not in out
        assert "\u202e" not in out


def test_errors_as_json_write_controls_as_escapes(shop):
    result = shop.run("show", "a\u202eb", "--json")
    assert result.code == 2
    assert "\u202e" not in result.err


def test_a_draft_for_one_who_writes_escape_sequences(shop):
    nasty = "\x1b[31mAlex\u202e"
    mention = {"text": f"42 €{nasty} for cold soup", "rating": 1, "author": {"name": nasty}}
    for arguments in ([], ["--plain"], ["--json"]):
        out = shop.run("draft", "-", *arguments, stdin=json.dumps(mention)).out
        assert "Ana" in out
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_what_doctor_repeats_of_an_error_is_harmless(shop):
    path = shop.folder / "config.yaml"
    text = path.read_text("utf-8").replace(
        "path: google.jsonl", 'path: "no\\x9b31m\\u202Esuch.csv"'
    )
    path.write_text(text, encoding="utf-8")
    for command in (["check"], ["doctor"], ["sources", "test", "google"]):
        result = shop.run(*command)
        assert result.code == 4
        assert "such.csv" in result.out + result.err
        for sign in ("\x9b", "\u202e"):
            assert sign not in result.out + result.err, command


def test_a_note_is_harmless(capsys):
    from amends.cli.session import note

    note("a\x1b[31m\u202eb\nc")
    assert capsys.readouterr().err == "a[31mb\nc\n"
