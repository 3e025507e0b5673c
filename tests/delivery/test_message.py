"""A letter as a mail: whatever stands in it, it reads back as it was."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.delivery.message import LONGEST_SUBJECT, bare, compose, deliverable, new_id, safe
from amends.errors import DeliveryError
from amends.models.delivery import Letter, Picture
from amends.text import single_line

AT = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Europe/Sofia"))
HEADERS = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "list-id",
    "auto-submitted",
    "x-auto-response-suppress",
    "content-type",
    "content-transfer-encoding",
    "mime-version",
]


def mailed(
    letter, *, sender="bot@shop.test", to="ana@shop.test", business="Blue Door", **more
) -> bytes:
    values = {"purpose": "digest", "at": AT, "message_id": "<1@shop.test>"} | more
    return compose(letter, sender=sender, to=to, business=business, **values).as_bytes()


def read(data: bytes):
    return message_from_bytes(data, policy=default)


def parts(mail) -> list[tuple[str, str]]:
    return [
        (each.get_content_type(), each.get_content().replace("\r\n", "\n"))
        for each in mail.walk()
        if each.get_content_maintype() == "text"
    ]


def test_a_plain_letter():
    data = mailed(Letter("2 urgent", "Good morning.\n"), message_id="<42@shop.test>")
    assert data.decode("ascii").split("\r\n") == [
        'From: "Blue Door" <bot@shop.test>',
        "To: <ana@shop.test>",
        "Subject: 2 urgent",
        "Date: Fri, 20 Nov 2026 08:00:00 +0200",
        "Message-ID: <42@shop.test>",
        'List-Id: "Blue Door" <digest.amends.shop.test>',
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 7bit",
        "MIME-Version: 1.0",
        "",
        "Good morning.",
        "",
    ]


def test_text_and_html_with_its_pictures():
    picture = Picture("mood", b"\x89PNG\r\n\x1a\n" * 40, "png")
    letter = Letter("Липа: 2 срочных 🙂", "Привет 🙂", "<p>Привет <img src='cid:mood'>", (picture,))
    mail = read(mailed(letter, business="Кафе «Липа», София", to="Ана <ana@shop.test>"))
    assert mail["subject"] == "Липа: 2 срочных 🙂"
    assert mail["from"].addresses[0].display_name == "Кафе «Липа», София"
    assert mail["to"].addresses[0].display_name == "Ана"
    assert [each.get_content_type() for each in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    assert parts(mail) == [
        ("text/plain", "Привет 🙂\n"),
        ("text/html", "<p>Привет <img src='cid:mood'>\n"),
    ]
    *_, shown = mail.walk()
    assert shown["content-id"] == "<mood>"
    assert shown.get_content_disposition() == "inline"
    assert shown.get_content() == picture.data


def test_letters_of_one_thread_refer_to_the_same():
    def refers(name, business="Blue Door"):
        return read(mailed(Letter("a", "b", in_thread=name), business=business))["references"]

    assert refers("alert-7") == refers("alert-7")
    assert len({refers("alert-7"), refers("alert-8"), refers("alert-7", "Other")}) == 3
    mail = read(mailed(Letter("a", "b", in_thread="x\r\nBcc: <e@evil.test>")))
    assert mail["in-reply-to"] == mail["references"]
    assert mail["bcc"] is None


def test_a_message_id_is_new_and_of_the_senders_domain():
    first, second = (new_id("Bot <bot@SHOP.test>") for _ in range(2))
    assert first != second
    assert first.endswith("@shop.test>")


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nBcc: eve@evil.test",
        "a\nBcc: eve@evil.test",
        "a\rBcc: eve@evil.test",
        "a\u2028Bcc: eve@evil.test",
        "a\x0bBcc: eve@evil.test\x00\x1b[31m",
        "a\u202eBcc: eve@evil.test",
        "\ud800a",
    ],
)
def test_nothing_gets_into_the_headers(hostile):
    mail = read(mailed(Letter(hostile, "b"), business=hostile, to=f"{hostile} <ana@shop.test>"))
    assert sorted(key.lower() for key in mail) == sorted(HEADERS)
    assert mail["subject"] == single_line(hostile)
    assert [each.addr_spec for each in mail["to"].addresses] == ["ana@shop.test"]
    assert [each.addr_spec for each in mail["from"].addresses] == ["bot@shop.test"]


def test_what_looks_encoded_already_is_not_decoded():
    subject = "=?utf-8?q?You_won?= a cake"
    assert read(mailed(Letter(subject, "b")))["subject"] == subject


def test_lines_stay_short_whatever_the_words():
    letter = Letter("w" * 5000, "b" * 5000 + " слово" * 900, "<p>" + "x" * 90_000)
    data = mailed(letter, business="n" * 500, to="q" * 500 + " <ana@shop.test>")
    assert max(map(len, data.split(b"\r\n"))) <= 78
    subject = read(data)["subject"]
    assert subject == "w" * (LONGEST_SUBJECT - 1) + "…"


texts = st.text(st.characters(codec=None), max_size=300)


@given(subject=texts, body=texts, page=st.none() | texts, name=texts)
def test_any_letter_reads_back(subject, body, page, name):
    data = mailed(Letter(subject, body, page), business=name)
    mail = read(data)
    extra = {"content-transfer-encoding"} if page is not None else set()
    assert {key.lower() for key in mail} == {*HEADERS} - extra
    assert len(mail.keys()) == len({*HEADERS} - extra)
    shown = single_line(subject)
    assert mail["subject"] == (
        shown if len(shown) <= LONGEST_SUBJECT else shown[: LONGEST_SUBJECT - 1].rstrip() + "…"
    )
    said = [("text/plain", body), *([("text/html", page)] if page is not None else [])]
    assert [(kind, text.rstrip("\n")) for kind, text in parts(mail)] == [
        (kind, safe(text).rstrip("\n")) for kind, text in said
    ]
    assert not mail.defects
    assert max(map(len, data.split(b"\r\n"))) <= 998
    data.decode("ascii")


@given(name=st.text(max_size=90).filter(lambda text: not set("<>@,;") & set(text)))
def test_any_name_reads_back(name):
    mail = message_from_bytes(mailed(Letter("a", "b"), business=name))
    shown, address = parseaddr(mail["from"])
    assert address == "bot@shop.test"
    assert str(make_header(decode_header(shown))) == single_line(name)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ana@shop.test", "ana@shop.test"),
        ("Ana <ana@shop.test>", "ana@shop.test"),
        ("Ana@Shop.TEST", "Ana@shop.test"),
        ("Ана <ana@пример.рф>", "ana@xn--e1afmkfd.xn--p1ai"),
        ("ana@faß.test", "ana@xn--fa-hia.test"),
    ],
)
def test_addresses_as_servers_take_them(address, expected):
    assert deliverable(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "ана@shop.test",
        "ana",
        "",
        "ana@",
        "@shop.test",
        "a@-ы-.test",
        "a\x00b@c.test",
        "a" * 250 + "@shop.test",
    ],
)
def test_addresses_that_mail_cannot_reach(address):
    with pytest.raises(DeliveryError) as caught:
        deliverable(address)
    assert caught.value.exit_code == 6
    assert "\n" not in caught.value.message


def test_two_ways_to_write_one_recipient():
    assert bare("Ana <ana@Shop.test>") == bare("ana@shop.test") == "ana@shop.test"
