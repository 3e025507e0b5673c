"""Corrections teach what they have in common, chance teaches nothing, and harm stays harm."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models import Mention, Rating
from amends.models.correction import said_of
from amends.scoring import equations, trials
from amends.scoring.assess import engine, judge, look
from amends.scoring.lessons import HEADS, Lesson, Lessons, inputs
from amends.scoring.trials import Example, learn

BY = engine("light")
ABOUT = "bread coffee cake tea soup service queue music garden parking till window".split()
ASKED = "Could you please put more {} on the menu next spring, {}?"
BLAMED = "The {} was cold and stale, I want my money back, {}."
LOVED = "Wonderful {}, thank you so much, we will come again, {}."
HURT = "My daughter had an allergic reaction to the {} and was taken to hospital, {}."


def example(text, number, *, said=None, group=None, stars=None):
    seen = look(Mention(text=text, rating=Rating(stars) if stars else None))
    found = judge(seen, None, BY)
    truth = dict(said) if said else {head: said_of(found, head) for head in HEADS}
    return Example(
        look=seen,
        vector=None,
        truth=truth,
        said=frozenset(said or ()),
        critical=found.severity >= 3,
        group=number if group is None else group,
    )


def a_shop(said, *, corrected=40, left=60, group=None):
    """Wishes that the owner calls something else, among complaints, praise and harm."""
    names = [f"{each} {number}" for number in range(9) for each in ABOUT]
    wishes = [
        example(ASKED.format(ABOUT[n % 12], names[n]), n, said=said(n), group=group)
        for n in range(corrected)
    ]
    others = [
        example((BLAMED, LOVED, HURT)[n % 3].format(ABOUT[n % 12], names[n]), 1000 + n)
        for n in range(left)
    ]
    return wishes + others


def verdicts(learnt):
    return {trial.label: trial.verdict for trial in learnt.trials}


class TestLearning:
    def test_a_habit_is_learnt_and_helps_what_was_not_seen(self):
        learnt = learn(a_shop(lambda _: {"intent": "complaint"}), BY)
        assert verdicts(learnt) == {"sentiment": "few", "intent": "kept", "severity": "few"}
        assert learnt.found_after >= learnt.found_before
        taught = replace(BY, lessons=learnt.lessons)
        unseen = look(Mention(text=ASKED.format("benches", "whoever reads this")))
        assert judge(unseen, None, BY).intent != "complaint"
        assert judge(unseen, None, taught).intent == "complaint"
        praise = look(Mention(text=LOVED.format("terrace", "Ana")))
        assert judge(praise, None, taught).intent == judge(praise, None, BY).intent

    def test_chance_teaches_nothing(self):
        chance = random.Random(7)
        intents = BY.heads.outputs["intent"]
        learnt = learn(a_shop(lambda _: {"intent": chance.choice(intents)}), BY)
        assert learnt.lessons is None
        assert verdicts(learnt)["intent"] in {"no_gain", "harm"}

    def test_too_few_corrections_say_how_many_are_missing(self):
        learnt = learn(a_shop(lambda _: {"intent": "complaint"}, corrected=29), BY)
        assert learnt.lessons is None
        [trial] = [trial for trial in learnt.trials if trial.label == "intent"]
        assert (trial.verdict, trial.corrections, trial.wanted) == ("few", 29, 30)

    def test_one_person_is_no_crowd(self):
        learnt = learn(a_shop(lambda _: {"intent": "complaint"}, left=10, group=1), BY)
        assert verdicts(learnt)["intent"] == "people"

    def test_copies_of_one_text_do_not_help_to_judge_it(self):
        apart = learn(a_shop(lambda _: {"intent": "complaint"}), BY)
        copies = learn(a_shop(lambda _: {"intent": "complaint"}, group=3), BY)
        assert verdicts(apart)["intent"] == "kept"
        assert verdicts(copies)["intent"] == "no_gain"

    def test_what_all_say_alike_cannot_be_told_apart(self):
        learnt = learn(a_shop(lambda _: {"intent": "complaint"}, left=0), BY)
        assert verdicts(learnt)["intent"] == "alike"

    def test_nothing_teaches_nothing(self):
        assert learn([], BY).lessons is None


class TestHarm:
    def test_no_lesson_unlearns_words_of_harm(self):
        hurt = look(Mention(text=HURT.format("nut cake", "Olga"), rating=Rating(1)))
        shipped = judge(hurt, None, BY)
        assert shipped.severity >= 3
        loud = Lessons(
            {
                "severity": Lesson(("0", "1", "2", "3", "4"), (50.0, 0.0, 0.0, -50.0, -50.0), {}),
                "intent": Lesson(
                    BY.heads.outputs["intent"],
                    tuple(50.0 * (each == "spam") for each in BY.heads.outputs["intent"]),
                    {},
                ),
            }
        )
        found = judge(hurt, None, replace(BY, lessons=loud))
        assert found.intent == "spam"
        assert found.severity == shipped.severity

    def test_a_lesson_may_raise_harm(self):
        mild = look(Mention(text=BLAMED.format("tea", "Bo"), rating=Rating(2)))
        grave = Lesson(("0", "1", "2", "3", "4"), (0.0, 0.0, 0.0, 0.0, 50.0), {})
        found = judge(mild, None, replace(BY, lessons=Lessons({"severity": grave})))
        assert found.severity == 4

    @given(
        st.lists(st.floats(-30, 30), min_size=5, max_size=5),
        st.sampled_from([ASKED, BLAMED, LOVED, HURT]),
    )
    @settings(max_examples=40, deadline=None)
    def test_whatever_is_learnt_probabilities_stay_in_order(self, bias, text):
        seen = look(Mention(text=text.format("cake", "Ana")))
        lessons = Lessons({"severity": Lesson(("0", "1", "2", "3", "4"), tuple(bias), {})})
        reading = replace(BY, lessons=lessons).read(seen, None)
        levels = reading.severity
        assert levels[0] == pytest.approx(1)
        assert list(levels) == sorted(levels, reverse=True)
        shipped = BY.read(seen, None)
        assert all(
            now >= min(was, 0.04) - 1e-9 for now, was in zip(levels, shipped.severity, strict=True)
        )


class TestKeeping:
    def test_lessons_survive_being_written_down(self):
        learnt = learn(a_shop(lambda _: {"intent": "complaint"}), BY).lessons
        again = Lessons.load(learnt.dump())
        assert again.version == learnt.version
        assert again.heads == learnt.heads
        assert learnt.version in replace(BY, lessons=again).version

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"intent": 1}', '{"intent": {"labels": []}}'])
    def test_what_cannot_be_read_is_an_error_that_is_expected(self, text):
        try:
            lessons = Lessons.load(text)
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        assert not lessons.heads

    def test_a_vector_is_heard_as_signed_numbers(self):
        seen = look(Mention(text="Hello"))
        heard = inputs(BY.heads.read(seen.features, seen.text, None), {}, "", bytes([255, 1]))
        assert heard.vector == (-1, 1)


@given(st.integers(1, 6), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_both_ways_solve_the_same_equations(size, chance):
    np = pytest.importorskip("numpy")
    half = np.array([[chance.uniform(-1, 1) for _ in range(size)] for _ in range(size)])
    matrix = (half @ half.T).tolist()
    columns = [[chance.uniform(-1, 1) for _ in range(size)] for _ in range(3)]
    quick = equations.equations(matrix, 0.5, 1.0)
    plain = equations.Plain(matrix, equations.root(matrix, 0.5, 1.0))
    assert np.allclose(quick.times(columns), plain.times(columns))
    assert np.allclose(quick.solved(columns), plain.solved(columns))
    assert np.allclose(
        (0.5 * np.array(matrix) + np.eye(size)) @ plain.solved(columns)[0], columns[0]
    )


def test_the_limits_fit_together():
    assert trials.ENOUGH < trials.MOST
    assert trials.PEOPLE >= trials.FOLDS
