"""One mail from anybody: read as a person means it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.sources import mail
from amends.sources.mail.letter import MALFORMED

SENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def letter(*lines: str, body: bytes = b"Where is my order?") -> mail.Letter:
    return mail.read("\r\n".join((*lines, "", "")).encode("utf-8", "surrogateescape") + body)


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Kate <Kate@Example.org>", "Kate", "kate@example.org"),
        ("=?utf-8?B?0J7Qu9GM0LPQsA==?= <o@x.org>", "Ольга", "o@x.org"),
        ('"Out of, Office" <ooo@x.org>', "Out of, Office", "ooo@x.org"),
        ("=?utf-8?q?evil=40bank=2Eexample_=3Cx=3E=2C?= <o@x.org>", "evil@bank.example <x>,", "o@x.org"),
        ("=?koi8-r?B?58TFIM3PyiDawcvB2g==?= <o@x.org>", "Где мой заказ", "o@x.org"),
        ("o@x.org", None, "o@x.org"),
        ("", None, None),
    ],
)  # fmt: skip
def test_who_sent_it(written, name, address):
    found = letter(f"From: {written}")
    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize(
    "written",
    [
        "=?utf-8?Q?Caf=C3=A9?= =?utf-8?Q?_fr=C3=ADo?=",
        "=?iso-8859-1?Q?Caf=C3=A9_fr=C3=ADo?=",
        "=?x-none?Q?Caf=C3=A9_fr=C3=ADo?=",
        "=?utf-8?B?Q2Fmw6k=?=\r\n =?utf-8?B?IGZyw61v?=",
        "Café frío",
    ],
)
def test_subjects_come_out_right(written):
    assert letter(f"Subject: {written}").subject == "Café frío"


def test_lines_that_flow_are_joined():
    flowed = "Content-Type: text/plain; format=flowed"
    body = b"It was \r\ncold and \r\nlate.\r\n> old \r\n> words\r\n-- \r\nKate"
    assert letter(flowed, body=body).body == "It was cold and late.\n> old \n> words\n-- \nKate"
    tight = letter(f"{flowed}; DelSp=yes", body="寒い \r\nです".encode())
    assert tight.body == "寒いです"


def test_the_beginning_of_a_mail_is_enough():
    parts = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nBroken on arrival.\r\n"
        b"--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ"
    )
    found = letter('Content-Type: multipart/mixed; boundary="b"', body=parts)
    assert (found.body, found.attachments) == ("Broken on arrival.", 1)


@pytest.mark.parametrize(("subject", "notice"), [("", mail.letter.ATTACHED), ("Mould", None)])
def test_a_photo_from_a_phone_says_nothing(subject, notice):
    parts = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nSent from Outlook for iOS\r\n"
        b"--b\r\nContent-Type: image/jpeg\r\n\r\nabc\r\n"
        b"--b\r\nContent-Type: application/pdf\r\n\r\nabc\r\n--b--"
    )
    found = letter(
        f"Subject: {subject}", 'Content-Type: multipart/mixed; boundary="b"', body=parts
    ).mention(SENT, uncertain=False)
    assert found.text == subject
    assert (found.extra["attachments"], found.extra["images"]) == (2, 1)
    assert found.extra.get("notice") == notice


@pytest.mark.parametrize(
    ("line", "automatic"),
    [
        ("From: Mailer-Daemon@mx.example.org", "bounce"),
        ("Content-Type: multipart/report; boundary=b", "bounce"),
        ("Return-Path: <>", "bounce"),
        ("Auto-Submitted: auto-generated", "auto_reply"),
        ("X-Autoreply: yes", "auto_reply"),
        ("Precedence: auto_reply", "auto_reply"),
        ("Subject: Automatic reply: Your order", "auto_reply"),
        (
            "Subject: =?utf-8?B?0JDQstGC0L7QvNCw0YLQuNGH0LXQvSDQvtGC0LPQvtCy0L7RgDog0JTQsA==?=",
            "auto_reply",
        ),
        ("Subject: Re: Automatic reply", None),
        ("Precedence: Bulk", "bulk"),
        ("List-Id: News <news.example.org>", "bulk"),
        ("Auto-Submitted: no", None),
        ("X-Mailer: Phone", None),
    ],
)
def test_machines_are_known(line, automatic):
    assert letter(line).automatic == automatic


def test_its_place_in_a_conversation():
    found = letter(
        "Message-ID: <c@x.org>", "In-Reply-To: <b@x.org>", "References: <a@x.org> <b@x.org>"
    )
    assert (found.id, found.parent, found.thread) == ("c@x.org", "b@x.org", "a@x.org")
    alone = letter("In-Reply-To: <b@x.org> (yours of Monday)")
    assert (alone.id, alone.parent, alone.thread) == ("", "b@x.org", "b@x.org")
    bare = letter("In-Reply-To: b@x.org", "References: a@x.org, b@x.org")
    assert (bare.parent, bare.thread) == ("b@x.org", "a@x.org")
    first = letter("Message-ID: <a@x.org>")
    assert (first.parent, first.thread) == (None, "a@x.org")


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Fri, 20 Nov 2026 11:30:00 +0200", SENT),
        ("Fri, 20 Nov 2026 09:30:00 GMT (a comment)", SENT),
        ("Fri, 20 Nov 2026 09:30:00 -0000", SENT),
        ("Fri, 99 Nov 2026 09:30:00 +9999", None),
        ("soon", None),
    ],
)
def test_when_it_was_sent(written, sent):
    assert letter(f"Date: {written}").sent == sent


def test_only_the_topmost_verdict_on_the_sender_counts():
    good, bad = (
        f"Authentication-Results: mx.x.org; dmarc={verdict}" for verdict in ("pass", "fail")
    )
    assert letter(good, bad).believed
    assert not letter(bad, good).believed
    assert letter("Subject: x").believed


@given(st.binary(max_size=300))
def test_any_bytes_are_a_letter_or_malformed(content):
    try:
        found = mail.read(content)
    except MALFORMED:
        return
    mention = found.mention(SENT, uncertain=False)
    assert mention.kind == "email"
    assert "\n" not in (mention.title or "")
