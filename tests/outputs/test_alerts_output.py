"""Alerts in words: nobody's name in a title, nobody's health in a chat, no markup anywhere."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models import Assessment, Author, Case, Cue, Mention, Rating
from amends.models.alert import ALERT_KINDS, Alert, AlertReason
from amends.models.delivery import Delivery
from amends.models.moments import micros
from amends.outputs import alert_messages, alerts, alerts_json
from amends.outputs.alert_messages import Notice, Setting, Told
from amends.triage.schemas import schema

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SOFIA = ZoneInfo("Europe/Sofia")
EN = words("en")
HOSTILE = "<b>Old</b> *Town* [x](http://e.example) `rm` @all\r\nBcc: x\x1b[31m_#~|\\\u202e"
MARKUP = set("*_`~<>[]|\\@#\r\x1b\u202e")


def an_alert(**changes):
    values = {
        "number": 7,
        "kind": "storm",
        "about": "place:Harbour",
        "level": 2,
        "reasons": (),
        "first_seen_at": NOW - timedelta(hours=3),
        "last_seen_at": NOW,
        "mentions": ("k7f2", "b2c3"),
    }
    return Alert(**values | changes)


def a_case(text="The soup was cold.", severity=1, cues=(), place="Harbour", **changes):
    mention = Mention(
        text=text,
        external_id="1",
        source="google",
        source_type="file",
        place=place,
        author=Author(name="Olga Petrova"),
        rating=Rating(1, 5),
        published_at=NOW - timedelta(hours=1),
        **changes,
    )
    found = Assessment(severity=severity, cues=tuple(Cue(name, "x") for name in cues))
    return Case("k7f2", mention, assessment=found)


def drawn(lines, width=80):
    console = Console(width=width, file=io.StringIO(), color_system=None, force_terminal=False)
    for line in lines:
        console.print(line)
    return console.file.getvalue()


def setting(language="en", business="Blue Door Bakery"):
    return Setting(words(language), NOW, SOFIA, business)


def chat(alert=None, *cases, quote=False, business="Blue Door Bakery", language="en"):
    told = [Told(alert or an_alert(), cases)]
    return alert_messages.chat(told, setting(language, business), quote=quote)


@pytest.mark.parametrize(
    ("about", "named"),
    [
        ("business", ""),
        ("place:Old Town", "Old Town"),
        ("source:google", "google"),
        ("mention:k7f2", "k7f2"),
        ("topic:delivery", "delivery"),
        ("topic:waiting_time place:Old Town", "waiting time, Old Town"),
        ("topic:unheard_of", "unheard_of"),
        ("words:0f3a", ""),
        ("place:a place:b", "a, b"),
    ],
)
def test_what_it_is_about(about, named):
    assert alerts.about(an_alert(about=about), EN) == named


@pytest.mark.parametrize("language", FIRST_CLASS)
@pytest.mark.parametrize("kind", ALERT_KINDS)
def test_every_kind_has_its_headline(kind, language):
    assert alerts.headline(an_alert(kind=kind, about="business"), words(language))


class Echo:
    """Words that repeat what they are asked to say."""

    def say(self, key, /, **args):
        if key == "alert.reason.known":
            return " ".join(f"{name}={value}" for name, value in sorted(args.items()))
        return EN.say(key, **args)

    def has(self, key):
        return EN.has(key)


def test_reasons_are_worded_with_local_times_and_short_figures():
    args = {"n": 9, "before": 4.0, "after": 3.76, "since_at": micros(NOW), "topic": "delivery"}
    reasons = (AlertReason("known", args), AlertReason("of_another_version", {"n": 1}))
    assert alerts.because(an_alert(reasons=reasons), Echo(), SOFIA) == [
        "after=3.8 before=4 n=9 since_at=Fri 20 Nov 10:00 topic=delivery"
    ]


def test_rows_of_the_check():
    found = [an_alert(), an_alert(number=8, kind="silence", about="source:google", mentions=())]
    assert drawn(alerts.rows(found, EN, NOW, SOFIA, None), 200).splitlines() == [
        "a7 Unusually many write: Harbour  for 3 h · amends show k7f2",
        "a8 A source has gone silent: google  for 3 h · amends alerts show a8",
    ]


def test_what_has_just_begun_is_new():
    (line,) = drawn(alerts.rows([an_alert(first_seen_at=NOW)], EN, NOW, SOFIA, 80)).splitlines()
    assert line == "a7 Unusually many write: Harbour  new · amends show k7f2"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_reason_that_does_not_fit_stands_below(width):
    args = {"n": 12, "place": "Harbour", "topic": "delivery"}
    alert = an_alert(reasons=(AlertReason("topic_place", args),))
    why = alerts.because(alert, EN, SOFIA)[0]
    line, *below = drawn(alerts.rows([alert], EN, NOW, SOFIA, width), width).splitlines()
    assert line.startswith("a7 Unusually many write: Harbour  for")
    assert line.endswith(" · amends show k7f2")
    assert why in line or why == " ".join(each.strip() for each in below)
    assert all(len(each) <= width for each in (line, *below))


def test_the_list():
    over = an_alert(number=6, ended_at=NOW - timedelta(hours=1), told={"team": 1, "phone": 2})
    assert drawn(alerts.listed([an_alert(), over], EN, NOW, SOFIA)).splitlines() == [
        "a7 Unusually many write: Harbour",
        "   Since Fri 20 Nov 07:00 (3 h) · level 2",
        "   2 mentions: k7f2, b2c3",
        "   Not told anywhere yet",
        "   To see it: amends show k7f2",
        "",
        "a6 Unusually many write: Harbour",
        "   Since Fri 20 Nov 07:00 · over since Fri 20 Nov 09:00",
        "   2 mentions: k7f2, b2c3",
        "   Told: phone, team",
        "   To see it: amends show k7f2",
    ]


def test_a_chat_names_place_counts_ids_and_what_to_type():
    title, body = chat(an_alert(mentions=("k7f2", "b2c3", "d4f5", "g6h7")), a_case())
    assert title == "Unusually many write: Harbour (Blue Door Bakery)"
    assert body.splitlines() == [
        "k7f2 · google · Harbour · 1★ · 1 h",
        "4 mentions: k7f2, b2c3, d4f5, g6h7",
        "Since Fri 20 Nov 07:00",
        "To see it: amends show k7f2",
    ]


@pytest.mark.parametrize("quote", [True, False])
@pytest.mark.parametrize("language", FIRST_CLASS)
def test_no_name_reaches_a_chat(language, quote):
    said = "\n".join(chat(None, a_case(), quote=quote, language=language))
    assert "Olga" not in said
    assert ("soup" in said) == quote


@pytest.mark.parametrize(
    "case",
    [
        a_case("We were poisoned", 4),
        a_case("We were poisoned", 2, ["poisoning"]),
        a_case("We were poisoned", 0, ["allergy"]),
    ],
)
def test_health_is_never_quoted(case):
    title, body = chat(an_alert(kind="harm", about="mention:k7f2"), case, quote=True)
    assert "poisoned" not in title + body
    value = alerts_json.message(an_alert(), [case], NOW, business="", zone=SOFIA, quote=True)
    assert value["quotes"] == []
    assert "poisoned" not in alert_messages.title([Told(an_alert(), [case])], setting())


def test_several_are_one_message_with_a_line_for_each_the_gravest_first():
    found = [
        Told(an_alert(number=4, kind="silence", about="source:google", mentions=())),
        Told(an_alert(reasons=(AlertReason("complaints", {"n": 1250}),)), [a_case()]),
        Told(an_alert(number=9, kind="harm", about="mention:c3d4", mentions=("c3d4",))),
    ]
    title, body = alert_messages.chat(found, setting(), quote=True)
    assert title == "This cannot wait: c3d4 and 2 more alerts (Blue Door Bakery)"
    assert body.splitlines() == [
        "a9 This cannot wait: c3d4 · for 3 h",
        "a7 Unusually many write: Harbour · for 3 h · 1,250 complaints · 2 mentions: k7f2, b2c3",
        "a4 A source has gone silent: google · for 3 h",
        "To see it: amends alerts",
    ]


def test_of_very_many_the_last_are_counted():
    found = [Told(an_alert(number=number)) for number in range(1, 41)]
    _, body = alert_messages.chat(found, setting(), quote=False)
    assert body.splitlines()[-2:] == ["and 30 more", "To see it: amends alerts"]


def notice(case=None, rule="press", names=("Elena",)):
    return Notice(rule, names, case or a_case())


def test_what_a_rule_tells_in_a_chat():
    title, body = alert_messages.noticed_chat([notice()], setting(), quote=True)
    assert title == "For Elena: 1 mention (Blue Door Bakery)"
    assert body.splitlines() == [
        "rule “press”: k7f2 · google · Harbour · 1★ · 1 h: “The soup was cold.”",
        "To see it: amends show k7f2",
    ]
    assert "soup" not in alert_messages.noticed_chat([notice()], setting(), quote=False)[1]


@pytest.mark.parametrize("language", FIRST_CLASS)
def test_of_health_a_rule_tells_neither_words_nor_its_own_name(language):
    case = a_case("We were poisoned", 2, ["poisoning"])
    said = alert_messages.noticed_chat([notice(case, "sick")], setting(language), quote=True)
    assert "k7f2" in said[1]
    assert "poisoned" not in str(said)
    assert "sick" not in str(said)


def test_the_title_of_rules_names_colleagues_once_and_counts_mentions_once():
    found = [notice(), notice(rule="law", names=("Elena", "Bo"))]
    assert alert_messages.noticed_title(found, setting()) == (
        "For Elena, Bo: 1 mention (Blue Door Bakery)"
    )


def test_nothing_in_a_chat_is_markup():
    alert = an_alert(about=f"place:{HOSTILE}")
    title, body = chat(alert, a_case(HOSTILE, place=HOSTILE), quote=True, business=HOSTILE)
    assert not MARKUP & set(title + body)
    assert "://" not in title + body
    assert "\n" not in title


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_written(place, text):
    alert = an_alert(about=f"place:{place}")
    title, body = chat(alert, a_case(text, place=place), quote=True, business=text)
    assert not MARKUP & set(title + body)
    assert len(title) <= alert_messages.LONGEST_TITLE
    assert len(body.split("\n")) <= 4
    screen = drawn(
        [*alerts.rows([alert], EN, NOW, SOFIA, 80), *alerts.listed([alert], EN, NOW, SOFIA)]
    )
    assert "\x1b" not in screen


def test_what_was_not_told_is_said():
    found = [
        Delivery(1, "team", "alert", "a7/2", NOW, "failed", 1, error="refused (HTTP 500)"),
        Delivery(2, "phone", "alert", "a8/1", NOW, "unknown", 1, error="no answer\r\nwithin 30 s"),
        Delivery(3, "ops", "alert", "a9/1", NOW, "sent", 1),
    ]
    assert drawn(alerts.delivered(found, EN, quiet=True), 200).splitlines() == [
        "Not told on team: a7: refused (HTTP 500). The next run tries again.",
        "Perhaps told on phone: a8: no answer within 30 s. It is not told again.",
    ]


def test_what_was_told_is_said_where_nobody_wants_quiet():
    keys = ("alert:a9/1", "rule:press/k7f2", "rule:law/k7f2", "alert:a10/2")
    found = [Delivery(3, "ops", "alert", "a9/1", NOW, "sent", 1, told=keys)]
    assert drawn(alerts.delivered(found, EN, quiet=False)) == "Told on ops: a9, k7f2, a10.\n"


def test_sentences_of_the_json_are_in_the_business_s_time():
    alert = an_alert(reasons=(AlertReason("harm", {"source": "google", "since_at": micros(NOW)}),))
    assert alerts.because(alert, EN, SOFIA) != alerts.because(alert, EN, UTC)
    (item,) = alerts_json.listed([alert], NOW, SOFIA)["items"]
    assert item["because"] == alerts.because(alert, EN, SOFIA)
    message = alerts_json.message(alert, [], NOW, business="Bakery", zone=SOFIA, quote=False)
    assert message["item"]["because"] == item["because"]


@pytest.mark.parametrize("kind", ALERT_KINDS)
def test_json_keeps_its_promise(kind):
    reasons = (AlertReason("any", {"n": 9, "since_at": micros(NOW), "usual": 1.5}),)
    alert = an_alert(kind=kind, reasons=reasons, told={"mail:ana@shop.example": 2})
    listed = alerts_json.listed([alert, an_alert(ended_at=NOW)], NOW, SOFIA)
    jsonschema.validate(listed, schema("alerts"))
    assert listed["items"][0]["reasons"][0]["args"]["since_at"] == "2026-11-20T08:00:00Z"
    message = alerts_json.message(alert, [a_case()], NOW, business="Bakery", zone=SOFIA, quote=True)
    jsonschema.validate(message, schema("alert"))
    assert message["type"] == f"alert.{kind}"
    assert message["quotes"] == [{"id": "k7f2", "text": "The soup was cold."}]
    assert "ana@shop.example" not in json.dumps(message)
    jsonschema.validate(alerts_json.trial("Bakery", NOW), schema("alert"))
