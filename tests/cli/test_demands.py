"""A demand of money for silence, on every screen: it does not sink, and nobody engages."""

from __future__ import annotations

import json

import pytest

DEMAND = "Pay me 300 euros by Friday or I will post one star reviews everywhere"
AGAIN = "Last warning. 300 euros or your rating is dead."


@pytest.fixture
def pressed(shop):
    shop.configure("scoring: {engine: light}\n")
    for name, text, at in (
        ("first", DEMAND, "2026-11-18T06:00:00Z"),
        ("again", AGAIN, "2026-11-19T16:00:00Z"),
    ):
        person = {"name": "Max Pain"}
        shop.mentions.append(
            {"external_id": name, "text": text, "author": person, "published_at": at}
        )
    shop.write()
    return shop


def test_check_names_it_and_says_not_to_engage(pressed):
    out = pressed.run("check").out
    ids = pressed.ids()
    line = next(each for each in out.splitlines() if each.startswith("A demand for money"))
    assert ids["first"] in line
    assert ids["again"] in line
    assert "a demand for money: do not engage" in out
    assert "Left out" not in out


def test_inbox_lists_it_with_the_reason(pressed):
    pressed.run("check")
    assert "a demand for money: do not engage" in pressed.run("inbox").out


@pytest.mark.parametrize("name", ["first", "again"])
class TestEachOfTheirs:
    def test_show_ends_with_the_evidence(self, pressed, name):
        pressed.run("check")
        one = pressed.ids()[name]
        out = pressed.run("show", one).out
        assert "Do not answer the demand" in out
        assert out.splitlines()[-1].endswith(f"amends export --evidence {one}")
        assert f"amends draft {one}" not in out

    def test_draft_advises_and_writes_nothing(self, pressed, name):
        pressed.run("check")
        one = pressed.ids()[name]
        result = pressed.run("draft", one)
        assert (result.code, result.out) == (0, "")
        assert "Do not answer the demand" in result.err
        assert "Somebody wants money for silence" in result.err
        assert "spam" not in result.err
        made = pressed.run("draft", one, "--json").json
        assert (made["text"], made["playbook"]) == (None, "no_reply")

    def test_only_who_insists_gets_a_text_and_the_advice_with_it(self, pressed, name):
        pressed.run("check")
        one = pressed.ids()[name]
        result = pressed.run("draft", one, "--playbook", "verify_then_answer")
        assert "Max" in result.out
        assert "Do not answer the demand" in result.out
        plain = pressed.run("draft", one, "--playbook", "verify_then_answer", "--plain")
        assert "Do not answer the demand" in plain.err
        assert "Do not answer the demand" not in plain.out


def test_a_demand_through_a_pipe_gets_no_draft_either(pressed):
    result = pressed.run("draft", "-", stdin=json.dumps({"text": DEMAND}))
    assert (result.code, result.out) == (0, "")
    assert "Do not answer the demand" in result.err


def test_author_does_not_ask_for_an_answer(pressed):
    pressed.run("check")
    again = pressed.ids()["again"]
    out = pressed.run("author", "Max Pain").out
    assert "amends draft" not in out
    assert f"amends export --evidence {again}" in out


def test_an_honest_complaint_of_another_is_drafted_as_ever(pressed):
    pressed.run("check")
    late = pressed.ids()["late"]
    assert pressed.run("draft", late, "--yes").out
    assert f"amends draft {late}" in pressed.run("show", late).out
