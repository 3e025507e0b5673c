"""The tone of a mention."""

import subprocess
import sys

import pytest

from amends.models import Sentiment
from amends.scoring import english
from amends.scoring.cues import find_cues
from amends.scoring.evidence import weigh
from amends.scoring.sentiment import contradicts_stars, judge_sentiment, without_tone


def evidence(text, stars=None, language="en"):
    return weigh(text, stars, find_cues(text, (language,)))


@pytest.mark.parametrize(
    ("stars", "label"),
    [
        (1, "negative"),
        (2, "negative"),
        (3, "mixed"),
        (4, "positive"),
        (5, "positive"),
        (0.5, "negative"),
        (4.5, "positive"),
    ],
)
def test_stars_decide_where_the_words_are_silent(stars, label):
    tone = judge_sentiment(evidence("We were there on Monday", stars), "en")
    assert tone.label == label
    assert tone.confidence >= 0.6


def test_words_that_clearly_deny_the_stars_win_at_half_the_confidence():
    praised = evidence("Wonderful place, lovely people, we love it", 1)
    assert contradicts_stars(praised)
    tone = judge_sentiment(praised, "en")
    assert (tone.label, tone.confidence < 0.5) == ("positive", True)


def test_one_word_does_not_deny_the_stars():
    assert not contradicts_stars(evidence("nice", 1))
    assert not contradicts_stars(evidence("nice", None))


def test_plain_faults_count_more_than_textblob_hears():
    tone = judge_sentiment(evidence("Still waiting for the refund and nobody answers"), "en")
    assert tone.label == "negative"


def test_textblob_answers_for_english_without_cues():
    tone = judge_sentiment(evidence("It made our evening so enjoyable"), "en")
    assert tone.label == "positive"
    assert 0 < tone.confidence <= 0.5


def test_nothing_said_is_nothing_known():
    assert judge_sentiment(evidence("The shop on the corner"), "en") == Sentiment()
    assert judge_sentiment(evidence("店は角にあります", language="ja"), "ja").confidence == 0


def test_both_sides_are_mixed():
    tone = judge_sentiment(evidence("Вкусно, но грязно", language="ru"), "ru")
    assert tone.label == "mixed"


def test_questions_and_adverts_have_no_tone():
    warm, asked = Sentiment("positive", 0.8, 0.6), evidence("Are you open?")
    assert without_tone(warm, "question", asked) == Sentiment("neutral", 0.0, 0.6)
    assert without_tone(warm, "praise", asked) == warm


def test_what_was_not_understood_has_no_confidence():
    assert without_tone(Sentiment(), "question", evidence("店", language="ja")).confidence == 0


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
