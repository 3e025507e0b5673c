"""The report in a terminal and in a pipe."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from rich.cells import cell_len
from rich.console import Console

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.alert import Alert
from amends.models.report import Pair, Spread, Step
from amends.outputs import blocks
from amends.outputs.forms import Bar, Bars, Columns, Line, Series, Split
from amends.outputs.report_screen import screen, text


def shown(report, code="en", width=80):
    out = io.StringIO()
    console = Console(file=out, width=width or 80, color_system=None, highlight=False)
    for line in screen(report, words(code), width):
        console.print(line, highlight=False, soft_wrap=False)
    return out.getvalue()


@pytest.mark.parametrize("code", FIRST_CLASS)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_fits(full_report, code, width):
    for line in shown(full_report, code, width).splitlines():
        assert cell_len(line.rstrip()) <= width


def test_it_says_the_same_as_the_page(full_report):
    said = " ".join(shown(full_report).split())
    assert "Of 231 things that went wrong, 148 were solved by the end of the period." in said
    assert "Since 21 Sep 2026 we have “double box”." in said
    assert "Delivery ████" in said
    assert "Unusually many at once · Harbour · 22 Aug 2026 to 24 Aug 2026" in said


def test_a_pipe_gets_ascii_bars(full_report):
    said = shown(full_report, width=None)
    assert not re.search(r"[▁-█▉-▏│]", said)
    assert re.search(r"^Delivery +#+\|#+", said, re.MULTILINE)


def test_a_file_gets_plain_lines(full_report):
    said = text(full_report, words("en"))
    assert "Padding(" not in said
    assert "  1. Delivery, Harbour: 25% (58 of 231)\n" in said
    assert all(line == line.rstrip() and len(line) <= 80 for line in said.splitlines())


def test_bars_are_as_long_as_their_numbers():
    form = Bars((Bar("a", 8, "8"), Bar("b", 4, "4"), Bar("c", 0, "0"), Bar("d", 0.001, "0")))
    counts = [line.plain.count("#") for line in blocks.lines(form, 80, fancy=False)]
    assert counts[0] == 2 * counts[1] > 20
    assert counts[2:] == [0, 1]


def test_columns_show_what_is_more_than_nothing():
    form = Columns(("a", "b", "c"), (Series("n", "raised", (0, 1, 1000)),), (False,) * 3)
    first = next(iter(blocks.lines(form, 80, fancy=True))).plain
    assert first[blocks.LABEL + 1 :] == "   ▁▁▁███"


def test_an_unknown_mood_is_a_gap():
    line = Line(("a", "b", "c"), (0.1, None, 0.4), (False,) * 3, "h", "l", "0.1 … 0.4")
    drawn = next(iter(blocks.lines(line, 80, fancy=True))).plain[blocks.LABEL + 1 :]
    assert drawn == "▁▁▁   ███"


def test_stars_are_divided_without_a_rest():
    from amends.outputs.forms import Part

    parts = (Part("a", (1, 1, 1, 1, 1), "3.0"), Part("b", (0, 0, 0, 0, 7), "5.0"))
    drawn = [line.plain for line in blocks.lines(Split(parts), 80, fancy=True)]
    full = len(re.findall(r"[1-5]", drawn[1].split("5.0")[0]))
    assert len(re.findall(r"[1-5]", drawn[0].removesuffix("3.0"))) == full > 40


def test_hostile_words_stay_on_their_line(full_report):
    evil = "x\x1b[31m[bold red]\r\nFAKE\u202e" + "w" * 50_000
    part = replace(full_report.sources[0], name=evil)
    said = shown(replace(full_report, sources=(part,), places=(part, part)))
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "[bold red]" in said
    assert not re.search(r"(?<!red\] )FAKE", " ".join(said.split()))
    assert len(said) < 20_000


def test_an_empty_period_and_a_single_mention(empty_report, single_report):
    assert "Nobody wrote in this period" in shown(empty_report)
    assert "That is few." in shown(single_report)
    assert "None" not in shown(single_report)


def test_the_days_are_those_that_the_dates_span(full_report):
    period = replace(full_report.period, first=date(2026, 10, 23), last=date(2026, 11, 22))
    said = shown(replace(full_report, period=period))
    assert "23 Oct 2026 to 22 Nov 2026: 31 days." in said


def test_late_answers_are_due_at_once_and_those_without_a_place_are_elsewhere(full_report):
    steps = (
        Step("unanswered", "Mira", None, place="Old Town", count=4),
        Step("unanswered", "Elena", None, count=1),
    )
    said = " ".join(shown(replace(full_report, next=steps)).split())
    assert "Who: Mira. By: at once." in said
    assert "Elsewhere: answer 1 complaint that is past its time" in said
    alone = " ".join(shown(replace(full_report, next=steps[1:])).split())
    assert "Everywhere: answer 1 complaint" in alone


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_a_sentence_that_ends_with_an_abbreviation_has_one_full_stop(full_report, code):
    days = Spread(90.0, 288.0, 99)
    said = shown(replace(full_report, response=Pair(days, days)), code)
    assert "12" in said
    assert not re.search(r"[^.]\.\.(?!\.)", said)


def test_an_alert_of_a_day_has_one_date_and_its_subject_in_words(full_report):
    at = datetime(2026, 11, 15, 11, tzinfo=UTC)
    alert = Alert(9, "storm", "topic:billing place:Harbour", 1, (), at, at, at)
    said = shown(replace(full_report, alerts=(alert,)))
    assert "Unusually many at once · billing, Harbour · 15 Nov 2026\n" in said
