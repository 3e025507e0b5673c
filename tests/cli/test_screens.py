"""Whole screens, as they are. After a change that is wanted: pytest --snapshot-update."""

from __future__ import annotations

import pytest

ODD = [
    {
        "external_id": "cjk",
        "text": "ラーメンがとても冷たくて、店員さんは一度も謝りませんでした。本当に残念です。",
        "rating": 2,
        "author": {"name": "田中"},
        "published_at": "2026-11-19T22:00:00Z",
    },
    {
        "external_id": "pl",
        "text": "Tort przyjechał zgnieciony, dzwoniłam cztery razy i nikt nie odebrał. 42 € w błoto.",
        "rating": 1,
        "author": {"name": "Katarzyna"},
        "published_at": "2026-11-19T04:00:00Z",
        "place": "Harbour",
    },
    {"external_id": "stars", "rating": 1, "text": "", "published_at": "2026-11-19T23:00:00Z"},
    {
        "external_id": "spam",
        "text": "Earn $4,700 a week with crypto, casino bonus http://x.example http://y.example",
        "published_at": "2026-11-19T23:00:00Z",
    },
]


@pytest.fixture
def full(shop):
    """The light engine reads everywhere alike."""
    shop.mentions += ODD
    shop.write()
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("scoring: {engine: light}\n")
    return shop


@pytest.mark.parametrize("width", [60, 80, 180, None])
def test_check(full, snapshot, width):
    full.width = width
    assert full.run("check").out == snapshot


@pytest.mark.parametrize("language", ["bg", "ru", "es", "pl"])
def test_check_in_other_languages(full, snapshot, language):
    full.width = 80
    full.run("check")
    assert full.run("--lang", language, "check").out == snapshot


def test_show(full, snapshot):
    full.width = 80
    full.run("check")
    assert full.run("show", full.ids()["pl"]).out == snapshot


def test_draft(full, snapshot):
    full.width = 80
    full.run("check")
    assert full.run("draft", full.ids()["pl"]).out == snapshot


def test_a_source_that_failed(full, snapshot):
    full.width = 80
    full.run("check")
    (full.folder / "google.jsonl").unlink()
    result = full.run("check")
    assert result.code == 4
    said = result.out[result.out.index("NOT READ") :].replace(str(full.folder), "FOLDER")
    assert " ".join(said.split()) == snapshot  # the path decides where its lines break
