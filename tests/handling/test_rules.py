"""What rules say about a mention, in their order and within their limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.rules import HARMLESS, Rule
from amends.handling.conditions import Facts, known_as, searchable
from amends.handling.rules import Outcome, Skipped, apply, asleep_until, compiled
from amends.models.handling import UNTIL_REACTION
from amends.models.vocabulary import Intent, Kind, SentimentLabel

TEXT = searchable("Bad news", "The Café served NUTS to a child, ordinary  small-claims court next…")
FACTS = Facts(
    source="google",
    source_type="google_business",
    place="Harbour",
    kind="review",
    stars=1.5,
    sentiment="negative",
    intent="complaint",
    topics=frozenset({"food", "staff"}),
    severity=2,
    signals=frozenset({"legal"}),
    language="pl",
    authors=known_as("Łukasz Żak", "@lucky_[luke]", "117"),
    words=TEXT,
    tags=frozenset({"regular"}),
    reach=9000.0,
    hours=50.0,
)


def rule(when, **then) -> Rule:
    return Rule.model_validate({"when": when, "then": then or {"tag": "hit"}})


def outcome(facts=FACTS, **rules: Rule) -> Outcome:
    return apply(compiled(rules), facts)


@pytest.mark.parametrize(
    ("when", "fires"),
    [
        ({"source": "google"}, True),
        ({"source": ["feed", "google"]}, True),
        ({"source": "feed"}, False),
        ({"source_type": "google_business", "place": "Harbour", "kind": "review"}, True),
        ({"place": "Old Town"}, False),
        ({"stars": "1-2"}, True),
        ({"stars": "<=1"}, False),
        ({"stars": ["5", ">=1.5"]}, True),
        ({"sentiment": "negative", "intent": ["praise", "complaint"]}, True),
        ({"sentiment": "negative", "intent": "praise"}, False),
        ({"topic": ["food", "refund"]}, True),
        ({"topic": "refund"}, False),
        ({"severity": ">=3"}, False),
        ({"severity": "2+"}, True),
        ({"signal": "legal", "language": ["bg", "pl"]}, True),
        ({"signal": "money"}, False),
        ({"author": "lukasz zak"}, True),
        ({"author": "ŁUKASZ *"}, True),
        ({"author": "lukasz"}, False),
        ({"author": "@lucky_*"}, True),
        ({"author": "lucky_[luke]"}, True),
        ({"author": "lucky_?luke?"}, True),
        ({"author": "117"}, True),
        ({"author": "11"}, False),
        ({"tag": "regular"}, True),
        ({"tag": "press"}, False),
        ({"text": "nuts"}, True),
        ({"text": "nut"}, False),
        ({"text": "nut*"}, True),
        ({"text": "child NUTS café"}, True),
        ({"text": "child peanuts"}, False),
        ({"text": '"to a child"'}, True),
        ({"text": '"a child to"'}, False),
        ({"text": '"news the"'}, True),
        ({"text": ["peanuts", '"small claims"']}, True),
        ({"text": "cafe", "text_none": "webinar"}, True),
        ({"text": "cafe", "text_none": ["webinar", "court"]}, False),
        ({"reach": "9000+"}, True),
        ({"reach": ">9000"}, False),
        ({"age": ">2d"}, True),
        ({"age": "<=50h"}, True),
        ({"age": "<2d"}, False),
    ],
    ids=repr,
)
def test_a_condition(when, fires):
    assert outcome(it=rule(when)).fired == (("it",) if fires else ())


@pytest.mark.parametrize("key", ["stars", "reach"])
def test_what_is_not_known_meets_no_range(key):
    assert outcome(Facts(), it=rule({key: "0+"})).fired == ()


def test_later_rules_override_and_tags_and_points_add_up():
    found = outcome(
        first=rule({"stars": "1-2"}, assign="ana", tag="low", priority="+20", status="seen"),
        second=rule({"tag": "low"}, assign="mira", tag=["low", "seen"], priority=25),
        third=rule({"tag": "nobody"}, priority=-30),
        fourth=rule({"stars": "1-2"}, status="verifying", notify="ana/mail", because="low"),
    )
    assert found == Outcome(
        fired=("first", "second", "fourth"),
        assignee="mira",
        tags=("low", "seen"),
        points=30.0,
        status="verifying",
        because="low",
        notify=("ana/mail",),
    )


def test_stop_ends_and_a_skipped_stop_does_not():
    last = rule({"stars": "1-2"}, tag="last")
    assert outcome(a=rule({"stars": "1-2"}, stop="true"), b=last).fired == ("a",)
    skipped = rule({"stars": "1-2"}, status="ignored", because="no", stop="true")
    found = outcome(a=skipped, b=last)
    assert (found.fired, found.skipped) == (("b",), (Skipped("a", "not_harmless"),))


facts = st.builds(
    Facts,
    stars=st.none() | st.floats(0, 5),
    sentiment=st.sampled_from(get_args(SentimentLabel)),
    intent=st.sampled_from(get_args(Intent)),
    kind=st.sampled_from(get_args(Kind)),
    severity=st.integers(0, 4),
    words=st.text().map(searchable),
    authors=st.lists(st.text(), max_size=3).map(lambda names: known_as(*names)),
)
whens = st.sampled_from(
    [{"stars": "0-5"}, {"severity": "0-4"}, {"text": "a*"}, {"author": "*a*"}, {"text_none": "z"}]
)
thens = st.fixed_dictionaries(
    {"because": st.just("so")},
    optional={
        "assign": st.sampled_from(["ana", "mira"]),
        "tag": st.sampled_from(["a", "b"]),
        "priority": st.integers(-30, 30),
        "status": st.sampled_from(["seen", "verifying", "ignored", "spam"]),
        "snooze": st.sampled_from(["3d", "reaction", "2026-12-24"]),
        "stop": st.sampled_from(["true", "false"]),
    },
).filter(lambda then: len(then) > 1)
books = st.lists(
    st.builds(lambda when, then: Rule.model_validate({"when": when, "then": then}), whens, thens),
    max_size=8,
).map(lambda listed: {f"r{n}": each for n, each in enumerate(listed)})


@given(books, facts)
def test_limits_hold_whatever_the_rules(book, facts):
    found = apply(compiled(book), facts)
    assert abs(found.points) <= 30
    assert not set(found.fired) & {skipped.rule for skipped in found.skipped}
    assert [name for name in book if name in found.fired] == list(found.fired)
    assert found.status in {None, "seen", "verifying", "ignored", "spam"}
    if facts.severity >= 3:
        assert found.snooze is None
        assert found.status not in {"ignored", "spam"}
    if facts.intent not in HARMLESS:
        assert found.status != "ignored"


@given(books, facts)
def test_the_same_rules_say_the_same(book, facts):
    assert apply(compiled(book), facts) == apply(compiled(dict(book)), facts)
    assert compiled(book).fingerprint == compiled(dict(book)).fingerprint


def test_the_fingerprint_tells_any_change():
    one = {"a": rule({"stars": "1"}), "b": rule({"stars": "2"})}
    books = [
        one,
        {"b": one["b"], "a": one["a"]},
        {"a": one["a"]},
        one | {"b": rule({"stars": "3"})},
        one | {"b": rule({"stars": "2"}, tag="other")},
    ]
    assert len({compiled(book).fingerprint for book in books}) == len(books)


@pytest.mark.parametrize(
    ("when", "momentary"),
    [({"stars": "1"}, False), ({"age": ">1d"}, True), ({"signal": ["legal", "viral"]}, True)],
)
def test_some_rules_depend_on_the_moment(when, momentary):
    assert compiled({"it": rule(when)}).by_the_moment is momentary


@given(st.text(), st.text(min_size=1, max_size=60))
def test_any_text_can_be_searched_for_anything(text, search):
    try:
        made = compiled({"it": rule({"text": search, "author": search})})
    except ValueError:  # no word in it
        return
    apply(made, Facts(words=searchable(text), authors=known_as(text)))
    facts = Facts(words=searchable(f"{text} {search}"), authors=known_as(search))
    assert apply(made, facts).fired


def test_a_hostile_name_takes_no_time():
    made = compiled({"it": rule({"author": "*a" * 40 + "b"})})
    assert not apply(made, Facts(authors=known_as("a" * 100_000))).fired


NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("snooze", "until"),
    [
        (timedelta(days=3), datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (date(2026, 12, 24), datetime(2026, 12, 24, 6, tzinfo=UTC)),
        ("reaction", UNTIL_REACTION),
    ],
)
def test_when_it_wakes(snooze, until):
    assert asleep_until(snooze, NOW, "Europe/Sofia") == until
