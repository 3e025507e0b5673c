"""The order of the queue: reasons add up, and nothing that makes it worse moves it down."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models.standing import Policy, Standing, Weights
from amends.models.vocabulary import Intent
from amends.scoring import priority

HOUR = 3_600_000_000
NOW = 1_800_000_000_000_000


def a_standing(**changes) -> Standing:
    values = {
        "number": 1,
        "id": "k7f2",
        "source": "google",
        "kind": "review",
        "published_at": NOW - 5 * HOUR,
        "stars": None,
        "followers": None,
        "likes": None,
        "shares": None,
        "replies": None,
        "views": None,
        "answered": False,
        "status": "new",
        "reply_due_at": NOW + 19 * HOUR,
        "severity": 2,
        "sentiment_score": -0.8,
        "intent": "complaint",
        "unanswered": 0,
    }
    return Standing(**(values | changes))


counts = st.none() | st.integers(0, 10**9)
moments = st.integers(NOW - 9 * 10**15, NOW + 10**14)
standings = st.builds(
    a_standing,
    published_at=moments,
    stars=st.none() | st.floats(0, 5),
    followers=counts,
    likes=counts,
    shares=counts,
    replies=counts,
    views=counts,
    answered=st.booleans(),
    reply_due_at=st.none() | moments,
    severity=st.integers(0, 4),
    sentiment_score=st.floats(-1, 1),
    intent=st.sampled_from(get_args(Intent)),
    unanswered=st.integers(0, 50),
)
weights = st.builds(Weights, *[st.floats(0, 100)] * 6)
policies = st.builds(
    Policy,
    weights=weights,
    visibility=st.fixed_dictionaries({"google": st.floats(0, 1)}),
    usual_reach=st.fixed_dictionaries({}, optional={"google": st.floats(0, 10**7)}),
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


@given(standings, policies, st.data())
@settings(max_examples=300)
def test_what_makes_it_worse_never_moves_it_down(standing, policy, data):
    grown = {
        "severity": data.draw(st.integers(standing.severity, 4)),
        "unanswered": data.draw(st.integers(standing.unanswered, 60)),
        "views": data.draw(st.integers(standing.views or 0, 10**10)),
        "likes": data.draw(st.integers(standing.likes or 0, 10**10)),
    }
    known = standing._replace(views=standing.views or 0)  # learning the reach may disappoint
    before = priority.score(known, policy, NOW)
    for name, value in grown.items():
        assert priority.score(known._replace(**{name: value}), policy, NOW) >= before, name
    later = NOW + data.draw(st.integers(0, 10**14))
    assert priority.score(known, policy, later) >= before


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
        pytest.param({}, {"answered": True}, id="answered"),
        pytest.param(
            {"intent": "praise", "severity": 0}, {"intent": "spam", "severity": 0}, id="spam last"
        ),
    ],
)
def test_what_comes_first(first, second):
    policy = Policy()
    assert priority.score(a_standing(**first), policy, NOW) > priority.score(
        a_standing(**second), policy, NOW
    )


def test_unknown_reach_is_taken_for_the_usual_one_of_its_source():
    usual = Policy(usual_reach={"google": 5000})
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
    ordered = priority.order([(50.0, one), (50.0, two), (50.0, old), (50.0, grave), (60.0, one)])
    assert [each.id for _, each in ordered] == ["b", "y", "z", "a", "b"]


def test_the_floor_quotes_the_customer():
    found = priority.prioritise(a_standing(severity=4), Policy(), NOW, quote="в больнице")
    assert found.reasons[0].quote == "в больнице"
    assert found.reasons[0].factor == "floor"


def test_strangers_read_no_letters():
    codes = {r.code for r in priority.prioritise(a_standing(kind="email"), Policy(), NOW).reasons}
    assert not codes & {"visibility", "reach.unknown"}
