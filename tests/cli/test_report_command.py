"""`amends report`: forms, files, and what is refused."""

from __future__ import annotations

import jsonschema
import pytest

from amends.triage.schemas import schema


@pytest.fixture
def shop(shop):
    shop.configure("scoring: {engine: light}\n")
    shop.run("fetch")
    return shop


def test_json_follows_its_schema(shop):
    found = shop.run("report", "--json").json
    jsonschema.Draft202012Validator(schema("report")).validate(found)
    assert found["schema"] == "amends.report/1"
    assert found["mentions"] == {"now": 3, "before": None}
    assert found["raised"]["now"] >= 1
    assert found["people"] is None


def test_an_empty_period_is_a_report_too(shop):
    result = shop.run("report", "--since", "2026-01-01", "--until", "2026-01-31", "--json")
    assert result.code == 0
    jsonschema.Draft202012Validator(schema("report")).validate(result.json)
    assert result.json["mentions"]["now"] == 0
    assert result.json["solved"]["now"]["value"] is None
    assert (result.json["period"]["first"], result.json["period"]["last"]) == (
        "2026-01-01",
        "2026-01-31",
    )


def test_the_last_day_counts_to_its_end(shop):
    day = ("report", "--json", "--since", "2026-11-18", "--until")
    assert shop.run(*day, "2026-11-18").json["mentions"]["now"] == 1
    assert shop.run(*day, "2026-11-19").json["mentions"]["now"] == 2


def test_the_screen_is_no_json(shop):
    result = shop.run("report")
    assert result.code == 0
    assert "Blue Door Bakery" in result.out
    assert result.err == ""


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        (["--format", "html"], "<!doctype html"),
        (["--format", "markdown"], "# "),
        (["--format", "json"], '{"schema": "amends.report/1"'),
    ],
)
def test_every_form_goes_to_stdout(shop, options, begins):
    assert shop.run("report", *options).out.casefold().startswith(begins)


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("r.html", ["--html"], "<!doctype html"),
        ("r.md", ["--format", "markdown", "--output"], "# "),
        ("r.json", ["--json", "--output"], '{"schema"'),
        ("r.txt", ["--output"], "Blue Door Bakery".casefold()),
    ],
)
def test_a_report_is_written_over_the_last_one(shop, name, options, begins):
    file = shop.folder / name
    for _ in range(2):
        result = shop.run("report", *options, str(file))
        assert (result.code, result.out) == (0, "")
        assert name in result.err
    assert file.read_text(encoding="utf-8").casefold().startswith(begins)


def test_quiet_says_nothing_of_a_file_that_is_written(shop):
    file = shop.folder / "r.html"
    result = shop.run("report", "--html", str(file), "--quiet")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert file.exists()
    assert shop.run("report", "--html", "config.yaml", "--quiet").err
    assert shop.run("report", "--quiet").code == 2


def test_nothing_else_is_written_over(shop):
    file = shop.folder / "config.yaml"
    before = file.read_text()
    result = shop.run("report", "--html", str(file))
    assert result.code == 2
    assert "does not look like a report" in result.err
    assert file.read_text() == before
    other = shop.folder / "notes"
    other.write_text("mine")
    assert shop.run("report", "--html", str(other), "--force").code == 0
    assert other.read_text() != "mine"


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "soon"],
        ["--since", "2027-01-01"],
        ["--since", "2026-11-10", "--until", "2026-11-01"],
        ["--until", "later"],
        ["--since", "999999999d"],
        ["--place", "Moon"],
        ["--source", "moon"],
        ["--html", "a.html", "--json"],
        ["--html", "a.html", "--output", "b.html"],
        ["--html", "a.html", "--format", "markdown"],
        ["--json", "--format", "html"],
        ["--html", "nowhere/a.html"],
    ],
)
def test_what_cannot_be_is_refused_in_a_line(shop, options):
    result = shop.run("report", *options)
    assert result.code == 2
    assert result.out == ""
    assert "Traceback" not in result.err


@pytest.mark.parametrize("language", ["en", "ru", "es", "pl", "bg"])
def test_it_speaks_every_language(shop, language):
    result = shop.run("--lang", language, "report", "--html", str(shop.folder / "r.html"))
    assert result.code == 0
    assert "report." not in result.err
