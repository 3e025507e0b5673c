"""A mention by hand is known by what was said, by whom, where and on which day."""

from __future__ import annotations

import pytest

PAGE = "https://maps.example.org/our-shop"


@pytest.fixture
def add(shop):
    def run(*arguments: str):
        return shop.run("add", *arguments)

    return run


@pytest.fixture
def noted(shop):
    def read() -> list[dict]:
        items = shop.run("inbox", "--all", "--json").json["items"]
        return sorted(items, key=lambda item: item["author"]["name"] or "")

    return read


def test_two_customers_on_the_page_of_the_shop_stay_two(add, noted):
    assert add("--url", PAGE, "--who", "Ann", "--text", "Cold soup", "--stars", "1").code == 0
    assert add("--url", PAGE, "--who", "Bob", "--text", "Great bread", "--stars", "5").code == 0
    assert [(item["author"]["name"], item["text"]) for item in noted()] == [
        ("Ann", "Cold soup"),
        ("Bob", "Great bread"),
    ]
    assert {item["url"] for item in noted()} == {PAGE}


@pytest.mark.parametrize(
    "again",
    [
        ["--who", "Ann", "--text", "Cold soup"],
        ["--who", "ann ", "--text", " cold  soup"],
        ["--who", "Ann", "--text", "Cold soup", "--url", PAGE],
        ["--who", "Ann", "--text", "Cold soup", "--when", "2026-11-20"],
        ["--who", "Ann", "--text", "Cold soup", "--where", "Counter"],
    ],
)
def test_the_same_on_the_same_day_was_noted_before(add, noted, again):
    assert add("--who", "Ann", "--text", "Cold soup").code == 0
    repeated = add(*again)
    assert (repeated.code, repeated.out) == (2, "")
    assert "noted before" in repeated.err
    assert len(noted()) == 1


@pytest.mark.parametrize(
    "other",
    [
        ["--who", "Bob", "--text", "Cold soup"],
        ["--who", "Ann", "--text", "Cold tea"],
        ["--who", "Ann", "--text", "Cold soup", "--stars", "1"],
        ["--who", "Ann", "--text", "Cold soup", "--when", "2026-11-19T23:59"],
        ["--who", "Ann", "--text", "Cold soup", "--where", "phone"],
        ["--who", "Ann", "--text", "Cold soup", "--place", "Harbour"],
    ],
)
def test_what_differs_in_anything_is_another_mention(add, noted, other):
    add("--who", "Ann", "--text", "Cold soup")
    assert add(*other).code == 0
    assert len(noted()) == 2


def test_the_day_is_the_one_of_the_business(shop, add, noted):
    shop.now = "2026-11-20T00:30"  # in Sofia; in UTC it is still the 19th
    add("--who", "Ann", "--text", "Cold soup")
    assert add("--who", "Ann", "--text", "Cold soup", "--when", "2026-11-19T23:00").code == 0
    assert len(noted()) == 2


@pytest.mark.parametrize(("where", "kind"), [("Phone", "call"), (" LETTER ", "email")])
def test_where_is_understood_in_capitals_too(add, noted, where, kind):
    add("--who", "Ann", "--text", "Cold soup", "--where", where)
    (item,) = noted()
    assert (item["kind"], item["source_type"]) == (kind, where.strip().lower())


@pytest.mark.parametrize(
    ("when", "complaint"),
    [
        ("2026-11-20T08:01", "lies in the future"),
        ("2026-11-21", "lies in the future"),
        ("9999-12-31T23:59-12:00", "lies in the future"),
        ("1994-12-31", "is before 1995"),
        ("0001-01-01T00:00+12:00", "is before 1995"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_one_line(add, noted, when, complaint):
    refused = add("--text", "Cold soup", "--when", when)
    assert (refused.code, refused.out) == (2, "")
    assert f"--when '{when}' {complaint}" in refused.err.splitlines()[0]
    assert noted() == []


def test_now_is_not_the_future(add):
    assert add("--text", "Cold soup", "--when", "2026-11-20T08:00").code == 0
