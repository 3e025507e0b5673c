"""The head of a mail from anybody: read without an error, and believed only where it is plain."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.delivery.received import parse

TOLD = b'7 (UID 12 INTERNALDATE "20-Nov-2026 09:50:00 +0200" BODY[HEADER.FIELDS (FROM)] {99}'


def head(*lines: str) -> bytes:
    return "\r\n".join((*lines, "", "")).encode("utf-8", "surrogateescape")


def test_a_plain_mail():
    mail = parse(
        TOLD,
        head(
            "From: Ana Petrova <Ana@Shop.Example>",
            "Subject: done k7f2 bcdfghjkm",
            "Message-ID: <1@phone>",
            "Authentication-Results: mx.shop.example; dmarc=pass",
            "Authentication-Results: mx.evil.example; dmarc=fail",
        ),
    )
    assert mail.message_id == "<1@phone>"
    assert mail.sender == "ana@shop.example"
    assert mail.subject == "done k7f2 bcdfghjkm"
    assert mail.at == datetime(2026, 11, 20, 7, 50, tzinfo=UTC)
    assert mail.authentication == "mx.shop.example; dmarc=pass"


@pytest.mark.parametrize(
    "written",
    [
        f"=?utf-8?B?{base64.b64encode(b'Re: done k7f2 bcdfghjkm').decode()}?=",
        "=?iso-8859-1?q?Re=3A_done_k7f2?=\r\n =?iso-8859-1?q?_bcdfghjkm?=",
        "Re: done\r\n k7f2 bcdfghjkm",
        "=?x-unknown?q?Re:_done_k7f2_bcdfghjkm?=",
    ],
)
def test_encoded_and_folded_subjects(written):
    assert parse(TOLD, head(f"Subject: {written}")).subject == "Re: done k7f2 bcdfghjkm"


@pytest.mark.parametrize(
    ("lines", "sender"),
    [
        (['From: "ana@shop.example" <eve@evil.example>'], "eve@evil.example"),
        (["From: =?utf-8?b?0JDQvdCw?= <ana@shop.example>"], "ana@shop.example"),
        (["From: ana@shop.example, eve@evil.example"], ""),
        (["From: eve@evil.example", "From: ana@shop.example"], ""),
        (["From: ana@shop.example <eve@evil.example>"], ""),
        (["From: Team: ana@shop.example, eve@evil.example;"], ""),
        (["From: ana@shop.example(@evil.example"], ""),
        (["From:"], ""),
        (["Subject: x"], ""),
    ],
)
def test_a_sender_is_one_plain_address_or_none(lines, sender):
    assert parse(TOLD, head(*lines)).sender == sender


@pytest.mark.parametrize(
    "told", [b"", b"7 (UID 12)", b'INTERNALDATE "soon"', b'INTERNALDATE "\xff"', b'INTERNALDATE ""']
)
def test_a_date_that_is_none(told):
    assert parse(told, head("Subject: x")).at is None


def test_control_characters_do_not_pass():
    mail = parse(TOLD, head("Subject: done \x1b[31mk7f2\x07", "Message-ID: <a\x00b>"))
    assert mail.subject.isprintable()
    assert (mail.message_id or chr(7)).isprintable()


@given(st.binary(max_size=400), st.binary(max_size=80))
def test_any_bytes_are_read(data, told):
    mail = parse(told, data)
    assert mail.subject.isprintable() or "\n" not in mail.subject


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_headers_are_read(sender, subject):
    raw = f"From: {sender}\r\nSubject: {subject}\r\n\r\n".encode("utf-8", "replace")
    mail = parse(TOLD, raw)
    assert "\n" not in mail.sender + mail.subject
    assert mail.sender == "" or "@" in mail.sender
