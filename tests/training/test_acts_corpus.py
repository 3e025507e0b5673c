"""The labelled sentences of replies: sound labels, and weights that were learnt from just these."""

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from amends.languages import names

REPLIES = Path(__file__).parents[2] / "training" / "replies"
WEIGHTS = json.loads((files("amends.replies") / "weights" / "acts.json").read_text("utf-8"))
FILES = sorted(REPLIES.glob("*.jsonl"))

pytestmark = pytest.mark.skipif(not FILES, reason="the training texts are not here")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_labels_are_of_the_closed_list(file):
    assert file.stem in names()
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        assert row.keys() == {"text", "acts"}, line
        assert row["text"].strip()
        assert set(row["acts"]) <= set(WEIGHTS["acts"]), line


def test_the_weights_were_learnt_from_these():
    content = b"".join(file.read_bytes() for file in FILES)
    assert WEIGHTS["made_from"] == sha256(content).hexdigest()[:12]
