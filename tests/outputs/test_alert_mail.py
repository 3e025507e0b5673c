"""The mail of alerts: text and page say the same, nothing foreign comes alive, all goes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models import Assessment, Author, Case, Language, Mention, Rating
from amends.models.alert import ALERT_KINDS, Alert, AlertReason
from amends.outputs.alert_mail import letter, noticed_letter
from amends.outputs.alert_messages import LONGEST_TITLE, Notice, Setting, Told
from amends.outputs.tones import TONES

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script><img src=//e.example onerror=x> [x](http://e.example) {{ 7*7 }}"
    "\r\nBcc: x@e.example\x1b[31m\u202e </td></table><!-- <![endif]--><style>*{display:none}</style>"
)


def an_alert(number=7, kind="storm", about="place:Harbour", mentions=("k7f2", "b2c3"), reasons=()):
    begun = NOW - timedelta(hours=3)
    return Alert(number, kind, about, 2, reasons, begun, NOW, mentions=mentions)


def a_case(text="The soup was cold.", url="https://reviews.example/k7f2", place="Harbour"):
    mention = Mention(
        text=text,
        source="google",
        place=place,
        url=url,
        author=Author(name="Olga Petrova"),
        rating=Rating(1, 5),
        published_at=NOW - timedelta(hours=1),
    )
    return Case("k7f2", mention, assessment=Assessment(language=Language("en", 0.9)))


def setting(language="en", business="Blue Door Bakery"):
    return Setting(words(language), NOW, ZoneInfo("Europe/Sofia"), business)


def page(made):
    return LexborHTMLParser(made.html)


STORM = Told(an_alert(reasons=(AlertReason("complaints", {"n": 12}),)), [a_case()])
HARM = Told(an_alert(9, "harm", "mention:c3d4", ("c3d4",)))


def test_one_alert():
    made = letter([STORM], setting())
    assert made.subject == "Unusually many write: Harbour (Blue Door Bakery)"
    assert made.in_thread == "alert-7"
    assert made.text.splitlines() == [
        "a7 Unusually many write: Harbour · for 3 h",
        "12 complaints",
        "k7f2 · google · Harbour · 1★ · 1 h: “The soup was cold.”",
        "Page: https://reviews.example/k7f2",
        "Since Fri 20 Nov 07:00",
        "To see it: amends show k7f2",
    ]


@pytest.mark.parametrize("language", FIRST_CLASS)
@pytest.mark.parametrize("kind", ALERT_KINDS)
def test_the_page_says_what_the_text_says(language, kind):
    made = letter([Told(an_alert(kind=kind), [a_case()])], setting(language))
    said = " ".join(page(made).body.text().split())
    address = words(language).say("digest.page")
    for line in made.text.splitlines():
        for part in () if line.startswith(address) else line.split(" · "):
            assert part.partition(": ")[0] in said
    (button,) = page(made).css("a")
    assert button.attributes["href"] == "https://reviews.example/k7f2"


def test_several_are_one_letter_in_the_thread_of_the_first():
    made = letter([STORM, HARM], setting())
    assert made.subject == "This cannot wait: c3d4 and 1 more alert (Blue Door Bakery)"
    assert made.in_thread == "alert-7"
    assert [node.text() for node in page(made).css("h2")] == [
        "a9 This cannot wait: c3d4",
        "a7 Unusually many write: Harbour",
    ]
    assert made.text.index("a9 ") < made.text.index("\n\na7 ")


def test_of_very_many_the_last_are_counted():
    made = letter([Told(an_alert(number)) for number in range(1, 41)], setting())
    assert len(page(made).css("h2")) == 10
    assert "and 30 more" in made.text
    assert "and 30 more" in page(made).body.text()


def test_what_a_rule_tells():
    made = noticed_letter([Notice("press", ("Elena",), a_case())], setting())
    assert made.subject == "For Elena: 1 mention (Blue Door Bakery)"
    assert made.in_thread is None
    assert made.text.splitlines()[:2] == [
        "rule “press” · k7f2",
        "k7f2 · google · Harbour · 1★ · 1 h: “The soup was cold.”",
    ]
    assert "The soup was cold." in page(made).body.text()


def hostile():
    told = Told(an_alert(about=f"place:{HOSTILE}"), [a_case(HOSTILE, f"javascript:{HOSTILE}")])
    yield letter([told, HARM], setting(business=HOSTILE))
    case = a_case(HOSTILE, "data:text/html,x", HOSTILE)
    yield noticed_letter([Notice("press", (HOSTILE,), case)], setting(business=HOSTILE))


def test_nothing_foreign_comes_alive():
    plain = [each.tag for each in page(letter([STORM, HARM], setting())).css("*")]
    for made in hostile():
        assert made.subject.isprintable()
        assert len(made.subject) <= LONGEST_TITLE
        assert not {"\r", "\x1b", "\u202e"} & set(made.text + made.html)
        tree = page(made)
        assert {node.tag for node in tree.css("*")} <= set(plain)
        assert not tree.css("a")
        assert not [name for node in tree.css("*") for name in node.attributes if name[:2] == "on"]
        assert "http://e" not in made.text


def test_every_text_has_its_ground_and_only_known_tones():
    used = {
        name
        for made in (letter([STORM, HARM], setting()), *hostile())
        for node in page(made).css("[class]")
        for name in node.attributes["class"].split()
    }
    assert used <= {f"t-{name}" for name in TONES} | {"t-edge"}


def test_a_template_of_the_user_goes_before_ours(tmp_path):
    own = "{% extends 'amends/alert.html.j2' %}{% block foot %}For {{ title }}{% endblock %}"
    (tmp_path / "alert.html.j2").write_text(own)
    assert "For Unusually many" in letter([STORM], setting(), templates=tmp_path).html


def test_an_alarm_goes_out_though_a_template_of_the_user_fails(tmp_path):
    (tmp_path / "alert.html.j2").write_text("{{ nothing.at_all }}")
    made = letter([STORM], setting(), templates=tmp_path)
    assert made.html is None
    assert "12 complaints" in made.text


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_written(place, text):
    told = Told(an_alert(about=f"place:{place}"), [a_case(text, text, place)])
    made = letter([told], setting(business=text))
    assert len(page(made).css("h2")) == 1
    assert len(made.subject) <= LONGEST_TITLE
