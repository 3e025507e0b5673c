"""Every listing comes as a table for people, as JSON, as JSON lines and as CSV."""

from __future__ import annotations

import csv
import io

import pytest

LISTINGS = {
    "check": ["check"],
    "inbox": ["inbox"],
    "sources": ["sources", "list"],
    "types": ["sources", "types"],
}


@pytest.fixture
def full(shop):
    path = shop.folder / "config.yaml"
    text = path.read_text("utf-8") + "  '=cmd': {type: file, path: other.csv, enabled: false}\n"
    path.write_text(text, encoding="utf-8")
    shop.run("check")
    return shop


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("command", LISTINGS.values(), ids=LISTINGS)
def test_json_lines_are_the_items_of_the_json(full, command):
    items = full.run(*command, "--json").json["items"]
    assert len(items) >= 2
    result = full.run(*command, "--jsonl")
    assert (result.code, result.jsonl) == (0, items)


@pytest.mark.parametrize("command", LISTINGS.values(), ids=LISTINGS)
def test_csv_has_a_row_for_each_item(full, command):
    items = full.run(*command, "--json").json["items"]
    result = full.run(*command, "--csv")
    assert result.code == 0
    assert len(rows(result.out)) == len(items)


def test_the_cells_of_the_sources(full):
    google, off = rows(full.run("sources", "list", "--csv").out)
    assert google["name"] == "google"
    assert (google["enabled"], google["mentions"], google["last_outcome"]) == ("true", "3", "ok")
    assert google["last_run_at"] == "2026-11-20T06:00:00Z"
    assert (off["name"], off["enabled"], off["last_run_at"]) == ("'=cmd", "false", "")
    feed = next(
        row for row in rows(full.run("sources", "types", "--csv").out) if row["type"] == "feed"
    )
    assert feed["summary"]
    assert feed["needs_key"] in {"true", "false"}


def test_nothing_is_an_empty_list_in_every_form(shop):
    path = shop.folder / "config.yaml"
    path.write_text(path.read_text("utf-8").partition("sources:")[0], encoding="utf-8")
    for command in (["check"], ["sources", "list"], ["inbox"]):
        assert shop.run(*command, "--json").json["items"] == []
        assert shop.run(*command, "--jsonl").out == ""
        assert len(shop.run(*command, "--csv").out.splitlines()) == 1


def test_a_check_as_data_says_beside_it_what_went_wrong(shop):
    (shop.folder / "google.jsonl").unlink()
    for form in ("--jsonl", "--csv"):
        result = shop.run("check", form)
        assert result.code == 4
        assert "google.jsonl" not in result.out
        assert "NOT READ  google: failed" in result.err


def test_a_quiet_check_as_data_is_data(full):
    assert len(full.run("check", "--quiet", "--jsonl").jsonl) == 3
