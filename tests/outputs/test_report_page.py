"""Page one of the report: sentences that can be read aloud."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.report import Pair, Share
from amends.outputs.report_page import passages


def said(report, code, key):
    (found,) = [each for each in passages(report, words(code)) if each.key == key]
    return [*found.lines, *(line for point in found.points for line in point.lines)]


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_who_does_it_and_a_day_only_where_one_is_set(full_report, code):
    label = words(code).say("report.step_by", day="").rstrip(". ")
    assert [label in line for line in said(full_report, code, "next")] == [True, False, True]


@pytest.mark.parametrize("code", FIRST_CLASS)
@pytest.mark.parametrize("raised", [1, 2, 16])
def test_nothing_solved_is_no_number(full_report, code, raised):
    first, *_ = said(replace(full_report, solved=Pair(Share(0, raised), None)), code, "solved")
    assert str(raised) in first
    assert "0" not in first


def test_nothing_solved_in_english(full_report):
    first, *_ = said(replace(full_report, solved=Pair(Share(0, 16), None)), "en", "solved")
    assert first == "Of 16 things that went wrong, none was solved by the end of the period."
