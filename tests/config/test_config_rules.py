"""`rules:` in config.yaml: what may stand there, and what is said of the rest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amends.config import load
from amends.config.ranges import Span, age, phrases, sleep, span
from amends.errors import ConfigError

HEAD = """\
places: {Old Town: {}}
sources: {google: {type: file, path: x.csv}}
team: {ana: {}, mira: {email: mira@shop.test}}
rules:
  it:
"""
TAIL = 'alerts: {channels: {team: {webhook: "https://hooks.example/"}}}\n'


def loaded(tmp_path, when, then, head=HEAD):
    path = tmp_path / "config.yaml"
    path.write_text(f"{head}    when: {when}\n    then: {then}\n{TAIL}", "utf-8")
    return load(path).config.rules


def complaint(tmp_path, when, then, head=HEAD):
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, when, then, head)
    (line,) = caught.value.problems
    return line.split(".yaml:", 1)[1]


def test_rules_keep_their_order(tmp_path):
    path = tmp_path / "config.yaml"
    one = "{when: {stars: 1}, then: {priority: +10}}"
    path.write_text(f"rules: {{zed: {one}, amy: {one}, Моё правило: {one}}}", "utf-8")
    rules = load(path).config.rules
    assert list(rules) == ["zed", "amy", "Моё правило"]
    assert rules["zed"].then.priority == 10


def test_tags_are_those_that_people_give_and_search_for(tmp_path):
    found = loaded(tmp_path, "{tag: [VIP, Пресса]}", "{tag: Press}")["it"]
    assert (found.when.tag, found.then.tag) == (("vip", "пресса"), ("press",))


def test_one_value_is_a_list_of_one(tmp_path):
    found = loaded(tmp_path, "{stars: 1-2, topic: food, text: nuts}", "{tag: press}")["it"]
    assert (found.when.stars, found.when.topic, found.then.tag) == (
        ("1-2",),
        ("food",),
        ("press",),
    )


@pytest.mark.parametrize(
    ("when", "then", "said"),
    [
        ("{stras: 1}", "{tag: x}", "6: rules.it.when: unknown key 'stras', did you mean 'stars'?"),
        ("{stars: 1}", "{asign: ana}", "7: rules.it.then: unknown key 'asign', did you mean"),
        ("{topic: foood}", "{tag: x}", "did you mean 'food'?"),
        ("{signal: leagl}", "{tag: x}", "did you mean 'legal'?"),
        ("{stars: many}", "{tag: x}", "6: rules.it.when.stars: must be a number or a range like"),
        ("{stars: 3-1}", "{tag: x}", "must end higher than it begins, not '3-1'"),
        ("{age: 3}", "{tag: x}", "must be an age like"),
        ("{text: '!!'}", "{tag: x}", "must hold a word, not '!!'"),
        ("{place: Old Twon}", "{tag: x}", "unknown place 'Old Twon', did you mean 'Old Town'?"),
        ("{source: gogle}", "{tag: x}", "unknown source 'gogle', did you mean 'google'?"),
        ("{language: ua}", "{tag: x}", "did you mean 'uk'?"),
        ("{}", "{tag: x}", "6: rules.it.when: asks nothing"),
        ("{stars: 1}", "{}", "7: rules.it.then: does nothing"),
        ("{stars: 1}", "{assign: anna}", "7: rules.it.then.assign: unknown colleague 'anna', did"),
        ("{stars: 1}", "{assign: bob}", "unknown colleague 'bob', 'team:' has ana, mira"),
        ("{stars: 1}", "{notify: bob/mail}", "unknown colleague 'bob'"),
        ("{stars: 1}", "{notify: ana}", "must be written NAME/channel"),
        ("{stars: 1}", "{notify: ana/mail}", "'ana' has no email: in team:"),
        ("{stars: 1}", "{notify: mira/mail}", "there is no mail: section"),
        ("{stars: 1}", "{notify: ana/taem}", "unknown channel 'taem', did you mean 'team'?"),
        ("{stars: 1}", "{notify: [ana/team, ana/x]}", "'x', possible are mail, team"),
        ("{stars: 1}", "{priority: 31}", "must be 30 or less"),
        ("{stars: 1}", "{tag: 'a|b'}", "must be a short word such as press"),
        ("{stars: 1}", "{status: closed}", "must be one of seen, verifying, ignored, spam"),
        ("{stars: 1}", "{status: replied}", "must be one of seen, verifying, ignored, spam"),
        ("{stars: 5}", "{status: ignored}", "needs a reason: give because"),
        ("{intent: complaint}", "{status: ignored, because: x}", "a rule may only ignore praise"),
        ("{severity: 3+}", "{snooze: 3d}", "no rule takes a mention of severity 3 or 4 out of"),
        ("{severity: [3, 4]}", "{status: spam}", "no rule takes a mention of severity 3 or 4"),
        ("{stars: 1}", "{snooze: soon}", "must be a time like 3d, a day like"),
        ("{stars: 1}", "{snooze: 0d}", "must be between 1h and ten years"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, when, then, said):
    assert said in complaint(tmp_path, when, then)


def test_without_a_team_anybody_may_be_named(tmp_path):
    assert loaded(tmp_path, "{stars: 1}", "{assign: bob}", "rules:\n  it:\n")


def test_a_source_that_was_imported_may_be_named(tmp_path):
    assert loaded(tmp_path, "{source: old-letters}", "{tag: x}")


def test_a_range_without_quotation_marks(tmp_path):
    assert complaint(tmp_path, "\n      stars: >=3", "{tag: x}") == (
        "7: a value that begins with '>' or '|' must stand in quotation marks"
    )


def test_names_of_rules_can_be_stored(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("rules: {'a|b': {when: {stars: 1}, then: {tag: x}}}", "utf-8")
    with pytest.raises(ConfigError, match="a rule's name has at most 40"):
        load(path)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2", 2, 2),
        ("1-2", 1, 2),
        ("1 – 2.5", 1, 2.5),
        ("3+", 3, float("inf")),
        (">= 3", 3, float("inf")),
        ("<=2", float("-inf"), 2),
    ],
)
def test_ranges(text, low, high):
    assert span(text) == Span(low, high)


def test_open_ends():
    assert not span("<2").holds(2)
    assert span("<2").holds(1.9)
    assert not span(">2").holds(2)
    assert age(">1w") == Span(168, float("inf"), above=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3d", timedelta(days=3)),
        ("until 2w", timedelta(weeks=2)),
        ("2026-12-24", date(2026, 12, 24)),
        ("reaction", "reaction"),
    ],
)
def test_sleeps(text, found):
    assert sleep(text) == found


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "tomorrow", "0d"])
def test_sleeps_that_no_calendar_shows(text):
    with pytest.raises(ValueError, match="must be"):
        sleep(text)


def test_searches():
    assert phrases('nut "small claims" "open') == ("nut", "small claims", "open")
