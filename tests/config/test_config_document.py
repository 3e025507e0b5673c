from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.document import MAX_NODES, Problem, parse
from amends.errors import ConfigError


def test_scalars_stay_what_was_written():
    text = "a: no\nb: 9:30\nc: 0700\nd: 1e3\ne: 2026-01-02\nf: +359 2 000\n"
    assert parse(text, "c").data == {
        "a": "no",
        "b": "9:30",
        "c": "0700",
        "d": "1e3",
        "e": "2026-01-02",
        "f": "+359 2 000",
    }


def test_only_an_unquoted_nothing_is_nothing():
    assert parse("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: [~]", "c").data == {
        "a": None,
        "b": None,
        "c": None,
        "d": "",
        "e": "null",
        "f": [None],
    }


def test_lines_are_those_of_keys_and_entries():
    document = parse("a:\n  b:\n    - x\n    - c: y\n", "c")
    paths = [(), ("a",), ("a", "b"), ("a", "b", 0), ("a", "b", 1), ("a", "b", 1, "c")]
    assert [document.line(path) for path in paths] == [1, 1, 2, 3, 4, 4]


def test_the_line_of_a_key_that_is_absent_is_that_of_the_table_around_it():
    assert parse("x: 1\na:\n  b: 1\n", "c").line(("a", "nowhere", "deeper")) == 2


def test_a_merge_gives_way_to_the_table_and_the_first_of_several_wins():
    text = (
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nall:\n  a: own\n  <<: [*one, *two]\n"
        "more: {<<: *one, b: own}\n"
    )
    document = parse(text, "c")
    assert document.data["all"] == {"a": "own", "b": "1", "c": "2"}
    assert document.data["more"] == {"a": "1", "b": "own"}
    assert document.problems == ()


def test_a_merge_of_something_else_is_a_problem():
    document = parse("a: &a 1\nb: {<<: *a}\n", "c")
    assert document.problems == (Problem(("b",), "'<<' must name a table, such as <<: *common"),)


def test_a_key_twice_is_a_problem_in_the_line_of_the_second():
    document = parse("a: 1\nb: 2\na: 3\n", "c")
    assert document.problems == (Problem(("a",), "stands twice, first in line 1"),)
    assert document.line(("a",)) == 3


def test_tags_build_nothing_and_are_a_problem():
    document = parse("a: !!python/object/apply:os.system [ls]\nb: !secret x\nc: !!str 5\n", "c")
    assert document.data == {"a": ["ls"], "b": "x", "c": "5"}
    assert [problem.path for problem in document.problems] == [("b",)]


def test_a_key_that_is_no_text_is_a_problem():
    assert parse("? [a, b]\n: 1\n", "c").problems[0].text == "line 1: a key must be plain text"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\tb: 1\n", 2, "a tab indents this line"),
        ("a: 1\n b: 2\n", 2, "indented too far"),
        ("a: b: c\n", 1, "a ':' too many"),
        ("a: 'never\n", 2, "never closed"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: [1\nb: 2\n", 2, "not valid YAML"),
        ("a: 1\nb: *nobody\n", 2, "undefined alias"),
        ("a: 1\nb: \x07\n", 2, "control character"),
        ("a: 1\nb: @x\n", 2, "not valid YAML"),
    ],
)
def test_a_text_that_is_no_yaml_is_one_clear_line(text, line, words):
    with pytest.raises(ConfigError) as caught:
        parse(text, "c.yaml")
    (problem,) = caught.value.problems
    assert problem.startswith(f"c.yaml:{line}: ")
    assert words in problem


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        "{a: " * 200_000,
        "- " * 300_000,
        "a: &a [*a]\n",
        "a: &a {<<: *a}\n",
        "a: &a {b: 1, <<: [*a, *a, *a]}\n",
        "a: &a {b: *a}\n",
        "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(5000)),
        "a0: &a0 [x]\n"
        + "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(9)),
        "a0: &a0 {x: 1}\n"
        + "".join(f"a{n + 1}: &a{n + 1} {{<<: [{', '.join([f'*a{n}'] * 9)}]}}\n" for n in range(9)),
        "a: [" + "x, " * MAX_NODES + "]",
    ],
    ids=[
        "lists",
        "tables",
        "dashes",
        "loop",
        "merge-loop",
        "merge-loops",
        "table-loop",
        "chain",
        "laughs",
        "merged",
        "long",
    ],
)
def test_deep_and_multiplying_files_end_in_one_line(text):
    with pytest.raises(ConfigError, match=r"^c:\d+: nested too deeply, or aliases"):
        parse(text, "c")


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@<,? \n\t", max_size=60))
def test_any_text_is_data_or_a_problem_with_a_line(text):
    try:
        found = [f"c:{parse(text, 'c').line(('nowhere',))}: "]
    except ConfigError as error:
        found = error.problems
    assert len(found) == 1
    assert re.match(r"c:\d+: ", found[0])
