"""The generated pages say what the code says, and say it the same everywhere."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import generate
import jsonschema
import pytest
from _pages import json_examples, keys, schemas

from amends.triage.schemas import schema


@pytest.fixture(scope="module")
def examples():
    return json_examples.examples()


def test_pages_are_fresh():
    stale = [file.name for file in generate.stale()]
    assert stale == [], "run: python docs/generate.py"


def test_check_names_what_is_stale_and_writes_nothing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(generate, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(generate, "PAGES", {"a.md": lambda: "new\n"})
    monkeypatch.setattr(generate.schemas, "files", dict)
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "a.md"
    page.write_text("old\n", encoding="utf-8")
    assert generate.main(["--check"]) == 1
    assert "a.md is stale" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == "old\n"
    assert generate.main([]) == 0
    assert page.read_text(encoding="utf-8") == "new\n"
    assert generate.main(["--check"]) == 0


def test_pages_hold_nothing_of_this_machine():
    here = {tempfile.gettempdir(), str(Path.home()), str(generate.DOCS.parent)}
    for name, page in generate.PAGES.items():
        text = page()
        assert [path for path in here if f"{path}/" in text] == [], name


def test_examples_are_what_the_schemas_say(examples):
    assert set(examples) == set(schemas.load())
    for name, example in examples.items():
        jsonschema.Draft202012Validator(schema(name)).validate(example)


def test_examples_show_something(examples):
    assert examples["assessed"]["priority"]["reasons"]
    assert examples["draft"]["parts"]
    assert examples["show"]["history"]
    assert examples["check"]["sources"][0]["skipped"]


def test_layout_reads_back_and_keeps_lines_short():
    value = {"words": ["word"] * 40, "list": [{"a": list(range(30))}, {"b": "x" * 60}], "n": None}
    text = schemas.layout(value)
    assert json.loads(text) == value
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"type": "integer", "minimum": 1}, "whole number ≥ 1"),
        ({"type": ["string", "null"]}, "text or `null`"),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "text, or a list",
        ),
        ({"enum": ["a", "b"]}, "`a`, `b`"),
        ({"enum": list("abcdefgh")}, "one of 8 words"),
        ({"$ref": "#/$defs/day"}, "day"),
        ({"type": "array", "items": {"type": "boolean"}}, "list of `true` or `false`"),
    ],
)
def test_words_for_schemas(given, said):
    assert keys.words(given, {"day": {"type": "string", "format": "date"}}) == said
