"""Feeds and exports with the worst in them, from the server to the screen."""

from __future__ import annotations

import json

import pytest
from loopback_server import Answer

ITEMS = [
    {"id": 18446744073709551615, "content_text": "64 bits"},
    {"id": "\ud800", "content_text": "\udfff half", "url": "http://x.test/\ud800"},
    {
        "id": "esc",
        "content_text": "\x00\x1b[31mred\x07 \u202ereversed",
        "title": "\x1b]0;owned\x07",
    },
    {"id": "tags", "content_html": "<script>alert(1)</script><b>bold</b>[red]markup[/red]"},
    {"id": "long", "content_text": "long " * 20_000, "title": "t" * 100_000},
    {"id": "1970", "content_text": "From 1970", "date_published": "1970-01-01T00:00:00Z"},
    {"id": "2099", "content_text": "From 2099", "date_published": "2099-12-31T23:59:59Z"},
    {"id": "edge", "content_text": "At the edge", "date_published": "9999-12-31T23:59:59-14:00"},
    {"id": "odd", "content_text": 7, "title": ["x"], "date_published": 5, "authors": "x"},
    {"id": "names", "content_text": "Many names", "authors": [{"name": "\x1b[2J" + "n" * 9000}]},
    {"content_text": "No id"},
    {"id": None},
    {"id": float("nan"), "content_text": "not a number"},
    "not an item",
    None,
]
RSS = (
    "<rss version='2.0'><channel><title>t</title>"
    "<item><description>No id, no date</description></item>"
    "<item><guid>old</guid><description>Old</description>"
    "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>"
    "<item><guid>new</guid><description>New</description>"
    "<pubDate>Thu, 31 Dec 2099 00:00:00 GMT</pubDate></item>"
    "<item><guid>odd</guid><description>Odd</description><pubDate>yesterday</pubDate></item>"
    f"<item><guid>{'g' * 5000}</guid><description>{'&amp;lt;b&amp;gt;' * 9000}</description></item>"
    "<item><guid>ctrl</guid><description>&#27;[31mred&#x1b;]0;x&#7;</description></item>"
    "</channel></rss>"
).encode()


@pytest.fixture
def feeds(shop, server):
    items = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": ITEMS}
    server.answers["json"] = Answer(body=json.dumps(items).encode())
    server.answers["rss"] = Answer(body=RSS)
    (shop.folder / "config.yaml").write_text(
        "version: 1\nhttp: {interval: 0}\nsources:\n"
        f"  json: {{type: feed, url: '{server.url('json')}'}}\n"
        f"  rss: {{type: feed, url: '{server.url('rss')}'}}\n"
    )
    return shop


def test_the_worst_feeds(feeds):
    first = feeds.run("check", "--json")
    assert (first.code, first.err) == (4, "")  # entries were unreadable
    runs = {run["name"]: run for run in first.json["sources"]}
    assert runs["json"]["new"] >= 10
    assert len(runs["json"]["skipped"]) == 5
    assert runs["rss"]["new"] >= 5
    for run in feeds.run("check", "--json").json["sources"]:
        assert (run["outcome"], run["new"], run["changed"]) == ("unchanged", 0, 0)


def test_nothing_of_it_reaches_the_terminal(feeds):
    feeds.run("check")
    feeds.width = 80
    ids = feeds.ids().values()
    commands = [["check"], ["inbox", "--all"], ["export"], *(["show", each] for each in ids)]
    for command in commands:
        result = feeds.run(*command)
        assert (result.code, result.err) == (0, "")
        assert not set(result.out) & set("\x00\x07\x1b\u202e"), command


def test_dates_that_cannot_be_true_are_told_as_uncertain(feeds):
    feeds.run("check")
    items = {i["external_id"]: i for i in feeds.run("inbox", "--all", "--json").json["items"]}
    for name in ("1970", "2099", "edge"):
        assert items[name]["published_at"].startswith("2026-11-20")
        assert "date_uncertain" in items[name]["flags"]
    assert all(i["published_at"].startswith("2026-11-20") for i in items.values())


def test_read_again_from_nothing_they_are_the_same(feeds, server):
    feeds.run("check")
    before = feeds.ids()
    server.answers["json"] = Answer(body=server.answers["json"].body + b"\n")
    server.answers["rss"] = Answer(body=RSS + b"<!-- -->")
    again = feeds.run("check", "--json").json["sources"]
    assert [(run["new"], run["changed"]) for run in again] == [(0, 0), (0, 0)]
    assert feeds.ids() == before
