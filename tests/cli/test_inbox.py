"""Listings: on a terminal, in a pipe, as data."""

from __future__ import annotations

import csv
import io

import pytest
from rich.cells import cell_len


@pytest.fixture
def full(shop):
    shop.run("check")
    return shop


def test_json_and_jsonl_hold_the_same(full):
    document = full.run("inbox", "--json").json
    assert document["schema"] == "amends.inbox/1"
    assert full.run("inbox", "--jsonl").jsonl == document["items"]
    assert document["total"] == 3


def test_an_empty_list_is_a_list(full):
    result = full.run("inbox", "--min-priority", "100", "--json")
    assert (result.code, result.json["items"]) == (0, [])
    assert full.run("inbox", "--min-priority", "100", "--jsonl").out == ""
    nothing = full.run("inbox", "--min-priority", "100")
    assert (nothing.out, nothing.code) == ("", 0)
    assert nothing.err


def test_csv_is_readable_and_disarmed(full):
    full.mentions.append(
        {"external_id": "evil", "text": '=HYPERLINK("http://x")', "rating": 1, "title": "+1"}
    )
    full.write()
    full.run("check")
    rows = list(csv.DictReader(io.StringIO(full.run("inbox", "--csv").out)))
    assert len(rows) == 4
    cells = [cell for row in rows for cell in row.values()]
    assert '\'=HYPERLINK("http://x")' in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_ids_feed_other_commands(full):
    ids = full.run("inbox", "--ids", "--min-priority", "20").out
    assert len(ids.split()) == 2
    assert full.run("mark", "-", "--status", "seen", stdin=ids).code == 0
    assert len(full.run("inbox", "--status", "seen", "--json").json["items"]) == 2


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--language", "en"], {"hurt", "late", "nice"}),
        (["--language", "pl"], set()),
        (["--topic", "delivery"], {"late"}),
        (["--since", "23h"], {"hurt"}),
        (["--since", "2026-11-19"], {"hurt", "nice"}),
        (["--place", "Old Town"], {"hurt", "late", "nice"}),
        (["--source", "google", "--limit", "1"], {"hurt"}),
        (["--sort", "oldest", "--limit", "1"], {"late"}),
        (["--sort", "newest", "--limit", "1"], {"hurt"}),
        (["--assignee", "ana"], set()),
    ],
)
def test_filters(full, arguments, expected):
    items = full.run("inbox", *arguments, "--json").json["items"]
    assert {item["external_id"] for item in items} == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--status", "nope"],
        ["--source", "nope"],
        ["--place", "nope"],
        ["--since", "yesterday"],
        ["--topic", "nope"],
        ["--min-priority", "101"],
        ["--nope"],
    ],
)
def test_wrong_arguments_are_one_line_and_exit_2(full, arguments):
    result = full.run("inbox", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err


NASTY = [
    {
        "text": "ラーメンがとても冷たくて、店員さんは一度も謝りませんでした。本当に残念です。" * 3,
        "rating": 1,
    },
    {"text": "😡🤬👨‍👩‍👧‍👦 " * 30, "rating": 1, "author": {"name": "😀" * 40}},
    {"text": "الخدمة سيئة جدا ولن أعود أبدا إلى هذا المكان", "rating": 1},
    {"text": "[bold red]markup[/] [link=http://x]y[/link] :smile:", "rating": 1},
    {"text": "a\x1b[31mred\x1b]0;title\x07\u202ereversed\x9b2J", "rating": 1},
    {"text": "x" * 5000, "rating": 1},
    {"text": "tab\there\nnew line", "rating": 1},
]


@pytest.fixture
def nasty(shop):
    shop.mentions = [each | {"external_id": str(n)} for n, each in enumerate(NASTY)]
    shop.write()
    shop.run("check")
    return shop


@pytest.mark.parametrize("width", [60, 80, 159, 160, 200])
def test_no_line_is_wider_than_the_screen(nasty, width):
    nasty.width = width
    for command in (["inbox"], ["check"]):
        out = nasty.run(*command).out
        assert out
        for line in out.splitlines():
            assert cell_len(line) <= width, line


@pytest.mark.parametrize("width", [60, 200, None])
def test_nothing_foreign_reaches_the_terminal(nasty, width):
    nasty.width = width
    short = nasty.run("inbox", "--ids").out.split()
    for command in (["inbox"], ["check"], *(["show", each] for each in short)):
        result = nasty.run(*command)
        assert result.code == 0
        assert "\x1b" not in result.out
        assert "\u202e" not in result.out
        assert "\x9b" not in result.out
    assert "[bold red]markup[/]" in nasty.run("inbox").out


def test_a_pipe_cuts_nothing(nasty):
    lines = nasty.run("inbox").out.splitlines()
    assert len(lines) == len(NASTY)
    assert any("x" * 5000 in line for line in lines)


def test_colour_only_when_asked_for_here(nasty, monkeypatch):
    nasty.width = 80
    assert "\x1b[" not in nasty.run("inbox").out
    assert "\x1b[" in nasty.run("--color", "inbox").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in nasty.run("inbox").out
