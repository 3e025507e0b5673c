"""Which language a text is in."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.languages import detect, detection, names

TEXTS = {
    "en": "We waited for an hour and then they told us that the kitchen had closed.",
    "ru": "Мы ждали целый час, а потом нам сказали, что кухня уже закрыта.",
    "es": "Esperamos una hora y luego nos dijeron que la cocina ya estaba cerrada.",
    "pl": "Czekaliśmy godzinę, a potem usłyszeliśmy, że kuchnia jest już zamknięta.",
    "bg": "Чакахме цял час, а после ни казаха, че кухнята вече е затворена.",
    "de": "Wir haben eine Stunde gewartet und dann war die Küche schon geschlossen.",
    "fr": "Nous avons attendu une heure et puis on nous a dit que la cuisine était fermée.",
    "it": "Abbiamo aspettato un'ora e poi ci hanno detto che la cucina era chiusa.",
    "pt": "Esperámos uma hora e depois disseram que a cozinha já não estava a servir.",
    "uk": "Ми чекали годину, а потім нам сказали, що кухня вже зачинена.",
    "cs": "Čekali jsme hodinu a pak nám řekli, že kuchyně už je zavřená.",
    "nl": "We hebben een uur gewacht en toen was de keuken helaas al gesloten.",
    "tr": "Bir saat bekledik, sonra mutfağın kapalı olduğunu söylediler, çok kötü.",
    "ro": "Am așteptat o oră și apoi ne-au spus că bucătăria este închisă.",
}


@pytest.fixture(params=["eldc", "fallback"])
def engine(request, monkeypatch):
    detection._detector.cache_clear()
    if request.param == "fallback":
        monkeypatch.setitem(sys.modules, "eldc", None)
        assert detection._detector() is detection._by_script_and_stop_words
    else:
        pytest.importorskip("eldc")
    yield request.param
    detection._detector.cache_clear()


def test_there_is_a_text_for_every_language():
    assert set(TEXTS) == set(names())


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_sentences(engine, code, text):
    found = detect(text)
    assert found.code == code
    assert found.confidence > 0.8


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ўсё было добра", "be"),
        ("Ђорђе је спор", "sr"),
        ("ќе дојдам пак", "mk"),
        ("съсипана вечер", "bg"),
        ("объект не соответствует", "ru"),
        ("χάλια", "el"),
        ("שירות גרוע", "he"),
        ("خدمة سيئة جدا", "ar"),
        ("음식이 차가웠어요", "ko"),
        ("料理が冷たかったです", "ja"),
        ("อาหารเย็นชืด", "th"),
    ],
)
def test_letters_and_scripts(engine, text, code):
    assert detect(text).code == code


def test_bulgarian_on_a_latin_keyboard(engine):
    assert detect("mnogo losho obslujvane, shte kaja na vsichki hora").code == "bg"


@pytest.mark.parametrize("text", ["", "  ", "12 345", "👎👎👎", "https://example.com/x @someone"])
def test_without_letters_the_source_answers(engine, text):
    assert detect(text).code == "und"
    assert detect(text).confidence == 0
    hinted = detect(text, hint="pl", expected=("en",))
    assert (hinted.code, hinted.confidence <= 0.3) == ("pl", True)


def test_short_texts_lean_on_what_is_known(engine):
    assert detect("kosmos", hint="pl").code == "pl"
    assert detect("супер", expected=("bg",)).code == "bg"
    assert detect("super").confidence < 0.7


def test_a_long_text_does_not_lean(engine):
    assert detect(TEXTS["es"], hint="pl", expected=("pl", "en")).code == "es"


def test_only_the_beginning_is_read(engine):
    started = time.perf_counter()
    assert detect(TEXTS["ru"] * 40 + TEXTS["en"] * 20_000).code == "ru"
    assert time.perf_counter() - started < 10


@given(st.text(max_size=300))
def test_never_raises_and_stays_in_bounds(text):
    found = detect(text, hint="en")
    assert found == detect(text, hint="en")
    assert 0 <= found.confidence < 1
