"""Linear heads: sums, shares, the two experts for the tone, the files that ship."""

import base64
import json
import zlib
from array import array
from importlib.resources import files
from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.languages.grams import BUCKETS
from amends.models.vocabulary import Intent, Signal, Topic
from amends.scoring import heads
from amends.scoring.heads import Heads, load

OUTPUTS = {
    "tone": ("positive",),
    "sentiment": ("negative", "neutral", "positive"),
    "intent": ("complaint", "praise"),
    "literal": ("literal",),
    "severity": ("0", "1", "2", "3", "4"),
    "topics": ("food",),
    "signals": ("money",),
}
UNLEARNT = {"viral", "gone_quiet", "wronged_before", "lost_fan", "silenced", "private_chance"}
"""Signals of the moment and the history, or of cues alone."""
COLUMNS = [f"{head}:{label}" for head, labels in OUTPUTS.items() for label in labels]


def row(**weights):
    named = {name.replace("_", ":", 1): value for name, value in weights.items()}
    return tuple(float(named.get(column, 0)) for column in COLUMNS)


def made(rows, block=lambda text, vector: [], *, bias=None, trust=3.0, warmth=1.0):
    return Heads(
        version="x",
        outputs=OUTPUTS,
        bias=bias or row(),
        rows={"stars:none": row(), "stars:1": row(), **rows},
        block=block,
        trust=trust,
        warmth=warmth,
        thresholds={},
    )


def test_features_add_up_by_name():
    found = made({"cue:money_kept": row(signals_money=log(9))}).read(
        {"stars:none": 1.0, "cue:money_kept": 2.0}, "", None
    )
    assert isclose(found.signals["money"], 81 / 82)
    assert found.topics == {"food": 0.5}


def test_a_feature_the_heads_never_met_says_nothing():
    heads_ = made({})
    assert heads_.read({"stars:none": 1.0, "cue:new": 1.0}, "", None) == heads_.read(
        {"stars:none": 1.0}, "", None
    )


def test_severity_counts_from_the_worst_down():
    found = made({}, bias=row(severity_4=log(4))).read({"stars:none": 1.0}, "", None)
    assert [round(each, 3) for each in found.severity] == [1.0, 0.875, 0.75, 0.625, 0.5]
    assert isclose(found.of_level(4), 0.5)
    assert isclose(found.of_level(1), 0.125)


def test_the_plain_tone_is_heard_without_stars_only():
    rows = {"cue:good": row(tone_positive=2, literal_literal=50)}
    starless = made(rows).read({"stars:none": 1.0, "cue:good": 1.0}, "", None)
    assert starless.sentiment["positive"] > 0.9
    silent = made(rows, trust=0.0).read({"stars:none": 1.0, "cue:good": 1.0}, "", None)
    assert isclose(silent.sentiment["positive"], 1 / 3)
    starred = made(rows).read({"stars:1": 1.0, "cue:good": 1.0}, "", None)
    assert isclose(starred.sentiment["positive"], 1 / 3)
    assert starred.words.sentiment["positive"] > 0.9


def test_the_words_are_also_read_as_if_there_were_no_stars():
    rows = {"stars:1": row(sentiment_negative=5), "stars:none": row(sentiment_neutral=5)}
    found = made(rows).read({"stars:1": 1.0}, "", None)
    assert max(found.sentiment, key=found.sentiment.get) == "negative"
    words = found.words.sentiment
    assert max(words, key=words.get) == "neutral"


@pytest.mark.parametrize("engine", ["full", "light"])
def test_the_files_name_every_label(engine):
    outputs = load(engine).outputs
    assert set(outputs["intent"]) == set(Intent.__args__)
    assert set(outputs["topics"]) == set(Topic.__args__) - {"other"}
    assert set(outputs["signals"]) == set(Signal.__args__) - UNLEARNT
    assert outputs["sentiment"] == ("negative", "neutral", "positive")


@pytest.mark.parametrize("engine", ["full", "light"])
def test_every_row_has_a_weight_for_every_column(engine):
    found = load(engine)
    width = sum(map(len, found.outputs.values()))
    assert len(found.bias) == width
    assert {len(row) for row in found.rows.values()} == {width}


@pytest.mark.parametrize("engine", ["full", "light"])
def test_each_number_of_stars_has_its_row(engine):
    assert {f"stars:{n}" for n in ("none", 1, 2, 3, 4, 5)} <= set(load(engine).rows)


def test_other_is_as_likely_as_the_likeliest_topic_is_not():
    found = made({}, bias=row(topics_food=log(3))).read({"stars:none": 1.0}, "", None)
    assert isclose(found.of_topic("food"), 0.75)
    assert isclose(found.of_topic("other"), 0.25)


def test_the_weights_are_small():
    folder = files("amends.scoring") / "weights"
    sizes = [len((folder / f"{name}.json").read_bytes()) for name in ("full", "light")]
    assert sum(sizes) < 1_000_000
    table = json.loads((folder / "light.json").read_text("utf-8"))["block"]["numbers"]
    assert len(table) < 300_000


def packed(numbers):
    return base64.b64encode(zlib.compress(numbers.tobytes())).decode()


def test_the_table_adds_the_rows_of_the_words():
    numbers = array("b", bytes(BUCKETS * 2))
    for index in range(BUCKETS):
        numbers[2 * index] = 10
    block = heads._table(packed(numbers), [0.5, 1.0])
    assert block("one two", None) == pytest.approx([0.5 * 20 / 2**0.5, 0.0])
    assert block("", None) == []


def test_whole_numbers_are_multiplied_exactly():
    pytest.importorskip("numpy")
    block = heads._vectors(packed(array("b", [1, -2, 3, 4])), [1.0, 0.5])
    assert block("", array("b", [10, -100]).tobytes()) == [10 - 300, 0.5 * (-20 - 400)]
    with pytest.raises(ValueError, match="vector"):
        block("", None)


@given(st.dictionaries(st.sampled_from(list(load("light").rows)), st.floats(-3, 3)), st.text())
def test_probabilities_are_sound_whatever_comes(features, text):
    features = {k: v for k, v in features.items() if not k.startswith("stars:")}
    found = load("light").read({**features, "stars:none": 1.0}, text, None)
    for shares in (found.sentiment, found.intent):
        assert isclose(sum(shares.values()), 1, abs_tol=1e-9)
    assert list(found.severity) == sorted(found.severity, reverse=True)
    for each in (*found.topics.values(), *found.signals.values()):
        assert 0 <= each <= 1
