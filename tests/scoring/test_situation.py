from datetime import UTC, datetime, timedelta

import pytest

from amends.models import Assessment, Author, Case, Cue, Handling, Mention, Rating, Reach
from amends.scoring import playbook
from amends.scoring.situation import harm_quote, situation

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def a_case(mention=None, **changes) -> Case:
    return Case(
        id="k7f2", mention=mention or Mention(text="x", author=Author(followers=1)), **changes
    )


@pytest.mark.parametrize(
    ("case", "signal"),
    [
        (a_case(Mention(author=Author(followers=20_000))), "viral"),
        (a_case(Mention(reach=Reach(likes=300, shares=200))), "viral"),
        (a_case(Mention(reach=Reach(views=30_000))), "viral"),
        (a_case(previous_unanswered=2), "repeat_contact"),
        (a_case(handling=Handling(reply_due_at=NOW - timedelta(hours=1))), "waiting"),
    ],
)
def test_the_moment_adds_signals(case, signal):
    assert signal in situation(case, NOW).signals


@pytest.mark.parametrize(
    "case",
    [
        a_case(Mention(author=Author(followers=19_999), reach=Reach(likes=499, views=29_999))),
        a_case(previous_unanswered=1),
        a_case(handling=Handling(reply_due_at=NOW + timedelta(hours=1))),
        a_case(
            answered=True,
            handling=Handling(reply_due_at=NOW - timedelta(hours=1)),
        ),
    ],
)
def test_or_does_not(case):
    assert situation(case, NOW).signals == ()


def test_what_is_not_known_is_said():
    assert "reach_unknown" in situation(a_case(Mention(text="x")), NOW).flags
    assert "reach_unknown" not in situation(a_case(), NOW).flags
    assert "backfill" in situation(a_case(backfill=True), NOW).flags
    assert "date_uncertain" in situation(a_case(Mention(date_uncertain=True)), NOW).flags


@pytest.mark.parametrize(
    ("intent", "severity", "answered", "expected"),
    [
        ("complaint", 2, False, "apologise_explain_solve_follow_up"),
        ("vague_negative", 1, False, "ask_details"),
        ("suspected_fake", 1, False, "verify_then_answer"),
        ("question", 0, False, "answer"),
        ("praise", 0, False, "thank"),
        ("praise", 4, False, "apologise_explain_solve_follow_up"),
        ("mixed", 1, False, "thank_and_fix"),
        ("spam", 0, False, "no_reply"),
        ("complaint", 4, True, "no_reply"),
    ],
)
def test_how_to_answer(intent, severity, answered, expected):
    assert playbook.choose(intent, severity, answered=answered) == expected


@pytest.mark.parametrize(
    ("intent", "severity", "rated", "expected"),
    [
        ("irrelevant", 0, True, "verify_then_answer"),
        ("irrelevant", 0, False, "no_reply"),
        ("spam", 0, True, "no_reply"),
        ("spam", 3, False, "verify_then_answer"),
        ("praise", 0, True, "thank"),
    ],
)
def test_nobody_s_words_are_looked_at_where_they_may_do_harm(intent, severity, rated, expected):
    assert playbook.choose(intent, severity, rated=rated) == expected


def test_a_rating_meant_for_others_is_looked_at():
    found = Assessment(intent="irrelevant")
    assert situation(a_case(assessment=found), NOW).playbook == "no_reply"
    rated = a_case(Mention(rating=Rating(1)), assessment=found)
    assert situation(rated, NOW).playbook == "verify_then_answer"


def test_the_quotation_is_of_the_gravest_thing():
    cues = (Cue("rude", "хамка"), Cue("hospital", "в больнице"), Cue("never_again", "никогда"))
    assert harm_quote(Assessment(cues=cues)) == "в больнице"
    assert harm_quote(Assessment()) is None
    assert harm_quote(Assessment(cues=(Cue("praise", "super"),))) is None
