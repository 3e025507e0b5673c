import pytest

from amends.languages import words
from amends.models import Assessment, Case, Cue, Mention
from amends.outputs.gist import gist


def of(*cues, severity=0, topics=(), intent="complaint"):
    found = Assessment(intent=intent, severity=severity, topics=topics, cues=cues)
    return Case(id="k7f2", mention=Mention(), assessment=found)


def test_it_names_what_was_said_with_the_words_for_it():
    case = of(Cue("damaged", "zgnieciony"), Cue("amount", "42 €"), severity=2)
    assert gist(case, words("en")) == "moderate, damaged «zgnieciony», «42 €»"


def test_what_is_said_twice_is_named_once_and_liking_alone_is_nothing():
    case = of(Cue("good", "super"), Cue("late_delivery", "late"), Cue("late_delivery", "too late"))
    assert gist(case, words("en")) == "late «late»"


def test_without_cues_it_is_the_topics_and_without_those_the_intent():
    assert gist(of(topics=("delivery", "other")), words("en")) == words("en").say("topic.delivery")
    assert gist(of(intent="praise"), words("en")) == words("en").say("intent.praise")


def test_many_cues_are_not_all_named():
    names = ("damaged", "no_answer", "rude", "dirty", "noise", "crash", "login")
    assert gist(of(*(Cue(name, name) for name in names)), words("en")).count("«") == 5


@pytest.mark.parametrize("language", ["en", "ru", "es", "pl", "bg"])
def test_hostile_quotes_stay_on_one_line(language):
    assert "\n" not in gist(of(Cue("damaged", "a\nb\x1b[31m")), words(language))
