"""What the text of a mention says."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models import Mention, Rating
from amends.models.vocabulary import Intent
from amends.scoring.assess import SCORER, assess


def read(text, stars=None, **options):
    return assess(Mention(text=text, rating=Rating(stars) if stars else None), **options)


@pytest.mark.parametrize(
    ("text", "stars", "intent", "severity"),
    [
        ("Whole table threw up that night, grandfather is on a drip.", 1, "complaint", 4),
        ("You charged me twice for the same parcel.", 1, "complaint", 3),
        ("The waitress was rude and the fish was cold.", 2, "complaint", 2),
        ("Awful.", 1, "vague_negative", 1),
        ("", 1, "vague_negative", 1),
        ("", 3, "mixed", 1),
        ("", 5, "praise", 0),
        ("Great room but the corridor is noisy.", 4, "mixed", 1),
        ("Killer cake, lovely people, no poisoning jokes from us!", 5, "praise", 0),
        ("Are you open on Sunday?", None, "question", 0),
        ("My son is allergic to nuts, do you have a cake without?", None, "question", 0),
        ("It would be nice if you had a shelf for umbrellas.", None, "suggestion", 0),
        ("Earn money with bitcoin, DM me on telegram now", None, "spam", 0),
        (
            "Update: they refunded everything and apologised. Thank you!",
            5,
            "thanks_after_resolution",
            0,
        ),
        ("Never been there but everyone knows they cheat.", 1, "suspected_fake", 1),
        ("Отравились рыбой, сын в больнице.", 1, "complaint", 4),
        ("Подскажите, до скольки вы завтра?", None, "question", 0),
        ("Camarera encantadora, la mejor paella.", 5, "praise", 0),
        ("Nos cobraron dos veces la cena.", 1, "complaint", 3),
        ("Obsługa niemiła, zupa zimna.", 2, "complaint", 2),
        ("Dno!", 1, "vague_negative", 1),
        ("Сервитьорът беше груб, супата студена.", 2, "complaint", 2),
        ("Изтеглиха ми два пъти сумата.", 1, "complaint", 3),
        ("😍😍😍", None, "praise", 0),
        ("👎", None, "vague_negative", 1),
    ],
)
def test_intent_and_severity(text, stars, intent, severity):
    result = read(text, stars)
    assert (result.intent, result.severity) == (intent, severity)


def test_an_injured_animal_counts_less_than_a_person():
    assert read("Our dog came back bleeding from a cut.", 1).severity == 3
    assert read("My son came back bleeding from a cut.", 1).severity == 4


def test_a_sum_that_is_missed_is_serious_and_one_that_was_paid_is_not():
    missed = read("Order cancelled in May, 84 € still with you, nobody answers.", 1)
    assert (missed.severity, "money" in missed.signals) == (3, True)
    assert read("The soup for 9 € was cold and the waiter rude.", 2).severity == 2
    assert read("Lovely soup for 9 €, but the stairs are steep.", 4).signals == ()


def test_topics_the_weightiest_first():
    result = read("The courier was late twice, the waiter was rude and rude again.", 1)
    assert result.topics[:2] == ("delivery", "staff") or "staff" in result.topics
    assert read("Hmm.", 1).topics == ("other",)


def test_signals_of_the_text():
    result = read("Third time I write. Charged twice. My lawyer will call. Never again.", 1)
    assert set(result.signals) == {"repeat_contact", "money", "legal", "churn"}
    assert read("We never go anywhere else, best café!", 5).signals == ()


def test_doubts_are_listed_not_judged():
    assert read("Scum.", 1).doubts == ("no_fact",)
    harmed = read("I've heard they poisoned people, food poisoning everywhere in town.", 1)
    assert harmed.intent == "complaint"
    assert "contradiction" in harmed.doubts


def test_flags():
    assert "sarcasm_possible" in read("Great, another two hours on hold.", 1).flags
    assert "stars_text_conflict" in read("Lovely people, wonderful food, love it.", 1).flags
    assert "sentiment_uncertain" in read("門の前にいます").flags
    assert "machine_translated" in read("(Translated by Google) Good soup", 5).flags
    assert "language_uncertain" in read("ok", 5).flags
    assert read("", 5).flags == ()


def test_title_counts():
    assert (
        assess(Mention(title="Food poisoning", text="Last Friday.", rating=Rating(1))).severity == 4
    )


def test_language_leans_on_the_source():
    mention = Mention(text="top", rating=Rating(5), language="de")
    assert assess(mention).language.code == "de"


def test_engine_and_version_stand_in_the_result():
    result = read("fine", 5, engine="full")
    assert (result.engine, result.scorer) == ("light", SCORER)


def test_rating_on_another_scale():
    mention = Mention(text="Room as described by the agency", rating=Rating(9, 10))
    assert assess(mention).sentiment.label == "positive"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.none() | st.floats(0, 5))
def test_every_text_gets_a_sound_assessment(text, stars):
    rating = None if stars is None else Rating(stars)
    result = assess(Mention(text=text, rating=rating))
    assert result == assess(Mention(text=text, rating=rating))
    assert result.intent in Intent.__args__
    assert 0 <= result.severity <= 4
    assert 0 <= result.sentiment.confidence <= 1
    assert -1 <= result.sentiment.score <= 1
    assert result.topics


@pytest.mark.parametrize(
    "text", ["never again " * 80_000, "x" * 1_000_000, "?" * 1_000_000, "good bad " * 110_000]
)
def test_long_texts_are_assessed_quickly(text):
    read("warm up: terrible")
    started = time.perf_counter()
    read(text)
    assert time.perf_counter() - started < 15


def test_stars_cost_no_textblob():
    program = (
        "import sys; from amends.models import Mention, Rating;"
        "from amends.scoring.assess import assess; assess(Mention(text='fine', rating=Rating(4)));"
        "assert not {'textblob', 'textblob.en', 'nltk'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
