"""show, draft, mark, reply, add."""

from __future__ import annotations

import pytest


@pytest.fixture
def full(shop):
    shop.run("check")
    return shop


def test_show_tells_why_and_what_is_not_known(full):
    late = full.ids()["late"]
    full.width = 80
    out = full.run("show", late).out
    assert "The birthday cake came two hours late" in out
    assert "Why " in out
    assert f"amends draft {late}" in out


def test_show_as_json(full):
    document = full.run("show", full.ids()["hurt"], "--json").json
    assert document["schema"] == "amends.show/1"
    assert document["item"]["severity"]["level"] == 4
    assert [event["what"] for event in document["history"]] == ["queued"]


def test_reading_changes_nothing(full):
    before = full.run("inbox", "--json").out
    full.run("show", full.ids()["hurt"])
    full.run("draft", full.ids()["hurt"])
    assert full.run("inbox", "--json").out == before


@pytest.mark.parametrize("command", ["show", "draft"])
def test_an_unknown_id(full, command):
    result = full.run(command, "zzzz", "--json")
    assert (result.code, result.out) == (2, "")
    assert '"code": "unknown_id"' in result.err


def test_a_draft_has_four_labelled_parts_in_the_customers_language(full):
    document = full.run("draft", full.ids()["late"], "--json").json
    names = [part["part"] for part in document["parts"]]
    assert [name for name in names if name not in {"greeting", "sign"}] == [
        "apologise",
        "explain",
        "solve",
        "follow_up",
    ]
    assert document["language"] == "en"
    assert document["text"].endswith("Ana, owner")
    assert full.run("draft", full.ids()["late"], "--plain").out == document["text"] + "\n"


def test_another_playbook_and_another_wording(full):
    late = full.ids()["late"]
    first = full.run("draft", late, "--plain").out
    assert full.run("draft", late, "--plain", "--variant", "2").out != first
    asked = full.run("draft", late, "--playbook", "ask_details", "--json").json
    assert asked["playbook"] == "ask_details"
    assert "apologise" not in [part["part"] for part in asked["parts"]]


def test_a_draft_for_a_mention_that_is_not_stored(full):
    document = full.run(
        "draft",
        "-",
        "--json",
        stdin='{"text": "Zimna zupa i niemiła obsługa, nigdy więcej tu nie przyjdę", "rating": 1}',
    ).json
    assert (document["id"], document["language"]) == (None, "pl")


def test_leaving_alone_needs_a_reason(full):
    late = full.ids()["late"]
    refused = full.run("mark", late, "--status", "ignored")
    assert refused.code == 2
    assert "--because" in refused.err
    assert full.run("mark", late, "--status", "ignored", "--because", "a joke").code == 0
    assert "late" not in {item["external_id"] for item in full.run("inbox", "--json").json["items"]}
    [_, event] = full.run("show", late, "--json").json["history"]
    assert (event["who"], event["status"], event["because"]) == ("ana", "ignored", "a joke")


def test_all_ids_are_looked_up_before_anything_changes(full):
    late = full.ids()["late"]
    assert full.run("mark", late, "zzzz", "--status", "seen").code == 2
    assert full.run("show", late, "--json").json["item"]["handling"]["status"] == "new"


def test_assigning(full):
    late = full.ids()["late"]
    full.run("mark", late, "--assign", "mira")
    assert full.run("inbox", "--assignee", "mira", "--json").json["total"] == 1
    full.run("mark", late, "--assign", "-")
    assert full.run("inbox", "--assignee", "mira", "--json").json["total"] == 0


def test_a_recorded_reply_stops_the_clock(full):
    late = full.ids()["late"]
    assert full.run("reply", late, "--file", "-", stdin="Sorry, Kate. Ana").code == 0
    item = full.run("show", late, "--json").json
    assert item["replies"][0]["text"] == "Sorry, Kate. Ana"
    assert item["item"]["handling"]["status"] == "replied"
    assert item["item"]["priority"]["score"] <= 15
    assert full.run("check", "--json").json["left_out"]["answered"] == 1


def test_an_empty_reply_is_refused(full):
    assert full.run("reply", full.ids()["late"], "--text", "  ").code == 2


def test_a_mention_by_hand(full):
    result = full.run(
        "add",
        "--text",
        "She said the bread was mouldy.",
        "--who",
        "Mrs. Hill",
        "--where",
        "counter",
        "--stars",
        "2",
        "--place",
        "Harbour",
        "--when",
        "2026-11-19T18:00",
    )
    short_id = result.out.strip()
    item = full.run("show", short_id, "--json").json["item"]
    assert (item["source"], item["kind"], item["place"]) == ("hand", "call", "Harbour")
    assert item["published_at"] == "2026-11-19T16:00:00Z"  # the business is in Sofia
    assert full.run("inbox", "--place", "Harbour", "--json").json["total"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--text", " "],
        ["--text", "x", "--place", "nope"],
        ["--text", "x", "--when", "nope"],
        ["--stars", "6"],
        [],
    ],
)
def test_wrong_mentions_by_hand(full, arguments):
    result = full.run("add", *arguments)
    assert (result.code, result.out) == (2, "")


def test_what_was_deleted_at_the_source_says_so(shop):
    from datetime import UTC, datetime, timedelta

    from amends.models import Batch
    from amends.store import Store

    shop.run("check")
    late = shop.ids()["late"]
    assert shop.run("show", late, "--json").json["item"]["gone_at"] is None
    assert "deleted at the source" not in shop.run("show", late).out
    now = datetime(2026, 11, 20, 5, tzinfo=UTC)
    with Store(shop.folder / "amends.db", now=now) as store:
        gone = Batch((), gone_ids=("late",))
        store.save("google", "file", "", gone, baseline=timedelta(days=30), now=now)
    assert shop.run("show", late, "--json").json["item"]["gone_at"] == "2026-11-20T05:00:00Z"
    assert "deleted at the source" in shop.run("show", late).out
