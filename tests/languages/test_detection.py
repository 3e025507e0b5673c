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


def _forget():
    detection._witness.cache_clear()
    detection._by_pycld2.cache_clear()


@pytest.fixture(params=["eldc pycld2", "eldc", "pycld2", ""])
def engine(request, monkeypatch):
    _forget()
    for name in ("eldc", "pycld2"):
        if name in request.param.split():
            pytest.importorskip(name)
        else:
            monkeypatch.setitem(sys.modules, name, None)
    if "eldc" not in request.param:
        assert detection._witness() is detection._by_script_and_stop_words
    yield request.param
    _forget()


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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mnogo losho obslujvane, shte kaja na vsichki hora", "bg"),
        ("4akahme edin 4as i nikoi ne doide, ne se polu4ava taka", "bg"),
        ("nikto ne otvetil na moye pismo, hotya ya pisal tri raza", "ru"),
        ("ochen dolgo zhdali, a potom nam skazali chto vsyo uzhe zakryto", "ru"),
    ],
)
def test_cyrillic_languages_on_a_latin_keyboard(engine, text, code):
    assert detect(text).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jidlo bylo studene a cisnik nas ignoroval celou hodinu", "cs"),
        ("jedzenie bylo zimne a kelner nas ignorowal cala godzine", "pl"),
        ("yemek soguktu ve garson bizi bir saat boyunca gormezden geldi", "tr"),
        ("la comida estaba fria y nadie nos hizo caso en una hora", "es"),
    ],
)
def test_missing_diacritics_do_not_make_a_text_russian(text, code):
    pytest.importorskip("eldc")
    assert detect(text).code == code


def test_a_second_opinion_decides_where_the_first_is_unsure(monkeypatch):
    pytest.importorskip("pycld2")
    unsure = ({"es": 0.8, "pt": 0.72}, False)
    text = "Atendimento péssimo, comida fria, garçons antipáticos."
    monkeypatch.setattr(detection, "_witness", lambda: lambda _: unsure)
    assert detect(text).code == "pt"
    monkeypatch.setattr(detection, "_by_pycld2", lambda: lambda _: {})
    assert detect(text).code == "es"


@pytest.mark.parametrize("text", ["", "  ", "12 345", "👎👎👎", "https://example.com/x @someone"])
def test_without_letters_the_source_answers(engine, text):
    assert detect(text).code == "und"
    assert detect(text).confidence == 0
    hinted = detect(text, hint="pl", expected=("en",))
    assert (hinted.code, hinted.confidence <= 0.3) == ("pl", True)


def test_gibberish_is_no_language(engine):
    assert (detect("x").code, detect("x").confidence) == ("und", 0)
    assert detect("Xqzw brr").confidence < 0.6


def test_a_guess_is_no_certainty(engine):
    for text in ("taxi", "ok", "hotel", "pizza", "super"):
        assert detect(text).confidence < 0.9


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


_ANY = st.text(st.characters(codec=None), max_size=300)
"""Halves of surrogate pairs, control characters and what is no character included."""


@given(_ANY, st.sampled_from([None, "en", "xx"]))
def test_never_raises_and_stays_in_bounds(text, hint):
    found = detect(text, hint=hint)
    assert found == detect(text, hint=hint)
    assert 0 <= found.confidence < 1
    assert (found.code == "und") == (found.confidence == 0)


@given(_ANY)
def test_the_fallback_never_raises(text):
    scores, _ = detection._by_script_and_stop_words(text)
    assert all(score >= 0 for score in scores.values())


@pytest.mark.parametrize(
    "odd", ["\x00", "\x07", "\x85", "\ud800", "\ufdd0", "\ufffe", "\U0001ffff"]
)
def test_odd_characters_do_not_hide_the_language(engine, odd):
    words = TEXTS["pl"].split()
    assert detect(odd.join([" ".join(words[:4]), " ", " ".join(words[4:]), ""])).code == "pl"


@pytest.mark.parametrize(
    "unit", ["a", "я", "@", "a@", "@a.", "www.", "q4'", "\ud800", "ъ ", "字", "\0"]
)
def test_a_million_characters_take_no_time(engine, unit):
    text = unit * (1_000_000 // len(unit))
    detect("warm")
    started = time.perf_counter()
    detect(text)
    assert time.perf_counter() - started < 1
