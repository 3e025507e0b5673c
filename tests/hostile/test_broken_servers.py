"""Whatever a server does, its source says so in one line and the others are read."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from loopback_server import ANSWERS, FEED, Answer, nobody_there

EXPECTED = {
    "good": ("ok", None),
    "html": ("failed", "a web page, not a feed"),
    "truncated": ("failed", "cut off"),
    "cut_in_an_entry": ("partial", None),
    "bomb": ("failed", "more than 200,000 bytes"),
    "huge": ("failed", "more than 200,000 bytes"),
    "no_gzip": ("failed", "compressed data is damaged"),
    "loop": ("failed", "in a circle"),
    "to_disk": ("failed", "redirects to file:"),
    "to_nowhere": ("failed", "redirects"),
    "invalid_xml": ("partial", None),
    "not_xml": ("failed", "feed"),
    "wrong_charset": ("ok", None),
    "no_such_charset": ("ok", None),
    "empty": ("failed", "an empty answer"),
    "busy_seconds": ("throttled", "429"),
    "busy_date": ("throttled", "503"),
    "busy": ("throttled", "429"),
    "unauthorised": ("auth", "401"),
    "payment": ("payment", "402"),
    "wall": ("blocked", "bot wall"),
    "missing": ("failed", "404"),
    "gone": ("gone", "410"),
    "broken": ("failed", "500"),
    "drip": ("failed", "within its 2 s"),
    "json": ("failed", "no JSON Feed"),
    "deep": ("failed", "cannot be read"),
    "entities": ("failed", "not well-formed"),
    "nobody": ("failed", "connection refused"),
}
WELL = {name for name, (outcome, _) in EXPECTED.items() if outcome == "ok"}


def configure(shop, urls: dict[str, str]) -> None:
    sources = "".join(
        f"  {name}: {{type: feed, url: '{url}', max_seconds: 2}}\n" for name, url in urls.items()
    )
    http = "http: {interval: 0, retries: 0, workers: 32, max_bytes: 200000}\n"
    text = f"version: 1\n{http}sources:\n{sources}"
    (shop.folder / "config.yaml").write_text(text, encoding="utf-8")
    shop.now = None


@pytest.fixture
def all_bad(shop, server):
    configure(shop, {name: server.url(name) for name in ANSWERS} | {"nobody": nobody_there()})
    return shop


def test_every_source_ends_in_its_outcome_and_in_time(all_bad):
    begin = time.monotonic()
    result = all_bad.run("check", "--json")
    assert time.monotonic() - begin < 10
    assert result.code == 4
    runs = {run["name"]: run for run in result.json["sources"]}
    assert {name: run["outcome"] for name, run in runs.items()} == {
        name: outcome for name, (outcome, _) in EXPECTED.items()
    }
    for name, (_, said) in EXPECTED.items():
        assert (said or "") in (runs[name]["error"] or ""), name
        assert "\n" not in (runs[name]["error"] or "")
    assert {name for name, run in runs.items() if run["new"] == 5} >= WELL


def test_each_prints_one_line_and_the_good_ones_are_stored(all_bad):
    out = all_bad.run("check").out
    heads = (line.partition(": ")[0] for line in out.splitlines() if line.startswith("NOT READ  "))
    told = [name for head in heads for name in head.removeprefix("NOT READ  ").split(", ")]
    assert sorted(told) == sorted(EXPECTED.keys() - WELL)
    texts = {name: set() for name in WELL}
    for item in all_bad.run("inbox", "--all", "--json").json["items"]:
        texts.setdefault(item["source"], set()).add(item["text"])
    for name in WELL:
        assert texts[name] == {f"Суп был холодный, раз номер {n}" for n in range(5)}, name


def test_good_throttled_and_dead(shop, server):
    """The three outcomes of a bad day, and what the next runs make of them."""
    configure(
        shop,
        {
            "good": server.url("good"),
            "busy": server.url("busy_seconds"),
            "dead": nobody_there(),
        },
    )
    first = shop.run("check")
    assert first.code == 4
    assert "good 5 new" in first.out
    assert "NOT READ  busy: asked to wait" in first.out
    assert "NOT READ  dead: failed" in first.out
    second = shop.run("check", "--json")
    assert second.code == 4
    assert [run["outcome"] for run in second.json["sources"]] == [
        "unchanged",
        "throttled",
        "failed",
    ]
    assert server.asked == {"good": 2, "busy_seconds": 1}
    server.answers["busy_seconds"] = Answer(body=FEED.replace(b"<guid>g", b"<guid>late"))
    later = datetime.now(UTC) + timedelta(minutes=3)
    shop.now = later.isoformat()
    third = shop.run("check", "--source", "good", "--source", "busy", "--json")
    assert third.code == 0
    assert [run["new"] for run in third.json["sources"]] == [0, 5]
    assert len(shop.run("inbox", "--all", "--json").json["items"]) == 10


def test_what_is_gone_is_not_asked_again_until_its_address_changes(shop, server):
    configure(shop, {"blog": server.url("gone")})
    assert shop.run("check").code == 4
    assert shop.run("check").code == 4
    assert server.asked == {"gone": 1}
    configure(shop, {"blog": server.url("good")})
    assert shop.run("check").code == 0


def test_a_wish_to_wait_that_was_heard_by_a_wrong_clock_is_forgotten(shop, server):
    configure(shop, {"busy": server.url("busy_date")})
    shop.now = "2036-01-01T00:00Z"
    shop.run("check")
    shop.now = None
    shop.run("check")
    assert server.asked["busy_date"] == 2


def test_quiet_in_cron(all_bad):
    result = all_bad.run("check", "--quiet")
    assert result.code == 4
    assert "NOT READ  gone" in result.out
    assert "\ngood" not in result.out
    assert result.err == ""


def test_one_that_hangs_takes_no_time_from_its_neighbours_at_the_same_host(shop, server):
    names = ["drip", "good", "wrong_charset", "busy"]
    configure(shop, {name: server.url(name) for name in names})
    begin = time.monotonic()
    for _ in range(3):  # whoever comes first
        runs = shop.run("check", "--json").json["sources"]
        outcomes = {run["name"]: run["outcome"] for run in runs}
        assert outcomes["drip"] == "failed"
        assert {outcomes["good"], outcomes["wrong_charset"]} <= {"ok", "unchanged"}
        assert outcomes["busy"] == "throttled"
    assert time.monotonic() - begin < 15
