"""The order of the queue: reasons add up, and nothing that makes it worse moves it down."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.listing import Placed
from amends.models.standing import Policy, Standing, Weights
from amends.models.vocabulary import Intent, Kind, Status
from amends.outputs.reasons import because
from amends.scoring import factors, priority
from amends.scoring.visibility import BY_TYPE

HOUR = 3_600_000_000
NOW = 1_800_000_000_000_000


def a_standing(**changes) -> Standing:
    values = {
        "number": 1,
        "id": "k7f2",
        "source": "ours",
        "source_type": "google_business",
        "kind": "review",
        "published_at": NOW - 5 * HOUR,
        "since": NOW - 5 * HOUR,
        "stars": None,
        "wordless": False,
        "followers": None,
        "likes": None,
        "shares": None,
        "replies": None,
        "views": None,
        "answered": False,
        "status": "new",
        "verified": None,
        "reply_due_at": NOW + 19 * HOUR,
        "severity": 2,
        "sentiment_score": -0.8,
        "intent": "complaint",
        "unanswered": 0,
        "read_at": None,
        "before_at": None,
        "before_engaged": None,
        "before_views": None,
        "rule_points": 0.0,
        "rules": "|",
    }
    return Standing(**(values | changes))


LARGEST = 2**63 - 1
"""What a column of the store can hold."""
counts = st.none() | st.integers(0, LARGEST)
moments = st.integers(NOW - 9 * 10**15, NOW + 10**14)
standings = st.builds(
    a_standing,
    source=st.sampled_from(["ours", "google", ""]),
    source_type=st.sampled_from(["google_business", "email", "nobody knows", ""]),
    kind=st.sampled_from(get_args(Kind)),
    published_at=moments,
    since=moments,
    stars=st.none() | st.floats(0, 5),
    wordless=st.booleans(),
    followers=counts,
    likes=counts,
    shares=counts,
    replies=counts,
    views=counts,
    answered=st.booleans(),
    status=st.sampled_from(get_args(Status)),
    reply_due_at=st.none() | moments,
    severity=st.integers(0, 4),
    sentiment_score=st.floats(-1, 1),
    intent=st.sampled_from(get_args(Intent)),
    unanswered=st.integers(0, LARGEST),
    read_at=st.none() | moments,
    before_at=st.none() | moments,
    before_engaged=counts,
    before_views=counts,
    rule_points=st.just(0.0) | st.floats(-30, 30),
    rules=st.sampled_from(["|press|", "|press|our regulars|"]),
    earlier_complaints=st.integers(0, LARGEST),
    earlier_praise=st.integers(0, LARGEST),
)
weights = st.builds(Weights, *[st.floats(0, 1000)] * len(Weights._fields))
policies = st.builds(
    Policy,
    weights=weights,
    visibility=st.fixed_dictionaries({}, optional={"google_business": st.floats(0, 1)}),
    usual_reach=st.fixed_dictionaries({}, optional={"ours": st.floats(0, 1e18)}),
)


@given(standings, policies)
@settings(max_examples=300)
def test_reasons_add_up_exactly_and_both_passes_agree(standing, policy):
    found = priority.prioritise(standing, policy, NOW)
    tenths = sum(round(10 * reason.points) for reason in found.reasons)
    assert tenths == round(10 * found.score)
    assert found.score == priority.score(standing, policy, NOW)
    assert 0 <= found.score <= 100
    assert all(reason.points for reason in found.reasons)


@given(standings, policies)
def test_the_same_input_gives_the_same_bytes(standing, policy):
    once, again = (repr(priority.prioritise(standing, policy, NOW)) for _ in range(2))
    assert once.encode() == again.encode()


@given(standings, policies)
def test_every_reason_can_be_said_in_every_language(standing, policy):
    for code in FIRST_CLASS:
        for reason in priority.prioritise(standing, policy, NOW).reasons:
            assert because(reason, words(code)).strip()


def more(draw, was, name):
    return {name: draw(st.integers(getattr(was, name) or 0, LARGEST))}


def less(draw, was, name):
    before = getattr(was, name)
    return {} if before is None else {name: draw(st.integers(0, before))}


def earlier(draw, was):
    """Move the beginning and the end of the wait back together."""
    by = draw(st.integers(0, 10**15))
    due = None if was.reply_due_at is None else was.reply_due_at - by
    return {"since": was.since - by, "reply_due_at": due}


WORSE = {
    "severity": lambda draw, was: {"severity": draw(st.integers(was.severity, 4))},
    "unanswered": lambda draw, was: {"unanswered": draw(st.integers(was.unanswered, LARGEST))},
    "let down": lambda draw, was: more(draw, was, "earlier_complaints"),
    "praised before": lambda draw, was: more(draw, was, "earlier_praise"),
    "followers": lambda draw, was: more(draw, was, "followers"),
    "likes": lambda draw, was: more(draw, was, "likes"),
    "shares": lambda draw, was: more(draw, was, "shares"),
    "replies": lambda draw, was: more(draw, was, "replies"),
    "views": lambda draw, was: more(draw, was, "views"),
    "spread since": lambda draw, was: less(draw, was, "before_engaged"),
    "views since": lambda draw, was: less(draw, was, "before_views"),
    "published longer ago": earlier,
}


@pytest.mark.parametrize("what", WORSE)
@given(standings, policies, st.data())
def test_what_makes_it_worse_never_moves_it_down(what, standing, policy, data):
    # To learn a reach that was taken for the usual one, or guessed from likes, may disappoint.
    if what in {"followers", "likes", "shares", "replies"}:
        assume(factors.reach_figure(standing) is not None)
    assume(what != "views" or standing.views is not None)
    worse = standing._replace(**WORSE[what](data.draw, standing))
    assert priority.score(worse, policy, NOW) >= priority.score(standing, policy, NOW)


@given(standings, policies, st.integers(0, 10**15))
def test_time_never_moves_it_down(standing, policy, later):
    assert priority.score(standing, policy, NOW + later) >= priority.score(standing, policy, NOW)


@given(standings, policies, st.sampled_from(get_args(Intent)), st.integers(3, 4))
def test_harm_is_never_capped(standing, policy, intent, severity):
    grave = standing._replace(intent=intent, severity=severity, answered=False)
    found = priority.prioritise(grave, policy, NOW)
    assert found.score >= priority.HARM[severity].floor >= Policy().urgent_at
    assert all(reason.points > 0 for reason in found.reasons if reason.factor != "rule")


@given(standings, policies)
def test_what_is_answered_falls_to_the_end(standing, policy):
    before = priority.score(standing._replace(answered=False), policy, NOW)
    assert priority.score(standing._replace(answered=True), policy, NOW) <= min(15, before)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"severity": 4}, {"followers": 10**6, "severity": 2}, id="harm before reach"),
        pytest.param(
            {"severity": 3, "sentiment_score": -0.1},
            {"severity": 1, "sentiment_score": -1.0},
            id="harm before tone",
        ),
        pytest.param({"views": 50_000}, {"views": 50}, id="reach"),
        pytest.param({"reply_due_at": NOW - HOUR}, {}, id="late"),
        pytest.param({"unanswered": 2}, {}, id="wrote before"),
        pytest.param(
            {}, {"intent": "question", "severity": 0, "sentiment_score": 0}, id="question"
        ),
        pytest.param(
            {"intent": "question", "severity": 0, "sentiment_score": 0.0},
            {"intent": "praise", "severity": 0, "sentiment_score": 0.9},
            id="praise after questions",
        ),
        pytest.param(
            {"intent": "praise", "severity": 0, "followers": 9000},
            {"intent": "praise", "severity": 0, "followers": 9},
            id="an ambassador first",
        ),
        pytest.param(
            {"intent": "praise", "severity": 0, "sentiment_score": 0.9, "followers": 300},
            {
                "intent": "praise",
                "severity": 0,
                "sentiment_score": 0.9,
                "reply_due_at": NOW - 900 * HOUR,
            },
            id="an ambassador before old praise",
        ),
        pytest.param(
            {"intent": "praise", "severity": 0, "stars": 5.0, "views": 50},
            {"intent": "praise", "severity": 0, "stars": 5.0, "views": 5000, "wordless": True},
            id="kind words before stars alone",
        ),
        pytest.param(
            {"severity": 1, "sentiment_score": -0.2, "kind": "email", "reply_due_at": None},
            {
                "intent": "question",
                "severity": 0,
                "sentiment_score": 0.0,
                "reply_due_at": NOW - 900 * HOUR,
            },
            id="a new complaint before an old question",
        ),
        pytest.param(
            {"intent": "vague_negative", "severity": 1, "sentiment_score": -0.3, "kind": "email"},
            {"intent": "praise", "severity": 0, "sentiment_score": 1.0, "followers": 10**7},
            id="a mild complaint before any praise",
        ),
        pytest.param(
            {"intent": "praise", "severity": 0, "sentiment_score": 1.0},
            {
                "intent": "thanks_after_resolution",
                "severity": 0,
                "sentiment_score": 1.0,
                "followers": 10**7,
            },
            id="praise before thanks for what is settled",
        ),
        pytest.param(
            {"intent": "thanks_after_resolution", "severity": 0},
            {"intent": "irrelevant", "severity": 0, "sentiment_score": 0.0, "views": 10**6},
            id="thanks before what is not about us",
        ),
        pytest.param(
            {"intent": "irrelevant", "severity": 0, "stars": 1.0},
            {"intent": "irrelevant", "severity": 0, "sentiment_score": 0.0, "views": 10**6},
            id="a rating meant for others stands on our page",
        ),
        pytest.param(
            {"intent": "question", "severity": 3}, {"views": 10**6}, id="an urgent question"
        ),
        pytest.param(
            {"likes": 90, "read_at": NOW, "before_at": NOW - 2 * HOUR, "before_engaged": 10},
            {"likes": 90, "read_at": NOW, "before_at": NOW - 2 * HOUR, "before_engaged": 85},
            id="it spreads",
        ),
        pytest.param(
            {"source_type": "google_business"}, {"source_type": "forum"}, id="a map listing"
        ),
        pytest.param({"unanswered": 1}, {"reply_due_at": NOW - 9 * HOUR}, id="ignored before"),
        pytest.param({"earlier_complaints": 1}, {}, id="let down before"),
        pytest.param({"earlier_praise": 1}, {}, id="a fan we are losing"),
        pytest.param({"unanswered": 1}, {"earlier_complaints": 1}, id="ignored before let down"),
        pytest.param({"earlier_complaints": 1}, {"earlier_praise": 99}, id="let down before fans"),
        pytest.param(
            {"kind": "email"},
            {"intent": "vague_negative", "severity": 1, "followers": 3000},
            id="a letter before noise",
        ),
        pytest.param(
            {"kind": "email"}, {"source_type": "forum", "views": 0}, id="a letter before a forum"
        ),
        pytest.param(
            {"source_type": "google_business", "views": 0}, {"kind": "email"}, id="a map, a letter"
        ),
        pytest.param({}, {"answered": True}, id="answered"),
        pytest.param(
            {"intent": "praise", "severity": 0}, {"intent": "spam", "severity": 0}, id="spam last"
        ),
    ],
)
def test_what_comes_first(first, second):
    policy = Policy(visibility=BY_TYPE)
    assert priority.score(a_standing(**first), policy, NOW) > priority.score(
        a_standing(**second), policy, NOW
    )


@given(standings, policies, st.floats(-30, 30))
def test_rules_move_it_by_what_their_reason_says(standing, policy, points):
    plain = priority.score(standing._replace(rule_points=0.0), policy, NOW)
    found = priority.prioritise(standing._replace(rule_points=points), policy, NOW)
    moved = sum(reason.points for reason in found.reasons if reason.factor == "rule")
    assert round(10 * found.score) == round(10 * plain) + round(10 * moved)
    assert round(10 * abs(moved)) <= abs(round(10 * points))
    assert moved * points >= 0


@pytest.mark.parametrize(
    ("standing", "points", "moved"),
    [
        pytest.param({}, 10, 10, id="up"),
        pytest.param({}, -5, -5, id="down"),
        pytest.param({"severity": 3, "reply_due_at": None}, -30, None, id="harm keeps its floor"),
        pytest.param({"intent": "praise", "severity": 0}, -30, None, id="nothing below 0"),
        pytest.param({"answered": True}, 30, None, id="what is answered stays at the end"),
    ],
)
def test_the_reason_names_the_rules(standing, points, moved):
    ruled = a_standing(**standing, rule_points=points, rules="|press|our regulars|")
    said = [r for r in priority.prioritise(ruled, Policy(), NOW).reasons if r.factor == "rule"]
    assert [(r.code, r.args) for r in said] == [("rule", {"names": "press, our regulars"})]
    assert 0 < abs(said[0].points) < abs(points) if moved is None else said[0].points == moved


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        ({"unanswered": 1, "earlier_complaints": 2}, "history"),
        ({"earlier_complaints": 2, "earlier_praise": 3}, "history.wronged"),
        ({"earlier_praise": 3}, "history.fan"),
        ({"kind": "email"}, "visibility.private"),
        ({"kind": "call"}, "visibility.private"),
        ({}, "visibility.public"),
        ({"sentiment_score": -0.8, "stars": None}, "negativity.tone"),
        ({"sentiment_score": -0.1, "stars": None}, "negativity.slight"),
        ({"likes": 90, "read_at": NOW, "before_at": NOW - HOUR, "before_engaged": 1}, "spread"),
        ({"likes": 90, "read_at": NOW, "published_at": NOW - HOUR}, "spread.mean"),
    ],
)
def test_what_a_care_lead_notices_has_a_reason(standing, code):
    reasons = priority.prioritise(a_standing(**standing), Policy(), NOW).reasons
    factor = code.partition(".")[0]
    assert [reason.code for reason in reasons if reason.factor == factor] == [code]


def test_how_often_somebody_praised_us_is_no_value_of_a_customer():
    once, often = (a_standing(earlier_praise=n) for n in (1, 500))
    assert priority.score(once, Policy(), NOW) == priority.score(often, Policy(), NOW)
    praise = {"intent": "praise", "severity": 0}
    assert priority.score(a_standing(**praise), Policy(), NOW) == priority.score(
        a_standing(**praise, earlier_praise=9, earlier_complaints=9), Policy(), NOW
    )


def test_unknown_reach_is_taken_for_the_usual_one_of_its_source():
    usual = Policy(usual_reach={"ours": 5000})
    unknown = priority.score(a_standing(), usual, NOW)
    assert priority.score(a_standing(views=0), usual, NOW) < unknown
    assert unknown == priority.score(a_standing(views=5000), usual, NOW)
    codes = {reason.code for reason in priority.prioritise(a_standing(), usual, NOW).reasons}
    assert "reach.unknown" in codes


def test_critical_harm_is_urgent_by_itself():
    calm = a_standing(severity=4, sentiment_score=0, published_at=NOW, reply_due_at=None)
    assert priority.score(calm, Policy(), NOW) >= Policy().urgent_at


def test_equal_scores_are_ordered_by_severity_then_age_then_id():
    one = a_standing(id="b", published_at=5)
    two = a_standing(id="a", published_at=5)
    old = a_standing(id="z", published_at=1)
    grave = a_standing(id="y", published_at=9, severity=3)
    placed = [Placed(each, 50.0, "answer", late=False) for each in (one, two, old, grave)]
    ordered = priority.order([*placed, Placed(one, 60.0, "answer", late=False)])
    assert [each.standing.id for each in ordered] == ["b", "y", "z", "a", "b"]


def test_the_floor_quotes_the_customer():
    found = priority.prioritise(a_standing(severity=4), Policy(), NOW, quote="в больнице")
    assert found.reasons[0].quote == "в больнице"
    assert found.reasons[0].factor == "floor"


def test_strangers_read_no_letters():
    for private in ({"kind": "email"}, {"source_type": "email", "views": 0}):
        assert not codes_of(**private) & {
            "visibility.first",
            "visibility.public",
            "reach.unknown",
        }


def codes_of(**changes) -> set[str]:
    policy = Policy(visibility=BY_TYPE)
    return {
        reason.code for reason in priority.prioritise(a_standing(**changes), policy, NOW).reasons
    }


def test_a_map_listing_is_what_the_next_customer_sees_first():
    assert "visibility.first" in codes_of(source_type="google_business")
    assert "visibility.public" in codes_of(source_type="trustpilot")
    assert "visibility.public" in codes_of(source_type="something new")
    assert "visibility.first" in codes_of(source="google", source_type="file")
    assert "visibility.public" in codes_of(source="our export", source_type="file")


@pytest.mark.parametrize(
    ("readings", "people"),
    [
        pytest.param({}, 0, id="never read"),
        pytest.param({"likes": 30, "read_at": NOW}, 120, id="since publication"),
        pytest.param(
            {"views": 900, "read_at": NOW, "published_at": NOW - 60 * HOUR}, 0, id="no longer young"
        ),
        pytest.param(
            {"likes": 30, "read_at": NOW, "published_at": NOW}, 0, id="no believable date"
        ),
        pytest.param(
            {"likes": 30, "read_at": NOW, "published_at": NOW - 5}, 600, id="within a moment"
        ),
        pytest.param(
            {
                "likes": 30,
                "shares": 5,
                "replies": 5,
                "read_at": NOW,
                "before_at": NOW - 4 * HOUR,
                "before_engaged": 20,
            },
            100,
            id="between two readings",
        ),
        pytest.param(
            {
                "views": 5000,
                "likes": 9,
                "read_at": NOW,
                "before_at": NOW - 10 * HOUR,
                "before_engaged": 9,
                "before_views": 1000,
            },
            400,
            id="views",
        ),
        pytest.param(
            {"views": 50, "read_at": NOW, "before_at": NOW - HOUR, "before_views": 90},
            0,
            id="fewer than before",
        ),
        pytest.param(
            {
                "views": 500,
                "likes": 90,
                "read_at": NOW,
                "before_at": NOW - HOUR,
                "before_engaged": 20,
                "before_views": 500,
            },
            70,
            id="views that stand still",
        ),
        pytest.param(
            {"views": 50, "read_at": NOW, "before_at": NOW - HOUR, "before_engaged": 0},
            0,
            id="another figure than before",
        ),
    ],
)
def test_how_fast_it_spreads(readings, people):
    standing = a_standing(**readings)
    assert factors.growth(standing) == people
    said = [r for r in priority.prioritise(standing, Policy(), NOW).reasons if r.factor == "spread"]
    assert [reason.args for reason in said] == ([{"people": people, "n": people}] if people else [])


def test_speed_is_what_was_read_however_long_ago():
    fast = a_standing(likes=30, read_at=NOW, answered=True)
    assert factors.growth(fast) == 120
    assert priority.score(fast, Policy(), NOW + 900 * HOUR) == priority.score(fast, Policy(), NOW)


def test_who_came_back_waits_since_then():
    back = a_standing(published_at=NOW - 9000 * HOUR, since=NOW - HOUR, reply_due_at=NOW + HOUR)
    said = {r.code: r.args for r in priority.prioritise(back, Policy(), NOW).reasons}
    assert said["waiting.open"] == {"seconds": 3600}


def test_figures_are_rounded_before_they_choose_their_plural():
    said = {
        r.code: r.args for r in priority.prioritise(a_standing(views=62561), Policy(), NOW).reasons
    }
    assert said["reach.known"] == {"people": 63000, "n": 63000}
