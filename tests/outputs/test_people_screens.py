"""People and conversations as they are drawn."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from amends.languages import words
from amends.models import Case, Mention
from amends.models.person import Correspondence, Person, Remedy, Said
from amends.models.promises import Followup
from amends.outputs import authors, people_json
from amends.outputs.thread import SHOWN, thread

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def drawn(lines, width=80):
    text = io.StringIO()
    console = Console(file=text, width=width, color_system=None, markup=False, emoji=False)
    for line in lines:
        console.print(line)
    return text.getvalue()


def a_person(**changes):
    values = {
        "name": "Olga",
        "site": "google",
        "sure": "account",
        "newest": "k7f2",
        "mentions": 2,
        "unanswered": 0,
        "praise": 0,
        "first_at": NOW - 300 * HOUR,
        "last_at": NOW - HOUR,
        "stars": None,
        "moods": (),
        "followers": None,
        "views": None,
    }
    return Person(**(values | changes))


@pytest.mark.parametrize(
    ("moods", "trend"),
    [
        ((), None),
        ((0.9,), None),
        ((0.9, -0.9), "worse"),
        ((-0.9, 0.1, 0.9), "better"),
        ((0.5, 0.6), "steady"),
    ],
)
def test_a_trend_needs_two_and_a_real_difference(moods, trend):
    assert a_person(moods=moods).trend == trend


def a_correspondence(**changes):
    values = {
        "person": a_person(moods=(1.0, -1.0)),
        "written": (Case("k7f2", Mention("Cold", published_at=NOW - HOUR, source="google")),),
        "unanswered": frozenset(),
        "granted": (Remedy("k7f2", NOW, "a new cake", 12.5), Remedy("p2", NOW, "tea", None)),
        "promises": (
            Followup(5, "k7f2", "Olga", None, NOW, NOW - HOUR, "Mira", "I will write by Thursday."),
        ),
    }
    return Correspondence(**(values | changes))


def test_what_was_granted_and_promised_is_told():
    out = drawn(authors.correspondence(a_correspondence(), words("en"), NOW, 80))
    assert "Fri 20 Nov · k7f2 · 12.50 · a new cake" in out
    assert "12.50 together · 1 without a price" in out
    assert "f5 · Fri 20 Nov · LATE · Mira · “I will write by Thursday.”" in out
    assert "█▁  positive +1.00 → negative -1.00, getting worse" in out
    assert "nobody says how many saw it" in out


def test_in_json_too():
    item = people_json.one(a_correspondence(), (), NOW)["item"]
    assert item["granted_cost"] == 12.5
    assert [each["id"] for each in item["promises"]] == ["f5"]
    assert people_json.one(a_correspondence(granted=()), (), NOW)["item"]["granted_cost"] is None


def test_who_has_been_thanked_needs_nothing():
    out = drawn(authors.people([a_person(praise=2)], words("en"), NOW, 80, fans=True))
    assert "has been thanked" in out


def test_a_conversation_says_who_spoke_when():
    said = [
        Said(NOW - 50 * HOUR, "The cake\ncame \x1b[31mlate", ours=False, who="Олга", id="k7f2"),
        Said(NOW - 26 * HOUR, "Sorry! " * 60, ours=True, who=None),
        Said(NOW - 5 * HOUR, "", ours=False, who=None, id="p9k2"),
        Said(NOW - HOUR, "It is on its way.", ours=True, who="mira"),
    ]
    out = drawn(thread(said, words("en"), NOW))
    assert out.splitlines()[0] == "Conversation"
    assert "     2 d Олга             The cake came late" in out
    assert "    26 h we               Sorry!" in out
    assert "     5 h somebody         (no text)" in out
    assert "     1 h we (mira)        It is on its way." in out
    assert out.count("Sorry!") < 40
    assert max(map(len, out.splitlines())) <= 80


def test_one_message_is_no_conversation():
    assert drawn(thread([Said(NOW, "Hello", ours=False, who="Ana")], words("en"), NOW)) == ""


def test_of_a_long_one_the_newest_are_drawn():
    said = [Said(NOW, f"words {n}.", ours=False, who="Ana") for n in range(SHOWN + 5)]
    out = drawn(thread(said, words("en"), NOW))
    assert "words 5." in out
    assert "words 4." not in out


def test_a_long_name_is_seen_to_be_cut():
    said = [Said(NOW, "Hello", ours=False, who=who) for who in ("Katarzyna Malinowska", "Ana")]
    assert "Katarzyna Malin… Hello" in drawn(thread(said, words("en"), NOW))
