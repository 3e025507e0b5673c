"""The report as Markdown: the same words, and nobody's text becomes markup."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.outputs import report_page
from amends.outputs.forms import Table
from amends.outputs.markdown import escaped, table
from amends.outputs.report_figures import figures
from amends.outputs.report_markdown import markdown
from amends.text import single_line

READER = MarkdownIt("commonmark").enable("table")
TEXTS = (
    "<script>alert(1)</script>",
    "![x](https://evil.example/x.png) [y](javascript:alert(1))",
    "# heading\r\n\r\n- list\n> quote",
    "a | b | c",
    "`code` **bold** _under_ ~~gone~~",
    "1. first",
    "w" * 100_000,
)


def kinds(text):
    found = set()
    for token in READER.parse(text):
        found.add(token.type)
        found |= {inner.type for inner in token.children or ()}
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_foreign_text_is_shown_letter_by_letter(text):
    assert kinds(escaped(text)) == {"paragraph_open", "inline", "text", "paragraph_close"} | (
        kinds(escaped(text)) & {"text_special"}
    )
    inline = READER.parse(escaped(text))[1]
    assert "".join(each.content for each in inline.children) == single_line(text)


@given(st.text(max_size=80))
def test_any_text_is_shown_letter_by_letter(text):
    tokens = READER.parse(escaped(text))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    shown = "".join(each.content for token in tokens for each in token.children or ())
    assert shown == single_line(text)


def test_addresses_are_not_linked():
    assert escaped("see https://evil.example") == r"see https\://evil.example"
    assert "www." not in escaped("see www.evil.example")
    assert escaped("mail a@b.example").count("\\@") == 1


def test_a_cell_cannot_leave_its_table():
    made = "\n".join(table(Table(("a|b", "c"), (("x\ny|", "<b>"),))))
    tokens = READER.parse(made)
    assert sum(token.type == "td_open" for token in tokens) == 2
    assert sum(token.type == "th_open" for token in tokens) == 2


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_words_change_nothing_but_words(full_report, text):
    def made(word):
        voice = replace(full_report.best, text=word, author=word, source=word, place=word)
        part = replace(full_report.sources[0], name=word)
        return kinds(
            markdown(
                replace(
                    full_report,
                    business=word,
                    best=voice,
                    sources=(part,),
                    places=(part, part),
                    next=(replace(full_report.next[0], what=word, who=word),),
                ),
                words("en"),
            )
        )

    assert made(text) - made("plain") <= {"text_special"}
    assert not made(text) & {"link_open", "image", "html_inline", "html_block", "code_inline"}


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_it_says_what_the_page_says(full_report, code):
    spoken = words(code)
    shown = READER.render(markdown(full_report, spoken))
    for passage in report_page.passages(full_report, spoken):
        assert f"<h2>{passage.title}</h2>" in shown
    assert shown.count("<table>") >= len(figures(full_report, spoken))
    assert not re.search(r"report\.\w+|None", shown)


def test_an_empty_period_says_so(empty_report):
    made = markdown(empty_report, words("en"))
    assert "Nobody wrote in this period" in made
    assert "|" not in made
