"""What sentences do, as learnt."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.languages import names, read
from amends.replies.lint import acts
from amends.replies.lint.letter import phrases, sentences


def likeliest(text, code):
    (sentence,) = sentences(text, (code,))
    found = acts.load().read(sentence)
    return max(found, key=found.__getitem__)


@pytest.mark.parametrize(
    ("text", "code", "act"),
    [
        ("I am very sorry that we lost your coat.", "en", "apology"),
        ("Ich rufe Sie am Donnerstag an, ob alles angekommen ist.", "de", "follow_up"),
        ("Спасибо вам большое за такие слова.", "ru", "thanks"),
        ("Zwracamy całą kwotę na kartę.", "pl", "repair"),
        ("¿Qué día fue y qué habían pedido?", "es", "asks_details"),
        ("Няма да коментираме повече, нашият адвокат ще заведе дело.", "bg", "legal_threat"),
    ],
)
def test_plain_sentences_do_what_they_say(text, code, act):
    assert likeliest(text, code) == act


def test_the_weights_are_small():
    file = files("amends.replies") / "weights" / "acts.json"
    assert len(file.read_bytes()) < 1_200_000


def test_every_language_has_the_same_lists():
    lists = {
        code: {name for section in read(code, "lint").values() for name in section}
        for code in names()
        if read(code, "lint")
    }
    assert len(lists) >= 14
    every = set.union(*lists.values())
    for code, own in lists.items():
        assert every - own == set(), code
        assert phrases(code)


@given(st.text(min_size=1, max_size=300))
def test_probabilities_are_sound_whatever_comes(text):
    for sentence in sentences(text, ("en", "bg")):
        assert all(0 <= each <= 1 for each in acts.load().read(sentence).values())
