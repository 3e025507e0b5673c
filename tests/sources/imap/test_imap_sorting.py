"""What becomes of a mail. The mails of platforms are inventions: no real one was at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from amends.sources.imap import notices
from amends.sources.imap.senders import is_nobody, sent_by
from amends.sources.imap.sorting import UNKNOWN, Arrived, Rules, Sorted
from fakes.imap_server import NOW, USER, mail

DATA = Path(__file__).parents[2] / "data" / "imap"
RULES = Rules(USER, (), (), tuple(notices.known().items()), NOW)


def sorted_of(content, rules=RULES, **about):
    told = Sorted()
    arrived = Arrived("INBOX, mail 1", content, len(content), NOW - timedelta(hours=1))
    rules.sort(replace(arrived, **about), told)
    return told


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_mails_become_what_they_tell_of(case, expected, told):
    found = sorted_of(case.read_bytes())
    shown = told(found.mentions, found.skipped)
    shown["own"] = told(found.own, ())["mentions"]
    shown["dropped"] = [f"{each.where}: {each.why}" for each in found.dropped]
    expected(case, {key: value for key, value in shown.items() if value})


def test_a_mail_without_an_id_gets_one_of_its_content():
    one, other = sorted_of(mail("Cold.")), sorted_of(mail("Late."))
    assert one.mentions[0].external_id == sorted_of(mail("Cold.")).mentions[0].external_id
    assert one.mentions[0].external_id != other.mentions[0].external_id
    long = mail("Cold. " + "x" * 50_000)
    first, later = (sorted_of(long[:most]).mentions[0].external_id for most in (20_000, 50_000))
    assert first == later


@pytest.mark.parametrize(
    ("include", "exclude", "why"),
    [
        ((), (), None),
        (("example.org",), (), None),
        (("KATE@example.org",), (), None),
        (("other.example",), (), "its sender is not in `include`"),
        ((), ("@example.org",), "its sender is in `exclude`"),
        (("example.org",), ("kate@example.org",), "its sender is in `exclude`"),
    ],
)
def test_only_wanted_senders_are_read(include, exclude, why):
    rules = replace(RULES, include=include, exclude=exclude)
    found = sorted_of(mail("Cold."), rules)
    assert [each.why for each in found.dropped] == ([why] if why else [])
    assert bool(found.mentions) == (why is None)


def test_what_a_mail_program_calls_answered_is():
    assert sorted_of(mail("Cold."), answered=True).mentions[0].answered == "yes"
    assert sorted_of(mail("Cold.")).mentions[0].answered == "unknown"


def test_a_text_behind_large_attachments_is_missed_aloud():
    content = b"From: k@x.org\r\nContent-Type: image/png\r\n\r\nabc"
    (skipped,) = sorted_of(content, size=9_000_000).skipped
    assert skipped.why == "its text stands behind large attachments"


def test_a_photo_without_a_word_is_a_mention_that_says_so():
    photo = b"From: k@x.org\r\nContent-Type: image/png\r\n\r\nabc"
    (found,) = sorted_of(photo).mentions
    assert (found.text, found.extra["attachments"]) == ("", 1)
    assert found.extra["notice"] == "It has attachments alone: look at them in your mail program."
    assert [each.why for each in sorted_of(b"From: k@x.org\r\n\r\n").dropped] == [
        "neither text nor subject"
    ]


def test_a_date_is_that_of_the_server_where_the_sender_is_wrong():
    taken_in = NOW - timedelta(hours=5)
    found = sorted_of(mail("Cold.", at=NOW + timedelta(days=400)), taken_in=taken_in)
    assert (found.mentions[0].published_at, found.mentions[0].date_uncertain) == (taken_in, False)
    unknown = sorted_of(b"From: k@x.org\r\n\r\nCold.", taken_in=None).mentions[0]
    assert (unknown.published_at, unknown.date_uncertain) == (NOW, True)


def test_guests_who_write_by_way_of_a_platform_are_customers():
    guest = mail("No towels.", sender="Ann <ann.1@guest.booking.com>", Subject="A question")
    driver = mail("I spilt your soup.", sender="Bob <bob@uber.com>", Subject="Sorry")
    assert sorted_of(guest).mentions[0].author.id == "ann.1@guest.booking.com"
    assert sorted_of(driver).mentions[0].source_type == ""


FORGED = "its sender is forged, says your own mail server"
UNPROVEN = "says that it is yours, which your mail server does not confirm (yours lie in `\\Sent`)"


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        (None, UNPROVEN),
        ("mx.x; dmarc=fail header.from=lipa.example", FORGED),
        ("mx.x; dmarc=none; spf=pass smtp.mailfrom=lipa.example", UNPROVEN),
        ("mx.x; dkim=pass header.d=evil.example; dmarc=none header.from=lipa.example", UNPROVEN),
        ("mx.x; dkim=pass header.d=lipa.example", None),
        ("mx.x; dmarc=pass (p=none) header.from=lipa.example", None),
    ],
)
def test_our_name_alone_makes_no_answer_of_ours(verdict, why):
    told = {"Authentication_Results": verdict} if verdict else {}
    found = sorted_of(mail("Solved.", sender=USER, In_Reply_To="<k@x.org>", **told))
    assert found.mentions == []
    assert [each.why for each in found.dropped] == ([why] if why else [])
    assert bool(found.own) == (why is None)


def test_a_forged_name_of_our_domain_is_nobodys():
    told = {"Authentication_Results": "mx.x; dmarc=fail"}
    found = sorted_of(mail("Solved.", sender="info@lipa.example", **told))
    assert [each.why for each in found.dropped] == [FORGED]


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "an automatic answer"),
        ({"Subject": "done k7f2 bcdfghjkm"}, "a word of your team to amends"),
    ],
)
def test_a_machine_of_ours_answers_nobody(about, why):
    found = sorted_of(mail("I am away.", sender=USER, **about), sent=True)
    assert (found.own, [each.why for each in found.dropped]) == ([], [why])


def test_what_we_sent_is_ours_whoever_is_excluded():
    rules = replace(RULES, include=("customer.example",), exclude=("lipa.example",))
    assert sorted_of(mail("Sorry.", sender=USER), rules, sent=True).own


@pytest.mark.parametrize(
    ("own", "customer", "form"),
    [
        ("hello@lipa.example", "orders@lipa.example", False),
        ("hello@lipa.example", "kate@example.org", True),
        ("lipa@gmail.com", "kate@gmail.com", True),
    ],
)
def test_a_form_is_of_somebody_else(own, customer, form):
    found = sorted_of(mail("Cold.", sender=own, Reply_To=customer), replace(RULES, own=own))
    assert [each.author.id for each in found.mentions] == ([customer] if form else [])
    assert found.own == []


@pytest.mark.parametrize("subject", ["done k7f2 bcdfghjkm", "Re: [Ext] Done k7f2 bcdfghjkm."])
def test_what_the_team_writes_to_amends_is_no_mention(subject):
    (dropped,) = sorted_of(mail("", Subject=subject)).dropped
    assert dropped.why == "a word of your team to amends"
    assert sorted_of(mail("Not done yet!", Subject="done waiting for you")).mentions


@pytest.mark.parametrize("subject", ["Done being patient", "Re: done with1 waiting4you"])
def test_what_sounds_like_an_order_is_one_from_us_alone(subject):
    assert sorted_of(mail("Cold.", Subject=subject)).mentions
    ours = sorted_of(mail("", Subject=subject, sender="ann@lipa.example"))
    assert [each.why for each in ours.dropped] == ["a word of your team to amends"]


@pytest.mark.parametrize("name", ["system", "webmaster", "website", "form", "Forms"])
def test_people_have_addresses_like_those_of_programs(name):
    sender = f"{name}@family.example"
    assert sorted_of(mail("Your cake was mouldy.", sender=sender)).mentions
    for about in ({"Auto_Submitted": "auto-generated"}, {"List_Unsubscribe": "<mailto:x@y.org>"}):
        assert sorted_of(mail("Updated.", sender=sender, **about)).mentions == []
    (form,) = sorted_of(mail("Mouldy.", sender=sender, Reply_To="kate@example.org")).mentions
    assert form.author.id == "kate@example.org"


def test_newsletters_are_known_by_the_way_out():
    about = {"sender": "Shop <hello@shop.example>", "List_Unsubscribe": "<https://shop.example/u>"}
    news = mail("Half price today!", **about)
    assert [each.why for each in sorted_of(news).dropped] == ["a newsletter or a list"]
    assert sorted_of(mail("It was cold.", In_Reply_To="<a@lipa.example>", **about)).mentions


@pytest.mark.parametrize(
    ("subject", "unknown"), [("You have a new review", True), ("Half price today!", False)]
)
def test_a_newsletter_that_asks_for_feedback_is_no_notice(subject, unknown):
    about = {"List_Unsubscribe": "<https://shop.example/u>", "Subject": subject}
    (dropped,) = sorted_of(mail("We love your feedback ★★★", **about)).dropped
    assert dropped.why.startswith(UNKNOWN) is unknown


@pytest.mark.parametrize(
    ("sender", "about", "author"),
    [
        ("kate@example.org", {}, "kate@example.org"),
        ("'Kate' via Hello <hello@lipa.example>", {"Reply_To": "k@x.org"}, "k@x.org"),
        (
            "'Kate' via Hello <hello@lipa.example>",
            {"Reply_To": "k@x.org", "In_Reply_To": "<a@lipa.example>"},
            "k@x.org",
        ),
    ],
)
def test_what_customers_write_to_a_group_of_ours_is_theirs(sender, about, author):
    group = {"List_Id": "Hello <hello.lipa.example>", "Precedence": "list", "List_Help": "<x@y>"}
    proven = {"Authentication_Results": "mx.x; dkim=pass header.d=lipa.example"}
    found = sorted_of(mail("Cold.", sender=sender, **group, **proven, **about))
    assert [each.author.id for each in found.mentions] == [author]
    assert found.own == []


def test_a_group_elsewhere_is_a_list():
    group = {"List_Id": "<all.lipa.example.evil.net>"}
    assert [each.why for each in sorted_of(mail("Hi.", **group)).dropped] == [
        "a newsletter or a list"
    ]


def test_our_own_summary_is_no_notice_of_a_platform():
    summary = mail("3 new reviews", sender=USER, Auto_Submitted="auto-generated")
    assert [each.why for each in sorted_of(summary).dropped] == ["an automatic answer"]


@pytest.mark.parametrize(
    ("verdict", "unverified"),
    [
        (None, True),
        ("mx.x; spf=pass", True),
        ("mx.x; dkim=pass header.d=evil.example", True),
        ("mx.x; dkim=pass header.d=trustpilot.com", None),
    ],
)
def test_a_notice_that_nobody_confirms_is_marked(verdict, unverified):
    told = {"Authentication_Results": verdict} if verdict else {}
    subject = "Ann left you a 3-star review"
    notice = mail("Hm.", sender="reviews@trustpilot.com", Subject=subject, **told)
    (found,) = sorted_of(notice).mentions
    assert found.source_type == "trustpilot"
    assert found.extra.get("unverified") is unverified


def test_an_owner_maps_a_platform_that_nobody_knows():
    notice = notices.Notice(
        senders="menucritics.example",
        subjects="* rated {item}",
        lines=["Guest: {author}", "Marks: {stars} of 5 stars"],
        after="Marks: *",
        before="Open",
    )
    rules = replace(RULES, notices=(("menu_critics", notice), *RULES.notices))
    (found,) = sorted_of((DATA / "unknown_platform.in").read_bytes(), rules).mentions
    assert found.source_type == "menu_critics"
    assert (found.author.name, found.rating.value, found.item.name) == ("Olga", 2, "Cafe Lipa")
    assert (found.text, found.url) == ("Too loud.", "https://menucritics.example/r/5")


GOOGLE = "Google Business Profile <businessprofile-noreply@google.com>"


@pytest.mark.parametrize(
    ("subject", "html", "stars", "text"),
    [
        ("Kate ha publicado una reseña sobre Lipa", "1 de 5 estrellas / Fría. / Responder", 1, "Fría."),
        ("Катя остави отзив за Липа", "2 от 5 / Студена. / Отговор", 2, "Студена."),
        ("Kate dodała opinię o Lipa", "Ocena: 1 / „Zimna.” / Odpowiedz", 1, "Zimna."),
        ("Kate reviewed Lipa", "<img alt='1 star'> / Cold. / Reply", 1, "Cold."),
        ("Kate reviewed Lipa", "<img alt='★'><img alt='★'> / Cold. / Reply", 2, "Cold."),
        ("Kate reviewed Lipa", "★☆☆☆☆ / <blockquote>Cold.</blockquote> / Reply", 1, "Cold."),
        ("Kate reviewed Lipa", "★☆☆☆☆ / “Cold.” / “Never again.”", 1, "Cold.\nNever again."),
    ],
)  # fmt: skip
def test_one_platform_writes_in_many_ways(subject, html, stars, text):
    page = "".join(f"<p>{line}</p>" for line in html.split(" / "))
    content = mail("", sender=GOOGLE, Subject=subject, html=page)
    (found,) = sorted_of(content).mentions
    assert (found.rating.value, found.text) == (stars, text)
    assert found.author.name in {"Kate", "Катя"}


@pytest.mark.parametrize("sign", ["'", "’"])
def test_apostrophes_are_written_in_two_ways(sign):
    subject = f"Kate doesn{sign}t recommend Lipa"
    (found,) = sorted_of(mail("Hm.", sender="x@facebookmail.com", Subject=subject)).mentions
    assert (found.source_type, found.author.name) == ("facebook", "Kate")


def test_where_the_words_are_not_found_the_subject_is_not_taken_for_them():
    notice = mail("Kate gave 1 star\nIt was cold.", sender=GOOGLE, Subject="New review for Lipa")
    (found,) = sorted_of(notice).mentions
    assert (found.title, found.text) == (None, "")
    assert found.extra["notice"] == notices.WITHOUT_WORDS
    assert found.extra["lines"] == ["Kate gave 1 star", "It was cold."]


def test_what_an_owner_says_of_a_known_platform_is_tried_before_ours():
    own = notices.Notice(
        senders="google.com", subjects="{author} wrote about {item}", lines="Words: {text}"
    )
    rules = replace(RULES, notices=(("google_business", own), *RULES.notices))
    for subject in ("Kate wrote about Lipa", "Kate reviewed Lipa"):
        (found,) = sorted_of(mail("Words: Cold.", sender=GOOGLE, Subject=subject), rules).mentions
        assert (found.source_type, found.author.name) == ("google_business", "Kate")


@pytest.mark.parametrize(
    ("address", "named", "result"),
    [
        ("kate@example.org", "example.org", True),
        ("kate@mail.example.org", "@example.org", True),
        ("kate@evilexample.org", "example.org", False),
        ("kate@example.org.evil.net", "example.org", False),
        ("kate@example.org", "anna@example.org", False),
        ("business.google.com", "google.com", True),
        ("", "example.org", False),
    ],
)
def test_who_sent_it(address, named, result):
    assert sent_by(address, [named]) is result


@pytest.mark.parametrize(
    "name",
    ["noreply", "no-reply", "do_not_reply", "googlealerts-noreply", "notifications", "Wordpress"],
)
def test_addresses_of_programs(name):
    assert is_nobody(f"{name}@x.org")
    assert not is_nobody("nora.reply@x.org")
