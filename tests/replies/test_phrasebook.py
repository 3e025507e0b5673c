import re
from datetime import date, timedelta

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
ALWAYS = {"wrong", "channel", "self", "look_on", "look_date", "end_on", "end_date"}
PROVIDED = {
    "greeting_named": {"name"}, "greeting_named_brief": {"name"}, "quoted": {"quote"},
    "explain_known": {"cause"}, "answer_fact": {"fact"}, "solve_one": {"first"},
    "solve_two": {"first", "second"}, "follow_up_private": {"reach"},
    "thank_topic": {"about", "ask", "praise"}, "solve_grave": {"first"},
    "apologise_described": {"about"}, "fix_apologise_described": {"about"},
}  # fmt: skip


def every_form(phrase):
    return [phrase] if isinstance(phrase, str) else list(phrase.values())


def test_replies_are_written_in_the_five_languages():
    assert set(written_languages()) == set(LANGUAGES)
    assert phrasebook("xx") is None
    with pytest.raises(KeyError, match="xx"):
        book("xx")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_holds_the_same_ids(code):
    other = book(code)
    for section in ("phrases", "topics", "channels", "reach", "promises", "no_reply", "fact_words"):
        assert set(getattr(other, section)) == set(getattr(ENGLISH, section)), section
    for group, phrases in ENGLISH.phrases.items():
        assert set(other.phrases[group]) == set(phrases), group
    assert set(other.topics) == set(Topic.__args__)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_group_has_enough_wordings_and_none_twice(code):
    for group, phrases in book(code).phrases.items():
        assert len(phrases) >= (1 if group.startswith("greeting") else 4), group
        if not group.startswith("greeting"):
            texts = [said(phrase, Voice("neutral")) for phrase in phrases.values()]
            assert len(set(texts)) == len(texts), group


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_group_can_be_said_when_nothing_but_its_own_values_is_known(code):
    for group, phrases in book(code).phrases.items():
        known = ALWAYS | PROVIDED.get(group, set())
        possible = [p for p in phrases.values() if placeholders(said(p, Voice("neutral"))) <= known]
        assert possible, group


@pytest.mark.parametrize("code", LANGUAGES)
def test_phrases_use_only_placeholders_that_exist_and_end_as_sentences(code):
    known = ALWAYS.union(*PROVIDED.values())
    for group, phrases in book(code).phrases.items():
        for phrase in phrases.values():
            for text in every_form(phrase):
                assert placeholders(text) <= known, (group, text)
                assert re.search(r"[.?]$", text), (group, text)
                assert "!" not in text
                assert text[0].isupper() or text[0] in "{¿", (group, text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_phrase_names_the_topic_in_every_language_or_in_none(code):
    for group, phrases in ENGLISH.phrases.items():
        for key, phrase in phrases.items():
            names = placeholders(said(phrase, Voice("female"))) & {
                "wrong",
                "cause",
                "first",
                "second",
                "fact",
                "quote",
            }
            theirs = placeholders(said(book(code).phrases[group][key], Voice("female")))
            assert names <= theirs, (group, key)


def test_values_are_never_read_as_templates():
    assert (
        fill("Hello {name}.", {"name": "{cause} {name}", "cause": "x"}) == "Hello {cause} {name}."
    )


@pytest.mark.parametrize(("code", "tuesday", "by"), [
    ("en", "on Tuesday 24 November", "24 November"),
    ("ru", "во вторник 24 ноября", "24 ноября"),
    ("es", "el martes 24 de noviembre", "24 de noviembre"),
    ("pl", "we wtorek 24 listopada", "24 listopada"),
    ("bg", "във вторник (24 ноември)", "24 ноември"),
])  # fmt: skip
def test_days_are_worded_as_people_say_them(code, tuesday, by):
    day = date(2026, 11, 24)
    assert book(code).on_day(day) == tuesday
    assert book(code).calendar_day(day) == by
    assert len({book(code).on_day(day + timedelta(days=n)) for n in range(366)}) == 366


def test_a_misspelt_key_is_an_error():
    raw = languages.read("en", "replies")
    with pytest.raises(ValidationError, match="phrasez"):
        Phrasebook.model_validate({**raw, "phrasez": {}})
