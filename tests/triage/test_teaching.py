"""`score --eval`, `--learn` and `--forget` on a shop whose owner corrects a habit."""

from __future__ import annotations

import jsonschema
import pytest

from amends.triage.schemas import schema
from amends.triage.teaching import _groups

ABOUT = "bread coffee cake tea soup service queue music garden parking till window".split()
WISHES = 34


@pytest.fixture
def taught(shop):
    """A shop where every wish was called a complaint, and praise was left as it was."""
    shop.configure("scoring: {engine: light}\n")
    shop.mentions = [
        {
            "external_id": f"wish{n}",
            "text": f"Could you please put more {ABOUT[n % 12]} on the menu next spring, {n}?",
            "author": {"name": f"Kim {n}"},
            "published_at": "2026-11-19T06:00:00Z",
        }
        for n in range(WISHES)
    ] + [
        {
            "external_id": f"nice{n}",
            "text": f"Wonderful {ABOUT[n % 12]}, thank you so much, we will come again! {n}",
            "author": {"name": f"Lou {n}"},
            "rating": 5,
            "published_at": "2026-11-19T06:00:00Z",
        }
        for n in range(24)
    ]
    shop.write()
    shop.run("check")
    ids = shop.ids()
    wishes = [ids[f"wish{n}"] for n in range(WISHES)]
    assert shop.run("mark", *wishes, "--intent", "complaint").code == 0
    nice = [ids[f"nice{n}"] for n in range(20)]
    assert shop.run("mark", *nice, "--status", "seen").code == 0
    return shop


NEW = '{"text": "Could you please put more benches on the menu next spring, Zoe?"}\n'


def read(shop):
    return shop.run("score", "-", stdin=NEW).jsonl[0]


class TestEvaluation:
    def test_it_counts_among_what_people_decided_about(self, taught):
        found = taught.run("score", "--eval", "--json").json
        jsonschema.Draft202012Validator(schema("score_eval")).validate(found)
        assert found["seen"] == WISHES + 20
        [row] = [row for row in found["items"] if row["label"] == "intent"]
        assert row["language"] == "en"
        assert WISHES // 2 < row["corrected"] <= WISHES  # some had been read so anyway
        assert row["seen"] <= found["seen"]
        assert not row["few"]
        assert sum(each["count"] for each in found["confusions"]) == row["corrected"]
        assert {each["person"] for each in found["confusions"]} == {"complaint"}

    def test_undone_corrections_do_not_count(self, taught):
        taught.run("undo")
        taught.run("undo")
        found = taught.run("score", "--eval", "--json").json
        assert (found["seen"], found["items"], found["confusions"]) == (0, [], [])

    def test_the_screen_says_when_there_is_nothing_or_little(self, shop):
        shop.run("check")
        assert "Nobody has decided" in shop.run("score", "--eval").out
        shop.run("mark", shop.ids()["late"], "--severity", "4")
        said = shop.run("score", "--eval").out
        assert "1 of 1" in said
        assert "few, says little" in said
        assert "critical" in said


class TestLearning:
    def test_a_rehearsal_learns_and_keeps_nothing(self, taught):
        before = read(taught)["intent"]
        found = taught.run("score", "--learn", "--dry-run", "--json").json
        jsonschema.Draft202012Validator(schema("score_learn")).validate(found)
        assert {item["label"]: item["verdict"] for item in found["items"]}["intent"] == "kept"
        assert not found["stored"]
        assert found["scorer"]
        assert read(taught)["intent"] == before

    def test_what_was_learnt_is_used_told_and_forgotten(self, taught):
        before = read(taught)["intent"]
        learnt = taught.run("score", "--learn", "--json").json
        assert learnt["stored"]
        assert read(taught)["intent"] == "complaint" != before
        said = taught.run("doctor").out
        assert "from your corrections" in said
        assert learnt["scorer"] in said
        assert taught.run("score").err.startswith("0 ")
        assert taught.run("score", "--forget").code == 0
        assert read(taught)["intent"] == before
        assert "from your corrections" not in taught.run("doctor").out
        assert "Nothing had been learnt" in taught.run("score", "--forget").err

    def test_corrections_still_hold_after_learning(self, taught):
        ids = taught.ids()
        taught.run("mark", ids["wish3"], "--intent", "spam")
        taught.run("score", "--learn")
        [item] = [
            item
            for item in taught.run("inbox", "--all", "--json").json["items"]
            if item["id"] == ids["wish3"]
        ]
        assert item["intent"] == "spam"

    def test_too_few_corrections_say_so(self, shop):
        shop.run("check")
        answer = shop.run("score", "--learn")
        assert answer.code == 0
        assert "0 corrections, 30 are needed" in answer.out
        assert "Nothing new was learnt" in answer.out

    @pytest.mark.parametrize(
        "options",
        [
            ("--eval", "--learn"),
            ("--eval", "--dry-run"),
            ("--forget", "--json"),
            ("--learn", "--all"),
            ("--dry-run",),
            ("--json",),
            ("-", "--eval"),
        ],
    )
    def test_what_does_not_go_together_is_refused(self, shop, options):
        assert shop.run("score", *options).code == 2


class TestExplaining:
    def test_it_says_who_said_what(self, shop):
        shop.run("check")
        late = shop.ids()["late"]
        shop.run("mark", late, "--intent", "question", "--severity", "4", "--topic", "website")
        said = shop.run("show", late, "--explain").out
        assert said.count("you said so; the scorer says:") == 3
        assert "you said so; the scorer says: complaint" in said
        made = shop.run("show", late, "--explain", "--json").json
        by = made["explanation"]["intent"]["by"], made["explanation"]["severity"]["by"]
        assert by == ("person", "person")


def test_kin_of_kin_are_one_group():
    kin = [("a", "x"), ("b",), ("c", "y"), ("b", "x"), ("y",)]
    assert _groups(kin) == [0, 0, 2, 0, 2]
