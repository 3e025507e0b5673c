"""The digest as plain text and Markdown: complete, short lines, and nothing foreign comes alive."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.alert import Alert, AlertReason
from amends.models.assessment import Assessment, Cue, Language, Priority, Reason, Situation
from amends.models.case import Case
from amends.models.delivery import Delivery
from amends.models.digest import Better, Digest, DigestItem, Failing, Praise
from amends.models.handling import Handling, Proposal
from amends.models.listing import Ranked
from amends.models.mention import Author, Mention, OwnerReply, Rating
from amends.models.order import Order
from amends.models.promises import Followup
from amends.models.reply import Draft, Part
from amends.outputs import digest as told
from amends.outputs import safe
from amends.outputs.digest_text import markdown, text

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOFIA = ZoneInfo("Europe/Sofia")
EN = words("en")
EVIL = (
    "<script>alert(1)</script> [tap](javascript:alert(2)) ![x](https://evil.example/t.png) **bold**"
    " `code` www.evil.example evil.example/x <b>&lt;i&gt;</b>\r\nBcc: x@evil.example\r\n\x1b[31m\x00"
    "\u202egnp.exe\n# title\n- point\n1. one\n=cmd()|' /C calc'!A0\n```\n~~~\n| a | b |\n|---|---|"
)
DRAFT = Draft(
    "apologise_explain_solve_follow_up",
    "pl",
    (Part("apologise", "Bardzo przepraszamy.", "We are very sorry."), Part("sign", "Elena")),
)


def item(words_="Tort przyjechał zgnieciony.", *, short_id="k7f2", severity=2, **other):
    mention = Mention(
        text=words_,
        source="google",
        place=other.get("place", "Old Town"),
        url=other.get("url", "https://reviews.example/k7f2"),
        author=Author(name=other.get("name", "Katarzyna")),
        rating=Rating(1),
        published_at=NOW - 26 * HOUR,
        reply=other.get("reply"),
    )
    quote = other.get("quote", "zgnieciony")
    case = Case(
        short_id,
        mention,
        assessment=Assessment(
            language=Language("pl", 0.9), severity=severity, cues=(Cue("damaged", quote),)
        ),
        handling=other.get("handling", Handling()),
    )
    group = other.get("group", "urgent" if severity == 4 else "answer")
    reasons = (Reason("floor", 70, "floor.3", quote=quote),)
    ranked = Ranked(case, Situation((), (), "answer"), Priority(71.0, reasons), group)
    return DigestItem(ranked, draft=other.get("draft", DRAFT), done=other.get("done"))


def digest(*items, **other):
    given = {"business": "Blue Door Bakery", "language": "en", "timezone": "Europe/Sofia"}
    return Digest(**given | {"items": items, "at": NOW, "since": NOW - 24 * HOUR, **other})


def promise(number=5, hours=-2, what="We call you today."):
    return Followup(number, "t8mm", "Ana", "Harbour", NOW, NOW + hours * HOUR, "Mira", what)


def full(evil=""):
    """Return a digest with something of everything, of which `evil` is a part."""
    late = promise(what=f"We call you. {evil}")
    refused = item(reply=OwnerReply("x", state="rejected", reason=f"no {evil}"), group="refused")
    return digest(
        item(f"Cake crushed {evil}", severity=4, name=f"Kate {evil}", quote=evil or "x"),
        replace(item(short_id="t8mm"), promise=late, due="late", late_by=2 * HOUR),
        item(draft=Draft("no_reply", "en", because="Nothing is to be said.")),
        item(place=f"Old {evil}", url=f"javascript:{evil}", done="mailto:a@b.example?subject=done"),
        business=f"Blue Door {evil}",
        more={"urgent": 1, "answer": 3, "thank": 2},
        urgent=2,
        promises=(late, promise(6, 3)),
        refused=(refused.ranked,),
        waiting=3,
        minutes=35,
        alerts=(Alert(7, "storm", "topic:delivery", 1, (), NOW - HOUR, NOW),),
        better=(
            Better("raised", args={"id": "h4h4", "before": 2.0, "after": 5.0}),
            Better(
                "fixed",
                args={"number": 1, "name": f"box {evil}", "days": 16, "before": 9, "after": 0},
            ),
            Better("kept", 2),
        ),
        praise=(Praise("n4n4", f"Mira is lovely. {evil}", "Harbour", ("Mira",)),),
        failing=(Failing("facebook", "auth", 6, NOW - 50 * HOUR, f"token expired {evil}"),),
        orders=(Order("k7f2", "Mira", "done"), Order("f5", "x@y.z", "stranger")),
        troubles=(
            Delivery(1, "mail:a@b.c", "digest", "2026-11-19", NOW - 24 * HOUR, "unknown", 1),
        ),
    )


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_every_language_has_words_for_everything(code):
    made, said = full(), words(code)
    assert all(line.strip() for line in (told.subject(made, said), told.headline(made, said)))
    for written in (text(made, said), markdown(made, said)):
        for piece in ("Bardzo przepraszamy. Elena", "h4h4", "f6", "facebook", "35"):
            assert piece in written
        assert not re.search(r"\{\w+\}", written)


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_a_question_that_is_late_has_no_comma_after_its_mark(code):
    handling = Handling(status="replied", close_due_at=NOW - 2 * HOUR)
    asked = replace(item(group="close", handling=handling), late_by=2 * HOUR)
    action = told.action(asked, words(code), NOW)
    assert "? · " in action


def test_a_matter_is_told_whole():
    done = "mailto:ana@shop.example?subject=done%20k7f2&body=%D0%98%D0%B7"
    out = text(digest(item(done=done)), EN)
    assert "body" not in out
    for line in (
        "1. ANSWER",
        "k7f2 · Old Town · 1★ · 26 h · Katarzyna",
        "“Tort przyjechał zgnieciony.”",
        "Reply, ready to copy:",
        "Bardzo przepraszamy. Elena",
        "- apologise: We are very sorry.",
        "Page: https://reviews.example/k7f2",
        "Done: mailto:ana@shop.example?subject=done%20k7f2",
    ):
        assert line in out.splitlines()


def test_the_subject_says_figures_and_nothing_of_persons_or_health():
    made = full("hospital allergy Katarzyna")
    subject = told.subject(replace(made, business="Blue Door Bakery"), EN)
    assert subject == "2 urgent (phone), 1 promise late: Blue Door Bakery"
    made = digest(item(), urgent=2, promises=(promise(hours=3),), minutes=20)
    assert told.subject(made, EN) == "2 urgent, 1 promise due today, ~20 min: Blue Door Bakery"


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_a_subject_is_short_whatever_the_business_is_called(code):
    made = replace(full(), business="Ж" * 500)
    assert len(told.subject(made, words(code))) <= 85
    assert "\n" not in told.subject(replace(made, business="a\r\nBcc: x@y.z"), words(code))


def alert(number, kind, about, *reasons, begun=NOW - 3 * HOUR, mentions=()):
    return Alert(number, kind, about, 1, reasons, begun, NOW, mentions=mentions)


SPREAD = alert(
    7,
    "spread",
    "mention:k7f2",
    AlertReason("spread", {"n": 3250, "source": "forum"}),
    AlertReason("spread_reached", {"n": 9000}),
    mentions=("k7f2",),
)


def test_an_alert_about_an_item_stands_with_it_and_nowhere_else():
    made = digest(replace(item(), alerts=(SPREAD,)), alerts=(SPREAD,))
    assert told.before(made, EN) == []
    assert "\nSpreads: about 3,250 more people an hour\n" in text(made, EN)
    assert told.headline(made, EN) == "1 alert, 1 to answer."


def test_harm_at_its_item_says_only_what_the_item_does_not():
    args = {"source": "google", "since_at": 0}
    reasons = AlertReason("harm", args), AlertReason("harm_several", {"n": 3})
    harm = alert(8, "harm", "mention:k7f2", *reasons, mentions=("k7f2", "b2c3"))
    made = digest(replace(item(severity=4), alerts=(harm,)), alerts=(harm,), urgent=1)
    assert told.alarming(made.items[0], EN, SOFIA) == ["3 mentions tell of it"]
    assert told.headline(made, EN) == "1 urgent (phone)."


@pytest.mark.parametrize(
    ("code", "figure"),
    [("en", "3,250"), ("ru", "3\u00a0250"), ("es", "3250"), ("pl", "3250"), ("bg", "3250")],
)
def test_figures_of_an_alert_are_written_as_the_language_writes_them(code, figure):
    (line,) = told.alarming(replace(item(), alerts=(SPREAD,)), words(code), SOFIA)
    assert f" {figure} " in line


def test_other_alerts_stand_above_with_the_ids_they_do_not_name_already():
    storm = alert(9, "storm", "topic:delivery", begun=NOW, mentions=("b2c3", "d4f5"))
    (section,) = told.before(digest(item(short_id="x8x8"), alerts=(SPREAD, storm)), EN)
    assert section.lines == (
        "It spreads fast: k7f2 · for 3 h · grows by about 3,250 people an hour (forum)",
        "Unusually many write: delivery · new · b2c3, d4f5",
    )


def test_the_one_thing_goes_before_the_figures():
    made = digest(item(severity=4), urgent=1)
    assert told.lead(made, EN) == "Phone first: Old Town, 1★"
    assert "\nPhone first: Old Town, 1★\n1 urgent (phone).\n" in text(made, EN)
    assert told.lead(digest(item(group="thank")), EN) == ""
    assert told.lead(digest(), EN) == ""


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_a_further_mail_says_since_when(code):
    made = digest(item(severity=4), urgent=1, earlier=NOW - 2 * HOUR, more={"answer": 2})
    said = words(code)
    assert "06:00" in told.subject(made, said)
    assert "06:00" in told.headline(made, said)
    assert len(told.subject(made, said)) <= 60


def test_a_further_mail_counts_only_what_is_new():
    made = digest(item(severity=4), urgent=1, earlier=NOW - 2 * HOUR, more={"answer": 2})
    assert told.subject(made, EN) == "Since 06:00 – 1 urgent (phone): Blue Door Bakery"
    assert told.headline(made, EN) == "Since 06:00: 1 urgent (phone)."
    assert "2 more to answer" in text(made, EN)


def test_one_incident_says_how_many_tell_the_same():
    one = item()
    one = replace(one, ranked=replace(one.ranked, others=11, also=("m3xd",)))
    lines = text(digest(one), EN).splitlines()
    assert "And 11 more tell the same: amends stories show k7f2" in lines
    assert "The same person also wrote: m3xd" in lines


def test_orders_by_mail_are_confirmed_in_a_line():
    orders = (
        Order("k7f2", "", "done"), Order("f5", "", "done"),
        Order("m3xd", "", "changed"), Order("f6", "", "stranger"), Order("n4nn", "", "changed"),
    )  # fmt: skip
    lines = text(digest(orders=orders), EN).splitlines()
    assert "- Marked by mail: k7f2, f5" in lines
    assert (
        "- Not marked: m3xd, n4nn (changed since, or a wrong code), f6 (not from one of your"
        " addresses)" in lines
    )
    flood = tuple(Order(f"f{n}", "", "stranger") for n in range(999))
    assert len(max(text(digest(orders=flood), EN).splitlines(), key=len)) < 160


def test_a_mistake_in_a_template_stands_at_the_top():
    made = digest(item(), mistake="/shop/mine/digest.html.j2, line 3: 'x' is undefined")
    first = text(made, EN).splitlines()[0]
    assert first.startswith("Your own template was not used")
    assert "/shop/mine/digest.html.j2, line 3" in first


def test_nothing_new_says_so():
    assert told.headline(digest(sources=3), EN) == "All quiet: nothing to do, 3 sources alive."
    assert told.subject(digest(), EN) == "all quiet: Blue Door Bakery"


def test_words_that_a_colleague_kept_go_before_the_draft():
    kept = Proposal("Our own words.", "Mira", NOW, approved_by="Ana")
    out = text(digest(item(handling=Handling(proposal=kept))), EN)
    assert "Reply by Mira, approved, ready to copy:\n\nOur own words.\n" in out
    assert "Bardzo" not in out


def test_long_words_are_cut_at_a_gap():
    assert safe.clipped("one two three", 9) == "one two…"
    assert safe.clipped("x" * 100_000, 400) == "x" * 399 + "…"
    huge = item("word " * 20_000, name="n" * 100_000)
    assert len(text(digest(huge), EN)) < 1500
    assert "word…”" in text(digest(huge), EN)


def test_no_address_of_a_stranger_becomes_a_link():
    assert safe.unlinked("see http://evil.example/x or www.evil.example, or evil.example") == (
        "see http[:]//evil[.]example/x or www[.]evil[.]example, or evil[.]example"
    )
    for harmless in ("It was 12.50 €. Cold... No.", "kate@mail.example", "т.е. так"):
        assert safe.unlinked(harmless) == harmless
    out = text(full(EVIL), EN)
    assert "javascript:" not in re.sub("“[^”]*”", "", out).replace("[tap](javascript:", "")
    assert not re.search(r"https?://(?!reviews\.example)|www\.", out)


def test_nothing_that_a_terminal_or_a_mail_obeys_comes_through():
    for written in (text(full(EVIL), EN), markdown(full(EVIL), EN), told.subject(full(EVIL), EN)):
        assert all(sign.isprintable() or sign == "\n" for sign in written)
        assert not re.search(r"^Bcc:", written, re.MULTILINE)


def alive(written):
    """Return the kinds of inline and block elements that a reader of Markdown makes of it."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(written):
        found += [token.type, *(child.type for child in token.children or ())]
    return found


def test_markdown_of_strangers_stays_text():
    tame, wild = alive(markdown(full(), EN)), alive(markdown(full(EVIL), EN))
    assert wild == tame
    assert not {"html_inline", "html_block", "image", "em_open", "strong_open", "table_open"} & {
        *wild
    }
    hrefs = re.findall(r"\]\(<(.*?)>\)", markdown(full(EVIL), EN))
    assert {each.split(":")[0] for each in hrefs} == {"https", "mailto"}


@given(st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~=:@&\"'$^/ \n\t1ax"), max_size=30))
def test_no_text_makes_markup(evil):
    said = digest(item(f"a{evil}", name=f"b{evil}", place=f"c{evil}"), business=f"d{evil}")
    tame = digest(item("a", name="b", place="c"), business="d")
    assert alive(markdown(said, EN)) == alive(markdown(tame, EN))
