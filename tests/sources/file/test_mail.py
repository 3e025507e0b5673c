from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import InputError
from amends.sources.file import Options, mail
from amends.sources.mail import own_words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (
            "Nothing came.\n\nOn Mon, 2 Mar 2026 at 18:00, Shop\n<s@x.org> wrote:\n> Dear",
            "Nothing came.",
        ),
        ("El café\nEl lun, 2 mar 2026, Lipa escribió:\nHola", "El café"),
        ("Нет\n\nпн, 2 мар. 2026 г. в 10:00, Lipa <a@b.org>:\n> x", "Нет"),
        ("Нет\n2 марта 2026 г. в 10:00 Липа написал(а):\nold", "Нет"),
        ("Nie\n\npon., 2 mar 2026 o 10:00 Lipa <a@b.pl> napisał(a):\n> x", "Nie"),
        ("Не\nНа пн, 2.03.2026 г. в 10:00 Липа <a@b.bg> написа:\n> x", "Не"),
        ("Hi\n-----Original Message-----\nFrom: x", "Hi"),
        ("Hi\n\nFrom: Shop <s@x.org>\nSent: Monday\nTo: me\nSubject: Re\n\nold", "Hi"),
        ("Hi\n-- \nKate, +359", "Hi"),
        ("> Where?\nIn Sofia\n> When?\nToday", "In Sofia\nToday"),
    ],
)
def test_only_the_writers_own_words_stay(text, own):
    kept, cut = own_words(text)
    assert kept == own
    assert cut


@pytest.mark.parametrize(
    "text",
    [
        "On our way we wrote: hello",
        "In 2025 we came.\nAt 10:00 nobody was there\n\nBye",
        "Two -- no, three -- hours",
        "From: the kitchen came smoke",
    ],
)
def test_own_words_that_look_like_a_quotation_stay(text):
    assert own_words(text) == (text, "")


def test_a_mail_that_is_all_quotation_stays_whole():
    assert own_words("> a\n> b") == ("> a\n> b", "")


@given(st.text())
def test_nothing_that_was_written_is_lost_from_both_parts(text):
    kept, cut = own_words(text)
    assert sorted(f"{kept}\n{cut}".split()) == sorted(text.split())


def raw(**headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Kate <Kate@Example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Where is my order?")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, None),
        ({"Auto_Submitted": "no"}, None),
        ({"Auto_Submitted": "auto-replied"}, "auto_reply"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Id": "<news.example.org>"}, "bulk"),
        ({"Return_Path": "<>"}, "bounce"),
    ],
)
def test_machines_are_told_from_people(headers, automatic, now):
    assert mail.mention(raw(**headers), Options(now=now)).extra.get("automatic") == automatic


def test_plain_text_is_preferred_to_html_and_attachments_are_counted(now):
    message = EmailMessage()
    message["From"] = "k@example.org"
    message.set_content("plain words")
    message.add_alternative("<p>html words</p>", subtype="html")
    message.add_attachment(b"123", maintype="image", subtype="png", filename="broken.png")
    message.add_attachment("a letter", filename="letter.txt")
    found = mail.mention(message.as_bytes(), Options(now=now))
    assert (found.text, found.extra) == ("plain words", {"attachments": 2, "images": 1})


HEADERS = st.sampled_from(
    [
        "From",
        "Date",
        "Subject",
        "Message-ID",
        "References",
        "Content-Type",
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Disposition",
        "Reply-To",
        "MIME-Version",
    ]
)
ODD = st.sampled_from(
    [
        b"=?utf-8?b?!!?=",
        b"multipart/mixed",
        b'multipart/mixed; boundary="b"',
        b"text/html; charset=x",
        b"base64",
        b"<<<>>>",
        b"a@b@c, ,;:",
        b"=?x?q?=ff?=",
        b"message/rfc822",
        b"attachment; filename*=x",
        b"text/plain; charset*0=utf; charset*1=-8",
        b"99 Foo 99999 99:99",
        b"\xff\xfe",
        b"((((",
    ]
)


@given(
    st.lists(st.tuples(HEADERS, ODD | st.binary(max_size=30)), max_size=6),
    st.binary(max_size=80) | st.just(b"--b\nContent-Type: text/html\n\n<p>x\n--b--"),
)
def test_any_mail_is_read_or_told(headers, body):
    from datetime import UTC, datetime

    lines = [name.encode() + b": " + value for name, value in headers]
    content = b"\n".join([*lines, b"", body])
    (found,) = [mail._read(content, "x, message 1", Options(now=datetime(2026, 1, 1, tzinfo=UTC)))]
    assert getattr(found, "kind", "email") == "email"


def test_a_mail_without_words_is_told(now):
    with pytest.raises(InputError):
        mail.mention(b"From: a@b.org\n\n", Options(now=now))
