"""The morning's mail as a page: harmless, small, readable, and drawn as mail programs need it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from amends.errors import ConfigError
from amends.languages import words
from amends.models.alert import Alert, AlertReason
from amends.models.assessment import Assessment, Cue, Language, Priority, Reason, Situation
from amends.models.case import Case
from amends.models.digest import Better, Digest, DigestItem, Failing, Praise
from amends.models.listing import Ranked
from amends.models.mention import Author, Mention, Rating
from amends.models.promises import Followup
from amends.models.reply import Draft, Part
from amends.outputs.digest_html import LARGEST, html, preheader
from amends.outputs.tones import TONES

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><iframe src=//evil.example></iframe>"
    "\"><a href='javascript:alert(3)' onclick=\"x()\">q</a> {{ 7*7 }} {% include 'x' %}"
    "\r\nBcc: x@evil.example\r\n\x1b[31m\x00\u202egnp.exe\u2066 </td></table></body></html><!-- ]]>"
    "<![endif]--><style>*{display:none}</style>&lt;b&gt; https://evil.example/track.png"
)
LANGUAGES = ("en", "ru", "es", "pl", "bg")


def matter(short_id="k7f2", text="Tort przyjechał zgnieciony.", **other):
    mention = Mention(
        text=text,
        source=other.get("source", "google"),
        place=other.get("place", "Oborishte"),
        url=other.get("url", "https://reviews.example/k7f2"),
        author=Author(name=other.get("name", "Katarzyna M.")),
        rating=Rating(1),
        published_at=NOW - 26 * HOUR,
    )
    assessment = Assessment(
        language=Language(other.get("language", "pl"), 0.9),
        intent="complaint",
        severity=other.get("severity", 3),
        cues=(Cue("damaged", other.get("quote", "zgnieciony")),),
    )
    ranked = Ranked(
        Case(short_id, mention, assessment=assessment),
        Situation((), (), "apologise_explain_solve_follow_up"),
        Priority(71.0, (Reason("floor", 70, "floor.3", quote=other.get("quote", "zgnieciony")),)),
        "urgent" if other.get("severity") == 4 else "answer",
    )
    return DigestItem(
        ranked,
        draft=other.get("draft", draft()),
        done=other.get("done", f"mailto:ana@lipa.example?subject=done%20{short_id}%20qwxrtz"),
    )


def draft(text="Bardzo przepraszamy.", meaning="We are very sorry.", language="pl"):
    parts = (Part("apologise", text, meaning), Part("sign", "Elena Dimova"))
    return Draft("apologise_explain_solve_follow_up", language, parts)


def digest(*items, language="en", **other):
    given = {
        "items": items or (matter(),),
        "business": "Blue Door Bakery",
        "timezone": "Europe/Sofia",
        "at": NOW,
        "since": NOW - 24 * HOUR,
        "minutes": 20,
        **other,
    }
    return Digest(language=language, **given)


def drawn(made, **options):
    return html(made, words(made.language), **options)


def parsed(made, **options):
    return LexborHTMLParser(drawn(made, **options))


def full(language="en"):
    """Return a digest that has something of everything."""
    promise = Followup(
        5, "t8mm", "Ana", "Mladost", NOW - 99 * HOUR, NOW - 2 * HOUR, "Mira", "We call you today."
    )
    promised = replace(matter("t8mm"), promise=promise, due="late", late_by=2 * HOUR)
    return digest(
        matter("m3xd", "Два раза сказала: без орехов.", language="ru", severity=4),
        promised,
        matter("rbrb", "الخدمة سيئة جدا", language="ar", url=None, done=None),
        matter("n4nn", "Thanks, but no thanks.", language="en", draft=None),
        matter("q5qq", draft=Draft("no_reply", "pl", because="Nothing is to be said.")),
        language=language,
        more={"answer": 3, "thank": 1},
        urgent=1,
        overdue=2,
        promises=(promise,),
        refused=(matter("c8mm").ranked,),
        waiting=3,
        alerts=(Alert(7, "storm", "topic:delivery", 1, (), NOW - HOUR, NOW),),
        failing=(Failing("facebook", "auth", 4, NOW - 72 * HOUR, "token expired"),),
        sources=3,
        better=(Better("raised", 1, {"before": 2, "after": 5, "id": "b7bb"}), Better("kept", 2)),
        praise=(Praise("p1pp", "Mira is an angel", "Mladost", ("Mira",)),),
    )


def hostile():
    item = matter(
        text=EVIL,
        place=EVIL,
        source=EVIL,
        name=EVIL,
        quote=EVIL,
        url="javascript:alert(1)",
        done="data:text/html,<script>alert(1)</script>",
        draft=draft(EVIL, EVIL),
        language='pl" onload="x',
    )
    promise = Followup(5, "t8mm", EVIL, EVIL, NOW, NOW, EVIL, EVIL)
    return digest(
        replace(item, promise=promise, due="late", late_by=HOUR),
        business=EVIL,
        promises=(promise,),
        failing=(Failing(EVIL, "failed", 4, NOW, EVIL),),
        praise=(Praise("p1pp", EVIL, EVIL, (EVIL,)),),
        refused=(item.ranked,),
    )


def test_hostile_text_comes_through_dead():
    page = parsed(hostile())
    assert not page.css("script, img, iframe, object, embed, form, input, svg, link, base")
    assert len(page.css("style")) == 3
    assert not page.css("a")
    for node in page.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")]
        assert not {"src", "srcset", "background", "action"} & set(node.attributes)
    text = drawn(hostile())
    assert not set("\x00\x1b\r\u202e\u2066") & set(text)
    assert "49" not in text.replace("&#49", "")
    assert len(page.css("body > div")) == 2, "nothing has closed the frame"


def test_addresses_in_foreign_texts_are_no_links_even_for_programs_that_make_some():
    text = "See https://evil.example/a and www.evil.example or evil.example/b"
    item = matter(text=text, name="evil.example", place=text, quote="evil.example")
    praise = Praise("p1pp", text, "evil.example", ())
    failing = Failing("evil.example", "failed", 4, NOW, text)
    made = drawn(digest(item, praise=(praise,), failing=(failing,)))
    assert "evil.example" not in made
    assert "evil[.]example" in made


def test_links_lead_where_they_should_and_nothing_is_loaded():
    page = parsed(digest())
    assert [node.attributes["href"] for node in page.css("a")] == [
        "https://reviews.example/k7f2",
        "mailto:ana@lipa.example?subject=done%20k7f2%20qwxrtz",
    ]
    whole = drawn(full())
    assert not re.findall(r"@import|url\(|src=|@font-face", whole)
    addresses = re.findall(r"[\w-]+://[^\s\"'<>]+", whole)
    assert {urlsplit(each).hostname for each in addresses} == {"www.w3.org", "reviews.example"}


@pytest.mark.parametrize("word", ["x" * 100_000, "<" * 100_000, "🙈" * 100_000])
def test_one_endless_word_everywhere_stays_below_what_gmail_shows(word):
    items = [
        matter(text=word, name=word, place=word, quote=word, draft=draft(word, word))
        for _ in range(5)
    ]
    made = drawn(digest(*items, failing=tuple(Failing(word, "failed", 3, NOW) for _ in range(12))))
    assert len(made.encode()) <= LARGEST
    assert "amends draft k7f2" in made


def test_everything_endless_at_once_still_fits():
    word = '"' * 20_000
    item = matter(
        text=word, name=word, place=word, source=word, quote=word, draft=draft(word, word)
    )
    promise = Followup(5, "t8mm", word, word, NOW, NOW, word, word)
    promised = replace(item, promise=promise._replace(number=6), due="late", late_by=HOUR)
    made = digest(
        *[promised] * 5,
        business=word,
        promises=(promise,) * 12,
        refused=(item.ranked,) * 12,
        failing=(Failing(word, "failed", 3, NOW, word),) * 12,
        praise=(Praise("p1pp", word, word, (word,)),) * 12,
        better=(Better("fixed", 1, {"name": word, "days": 9, "before": 3, "after": 0}),) * 12,
    )
    assert len(drawn(made).encode()) <= LARGEST


def test_five_long_replies_in_cyrillic_stay_whole_and_lose_their_meanings_from_the_end():
    sentence = "Мы очень сожалеем, что торт приехал помятым. "
    items = [
        matter(f"k7f{n}", text=sentence * 40, draft=draft(sentence * 120, sentence * 120))
        for n in range(2, 7)
    ]
    made = drawn(digest(*items))
    assert len(made.encode()) <= LARGEST
    replies = LexborHTMLParser(made).css("td.t-reply")
    assert [len(node.text().strip()) > 5000 for node in replies] == [True] * 5
    assert "amends draft" not in made


def test_an_ordinary_mail_is_far_smaller():
    assert len(drawn(full()).encode()) < 40_000


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", TONES)
def test_every_text_can_be_read_on_its_ground(name):
    tone = TONES[name]
    assert contrast(tone.text, tone.ground) >= 4.5
    assert contrast(tone.dark_text, tone.dark_ground) >= 4.5


def inverted(colour):
    return "#" + "".join(f"{255 - int(colour[at : at + 2], 16):02x}" for at in (1, 3, 5))


@pytest.mark.parametrize("name", TONES)
def test_and_after_a_program_has_inverted_both(name):
    tone = TONES[name]
    assert contrast(inverted(tone.text), inverted(tone.ground)) >= 3


def test_colours_come_in_pairs_only():
    pairs = {(tone.text, tone.ground) for tone in TONES.values()}
    for node in parsed(full()).css("[style]"):
        if "mso-hide" in node.attributes["style"]:
            continue
        style = node.attributes["style"]
        text = re.search(r"(?<![-\w])color:(#\w+)", style)
        ground = re.search(r"background-color:(#\w+)", style)
        assert bool(text) == bool(ground), style
        if text:
            assert (text[1], ground[1]) in pairs
            assert any(
                name.startswith("t-") for name in (node.attributes.get("class") or "").split()
            ), "dark finds it by its class"


def test_nothing_is_set_in_small_type():
    page = parsed(full())
    sizes = [
        int(size)
        for node in page.css("body *")
        if node.text(deep=False).strip() and "mso-hide" not in (node.attributes.get("style") or "")
        for size in re.findall(r"font-size:(\d+)px", node.attributes.get("style") or "")
    ]
    assert sizes
    assert min(sizes) >= 14


def test_buttons_are_high_enough_for_a_thumb():
    for node in parsed(full()).css("a"):
        style = node.attributes["style"]
        padding = int(re.search(r"(?<!-)padding:(\d+)px", style)[1])
        line = int(re.search(r"line-height:(\d+)px", style)[1])
        assert 2 * padding + line >= 44, "without its border"


def test_what_outlook_and_dark_mode_need_is_there():
    made = drawn(full())
    page = LexborHTMLParser(made)
    metas = {
        node.attributes.get("name"): node.attributes["content"] for node in page.css("meta[name]")
    }
    assert metas["color-scheme"] == metas["supported-color-schemes"] == "light dark"
    assert made.count("<!--[if mso]>") == made.count("<![endif]-->") == 3
    assert all(node.attributes.get("role") == "presentation" for node in page.css("table"))
    assert "flex" not in made
    assert "grid" not in made
    assert sum(len(node.text()) for node in page.css("style")) < 16_000, "Gmail reads no more"


def test_headings_are_in_order_and_the_first_names_the_day():
    levels = [int(node.tag[1]) for node in parsed(full()).css("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_texts_say_their_language_and_direction():
    page = parsed(full())
    (arabic,) = [node for node in page.css("div[dir=rtl]") if "سيئة" in node.text()]
    assert arabic.attributes["lang"] == "ar"
    (russian,) = page.css("div[lang=ru]")
    assert russian.attributes["dir"] == "ltr"
    assert page.css_first("html").attributes["lang"] == "en"


def test_stars_have_a_text_alternative():
    (stars,) = parsed(digest()).css("[role=img]")
    assert stars.text() == "★☆☆☆☆"
    assert stars.attributes["aria-label"] == "1 of 5 stars"


def test_the_reply_stands_alone_in_its_cell_with_the_meaning_below():
    page = parsed(digest())
    (cell,) = page.css("td.t-reply")
    assert cell.text().strip() == "Bardzo przepraszamy. Elena Dimova"
    (meaning,) = page.css("td.t-meaning")
    assert "apologise: We are very sorry." in meaning.text()


def test_a_reply_in_the_readers_language_needs_no_meaning():
    assert not parsed(digest(matter(draft=draft(language="en")))).css("td.t-meaning")


def test_where_people_came_to_harm_the_telephone_comes_first():
    hold = replace(draft(), purpose="hold")
    text = parsed(digest(matter(severity=4, draft=hold))).css_first("body").text()
    assert text.index("Ring the person") < text.index("once you have phoned:")


def test_a_locked_phone_shows_no_name_no_text_and_nothing_of_health():
    made = digest(matter("m3xd", "Allergy! Hospital!", severity=4))
    shown = parsed(made).css_first("body > div").text().strip("\u034f\u200c\xa0 \n")
    assert shown == "First: Oborishte, 1★, 26\u00a0h"
    assert preheader(made, words("en")) == shown.replace("\u00a0", " ")
    assert parsed(made).css_first("body > div").text().count("\u034f") >= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_worded_in_every_language(language):
    page = parsed(full(language))
    assert page.css_first("html").attributes["lang"] == language
    assert words(language).say("digest.done") in page.css_first("body").text()
    own = set(words(language).messages)
    assert {key for key in words("en").messages if key.startswith("digest.html.")} <= own


def test_a_template_of_the_user_goes_before_ours(tmp_path):
    own = tmp_path / "digest.html.j2"
    own.write_text(
        '{% extends "amends/digest.html.j2" %}{% block foot %}Only for {{ digest.business }}{% endblock %}'
    )
    made = drawn(digest(business="A & B"), templates=tmp_path)
    assert "Only for A &amp; B" in made
    assert "Bardzo przepraszamy." in made


def test_so_does_a_frame_alone(tmp_path):
    (tmp_path / "mail.html.j2").write_text("<p>{% block rows %}{% endblock %}</p>")
    assert drawn(digest(), templates=tmp_path).startswith("<p>")


def test_a_broken_template_of_the_user_is_one_line(tmp_path):
    (tmp_path / "digest.html.j2").write_text("<p>\n{{ digest.nothing }}")
    with pytest.raises(ConfigError) as caught:
        drawn(digest(), templates=tmp_path)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{tmp_path}/digest.html.j2, line 2: ")


def test_a_quiet_day_is_a_page_too():
    page = parsed(digest(items=()))
    assert page.css_first("h1").text()
    assert not page.css("a")


def test_what_makes_an_item_an_alert_is_said_in_it():
    reason = AlertReason("spread", {"n": 3250, "source": "forum"})
    spread = Alert(8, "spread", "mention:k7f2", 1, (reason,), NOW, NOW, mentions=("k7f2",))
    page = parsed(digest(replace(matter(), alerts=(spread,)), alerts=(spread,)))
    assert [node.text() for node in page.css("div.t-late")] == [
        "Spreads: about 3,250 more people an hour"
    ]
    assert "It spreads fast" not in page.body.text()


def test_a_whole_mail(snapshot):
    assert drawn(full()) == snapshot


def test_the_one_thing_is_the_heading_and_a_mistake_stands_above():
    made = replace(full(), mistake="/shop/mine/digest.html.j2, line 3: <b>")
    page = parsed(made)
    assert page.css_first("h1").text(strip=True) == "Phone first: Oborishte, 1★"
    said = page.body.text()
    assert said.index("digest.html.j2, line 3") < said.index("Phone first")
    assert not page.css("h1 + b")


def test_one_incident_says_so_on_the_page():
    one = matter()
    one = replace(one, ranked=replace(one.ranked, others=11))
    assert "And 11 more tell the same: amends stories show k7f2" in drawn(digest(one))
