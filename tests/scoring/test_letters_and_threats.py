"""What a mailbox holds besides complaints: requests, notices, offers; and threats."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from amends.models import Case, Handling, Mention
from amends.scoring.assess import assess_all, engine
from amends.scoring.cues import find_cues
from amends.scoring.situation import situation

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
THREATS = {
    "en": "I know where you live. You will regret this.",
    "ru": "Знаю, где ты живёшь. Ноги переломаю.",
    "es": "Sé dónde vives y te voy a partir la cara.",
    "pl": "Wiem, gdzie mieszkasz, połamię ci ręce.",
    "bg": "Знам къде живееш. Ще ти счупя ръцете.",
}


def read(*texts):
    return assess_all([Mention(text=text, kind="email") for text in texts], by=engine("light"))


def test_who_books_orders_or_cancels_asks():
    found = read(
        "I would like to book a room for the night of 5 December.",
        "I need to cancel my booking for the 3rd, please.",
        "хочу забронировать номер на 5 декабря",
        "Quería reservar una mesa para ocho el jueves.",
        "Proszę o przesłanie faktury do zamówienia 88.",
        "Моля да анулирате резервацията ми за 4-ти.",
    )
    assert {(each.intent, each.severity) for each in found} == {("question", 0)}


def test_but_not_who_was_let_down():
    found = read(
        "Please cancel my booking, the last room was filthy and your clerk was rude.",
        "Пришлите, пожалуйста, деньги обратно: заказ так и не привезли, верните деньги.",
        "Proszę anulować zamówienie, nikt nie odpowiada, a kurier był chamski.",
    )
    assert {each.intent for each in found} == {"complaint"}


def test_notices_want_nothing():
    found = read(
        "We would like to inform you that our office will be closed on Friday.",
        "Informujemy, że zmienia się numer naszego rachunku.",
        "Le informamos de que nuestra oficina cierra el día 24.",
    )
    assert {each.intent for each in found} <= {"irrelevant", "spam"}


@pytest.mark.parametrize("language", THREATS)
def test_a_threat_of_violence_is_serious_and_gets_no_apology(language):
    (found,) = read(THREATS[language])
    assert found.intent == "complaint"
    assert found.severity >= 3
    assert "threat" in {cue.name for cue in found.cues}
    assert situation(a_case(found), NOW).playbook == "no_reply"


def test_a_threat_is_none_once_a_person_says_so():
    (found,) = read(THREATS["en"])
    corrected = replace(found, overruled={"severity": 3}, severity=1)
    assert situation(a_case(corrected), NOW).playbook != "no_reply"


@pytest.mark.parametrize("text", [
    "If I hear nothing by Friday I will go to my lawyer.",
    "I will leave a bad review everywhere.",
    "Your driver told me that he knows where you live.",
    "He shouted at my wife: I will break your legs!",
    "Those stairs will kill you, but the view!",
])  # fmt: skip
def test_lawyers_reviews_and_what_others_said_are_no_violence(text):
    assert "threat" not in {cue.name for cue in find_cues(text, ("en",))}


def a_case(found):
    return Case(id="b2c3", mention=Mention(text="x"), handling=Handling(), assessment=found)
