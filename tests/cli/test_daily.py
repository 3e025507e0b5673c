"""The daily run, as an owner and as a script see it."""

from __future__ import annotations

import socket

import pytest

CHECKED = ["hurt", "late", "nice"]


def test_the_gravest_comes_first_with_its_reasons(shop):
    result = shop.run("check", "--json")
    assert result.code == 0
    items = result.json["items"]
    assert [item["external_id"] for item in items] == CHECKED
    first = items[0]["priority"]
    assert first["score"] >= 85
    assert round(sum(reason["points"] for reason in first["reasons"]), 1) == first["score"]
    assert result.json["sources"][0] | {"skipped": []} == {
        "name": "google",
        "type": "file",
        "outcome": "ok",
        "new": 3,
        "changed": 0,
        "gone": 0,
        "skipped": [],
        "filtered": 0,
        "suspicious": False,
        "error": None,
        "hint": None,
        "retry_at": None,
    }


def test_twice_in_a_row_inserts_nothing_and_prints_the_same(shop):
    shop.run("check")
    second = shop.run("check")
    third = shop.run("check")
    assert second == third
    assert shop.run("check", "--json").json["sources"][0]["new"] == 0
    assert len(shop.ids()) == 3


def test_the_screen_groups_by_what_is_to_be_done(shop):
    shop.width = 80
    out = shop.run("check").out
    assert out.index("CANNOT WAIT") < out.index("ANSWER") < out.index("THANK")
    assert "2 hours late" not in out.split("ANSWER")[0]
    assert "LATE" in out


def test_quiet_says_nothing_when_all_is_well(shop):
    result = shop.run("check", "--quiet")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_quiet_says_what_waits_if_it_was_asked_to(shop):
    shop.width = 80
    result = shop.run("check", "--quiet", "--fail-on", "urgent")
    assert result.code == 10
    assert "CANNOT WAIT" in result.out
    assert "allergic" in result.out
    shop.mentions = shop.mentions[2:]
    (shop.folder / "amends.db").unlink()
    shop.write()
    assert shop.run("check", "--quiet", "--fail-on", "urgent").out == ""


def test_what_went_without_an_answer_is_told(shop):
    path = shop.folder / "config.yaml"
    kept = path.read_text("utf-8").replace("type: file,", "type: file, keep: 30,")
    path.write_text(kept, encoding="utf-8")
    hurt = shop.run("check", "--json").json["items"][0]["id"]
    shop.now = "2026-12-25T08:00"
    assert shop.run("check", "--json").json["erased_unanswered"] == 3
    assert shop.run("show", hurt).code == 0
    refused = shop.run("draft", hurt)
    assert (refused.code, refused.out) == (2, "")
    assert "erased" in refused.err


def test_unreadable_rows_are_no_success(shop):
    with (shop.folder / "google.jsonl").open("a", encoding="utf-8") as file:
        file.write("not json\n")
    result = shop.run("check")
    assert result.code == 4
    assert "line 4" in result.out


def test_a_place_is_found_by_its_alias(shop):
    path = shop.folder / "config.yaml"
    path.write_text(
        path.read_text("utf-8").replace("Harbour: {}", "Harbour: {aliases: [Порт]}"),
        encoding="utf-8",
    )
    shop.mentions[1]["place"] = "порт"
    shop.write()
    shop.run("check")
    items = shop.run("inbox", "--place", "ПОРТ", "--json").json["items"]
    assert [(item["external_id"], item["place"]) for item in items] == [("late", "Harbour")]


def test_quiet_says_what_is_wrong(shop):
    (shop.folder / "google.jsonl").unlink()
    result = shop.run("check", "--quiet")
    assert result.code == 4
    assert "NOT READ  google: failed" in result.out
    assert "google.jsonl" in result.out


@pytest.mark.parametrize(
    ("wanted", "code"), [("urgent", 10), ("overdue", 10), ("any", 10), (None, 0)]
)
def test_fail_on(shop, wanted, code):
    arguments = ["--fail-on", wanted] if wanted else []
    assert shop.run("check", *arguments).code == code


def test_fail_on_is_not_met_by_praise_alone(shop):
    shop.mentions = shop.mentions[2:]
    shop.write()
    assert shop.run("check", "--fail-on", "urgent").code == 0
    assert shop.run("check", "--fail-on", "overdue").code == 0


def test_what_is_overdue_counts_even_when_it_is_not_shown(shop):
    assert shop.run("check", "--limit", "1", "--fail-on", "overdue").code == 10


def test_a_failed_source_wins_over_fail_on(shop):
    shop.run("check")
    (shop.folder / "google.jsonl").unlink()
    assert shop.run("check", "--fail-on", "any").code == 4


def test_an_edited_review_is_told(shop):
    shop.run("check")
    shop.mentions[1]["text"] = "They called back and brought a new cake. Thank you!"
    shop.write()
    result = shop.run("check", "--json").json
    assert (result["sources"][0]["new"], result["sources"][0]["changed"]) == (0, 1)


def test_one_source_and_one_place(shop):
    assert shop.run("check", "--source", "google", "--json").json["sources"][0]["new"] == 3
    assert shop.run("check", "--place", "Harbour", "--json").json["items"] == []
    assert len(shop.run("check", "--place", "Old Town", "--json").json["items"]) == 3


def test_unknown_names_are_no_empty_lists(shop):
    for arguments in (
        ["check", "--source", "nope"],
        ["check", "--place", "nope"],
        ["fetch", "--source", "nope"],
    ):
        result = shop.run(*arguments)
        assert (result.code, result.out) == (2, "")
        assert "nope" in result.err


