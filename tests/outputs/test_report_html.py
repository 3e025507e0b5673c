"""The report as one HTML file: dead text, nothing fetched, all figures with their tables."""

import itertools
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.report import Mean, Pair, Share
from amends.outputs.report_html import html, kept

CHROMIUM = shutil.which("chromium")
TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</blockquote></section><iframe src=//evil.example></iframe>",
    "]]><svg onload=alert(1)>",
    "{{ 7*7 }}{% raise %}{{ say.__globals__ }}",
    "first\r\nSecond: line",
    "\u202eevil\u202c \u2066x\u2069",
    "w" * 100_000,
)


def hostile(report, text):
    """Put a text wherever somebody else's words can stand."""
    voice = replace(report.best, text=text, author=text, source=text, place=text, language=text)
    voice = replace(voice, url=f'javascript:alert("{text}")')
    part = replace(report.sources[0], name=text)
    cause = replace(report.causes[0], place=text, quotes=(voice,))
    step = replace(report.next[0], what=text, who=text, place=text)
    return replace(
        report,
        business=text,
        best=voice,
        causes=(cause,),
        next=(step,) * 8,
        sources=(part, part),
        places=(part, part),
        people=(replace(report.people[0], name=text),),
        new_sources=(text,),
        topics=(replace(report.topics[0], quotes=(voice,)),),
        reach=replace(report.reach, loudest=(replace(report.reach.loudest[0], quote=voice),)),
        remedies=replace(report.remedies, kinds=(replace(report.remedies.kinds[0], name=text),)),
        languages=(replace(report.languages[0], code=text),),
        alerts=(replace(report.alerts[0], about=f"place:{text}"),),
    )


def shape(page):
    return Counter(node.tag for node in LexborHTMLParser(page).root.traverse())


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_words_come_through_dead(full_report, text):
    page = html(hostile(full_report, text), words("en"))
    tame = html(hostile(full_report, "plain"), words("en"))
    tree = LexborHTMLParser(page)
    assert shape(page) == shape(tame)
    assert not tree.css("script, iframe, img, object, link, form, input, base")
    for node in tree.root.traverse():
        for name, value in node.attributes.items():
            assert not name.startswith("on"), name
            assert "javascript" not in (value or "").lower()
    assert "\u202e" not in page
    assert "49" not in (tree.css_first("h1").text())
    assert not re.search(r"<script|<iframe|<img|<svg onload", page)


