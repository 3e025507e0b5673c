"""Every first-class language says everything, with the same fields and its own plural forms."""

from __future__ import annotations

from string import Formatter
from typing import get_args

import pytest

from amends.languages import words
from amends.languages.data import FIRST_CLASS, language
from amends.models import explanation, vocabulary
from amends.models.listing import GROUPS
from amends.outputs.layout import LABEL

ENGLISH = dict(words("en").messages)
TRANSLATIONS = [code for code in FIRST_CLASS if code != "en"]
SEVERAL_LINES = ("init.way.", "init.effort.", "init.config.")
LISTS = {
    "status": vocabulary.Status,
    "intent": vocabulary.Intent,
    "topic": vocabulary.Topic,
    "playbook": vocabulary.Playbook,
    "outcome": vocabulary.Outcome,
    "sentiment": vocabulary.SentimentLabel,
    "severity": vocabulary.SeverityName,
    "flag": vocabulary.Flag,
    "why": vocabulary.Flag,
    "doubt": vocabulary.Doubt,
    "signal": vocabulary.Signal,
    "cue": explanation.Side,
    "draft.part": vocabulary.PartName,
}


def forms(message):
    return list(message.values()) if isinstance(message, dict) else [message]


def fields(message):
    return {
        name
        for form in forms(message)
        for _, name, _, _ in Formatter().parse(form)
        if name is not None
    }


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_it_has_every_message_and_no_other(code):
    assert set(words(code).messages) == set(ENGLISH)


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_it_has_the_same_fields(code):
    translated = words(code).messages
    assert [
        key for key, message in ENGLISH.items() if fields(translated[key]) != fields(message)
    ] == []


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_each_form_has_every_field(code):
    for key, message in words(code).messages.items():
        assert all(fields(form) == fields(message) for form in forms(message)), key


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_plurals_are_those_of_the_language(code):
    wanted = set(language(code).plural_forms)
    for key, message in words(code).messages.items():
        if isinstance(message, dict):
            assert set(message) == wanted, key
            assert {"n", "people"} & fields(message), key


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_nothing_is_empty_or_left_over(code):
    for key, message in words(code).messages.items():
        for form in forms(message):
            assert form.strip() == form != "", key
            assert "\n" not in form or key.startswith(SEVERAL_LINES), key
            assert max(map(len, form.splitlines())) <= 76 or not key.startswith(SEVERAL_LINES), key


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_headings_of_groups_are_capitals(code):
    for group in GROUPS:
        heading = words(code).messages[f"queue.group.{group}"]
        assert heading == heading.upper()


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_labels_fit_their_column(code):
    parts = [f"draft.part.{part}" for part in get_args(vocabulary.PartName)]
    beside = ["what", "topics", "signals", "quotes", "unknown", "our_reply", "history", "next"]
    explained = ["language", "mood", "intent", "severity", "doubts", "flags", "engine"]
    labels = [f"show.{name}" for name in beside] + [f"explain.{name}" for name in explained]
    for key in (*parts, *labels):
        assert len(words(code).messages[key]) <= LABEL, key


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_a_year_has_its_days_and_months(code):
    said = words(code).say
    assert len(set(said("date.weekdays").split())) == 7
    assert len(set(said("date.months").split())) == 12


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_number_finds_its_form(code):
    for key, message in words(code).messages.items():
        if isinstance(message, dict):
            for number in (0, 1, 2, 5, 11, 21, 22, 25, 101, 112):
                given = dict.fromkeys(fields(message), "x") | {"n": number, "people": number}
                assert str(number) in words(code).say(key, **given)


@pytest.mark.parametrize("name", LISTS)
def test_every_word_of_the_vocabulary_can_be_said(name):
    assert [word for word in get_args(LISTS[name]) if f"{name}.{word}" not in ENGLISH] == []


def test_common_phrases_read_well():
    assert words("ru").say("done.imported", n=22) == "22 новых отзыва"
    assert words("pl").say("done.imported", n=22) == "22 nowe opinie"
    assert words("pl").say("done.imported", n=12) == "12 nowych opinii"
    assert words("bg").say("done.imported", n=2) == "2 нови отзива"
    assert words("es").say("done.imported", n=1) == "1 mención nueva"
