"""Patterns that an owner can write."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from amends.sources.imap import notices
from amends.sources.imap.templates import Template, match


@pytest.mark.parametrize(
    ("template", "line", "fields"),
    [
        ("{author} rated you {stars} stars", "Ann B. rated you 3 stars", ("Ann B.", "3")),
        ("{author} left a {stars}-star review", "ann LEFT A 4-star Review", ("ann", "4")),
        ("{stars}", "★★★☆☆", (None, "★★★☆☆")),
        ("{stars}", "⭐⭐", (None, "⭐⭐")),
        ("Score: {stars}", "Score:  4,5", (None, "4,5")),
        ("Score: {stars} *", "Score: 4 of ten", (None, "4")),
        ("* by {author}", "a word by Ann", ("Ann", None)),
    ],
)
def test_fields_are_found(template, line, fields):
    found = match([template], line)
    assert (found.get("author"), found.get("stars")) == fields


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{stars}", "many"),
        ("{stars}", "2026"),
        ("{author} rated you", "Ann rated you badly"),
        ("{author} rated you", " rated you"),
        ("Score: {stars}", "Score: good"),
        ("a.c", "abc"),
    ],
)
def test_other_lines_do_not_fit(template, line):
    assert match([template], line) is None


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{autor} wrote", "does not know {autor}: write {author}"),
        ("{author} and {author}", "may name each field once"),
        ("* a * b * c * d * e *", "at most 5"),
        ("{author} {text}", "needs a word of the mail"),
        ("*", "needs a word of the mail"),
    ],
)
def test_a_pattern_that_cannot_be_is_said(template, message):
    with pytest.raises(ValidationError, match=message.replace("{", r"\{").replace("*", r"\*")):
        TypeAdapter(Template).validate_python(template)


@given(st.text(max_size=300))
def test_any_line_fits_or_not(line):
    for notice in notices.known().values():
        match([*notice.subjects, *notice.lines], line)


def test_no_line_takes_long():
    began = time.perf_counter()
    line = "a " * 1000
    assert match(["{author} a {item} a {text} a * a * b"], line) is None
    assert time.perf_counter() - began < 0.5
