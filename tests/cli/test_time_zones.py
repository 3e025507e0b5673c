"""A time without a zone is of the business's: 08:00 in Sofia is 06:00 UTC."""

from __future__ import annotations

import pytest


@pytest.fixture
def late_evening(shop):
    """A review of 23:30 UTC, which is half past one of the next day in Sofia."""
    shop.mentions = [
        {"external_id": "night", "text": "Cold soup", "published_at": "2026-11-18T22:30:00Z"},
        {"external_id": "day", "text": "Cold tea", "published_at": "2026-11-18T21:30:00Z"},
    ]
    shop.write()
    shop.run("check")
    return shop


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-11-19", {"night"}),
        ("2026-11-19T00:00", {"night"}),
        ("2026-11-19T00:00Z", set()),
        ("2026-11-18T23:29", {"night", "day"}),
    ],
)
def test_since_is_of_the_business(late_evening, since, expected):
    items = late_evening.run("inbox", "--since", since, "--json").json["items"]
    assert {item["external_id"] for item in items} == expected


@pytest.mark.parametrize(
    "command", [["inbox"], ["doctor"], ["sources", "types"], ["sources", "list"], ["check"]]
)
def test_now_is_of_the_business(shop, command):
    assert shop.run(*command, "--json").json["generated_at"] == "2026-11-20T06:00:00Z"


def test_now_is_utc_without_a_configuration(shop):
    (shop.folder / "config.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    for command in ("doctor", "sources types"):
        said = shop.run(*command.split(), "--json").json
        assert said["generated_at"] == "2026-11-20T08:00:00Z"


def test_a_clock_with_a_zone_needs_no_other(shop):
    shop.now = "2026-11-20T08:00+01:00"
    assert shop.run("doctor", "--json").json["generated_at"] == "2026-11-20T07:00:00Z"


def test_score_through_a_pipe_waits_by_the_clock_of_the_business(shop):
    line = '{"text": "Cold soup", "rating": 1, "published_at": "2026-11-20T05:30:00Z"}\n'
    (said,) = shop.run("score", "-", stdin=line).jsonl
    assert "waiting for 30 min" in {reason["because"] for reason in said["priority"]["reasons"]}


def test_the_demo_has_the_clock_of_its_business(shop, tmp_path, monkeypatch):
    from amends.triage import demonstrating

    clocks = []
    run = demonstrating.run
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(
        demonstrating, "run", lambda now, *rest: clocks.append(now) or run(now, *rest)
    )
    assert shop.run("demo", config=False).code == 0
    assert [clock.isoformat() for clock in clocks] == ["2026-11-20T06:00:00+00:00"]


@pytest.mark.parametrize(
    "clock", ["0001-01-01", "0001-01-02T12:00Z", "9999-12-31T23:59-12:00", "9999-12-01"]
)
def test_a_clock_beyond_the_calendar_is_one_line(shop, clock):
    shop.now = clock
    result = shop.run("inbox")
    assert (result.code, result.out) == (2, "")
    assert "is not a time" in result.err
