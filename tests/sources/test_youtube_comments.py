from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from amends.models import Author, Mention
from amends.sources.youtube.comments import told_apart
from fakes import NOW

OWN = "UCours"
WROTE = {"anna": "@anna", "boris": "@boris.k", "old": "Old Name", "nobody": None}


def wrote(who, minutes, text="Cold!"):
    name = WROTE.get(who, "@lipacoffee")
    author = Author(OWN if who == "us" else f"UC{who}", name)
    at = NOW - timedelta(minutes=minutes)
    return Mention(text, external_id=f"{who}{minutes}", author=author, published_at=at)


def states(*thread, complete=True):
    theirs, _ = told_apart(list(thread), OWN, complete=complete)
    return {each.external_id: each.answered for each in theirs}


@pytest.mark.parametrize(
    ("text", "anna", "boris"),
    [
        ("Sorry!", "yes", "yes"),
        ("Write to mail@lipa.example", "yes", "yes"),
        ("@anna Sorry!", "yes", "unknown"),
        ("\u200b @Anna, sorry!", "yes", "unknown"),
        ("@boris.k Sorry!", "unknown", "yes"),
        ("@boris.k2 Sorry!", "unknown", "unknown"),
        ("@boris Sorry!", "unknown", "unknown"),
        ("@annabel", "unknown", "unknown"),
        ("@anna", "yes", "unknown"),
    ],
)
def test_an_answer_to_one_is_not_sure_to_be_one_to_another(text, anna, boris):
    thread = (wrote("anna", 30), wrote("boris", 20), wrote("us", 10, text))
    assert states(*thread) == {"anna30": anna, "boris20": boris}


def test_each_of_several_answers_counts_for_whom_it_names():
    thread = (
        wrote("anna", 30),
        wrote("boris", 29),
        wrote("us", 20, "@boris.k Sorry!"),
        wrote("us", 15, "@anna You, too!"),
        wrote("boris", 10, "Thanks"),
    )
    assert states(*thread) == {"anna30": "yes", "boris29": "yes", "boris10": "no"}


def test_names_of_several_words_and_none_are_understood():
    thread = (wrote("old", 30), wrote("nobody", 29), wrote("us", 20, "@Old Name Sorry!"))
    assert states(*thread) == {"old30": "yes", "nobody29": "unknown"}


def test_what_came_after_our_answer_has_none():
    thread = (wrote("us", 40, "@boris.k Sorry!"), wrote("anna", 30))
    assert states(*thread) == {"anna30": "no"}
    assert states(*thread, complete=False) == {"anna30": "unknown"}
    no_time = replace(wrote("anna", 50), published_at=None)
    assert states(no_time, *thread) == {"anna50": "no", "anna30": "no"}
