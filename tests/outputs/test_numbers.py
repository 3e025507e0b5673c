"""Figures in the manner of each language."""

from datetime import date

import pytest

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.report import Mean, Share
from amends.outputs.numbers import (
    amount,
    full_date,
    grouped,
    mean,
    number,
    percent,
    share,
    short_date,
)

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("code", "thousand", "ten_thousand", "decimal"),
    [
        ("en", "1,234", "12,345", "4.2"),
        ("ru", f"1{NBSP}234", f"12{NBSP}345", "4,2"),
        ("es", "1234", f"12{NBSP}345", "4,2"),
        ("pl", "1234", f"12{NBSP}345", "4,2"),
        ("bg", "1234", f"12{NBSP}345", "4,2"),
    ],
)
def test_numbers_are_written_as_the_language_does(code, thousand, ten_thousand, decimal):
    spoken = words(code)
    assert number(1234, spoken) == thousand
    assert number(12_345, spoken) == ten_thousand
    assert number(4.2, spoken, 1) == decimal
    assert number(1_234_567, spoken).count(thousand[1] if code == "en" else NBSP) == 2


def test_below_nought():
    assert number(-0.25, words("en"), 2) == "−0.25"
    assert number(-0.001, words("en"), 2) == "0.00"


def test_a_number_chooses_its_form_and_is_written_in_groups():
    forms = {"one": "{n} thing", "other": "{n} things"}
    spoken = words("en")
    assert forms["other"].format_map({"n": grouped(12_345, spoken)}) == "12,345 things"
    assert (
        words("ru")
        .say("report.promises", n=grouped(1001, words("ru")))
        .startswith(f"Подошёл срок 1{NBSP}001 обещания")
    )


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0%"), (1, "100%"), (0.001, "1%"), (0.999, "99%"), (0.5, "50%")]
)
def test_what_is_not_quite_nothing_is_not_called_so(value, said):
    assert percent(value, words("en")) == said


def test_few_are_counted_and_many_are_divided():
    english = words("en")
    assert share(Share(5, 6), english) == "5 of 6"
    assert share(Share(20, 24), english) == "83% (20 of 24)"
    assert share(Share(0, 0), english) == share(None, english) == "–"
    assert mean(Mean(4.25, 40), english, 1) == "4.2"
    assert mean(Mean(4.0, 2), english, 1) == "4.0 (of 2 only)"
    assert mean(None, english, 1) == mean(Mean(None, 0), english, 1) == "–"


def test_money_has_cents_only_where_there_are_some():
    assert amount(520.0, words("en")) == "520"
    assert amount(742.5, words("es")) == "742,50"
    assert amount(None, words("en")) == "–"


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_a_year_has_short_months_and_days(code):
    spoken = words(code)
    assert len(set(spoken.say("report.months").split())) == 12
    assert len(set(spoken.say("report.weekdays").split())) == 7
    assert "2026" in full_date(date(2026, 8, 24), spoken)
    assert short_date(date(2026, 8, 24), spoken).startswith("24 ")