def test_nothing_is_fetched(full_report):
    page = html(full_report, words("en"))
    tree = LexborHTMLParser(page)
    assert not tree.css("[src], link, script, object, embed")
    assert not re.search(r"@import|@font-face|url\((?!#)", page)
    assert all(node.tag == "a" for node in tree.css("[href]"))
    assert all("noreferrer" in node.attributes["rel"] for node in tree.css("a"))
    policy = tree.css_first("meta[http-equiv]").attributes["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_ids_are_unique_and_names_lead_somewhere(full_report):
    tree = LexborHTMLParser(html(full_report, words("en")))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    named = [
        node.attributes[name]
        for name in ("aria-labelledby", "aria-describedby")
        for node in tree.css(f"[{name}]")
    ]
    assert named
    assert set(named) <= set(ids)


def test_every_chart_has_its_table(full_report):
    tree = LexborHTMLParser(html(full_report, words("en")))
    drawn = tree.css("figure svg")
    assert len(drawn) >= 9
    for node in drawn:
        figure = node.parent
        assert figure.css_first("details table tbody tr td") is not None
        assert figure.css_first("h3") is not None
        assert figure.css_first("details summary") is not None


def test_tables_have_scopes_and_equal_rows(full_report):
    tree = LexborHTMLParser(html(full_report, words("en")))
    for found in tree.css("table"):
        heads = found.css("thead th")
        assert all(head.attributes["scope"] == "col" for head in heads)
        for row in found.css("tbody tr"):
            assert row.css_first("th").attributes["scope"] == "row"
            assert len(row.css("th, td")) == len(heads)


def test_headings_do_not_skip_a_level(full_report):
    tree = LexborHTMLParser(html(full_report, words("en")))
    levels = [int(n.tag[1]) for n in tree.root.traverse() if re.fullmatch(r"h\d", n.tag or "")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(tree.css_first(mark) for mark in ("header", "main", "footer"))


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_it_speaks_the_language(full_report, code):
    tree = LexborHTMLParser(html(full_report, words(code)))
    assert tree.css_first("html").attributes["lang"] == code
    assert words(code).say("report.part.solved") in tree.body.text()
    foreign = tree.css("blockquote p[lang]")
    assert {"pl", "ru", "en"} <= {node.attributes["lang"] for node in foreign}
    assert all(node.attributes["dir"] == "auto" for node in foreign)


def test_page_one_is_sentences(full_report):
    text = " ".join(
        LexborHTMLParser(html(full_report, words("en"))).css_first(".one").text().split()
    )
    assert "Of 231 things that went wrong, 148 were solved by the end of the period." in text
    assert "Since 21 Sep 2026 we have “double box”." in text
    assert "Complained again: 39% (17 of 44) of those who waited too long" in text
    assert "Who: nobody is named yet." in text


def test_numbers_are_not_torn_apart():
    assert kept("2 310 и 64 % за 5 ч", words("ru")) == "2&nbsp;310 и 64&nbsp;% за 5&nbsp;ч"
    assert kept("<b> 1 2", words("ru")) == "&lt;b&gt; 1 2"


def test_an_empty_period_says_so(empty_report):
    tree = LexborHTMLParser(html(empty_report, words("en")))
    assert "Nobody wrote in this period" in tree.body.text()
    assert tree.css_first("h1").text() == "What customers said"
    assert not tree.css("svg, table")


def test_one_mention_is_said_to_be_few(single_report):
    text = LexborHTMLParser(html(single_report, words("en"))).body.text()
    assert "That is few." in text
    assert "0%" not in text
    assert "None" not in text


def test_what_is_unknown_is_not_zero(full_report):
    unknown = replace(full_report, solved=Pair(Share(1, 2), None), mood=Pair(Mean(0.2, 40), None))
    text = LexborHTMLParser(html(unknown, words("en"))).css_first(".one .solved").text()
    assert "The period before: 0" not in text


def test_the_owners_template_goes_before_ours(full_report, tmp_path):
    own = '{% extends "amends/report.html.j2" %}{% block header %}<h1>Ours</h1>{% endblock %}'
    (tmp_path / "report.html.j2").write_text(own, encoding="utf-8")
    tree = LexborHTMLParser(html(full_report, words("en"), templates=tmp_path))
    assert tree.css_first("h1").text() == "Ours"
    assert tree.css("figure svg")


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_nothing_sticks_out_on_any_screen(full_report, tmp_path):
    page = html(hostile(full_report, "Wideword" * 40), words("bg"))
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    file = tmp_path / "report.html"
    file.write_text(
        "<!doctype html><title>-</title><body style='margin:0'>"
        + "".join(
            f"<iframe width={width} height=900 srcdoc='{quoted(page)}'></iframe>"
            for width in (380, 800, 1400)
        )
        + """<script>addEventListener("load",()=>{document.title=[...document.querySelectorAll(
        "iframe")].map(f=>{const d=f.contentDocument;d.querySelectorAll("details").forEach(
        e=>e.open=true);return d.documentElement.scrollWidth-f.contentWindow.innerWidth}).join()})
        </script>""",
        encoding="utf-8",
    )
    told = subprocess.run(
        [
            CHROMIUM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1500,1000",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stdout
    found = re.search(r"<title>([-\d,]+)</title>", told)
    assert found, told[:300]
    assert found[1].split(",") == ["0", "0", "0"]


def quoted(page):
    return page.replace("&", "&amp;").replace("'", "&#39;")
