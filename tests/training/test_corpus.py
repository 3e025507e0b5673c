"""The labelled texts: sound labels, and weights that were learnt from just these."""

import json
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from amends.languages import names
from amends.models.vocabulary import Intent, Signal, Topic

TRAINING = Path(__file__).parents[2] / "training"


@pytest.fixture(scope="module")
def corpus():
    if not TRAINING.is_dir():
        pytest.skip("the training texts are not here")
    sys.path.insert(0, str(TRAINING))
    try:
        import corpus
    finally:
        sys.path.remove(str(TRAINING))
    return corpus


def test_labels_are_of_the_closed_lists(corpus):
    for example in corpus.mentions():
        assert example.intent in Intent.__args__, example
        assert set(example.topics) <= set(Topic.__args__), example
        assert set(example.signals) <= set(Signal.__args__), example
        assert 0 <= example.severity <= 4, example
        assert example.sentiment in {-1, 0, 1}, example
        assert example.rating in {None, 1, 2, 3, 4, 5}, example
        assert example.text.strip() or example.title or example.rating, example


def test_no_mention_stands_there_twice(corpus):
    seen = [(each.title, each.text, each.rating) for each in corpus.mentions()]
    assert len(seen) == len(set(seen))


def test_every_language_with_a_folder_is_written_in(corpus):
    assert set(names()) <= {each.language for each in corpus.mentions()}
    assert set(names()) <= {each.language for each in corpus.sentences()}


def test_bare_words_come_from_every_language(corpus):
    assert {each.language for each in corpus.bare()} == set(names())


@pytest.mark.parametrize("engine", ["full", "light"])
def test_the_weights_were_learnt_from_these_texts(corpus, engine):
    file = files("amends.scoring") / "weights" / f"{engine}.json"
    made_from = json.loads(file.read_text("utf-8"))["made_from"]
    for name in ("mentions", "sentences"):
        assert corpus.digest(TRAINING / name).startswith(made_from[name]), (
            f"training/{name} has changed: run training/rebuild.py"
        )


def test_a_changed_public_set_is_refused(corpus, tmp_path):
    file = tmp_path / next(iter(corpus.SETS))
    file.parent.mkdir(parents=True)
    file.write_text('{"text": "x", "lang": "en", "label": 1}\n')
    with pytest.raises(ValueError, match="not the file"):
        list(corpus.public_sentences(tmp_path))
