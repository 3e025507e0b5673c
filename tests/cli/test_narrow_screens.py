"""Nothing breaks inside a word, however narrow the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from amends import sources
from amends.cli.wrapping import columns, wrapped
from amends.outputs import source_types
from amends.triage import demonstrating, sourcing

WIDTHS = (60, 67, 72, 80, 93, 100, 120)
FOLDER = Path("/tmp/amends-demo-3x16v71e")


@pytest.fixture
def demo(shop, monkeypatch, tmp_path):
    """Show one and the same demo at a width, in a language."""
    made = {}
    run = demonstrating.run
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def once(now, language):
        if language not in made:
            made[language] = replace(run(now, language), folder=FOLDER)
        return made[language]

    monkeypatch.setattr(demonstrating, "run", once)

    def demo(width, language):
        shop.width = width
        return shop.run("demo", "--lang", language, config=False).out.splitlines()

    return demo


@pytest.mark.parametrize("language", ["en", "bg"])
def test_a_line_of_the_demo_breaks_between_words_alone(demo, language):
    whole = set(_below_the_queue(demo(None, language)))
    for width in WIDTHS:
        shown = [line for line in demo(width, language) if "AMENDS_CONFIG=" not in line]
        assert [line for line in shown if cell_len(line) > width] == []
        assert set(_below_the_queue(shown)) - whole == set()


def _below_the_queue(lines):
    """Return the words of sentences; the rows above them are cut to fit, which an … says."""
    start = next(number for number, line in enumerate(lines) if "(amends draft" in line)
    return [word for line in lines[start:] for word in line.split()]


def test_what_to_copy_stays_in_one_piece(demo):
    [line] = [line for line in demo(40, "en") if "AMENDS_CONFIG=" in line]
    assert line.endswith(f" AMENDS_CONFIG={FOLDER / 'config.yaml'}")


@pytest.mark.parametrize("width", [60, 80])
def test_doctor_and_the_places_of_init_stay_within_the_screen(shop, width):
    shop.width = width
    for command in (("doctor", "--offline"), ("init", "--ways")):
        lines = shop.run(*command).out.splitlines()
        tall = [line for line in lines if cell_len(line) > width and " " in line.strip()]
        assert tall == []


@pytest.mark.parametrize("kind", sorted(sources.types()))
def test_an_example_fits_and_stays_the_same(kind):
    told = sourcing.example(kind)
    shown = list(source_types.about({"type": kind, "summary": ""}, None, told, 60))
    lines = [line for line in shown if isinstance(line, str)]
    wide = [line for line in lines if len(line) > 60 and "#" in line]
    assert wide == []
    assert yaml.safe_load("\n".join(lines)) == {"NAME": yaml.safe_load(told)}


def test_a_line_goes_on_below_its_second_column():
    text = "  amends show m3xd   why it is first, and what nobody knows"
    assert wrapped(text, 42).splitlines() == [
        "  amends show m3xd   why it is first, and",
        "                     what nobody knows",
    ]
    assert wrapped("fine config: all of it is well", 20, hang=5).splitlines() == [
        "fine config: all of",
        "     it is well",
    ]


def test_a_question_keeps_the_blank_before_its_answer():
    assert wrapped("  Name of the business, as customers know it: ", 30) == (
        "  Name of the business, as\n  customers know it: "
    )


def test_without_a_terminal_nothing_is_wrapped(tmp_path):
    with (tmp_path / "log").open("w") as file:
        assert columns(file) is None
        assert wrapped("word " * 100, columns(file)) == "word " * 100


@settings(max_examples=60)
@given(st.text(alphabet="ab й-—… \n", max_size=200), st.integers(20, 60))
def test_folding_keeps_every_word_and_the_width(text, width):
    lines = wrapped(text, width).split("\n")
    assert " ".join(lines).split() == text.split()
    assert all(len(line.rstrip()) <= width or len(line.split()) == 1 for line in lines)
