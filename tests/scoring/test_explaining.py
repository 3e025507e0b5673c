"""Why a label was given, what words mean, and how a priority adds up."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.models import Cue, Mention, Rating
from amends.models.explanation import TEXT, Spoke
from amends.models.standing import Policy, Standing, Weights
from amends.models.vocabulary import SEVERITY_NAMES
from amends.scoring import explaining, priority
from amends.scoring.assess import assess, engine, look
from amends.scoring.factors import Factors

LIGHT = engine("light")
HURT = Mention(
    text="My son had an allergic reaction to the cake and we spent the night in hospital.",
    rating=Rating(1),
)
HOUR = 3_600_000_000
NOW = 1_800_000_000_000_000


def grounds(mention, by=LIGHT):
    found = assess(mention, by=by)
    return found, *explaining.grounds(mention, found, by, expected=(), ours=())


def a_standing(**changes) -> Standing:
    nothing = dict.fromkeys(Standing._fields) | Standing._field_defaults
    values = nothing | {
        "id": "k7f2",
        "source": "ours",
        "source_type": "google_business",
        "kind": "review",
        "published_at": NOW - 5 * HOUR,
        "since": NOW - 5 * HOUR,
        "wordless": False,
        "answered": False,
        "reply_due_at": NOW + 19 * HOUR,
        "severity": 2,
        "sentiment_score": -0.8,
        "intent": "complaint",
        "unanswered": 0,
    }
    return Standing(**(values | changes))


def test_the_strongest_features_are_named_and_quoted():
    _, intent, severity = grounds(HURT)
    assert (intent.by, severity.by) == ("heads", "heads")
    for ground in (intent, severity):
        named = [pull for pull in ground.pulls if pull.feature != TEXT]
        assert 0 < len(named) <= explaining.STRONGEST
        assert [pull.points for pull in named] == sorted((p.points for p in named), reverse=True)
        assert all(pull.points > 0 for pull in named)
        assert all(pull.quote in HURT.text for pull in named if pull.feature.startswith("cue:"))


def test_what_pulls_adds_up_to_what_the_heads_say():
    """All that speaks for a label, and the bias, are its logit above the mean of its head."""
    by = engine()
    seen = look(HURT)
    vector = by.encoder.encode([seen.text])[0] if by.encoder else None
    rows = [[value * each for each in by.heads.rows[name]] for name, value in seen.features.items()]
    rows += [by.heads.bias, by.heads.block(seen.text, vector)]
    reading = by.heads.read(seen.features, seen.text, vector)
    logits = [log(reading.of_level(level)) for level in range(5)]
    for level, logit in enumerate(logits):
        pulled = sum(explaining._above(row, "severity", str(level), by.heads) for row in rows)
        assert pulled == pytest.approx(logit - sum(logits) / 5, abs=1e-3)


def test_the_text_as_a_whole_speaks_for_a_label_of_the_full_engine():
    by = engine()
    if by.encoder is None:
        pytest.skip("no encoder here")
    _, intent, _ = grounds(HURT, by)
    assert intent.pulls[-1].feature == TEXT
    assert intent.pulls[-1].points > 0


@pytest.mark.parametrize(
    ("mention", "intent"),
    [(Mention(text="", rating=Rating(1)), "stars"), (Mention(text=""), "nothing")],
)
def test_where_there_is_nothing_to_read_nothing_pulls(mention, intent):
    _, why, severity = grounds(mention)
    assert (why.by, why.pulls) == (intent, ())
    assert (severity.by, severity.pulls) == ("intent", ())


def test_what_the_configuration_decided_is_no_verdict_of_the_heads():
    found = replace(assess(HURT, by=LIGHT), intent="irrelevant", severity=0)
    intent, severity = explaining.grounds(HURT, found, LIGHT, expected=(), ours=())
    assert (intent.by, severity.by) == ("rule", "intent")


def test_words_that_mean_the_same_stand_together():
    cues = [Cue("injury", "broke my arm"), Cue("bad", "awful"), Cue("hospital", "hospital")]
    first, second = explaining.meanings([*cues, Cue("injury", "broke my arm")])
    assert first.quotes == ("broke my arm", "hospital")
    assert first.names == ("injury", "hospital")
    assert (first.side, first.severity, first.signals) == ("harm", 4, ("safety",))
    assert (second.side, second.quotes) == ("bad", ("awful",))


def test_a_kind_of_message_has_its_intent_and_an_unknown_cue_no_meaning():
    [said] = explaining.meanings([Cue("question", "are you open"), Cue("from_the_future", "x")])
    assert (said.side, said.intent) == ("kind", "question")


@pytest.mark.parametrize(
    ("text", "code", "hint", "expected", "spoke"),
    [
        ("Ich war das nicht", "de", "de", ("en",), Spoke(("ich", "das", "nicht"), True, False)),
        ("12345", "und", None, ("en",), Spoke()),
        ("Zupa", "pl", "en", ("pl",), Spoke((), False, True)),
    ],
)
def test_what_spoke_for_a_language(text, code, hint, expected, spoke):
    found = explaining.spoke(text, code, hint=hint, expected=expected)
    assert (found.source, found.expected) == (spoke.source, spoke.expected)
    assert set(found.words) <= set(text.casefold().split())
    assert bool(found.words) == bool(spoke.words)


@given(
    severity=st.integers(0, len(SEVERITY_NAMES) - 1),
    intent=st.sampled_from(list(priority.BANDS)[:5]),
    answered=st.booleans(),
    score=st.floats(-1, 1),
    followers=st.none() | st.integers(0, 10**7),
    unanswered=st.integers(0, 9),
    ruled=st.floats(-30, 30),
    weights=st.tuples(*[st.floats(0, 100)] * 7),
)
def test_the_arithmetic_is_exact(
    severity, intent, answered, score, followers, unanswered, ruled, weights
):
    standing = a_standing(
        severity=severity,
        intent=intent,
        answered=answered,
        sentiment_score=score,
        followers=followers,
        unanswered=unanswered,
        rule_points=ruled,
        rules="|press|",
    )
    policy = Policy(weights=Weights(*weights))
    given_ = priority.prioritise(standing, policy, NOW)
    sums = explaining.add_up(standing, policy, NOW, given_)
    tenths = [sums.floor, sums.lowered, sums.ruled, *(term.points for term in sums.terms)]
    assert sum(round(10 * each) for each in tenths) == round(10 * sums.score)
    assert sums.score == given_.score
    assert round(10 * (sums.score - sums.ruled)) <= round(10 * sums.ceiling)
    assert sums.lowered <= 0 <= sums.floor
    for term in sums.terms:
        assert 0 <= term.strength <= 1
        exact = term.strength * term.weight * (100 - sums.floor)
        assert term.points == pytest.approx(exact, abs=0.11)


def test_the_factors_have_the_names_of_the_vocabulary():
    assert Factors._fields == explaining.NAMES
