"""The tone of a mention."""

import subprocess
import sys

import pytest

from amends.models import Sentiment
from amends.scoring import english
from amends.scoring.cues import find_cues
from amends.scoring.evidence import weigh
from amends.scoring.heads import Reading
from amends.scoring.sentiment import contradicts_stars, judge_sentiment


def shares(negative, neutral, positive):
    return {"negative": negative, "neutral": neutral, "positive": positive}


def reading(sentiment, words=None, intent="praise"):
    return Reading(
        sentiment=shares(*sentiment),
        intent={intent: 1.0},
        severity=(1.0, 0, 0, 0, 0),
        topics={},
        signals={},
        words=words,
    )


def evidence(text, stars=None):
    return weigh(text, stars, find_cues(text, ("en",)))


def test_the_likeliest_label_with_its_probability():
    tone = judge_sentiment(reading((0.7, 0.2, 0.1)), evidence("Cold soup", 1), "complaint")
    assert tone == Sentiment("negative", -0.6, 0.7)


def test_neutral_between_both_sides_is_mixed():
    halfway = reading((0.2, 0.6, 0.2))
    assert judge_sentiment(halfway, evidence("Nice but cold"), "mixed").label == "mixed"
    assert judge_sentiment(halfway, evidence("Open today?"), "question").label == "neutral"


PRAISE = reading((0.05, 0.05, 0.9))
COMPLAINT = reading((0.9, 0.05, 0.05), intent="complaint")
DOUBTFUL = reading((0.3, 0.0, 0.7))
TROUBLE_PUT_RIGHT = reading((0.9, 0.05, 0.05), intent="thanks_after_resolution")


@pytest.mark.parametrize(
    ("words", "stars", "denied"),
    [
        (PRAISE, 1, True),
        (PRAISE, 2, True),
        (COMPLAINT, 5, True),
        (PRAISE, 5, False),
        (PRAISE, 3, False),
        (COMPLAINT, 1, False),
        (DOUBTFUL, 1, False),
        (TROUBLE_PUT_RIGHT, 4, False),
        (None, None, False),
    ],
)
def test_words_deny_stars_only_where_both_are_clear(words, stars, denied):
    both = reading((0.4, 0.2, 0.4), words)
    assert contradicts_stars(both, evidence("Words", stars)) is denied


def test_without_a_word_nothing_is_denied():
    assert not contradicts_stars(reading((0, 0, 1), PRAISE), evidence("", 1))


def test_nothing_said_is_nothing_known():
    assert judge_sentiment(reading((0.9, 0.1, 0)), evidence(""), "question") == Sentiment()
    assert judge_sentiment(reading((0.9, 0.1, 0)), evidence("…"), "question") == Sentiment()


TEXTS = [
    "A terrible, boring evening",
    "not bad at all",
    "so very good!",
    "The door is blue",
    "terribly slow",
]


def test_lexicon_alone_says_what_the_whole_library_says():
    alone, whole = english.lexicon_alone(), english.whole_library()
    assert [tuple(alone(text)) for text in TEXTS] == [tuple(whole(text)) for text in TEXTS]


def test_another_layout_of_the_library_is_survived(monkeypatch):
    def moved():
        raise ImportError

    english._scorer.cache_clear()
    monkeypatch.setattr(english, "lexicon_alone", moved)
    assert english.polarity_of("a terrible evening")[0] < 0
    english._scorer.cache_clear()


def test_english_is_heard_without_loading_the_toolkit():
    program = (
        "import sys; from amends.scoring.english import polarity_of;"
        "assert polarity_of('great')[0] > 0; assert 'nltk' not in sys.modules;"
        "from textblob import TextBlob; assert TextBlob('bad').sentiment.polarity < 0"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
