"""Charts: text stays text, ids are their own, colours can be told apart and follow the page."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.languages import words
from amends.outputs import charts
from amends.outputs.canvas import WIDTH
from amends.outputs.forms import Bar, Bars, Columns, Figure, Grid, Line, Part, Series, Split, table
from amends.outputs.palette import DARK, LIGHT
from amends.outputs.report_figures import figures

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "</text><script>alert(1)</script>",
    "]]>&lt;b&gt;",
    "{{ 7*7 }}{% raise %}",
    "a\r\nSubject: b",
    "\u202egnp.exe\u202c",
    "\x00\x08\x1b[31m",
    "w" * 100_000,
)
FORMS = {
    "bars": lambda name: Bars((Bar(name, 3, name[:99], 2), Bar("x", 0, "0")), name[:99], "praise"),
    "columns": lambda name: Columns(
        (name[:99], "b"), (Series(name[:99], "praise", (1, 2)),), (True, False)
    ),
    "line": lambda name: Line((name[:99], "b"), (0.5, None), (True, False), name[:99], "low", "1"),
    "split": lambda name: Split((Part(name, (1, 0, 2, 3, 4), "3"), Part("none", (0,) * 5, "–"))),
    "grid": lambda name: Grid((name[:99],) * 7, ((0,) * 24,) * 7),
}


def drawn(form, title="T", summary="S"):
    return ET.fromstring(charts.svg(Figure("figure", title, summary, table(("a",), ()), form)))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_text(name, text):
    root = drawn(FORMS[name](text), text, text)
    assert {part.tag for part in root.iter()} <= {
        f"{SVG}{tag}" for tag in "svg defs title desc rect line path circle text pattern".split()
    }
    for part in root.iter():
        assert not [key for key in part.attrib if key.startswith("on") or "href" in key]
        assert not re.search(r"url\((?!#figure-)", " ".join(part.attrib.values()))


@given(st.text(max_size=60))
def test_any_name_makes_xml(text):
    root = drawn(Bars((Bar(text, 1, text),)), text, text)
    assert root.find(f"{SVG}title") is not None


@pytest.mark.parametrize("name", FORMS)
def test_it_is_named_and_described(name):
    root = drawn(FORMS[name]("x"), "How many", "Most on Monday.")
    assert root.get("role") == "img"
    by_id = {part.get("id"): part.text for part in root.iter() if part.get("id")}
    assert by_id[root.get("aria-labelledby")] == "How many"
    assert by_id[root.get("aria-describedby")] == "Most on Monday."


def test_ids_are_those_of_the_figure(full_report):
    found = []
    for figure in figures(full_report, words("en")):
        if figure.form is not None:
            root = ET.fromstring(charts.svg(figure))
            found += [part.get("id") for part in root.iter() if part.get("id")]
    assert len(set(found)) == len(found) > 10


def test_the_same_report_gives_the_same_pictures(full_report):
    first, second = (figures(full_report, words("en")) for _ in range(2))
    assert [charts.svg(each) for each in first if each.form] == [
        charts.svg(each) for each in second if each.form
    ]


def test_columns_are_as_high_as_their_numbers():
    form = Columns(("a", "b"), (Series("n", "raised", (10, 20)),), (False, False))
    heights = [
        float(part.get("height"))
        for part in drawn(form).iter(f"{SVG}rect")
        if "raised" in part.get("fill") and float(part.get("y")) > 20
    ]
    assert heights[1] == pytest.approx(2 * heights[0], rel=0.02)


def test_bars_are_as_long_as_their_numbers_and_show_the_period_before():
    root = drawn(Bars((Bar("a", 10, "10", 5), Bar("b", 5, "5")), "before"))
    bars = [float(r.get("width")) for r in root.iter(f"{SVG}rect") if "accent" in r.get("fill")]
    assert bars[0] == 2 * bars[1] > WIDTH * 0.98
    strokes = [path.get("d") for path in root.iter(f"{SVG}path")]
    assert any(f"M{bars[1]}" in stroke for stroke in strokes)


def test_the_mark_of_the_period_before_lies_on_the_track_of_its_bar():
    bars = tuple(Bar(str(n), 3, "3", n) for n in (0, 1, 700, 1000))
    root = drawn(Bars(bars, "before"))
    (track,) = {float(r.get("width")) for r in root.iter(f"{SVG}rect") if "line" in r.get("fill")}
    strokes = [path for path in root.iter(f"{SVG}path") if "ink" in path.get("stroke")]
    at = [float(re.match(r"M([\d.]+)", path.get("d"))[1]) for path in strokes]
    assert len(at) == 1 + len(bars)  # the one of the legend
    assert all(1 <= x <= track - 2 for x in at)  # a stroke is 2 wide


def test_a_line_does_not_run_over_what_is_unknown():
    line = Line(tuple("abcde"), (0.1, 0.2, None, 0.3, 0.1), (False,) * 5, "h", "l", "")
    paths = [p for p in drawn(line).iter(f"{SVG}path") if p.get("fill") == "none"]
    assert len(paths) == 2


def test_bigger_hours_have_bigger_squares():
    week = ((1, 100, *(0,) * 22), *((0,) * 24,) * 6)
    squares = [
        float(r.get("width"))
        for r in drawn(Grid(tuple("abcdefg"), week)).iter(f"{SVG}rect")
        if "accent" in r.get("fill")
    ]
    assert len(squares) == 2
    assert squares[0] < squares[1] / 2


def test_nothing_leaves_the_sheet(full_report):
    for figure in figures(full_report, words("ru")):
        if figure.form is None:
            continue
        for part in ET.fromstring(charts.svg(figure)).iter(f"{SVG}rect"):
            right = float(part.get("x")) + float(part.get("width"))
            assert right <= WIDTH + 1, figure.key


@pytest.mark.parametrize("top", [0, 1, 3, 7, 10, 99, 100, 101, 12_345])
def test_steps_are_round_and_reach_the_top(top):
    found = charts.steps(top)
    assert found[0] == 0
    assert found[-1] >= top
    assert 2 <= len(found) <= 6
    assert {str(found[1])[0]} <= set("125")


def test_a_figure_without_a_form_is_not_drawn():
    with pytest.raises(ValueError, match="people"):
        charts.svg(Figure("people", "T", "S", table((), ())))


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_is_enough(palette):
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for name in ("ink", "muted", "accent"):
        assert contrast(palette[name], palette["paper"]) >= 4.5, name
    for name in ("raised", "other", "praise", "accent", *(f"star{n}" for n in range(1, 6))):
        assert contrast(palette[name], palette["paper"]) >= 3, name
    assert contrast(palette["accent"], palette["panel"]) >= 3


def test_both_themes_have_the_same_colours():
    assert LIGHT.keys() == DARK.keys()