def test_fetch_alone(shop):
    result = shop.run("fetch", "--json")
    assert result.json["sources"][0]["new"] == 3
    assert shop.run("fetch").out == "google: nothing changed\n"


def test_a_source_that_is_no_longer_configured_is_told(shop):
    shop.run("check")
    path = shop.folder / "config.yaml"
    path.write_text(path.read_text().replace("google: {", "maps: {"), encoding="utf-8")
    assert shop.run("check", "--json").json["vanished_sources"] == {"google": 3}
    out = shop.run("check").out
    assert "amends sources rename google NEW" in out


def test_old_mentions_are_history_and_low_stars_come_a_few_a_day(shop):
    shop.mentions = [
        {
            "external_id": f"old{n}",
            "text": f"Cold soup number {n}, and slow.",
            "rating": 1,
            "published_at": f"2026-0{1 + n % 9}-01T08:00:00Z",
        }
        for n in range(9)
    ]
    shop.write()
    assert shop.run("check", "--json").json["backlog"] == 4
    assert len(shop.run("inbox", "--json").json["items"]) == 5
    assert shop.run("check", "--json").json["backlog"] == 4
    shop.now = "2026-11-21T08:00"
    assert shop.run("check", "--json").json["backlog"] == 0
    overdue = [item["handling"]["overdue"] for item in shop.run("inbox", "--json").json["items"]]
    assert overdue.count(True) == 0


def test_no_sources_are_not_sources_that_are_off(shop):
    path = shop.folder / "config.yaml"
    before, _, after = path.read_text("utf-8").partition("sources:")
    path.write_text(f"{before}sources:{after}".replace("type: file,", "type: file, enabled: no,"))
    result = shop.run("check")
    assert (result.code, result.out.splitlines()[0][:17]) == (0, "Nothing was read:")
    path.write_text(before, encoding="utf-8")
    assert shop.run("check").out.startswith("No sources yet")


def test_a_source_with_more_than_a_run_may_take_is_no_fault(shop):
    config = shop.folder / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("type: file", "type: file, max_items: 1"))
    shop.mentions += ({"external_id": f"more {n}", "text": f"Nice {n}"} for n in range(2))
    shop.write()
    first = shop.run("check")
    assert (first.code, "NOT READ" in first.out) == (0, False)
    assert "google 1 new, more to come: the next run goes on" in " ".join(first.out.split())
    assert shop.run("check", "--json").json["sources"][0]["outcome"] == "partial"
    quiet = shop.run("check", "--quiet")
    assert (quiet.code, quiet.out) == (0, "")
    assert "google: 1 new, more to come: the next run goes on" in shop.run("fetch").out


TWO_FEEDS = """
  blog: {type: feed, url: "https://blog.example/a/long/way/feed.xml"}
  press: {type: feed, url: "https://press.example/feed.xml"}
"""


@pytest.fixture
def offline(shop, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    shop.configure(TWO_FEEDS.lstrip("\n") + "http: {interval: 0, retries: 0}\n")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    return shop


def test_a_machine_without_internet_says_so_once(offline):
    result = offline.run("check", "--quiet")
    assert (result.code, result.out) == (
        4,
        "NOT READ  No internet: none of the 2 hosts is found\n",
    )
    assert len(offline.run("check", "--json").json["sources"]) == 3
    doctor = offline.run("doctor")
    assert "No internet: none of the 2 hosts is found" in doctor.out
    assert "sources test" not in doctor.out


def test_where_nothing_could_be_read_nobody_says_nothing_to_do(offline):
    (offline.folder / "google.jsonl").unlink()
    said = offline.run("check").out
    assert "0 open mentions; nothing could be read just now." in said
    assert "nothing to do" not in said


def test_a_single_host_that_is_not_found_is_named_without_its_path(offline):
    said = offline.run("fetch", "--source", "blog").out
    assert said == "NOT READ  blog: failed, blog.example: no such host, or the name lookup failed\n"


def test_what_is_not_shown_is_told_by_group(shop):
    shop.mentions += (
        {"external_id": f"more {n}", "text": f"The roll {n} was stale.", "rating": 2}
        | {"author": {"name": f"P{n}"}, "published_at": "2026-11-18T06:00:00Z"}
        for n in range(3)
    )
    shop.mentions.append(
        {"external_id": "q", "text": "Bad.", "rating": 1, "published_at": "2026-11-19T06:00:00Z"}
    )
    shop.write()
    said = shop.run("check", "--limit", "1").out
    line = next(line for line in said.splitlines() if "more" in line and "amends inbox" in line)
    assert "(ANSWER " in line
    assert "ASK FIRST 1" in line


def test_where_nothing_is_urgent_no_more_is_added_to_nought(shop):
    shop.mentions = [each for each in shop.mentions if each["external_id"] == "late"]
    shop.write()
    assert "1 open mention, 1 to answer." in shop.run("check").out


def test_the_product_is_named(shop):
    shop.mentions[1]["item"] = {"id": "7", "name": "Тенджера – 3 l"}
    shop.write()
    shop.run("fetch")
    shop.width = 100
    assert "Тенджера – 3 l" in shop.run("inbox").out
    shop.width = 160
    assert "Тенджера – 3 l: The birthday cake" in shop.run("inbox").out
    shown = shop.run("show", shop.ids()["late"]).out
    assert "About            Тенджера – 3 l" in shown
    assert "Тенджера – 3 l" in shop.run("digest", "--format", "html").out
