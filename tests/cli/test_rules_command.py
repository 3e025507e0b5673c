"""`amends rules` and `amends rules test`."""

from __future__ import annotations

import jsonschema
import pytest

from amends.config import load
from amends.triage import business as triage
from amends.triage import ruling
from amends.triage.schemas import schema

RULES = """
team: {ana: {email: ana@shop.test}, bob: {}}
mail: {host: localhost, from: shop@shop.test}
rules:
  low stars:
    when: {stars: 1-2}
    then: {assign: ana, tag: [low, "1-2"], priority: +10, notify: ana/mail}
  hide low:
    when: {stars: 1-2}
    then: {snooze: 3d}
  thanks:
    when: {stars: "0-5"}
    then: {status: ignored, because: it is only kind, stop: true}
  never:
    when: {text: '"no such words"'}
    then: {status: spam}
"""


@pytest.fixture
def full(shop):
    shop.run("check")
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(RULES)
    return shop


def checked(document):
    name = document["schema"].removeprefix("amends.").removesuffix("/1")
    jsonschema.Draft202012Validator(schema(name)).validate(document)
    return document


def apply(shop):
    with triage.opened(load(shop.folder / "config.yaml"), shop_now()) as business:
        return ruling.apply_rules(business)


def shop_now():
    from datetime import UTC, datetime

    return datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_the_list_counts_open_mentions(full):
    apply(full)
    out = full.run("rules").out.splitlines()
    assert out[0].split() == (
        "low stars 2 goes to ana · tag low, 1-2 · priority +10 · tells ana/mail".split()
    )
    document = checked(full.run("rules", "--json").json)
    assert [(each["name"], each["open"]) for each in document["items"]] == [
        ("low stars", 2),
        ("hide low", 1),
        ("thanks", 0),  # what it has left alone is not open
        ("never", 0),
    ]
    assert document["items"][2]["then"] == {
        "status": "ignored",
        "because": "it is only kind",
        "stop": True,
    }
    assert full.run("rules", "--jsonl").jsonl == document["items"]


def test_a_trial_says_what_would_happen_and_what_not(full):
    full.width = 100
    out = full.run("rules", "test").out
    assert out.startswith("Looked at 3 mentions; nothing was changed.")
    assert "low stars  fires on 2 mentions" in out
    assert "skipped on 1: serious harm stays in sight" in out
    assert "My son had an allergic reaction" in out
    assert "only praise, thanks and what is not about you" in out
    assert "never  fires on 0 mentions" in out


def test_a_trial_as_json(full):
    items = {
        each["name"]: each for each in checked(full.run("rules", "test", "--json").json)["items"]
    }
    assert {name: each["fires"] for name, each in items.items()} == {
        "low stars": 2,
        "hide low": 1,
        "thanks": 1,
        "never": 0,
    }
    assert items["hide low"]["held"] == [{"why": "serious", "mentions": 1}]
    (kept,) = items["hide low"]["held_examples"]
    assert "hospital" in kept["text"]
    assert {each["why"] for each in items["thanks"]["held"]} == {"serious", "not_harmless"}


def test_one_rule_alone_still_runs_behind_the_others(full):
    document = checked(full.run("rules", "test", "hide low", "--limit", "0", "--json").json)
    (item,) = document["items"]
    assert (item["name"], item["fires"], item["examples"]) == ("hide low", 1, [])
    assert document["mentions"] == 3


def test_a_trial_changes_nothing(full):
    before = full.run("inbox", "--all", "--json").out
    full.run("rules", "test", "--all")
    full.run("rules")
    assert full.run("inbox", "--all", "--json").out == before


def test_a_trial_says_the_same_when_rules_have_done_it(full):
    before = full.run("rules", "test", "--json").json["items"]
    apply(full)
    assert full.run("rules", "test", "--json").json["items"] == before


def test_what_a_person_decided_is_said(full):
    assert full.run("mark", full.ids()["late"], "--assign", "bob").code == 0
    (item,) = full.run("rules", "test", "low stars", "--json").json["items"]
    assert item["held"] == [{"why": "decided", "mentions": 1}]


def test_closed_ones_only_if_wanted(full):
    full.run("mark", full.ids()["late"], "--status", "spam", "--because", "an advert")
    assert full.run("rules", "test", "--json").json["mentions"] == 2
    assert full.run("rules", "test", "--all", "--json").json["mentions"] == 3


def test_an_unknown_rule(full):
    result = full.run("rules", "test", "nope")
    assert (result.code, result.out) == (2, "")
    assert "no rule is called 'nope'" in result.err
    assert "low stars" in result.err


def test_without_rules(shop):
    shop.run("check")
    result = shop.run("rules")
    assert (result.code, result.out) == (0, "")
    assert "no rules yet" in result.err
    assert shop.run("rules", "test").code == 0


def test_hostile_text_stays_harmless(full):
    full.mentions[1]["text"] = "late \x1b[31m[bold]red[/bold]\n\nnobody picked up the phone"
    full.write()
    full.run("check")
    out = full.run("rules", "test", "low stars").out
    assert "\x1b" not in out
    assert "[bold]red[/bold] nobody picked" in out


@pytest.mark.parametrize("language", ["ru", "es", "pl", "bg"])
def test_in_every_language(full, language):
    for command in (["rules"], ["rules", "test"]):
        assert full.run("--lang", language, *command).code == 0
