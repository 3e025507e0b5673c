"""Rules at work on stored mentions: what they do, undo, and leave alone."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.config import load
from amends.handling.moves import move
from amends.triage import business as triage
from amends.triage import ruling

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
LOW = "  low: {when: {stars: 1-2}, then: {tag: low, priority: 10, assign: ana, notify: ana/mail}}\n"
MAIL = "mail: {host: localhost, from: shop@shop.test}\nteam: {ana: {email: ana@shop.test}}\n"
NICE = "  nice: {when: {stars: 5}, then: {status: ignored, because: thanked at the counter}}\n"
LATE = "  late: {when: {text: late}, then: {snooze: 2d, tag: low}}\n"


@pytest.fixture
def full(shop):
    shop.run("check")
    return shop


@contextmanager
def opened(shop, rules="", now=NOW):
    path = shop.folder / "config.yaml"
    plain = path.read_text("utf-8").split("rules:\n")[0]
    path.write_text(f"{plain}rules:\n{rules}{MAIL if 'notify' in rules else ''}", "utf-8")
    with triage.opened(load(path), now) as business:
        yield business


def ruled(shop, rules, now=NOW):
    """Apply rules and return how many mentions changed, and each handling by external id."""
    with opened(shop, rules, now) as business:
        changed = ruling.apply_rules(business)
        return changed, handlings(business)


def handlings(business):
    found = business.store.cases([1, 2, 3])
    return {case.mention.external_id: case.handling for case in found}


def number_of(business, external_id):
    return list(handlings(business)).index(external_id) + 1


def decide(shop, external_id, rules, **changes):
    """Let a person change a handling."""
    with opened(shop, rules) as business, business.change() as change:
        number = number_of(business, external_id)
        handling = business.store.cases([number])[0].handling
        if status := changes.pop("status", None):
            handling = move(handling, status, because="by hand", now=NOW)
        change.decide(number, replace(handling, **changes), what="marked")


def events(shop, external_id):
    with opened(shop) as business:
        number = number_of(business, external_id)
        return [each for each in business.store.events(number) if each["what"] == "ruled"]


def test_rules_change_what_nobody_has_decided(full):
    changed, found = ruled(full, LOW + NICE + LATE)
    assert changed == 3
    hurt, late, nice = found["hurt"], found["late"], found["nice"]
    assert (hurt.assignee, hurt.tags, hurt.rule_points) == ("ana", ("low",), 10)
    assert (hurt.rules, late.rules) == (("low",), ("low", "late"))
    assert late.snoozed_until == NOW + timedelta(days=2)
    assert (nice.status, nice.because) == ("ignored", "thanked at the counter")
    (event,) = events(full, "hurt")
    assert event["who"] == "amends"
    assert event["notify"] == ["ana/mail"]


def test_applied_once_until_something_is_another(full):
    ruled(full, LOW + NICE)
    assert ruled(full, LOW + NICE)[0] == 0
    assert len(events(full, "hurt")) == 1
    changed, found = ruled(full, LOW.replace("10", "5") + NICE)
    assert (changed, found["hurt"].rule_points) == (2, 5)


def test_harm_stays_in_sight_whatever_the_rules(full):
    hide = "  all: {when: {stars: 0-5}, then: {status: spam, snooze: reaction, tag: x}}\n"
    hurt = ruled(full, hide)[1]["hurt"]
    assert (hurt.status, hurt.snoozed_until, hurt.rules) == ("new", None, ())


def test_rules_that_go_take_back_what_they_did(full):
    ruled(full, LOW + NICE + LATE)
    changed, found = ruled(full, "  x: {when: {stars: 3}, then: {tag: x}}\n")
    assert changed == 3
    for handling in found.values():
        assert (handling.status, handling.assignee, handling.tags) == ("new", None, ())
        assert (handling.rules, handling.rule_points, handling.snoozed_until) == ((), 0, None)
        assert handling.because is None


def test_without_rules_nothing_of_them_is_left(full):
    ruled(full, LOW + NICE)
    with opened(full) as business:
        assert not business.config.rules
        assert ruling.apply_rules(business) == 3
        assert ruling.apply_rules(business) == 0
        assert {each.tags for each in handlings(business).values()} == {()}


@pytest.mark.parametrize(
    ("by_hand", "kept"),
    [
        pytest.param({"assignee": "bob"}, {"assignee": "bob"}, id="assigned"),
        pytest.param({"assignee": None}, {"assignee": None}, id="taken off"),
        pytest.param({"tags": ()}, {"tags": ()}, id="tag taken off"),
        pytest.param({"tags": ("low", "vip")}, {"tags": ("low", "vip")}, id="tag added"),
        pytest.param({"status": "verifying"}, {"status": "verifying"}, id="status"),
        pytest.param({"snoozed_until": None}, {"snoozed_until": None}, id="woken"),
        pytest.param(
            {"snoozed_until": NOW + timedelta(days=9)},
            {"snoozed_until": NOW + timedelta(days=9)},
            id="sleeps longer",
        ),
    ],
)
def test_what_a_person_decided_stands(full, by_hand, kept):
    rules = LOW + NICE + LATE
    ruled(full, rules)
    decide(full, "late", rules, **by_hand)
    for _ in range(2):
        rules += "  more: {when: {kind: review}, then: {priority: 1, status: seen}}\n"
        rules = rules.replace("more:", f"m{len(rules)}:")
        late = ruled(full, rules)[1]["late"]
        assert {name: getattr(late, name) for name in kept} == kept
        assert late.rule_points > 10


def test_what_was_decided_before_stands_too(full):
    decide(full, "late", LOW, assignee="bob", tags=("low",), status="seen")
    found = ruled(full, LOW + "  v: {when: {stars: 2}, then: {status: verifying}}\n")[1]["late"]
    assert (found.assignee, found.tags, found.status) == ("bob", ("low",), "seen")
    late = ruled(full, "  x: {when: {stars: 3}, then: {tag: x}}\n")[1]["late"]
    assert (late.tags, late.assignee) == (("low",), "bob")


def test_a_rule_knows_better_than_the_proposal(full):
    path = full.folder / "config.yaml"
    path.write_text(
        f"team: {{mira: {{}}, ana: {{topics: [app_bug]}}}}\n{path.read_text()}", "utf-8"
    )
    full.run("check")
    with opened(full) as business:
        assert {each.assignee for each in handlings(business).values()} == {"mira"}
    found = ruled(full, LOW.replace(", notify: ana/mail", ""))[1]
    assert (found["late"].assignee, found["nice"].assignee) == ("ana", "mira")


def test_what_was_undone_stays_undone(full):
    ruled(full, NICE)
    (event,) = events(full, "nice")
    with opened(full, NICE) as business:
        business.store.undo(who="ana", now=NOW, change=event["change"])
        assert handlings(business)["nice"].status == "new"
    assert ruled(full, NICE + LOW)[1]["nice"].status == "new"


def test_a_mention_sleeps_only_once(full):
    ruled(full, LATE)
    late = ruled(full, LATE + LOW, NOW + timedelta(days=5))[1]["late"]
    assert late.snoozed_until == NOW + timedelta(days=2)


def test_rules_that_look_at_the_clock_look_again(full):
    young = '  young: {when: {age: "<=3d"}, then: {priority: 5}}\n'
    assert ruled(full, young)[1]["late"].rule_points == 5
    assert ruled(full, young, NOW + timedelta(minutes=5))[0] == 0
    assert ruled(full, young, NOW + timedelta(days=2))[1]["late"].rule_points == 0


def test_other_words_bring_back_what_rules_hid(full):
    rules = "  spam: {when: {stars: 1-5}, then: {status: spam}}\n"
    assert ruled(full, rules)[1]["nice"].status == "spam"
    full.mentions[2]["text"] = "Glass in the bread: my daughter was in hospital, badly hurt."
    full.mentions[2]["rating"] = 1
    full.write()
    full.run("check")
    nice = ruled(full, rules)[1]["nice"]
    assert (nice.status, nice.rules) == ("new", ())


def test_what_people_hid_is_not_looked_at_again_and_again(full):
    ruled(full, LOW + NICE)
    decide(full, "late", LOW + NICE, status="ignored")
    with opened(full, LOW) as business:
        late, nice = number_of(business, "late"), number_of(business, "nice")
        looked_at = business.store.rulings.unruled("another version")
        assert nice in looked_at
        assert late not in looked_at


def test_a_rule_sees_the_tags_of_people_and_not_its_own(full):
    rules = "  vip: {when: {tag: vip}, then: {priority: 7}}\n"
    decide(full, "nice", rules, tags=("vip",))
    assert ruled(full, rules)[1]["nice"].rule_points == 7
    assert ruled(full, "  t: {when: {stars: 2}, then: {tag: vip}}\n" + rules)[1]["late"].tags
    late = ruled(full, rules)[1]["late"]
    assert (late.tags, late.rule_points) == ((), 0)


def test_the_inbox_says_which_rules(full):
    ruled(full, LOW)
    items = full.run("inbox", "--json").json["items"]
    reasons = {
        item["external_id"]: [r["because"] for r in item["priority"]["reasons"]] for item in items
    }
    assert "by your rules (low)" in reasons["late"]
    assert "by your rules (low)" not in reasons["nice"]
