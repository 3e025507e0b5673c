import re
from datetime import date, timedelta
from itertools import product

import pytest
from pydantic import ValidationError
from reply_cases import LANGUAGES

from amends import languages
from amends.models.vocabulary import Topic
from amends.replies.phrasebook import (
    Phrasebook,
    Voice,
    book,
    fill,
    phrasebook,
    placeholders,
    said,
    written_languages,
)

ENGLISH = book("en")
WRITTEN = written_languages()
VOICES = [
    Voice(gender, address)
    for gender, address in product(("female", "male", "neutral"), ("formal", "informal"))
]
BIG = 7
"""Wordings of a group that is needed every day."""
MATTER = {"wrong", "about", "ask", "praise", "cause", "first", "second", "fact", "quote"}
MATTER |= {"detail", "good", "granter", "signer"}
DAYS = {"look_on", "look_date", "end_on", "end_date"}
KNOWN = MATTER | DAYS | {"name", "channel", "reach", "self"}
ALWAYS = {"wrong", "channel", "self"} | DAYS
GIVEN = {
    "named": {"name"}, "quoted": {"quote"}, "explain_known": {"cause"}, "answer_fact": {"fact"},
    "solve_one": {"first"}, "solve_two": {"first", "second"}, "follow_up_private": {"reach"},
    "thank_topic": {"about", "ask", "praise"}, "solve_grave": {"first"}, "described": {"about"},
    "detail_": {"detail", "good"}, "solve_decides": {"granter"}, "done_told": {"first"},
    "phone_open": {"signer"}, "phone_offer_one": {"first"}, "discreet": {"about"},
    "phone_offer_two": {"first", "second"},
}  # fmt: skip


def every_form(phrase):
    return {said(phrase, voice) for voice in VOICES}


def phrases_of(code):
    for group, phrases in book(code).phrases.items():
        for key, phrase in phrases.items():
            for text in every_form(phrase):
                yield group, key, text


def test_replies_are_written_in_fourteen_languages():
    assert set(LANGUAGES) < set(WRITTEN)
    assert len(WRITTEN) >= 14
    assert phrasebook("xx") is None
    with pytest.raises(KeyError, match="xx"):
        book("xx")


@pytest.mark.parametrize("code", WRITTEN)
def test_every_language_says_the_same_things(code):
    other = book(code)
    for section in ("topics", "matters", "channels", "reach", "promises", "no_reply", "fact_words"):
        assert set(getattr(other, section)) == set(getattr(ENGLISH, section)), section
    assert set(other.phrases) == set(ENGLISH.phrases)
    assert set(other.topics) == set(Topic.__args__)
    for group, phrases in other.phrases.items():
        assert set(phrases) <= set(ENGLISH.phrases[group]), group
        if code in LANGUAGES:
            assert set(phrases) == set(ENGLISH.phrases[group]), group


@pytest.mark.parametrize("code", WRITTEN)
def test_every_group_has_enough_wordings_and_none_twice(code):
    for group, phrases in book(code).phrases.items():
        usual = len(ENGLISH.phrases[group])
        enough = usual if code in LANGUAGES else 4 if usual >= BIG else min(2, usual)
        assert len(phrases) >= enough, group
        if not group.startswith("greeting"):
            texts = [said(phrase, Voice()) for phrase in phrases.values()]
            assert len(set(texts)) >= enough - (code not in LANGUAGES), group


@pytest.mark.parametrize("code", WRITTEN)
def test_every_group_can_be_said_when_nothing_but_its_own_values_is_known(code):
    for group, phrases in book(code).phrases.items():
        given = set().union(*(values for part, values in GIVEN.items() if part in group))
        possible = [p for p in phrases.values() if placeholders(said(p, Voice())) <= ALWAYS | given]
        greets_without_a_name = group.startswith("greeting_named")
        assert possible or greets_without_a_name, group


@pytest.mark.parametrize("code", WRITTEN)
def test_phrases_end_as_sentences_and_never_shout(code):
    for group, key, text in phrases_of(code):
        assert placeholders(text) <= KNOWN, (group, key)
        assert re.search(r"[.?]$", text), (group, text)
        assert "!" not in text, (group, text)
        start = text.lstrip("¿«„“\u00a0")
        assert start[0].isupper() or start[0] == "{", (group, text)


@pytest.mark.parametrize("code", WRITTEN)
def test_a_phrase_holds_the_same_facts_in_every_language(code):
    for group, phrases in book(code).phrases.items():
        for key, phrase in phrases.items():
            english = placeholders(said(ENGLISH.phrases[group][key], Voice()))
            for text in every_form(phrase):
                assert placeholders(text) & MATTER == english & MATTER, (group, key)
                assert bool(placeholders(text) & DAYS) == bool(english & DAYS), (group, key)


@pytest.mark.parametrize("code", WRITTEN)
def test_brief_is_brief(code):
    for group, key, text in phrases_of(code):
        if key == "brief":
            assert len(re.sub(r"\{\w+\}", "", text)) <= 75, (group, text)


@pytest.mark.parametrize("code", WRITTEN)
def test_topics_and_matters_are_said_where_english_says_them(code):
    for section in ("topics", "matters"):
        for name, forms in getattr(book(code), section).items():
            english = getattr(ENGLISH, section)[name]
            assert (forms.wrong is None) == (english.wrong is None), name
            assert (forms.about is None) == (english.about is None), name


def test_values_are_never_read_as_templates():
    values = {"name": "{cause} {name}", "cause": "x"}
    assert fill("Hello {name}.", values) == "Hello {cause} {name}."


@pytest.mark.parametrize(("phrase", "voice", "text"), [
    ("same", Voice(), "same"),
    ({"f": "она", "m": "он", "n": "я"}, Voice("male"), "он"),
    ({"formal": "usted", "informal": "tú"}, Voice(address="informal"), "tú"),
    ({"formal": {"f": "a", "m": "b", "n": "c"}, "informal": "d"}, Voice("female"), "a"),
])  # fmt: skip
def test_a_phrase_takes_the_form_of_the_voice(phrase, voice, text):
    assert said(phrase, voice) == text


@pytest.mark.parametrize(("code", "tuesday", "by"), [
    ("en", "on Tuesday 24 November", "24 November"),
    ("ru", "во вторник 24 ноября", "24 ноября"),
    ("es", "el martes 24 de noviembre", "24 de noviembre"),
    ("pl", "we wtorek 24 listopada", "24 listopada"),
    ("bg", "във вторник, 24 ноември", "24 ноември"),
])  # fmt: skip
def test_days_are_worded_as_people_say_them(code, tuesday, by):
    day = date(2026, 11, 24)
    assert tuesday in book(code).on_day(day)
    assert by in book(code).calendar_day(day)


@pytest.mark.parametrize("code", WRITTEN)
def test_no_two_days_of_a_year_are_worded_alike(code):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert len({book(code).on_day(day) for day in days}) == len(days)


def test_a_misspelt_key_is_an_error():
    raw = languages.read("en", "replies")
    with pytest.raises(ValidationError, match="phrasez"):
        Phrasebook.model_validate({**raw, "phrasez": {}})
