"""Numbers with names."""

from hypothesis import given
from hypothesis import strategies as st

from amends.models import Cue
from amends.scoring.cues import find_cues
from amends.scoring.evidence import weigh
from amends.scoring.features import features
from amends.scoring.tones import Tones, count_tones


def seen(text, stars=None, cues=None, **blob):
    cues = find_cues(text, ["en"]) if cues is None else cues
    return features(weigh(text, stars, cues), count_tones(text, ["en"]), **blob)


def test_stars_are_named_one_by_one():
    assert seen("x", 4.4)["stars:4"] == 1
    assert seen("x")["stars:none"] == 1
    assert sum(name.startswith("stars:") for name in seen("x", 2)) == 1


def test_a_cue_counts_twice_at_most():
    cues = [Cue("rude", quote) for quote in ("rude", "very rude", "so rude")]
    assert seen("rude rude rude", cues=cues)["cue:rude"] == 2


def test_stars_said_in_words_lean_to_both_sides():
    assert seen("I give 1/10")["shape:said_stars"] < 0 < seen("a clear 10/10")["shape:said_stars"]


def test_what_is_zero_is_left_out():
    assert "shape:asks" not in seen("No question.")
    assert seen("A question?")["shape:asks"] == 1
    assert seen("Fine", polarity=0.4)["blob:polarity"] == 0.4


def test_words_of_tone_are_counted_and_denied():
    assert count_tones("Friendly staff, boring film", ["en"]) == Tones(1, 1)
    assert count_tones("The staff is not friendly", ["en"]) == Tones(0, 1)
    assert count_tones("", ["en"]) == Tones()
    assert count_tones("дружелюбно", ["xx"]) == Tones()


@given(st.text(max_size=200), st.none() | st.floats(0, 5))
def test_features_are_bounded(text, stars):
    for name, value in seen(text, stars).items():
        assert -2.5 <= value <= 12, name
