"""The templates: escaped, harmless, the user's first, and errors that name file and line."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import ConfigError
from amends.languages import words
from amends.outputs.templates import link, render
from amends.text import normalise

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
SOFIA = ZoneInfo("Europe/Sofia")


def drawn(folder, text, name="mine.html.j2", language="en", **values):
    (folder / name).write_text(text, encoding="utf-8")
    return render(name, values, words=words(language), now=NOW, zone=SOFIA, folder=folder)


@pytest.mark.parametrize("name", ["mine.html.j2", "mine.j2", "mine.svg", "mine.HTML.j2"])
def test_whatever_is_filled_in_is_escaped(tmp_path, name):
    shown = drawn(tmp_path, '<a title="{{ t }}">{{ t }}</a>', name, t="\"><b onclick='x'>&")
    assert shown == (
        '<a title="&#34;&gt;&lt;b onclick=&#39;x&#39;&gt;&amp;">'
        "&#34;&gt;&lt;b onclick=&#39;x&#39;&gt;&amp;</a>"
    )


def test_plain_text_is_not_escaped(tmp_path):
    assert drawn(tmp_path, "{{ t }}", "mine.md.j2", t="a < b & c") == "a < b & c"


def test_what_looks_like_a_template_in_a_text_stays_text(tmp_path):
    assert drawn(tmp_path, "{{ t }}", t="{{ 7 * 7 }} {% include x %}") == (
        "{{ 7 * 7 }} {% include x %}"
    )


def test_control_and_bidi_characters_go_but_blanks_at_the_edges_stay(tmp_path):
    evil = "a\x1b[31m\u202eb\x00\u2066"
    assert drawn(tmp_path, '{{ t }}{{ ", " }}{{ t }}{{ " " }}!', t=evil) == "ab, ab !"


@pytest.fixture(scope="module")
def printing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    (folder / "one.txt.j2").write_text("{{ t }}", encoding="utf-8")
    return folder


@given(text=st.text())
def test_nothing_invisible_is_ever_drawn(printing, text):
    values = {"t": text}
    shown = render("one.txt.j2", values, words=words("en"), now=NOW, zone=SOFIA, folder=printing)
    assert normalise(shown) == normalise(text)
    assert not set("\x00\x1b\u202e\u2066\u200b") & set(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ then|age }}", "26\u00a0h"),
        ("{{ long|span }}", "3\u00a0d"),
        ("{{ then|day }} {{ then|clock }}", "Thu 19 Nov 06:00"),
        ("{{ then.date()|day }}", "Thu 19 Nov"),
        ("{{ 'https://a.example/b'|link }}", "https://a.example/b"),
        ("{{ 'javascript:alert(1)'|link }}", ""),
        ("{{ 'a\n b'|line }}", "a b"),
        ("{{ '12 خدمة'|direction }} {{ '« да'|direction }} {{ '…'|direction }}", "rtl ltr ltr"),
    ],
)
def test_filters(tmp_path, text, shown):
    values = {"then": NOW - timedelta(hours=26), "long": timedelta(days=3)}
    assert drawn(tmp_path, text, **values) == shown


def test_the_words_are_those_of_the_language(tmp_path):
    assert drawn(tmp_path, "{{ then|age }}", language="bg", then=NOW - timedelta(hours=5)) == (
        "5\u00a0ч"
    )


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "late by 26 h, 5 min ago", "late by 26~h, 5~min ago"),
        ("ru", "5 ч, 3 дн. и 2 310 раз, 64 %", "5~ч, 3~дн. и 2~310 раз, 64~%"),
        ("bg", "преди 2 дни, 9 седм.", "преди 2~дни, 9~седм."),
        ("pl", "5 godz. temu", "5~godz. temu"),
        ("es", "5 h, 9 meses, 2 héroes", "5~h, 9~meses, 2 héroes"),
        ("en", "5 hours of 7 days", "5 hours of 7 days"),
        ("en", "in 2026 12 mornings", "in 2026 12 mornings"),
    ],
)
def test_numbers_are_not_torn_from_their_unit(tmp_path, language, text, shown):
    assert drawn(tmp_path, "{{ t }}", language=language, t=text) == shown.replace("~", "\u00a0")
    assert drawn(tmp_path, "{{ t }}", "mine.md.j2", language=language, t=text) == text


@pytest.mark.parametrize(
    "address",
    ["http://a.example", "https://a.example/x?y=1#z", "mailto:a@b.example?subject=done%20k7f2"],
)
def test_links_that_may_be_followed(address):
    assert link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " https://a.example",
        "java\nscript:alert(1)",
        "https://a.example/\u202egpj",
        "https://a.example/a b",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//a.example",
        "https://",
        "https://[",
        "mailto:",
        "a.example",
        "https://a.example/\r\nX: y",
    ],
)
def test_links_that_may_not(address):
    assert link(address) == ""


def test_ours_ship_in_the_package():
    assert (files("amends.outputs") / "templates" / "digest.html.j2").is_file()


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("one\n{% if %}", 2, "Expected an expression"),
        ("one\n{{ nobody }}", 2, "'nobody' is undefined"),
        ("one\ntwo\n{{ 1 / 0 }}", 3, "division by zero"),
        ("{% include 'gone.html.j2' %}", 1, "no template gone.html.j2"),
        ("{{ say('no.such') }}", 1, "no message"),
        ("{{ ().__class__.__mro__ }}", 1, "unsafe"),
        ("{{ many.append(1) }}", 1, "'append' of 'list' object is unsafe"),
        ("{% for a in range(10**9) %}{% endfor %}", 1, "Range too big"),
        ("{% extends 'mine.html.j2' %}", 1, "recursion"),
    ],
)
def test_a_broken_template_of_the_user_is_one_line_with_its_place(tmp_path, text, line, what):
    with pytest.raises(ConfigError) as caught:
        drawn(tmp_path, text, many=[])
    (problem,) = caught.value.problems
    assert problem.startswith(f"{tmp_path}/mine.html.j2, line {line}: ")
    assert what in problem
    assert "\n" not in problem


def test_the_innermost_file_is_to_blame(tmp_path):
    (tmp_path / "part.html.j2").write_text("\n\n{{ nobody }}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"part\.html\.j2, line 3: "):
        drawn(tmp_path, "{% include 'part.html.j2' %}")


def test_a_template_that_is_not_utf_8(tmp_path):
    (tmp_path / "mine.html.j2").write_bytes("ж".encode("cp1251"))
    with pytest.raises(ConfigError, match="a template is not UTF-8"):
        render("mine.html.j2", {}, words=words("en"), now=NOW, zone=SOFIA, folder=tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match=r"mail\.templates: there is no folder"):
        render("digest.html.j2", {}, words=words("en"), now=NOW, zone=SOFIA, folder=tmp_path / "no")
