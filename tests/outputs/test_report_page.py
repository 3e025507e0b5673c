"""Page one of the report: sentences that can be read aloud."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.report import Pair, Share, Step
from amends.outputs import blocks, report_page, report_rows
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


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_every_total_says_of_what_it_is(full_report, code):
    spoken = words(code)
    heads = [row[0] for row in report_rows.overview(full_report, spoken).rows]
    assert {spoken.say("report.column.answered"), spoken.say("report.column.solved")}.isdisjoint(
        heads
    )
    assert max(map(cell_len, heads)) < blocks.LABEL + 6
    open_ones = replace(full_report, next=(Step("unsettled", who=None, by=None, count=8),))
    (step,) = next(each for each in passages(open_ones, spoken) if each.key == "next").points
    assert re.search(rf"\b8\b.*\b{full_report.raised.now}\b", step.head)


def test_words_in_another_language_say_which(full_report):
    spoken = {"en": "Nice.", "fr": "Très bien.", "und": "…"}
    lines = {
        code: report_page.byline(
            replace(full_report.best, text=text, language=code), words("en"), "UTC"
        )
        for code, text in spoken.items()
    }
    assert lines["fr"] == f"{lines['en']} · Français"
    assert lines["und"] == lines["en"]
