"""The words of the interface."""

import pytest

from amends.languages import Words, language, names, words
from amends.languages.data import FIRST_CLASS, read


def test_fields_are_filled_and_never_interpreted():
    spoken = Words("en", {"hello": "Hello {name}"})
    assert spoken.say("hello", name="{n.__class__} {0}") == "Hello {n.__class__} {0}"


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, "many"), (1, "one"), (2, "few"), (5, "many"), (12, "many"), (21, "one"), (1.5, "other")],
)
def test_plural_form_is_that_of_the_language(n, form):
    forms = {"one": "one", "few": "few", "many": "many", "other": "other"}
    assert Words("ru", {"k": forms}).say("k", n=n) == form


def test_missing_plural_form_falls_to_another():
    assert Words("pl", {"k": {"one": "1", "other": "{n} x"}}).say("k", n=3) == "3 x"
    assert Words("pl", {"k": {"one": "1", "few": "few"}}).say("k", n=9) == "few"


def test_english_fills_in_with_its_own_plurals(monkeypatch):
    english = Words("en", {"left": {"one": "{n} left", "other": "{n} are left"}})
    monkeypatch.setattr("amends.languages.messages.words", {"en": english}.__getitem__)
    spoken = Words("pl", {})
    assert spoken.has("left")
    assert [spoken.say("left", n=n) for n in (1, 3)] == ["1 left", "3 are left"]


def test_unknown_key_is_an_error_that_names_it():
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        words("en").say("no.such.key")
    assert not words("en").has("no.such.key")


def test_unknown_language_speaks_english():
    assert words("xx").language == "en"


@pytest.mark.parametrize("code", names())
def test_every_message_is_text_or_plural_forms(code):
    for key, message in words(code).messages.items():
        forms = message if isinstance(message, dict) else {"other": message}
        assert set(forms) <= {"zero", "one", "two", "few", "many", "other"}, key
        assert all(isinstance(form, str) for form in forms.values()), key


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_first_class_language_has_what_it_needs(code):
    data = language(code)
    lacking = [name for name in ("cues",) if not read(code, name)]
    lacking += [] if data.address else ["address in language.yaml"]
    lacking += [] if len(data.stop_words) >= 50 else ["stop words"]
    everybody = {
        other: [n for n in ("cues", "messages", "replies") if not read(other, n)]
        for other in names()
    }
    assert not lacking, f"{code} lacks {lacking}; optional elsewhere: {everybody}"


@pytest.mark.parametrize("code", names())
def test_language_file_is_complete(code):
    data = language(code)
    assert data.name
    assert data.english
    assert data.direction in ("ltr", "rtl")
    assert set(map(data.plural, range(200))) | {"other"} == set(data.plural_forms) | {"other"}
    assert len(data.stop_words) >= 40


def test_unknown_language_folder():
    with pytest.raises(KeyError, match="xx"):
        language("xx")
    assert read("../../secrets", "language") == {}
