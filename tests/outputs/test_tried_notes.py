"""What a trial says of a search: how many were kept or left out, and of the first of them why."""

from __future__ import annotations

from amends.languages import words
from amends.models import Skipped
from amends.outputs import tried

NOTES = tuple(Skipped(f"Tree {number}", "none of your names is in it") for number in range(3))


def drawn(count, notes=NOTES):
    lines = tried.noted("sources.left_out", count, notes, words("en"), 20)
    return [line.plain for line in lines]


def test_all_are_named_where_there_are_few():
    assert drawn(3) == ["3 left out:", *["  none of your name…"] * 3]


def test_where_only_the_first_are_named_all_are_counted():
    assert drawn(95) == ["95 left out:", *["  none of your name…"] * 3, "  …"]


def test_nothing_is_said_of_none():
    assert drawn(4, ()) == []
