"""What a mail says, however its parts are put together."""

from __future__ import annotations

from base64 import encodebytes
from time import process_time

import pytest

from amends.sources import mail

HEAD = "From: k@x.org\r\nContent-Type: {}\r\n"
WORDS = "Здравствуйте, заказ так и не привезли."
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"
PHOTO = "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ"
ATTACHED = "Content-Type: message/rfc822\r\n\r\nFrom: x@y.org\r\n\r\nSomebody else wrote this."
CALENDAR = "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR"
CIPHER = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA"


def parts(*parts: str, kind: str = "mixed") -> mail.Letter:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    return mail.read((HEAD.format(f"multipart/{kind}; boundary=b") + "\r\n" + body).encode())


def one(body: bytes, kind: str = "text/plain; charset=utf-8", coding: str = "8bit") -> mail.Letter:
    head = HEAD.format(kind) + f"Content-Transfer-Encoding: {coding}\r\n\r\n"
    return mail.read(head.encode() + body)


@pytest.mark.parametrize(
    ("found", "body", "attachments"),
    [
        (parts(PLAIN + "It came", PHOTO, PLAIN + "like this."), "It came\n\nlike this.", 1),
        (parts(HTML + "<p>It came</p>", PHOTO, HTML + "<p>so.</p>"), "It came\nso.", 1),
        (parts(ATTACHED, PLAIN + "Look at that."), "Look at that.", 1),
        (parts(HTML + "<p>Look at that.</p>", ATTACHED), "Look at that.", 1),
        (parts(ATTACHED), "Somebody else wrote this.", 1),
        (parts("Content-Type: text/plain; name=log.txt\r\n\r\nx", PLAIN + "Hm."), "Hm.", 0),
    ],
)
def test_all_that_the_writer_wrote_is_read(found, body, attachments):
    assert (found.body, found.attachments) == (body, attachments)


@pytest.mark.parametrize(
    ("found", "body"),
    [
        (one(WORDS.encode(), coding="base64"), WORDS),
        (one(b"Hello,\r\nmy order is late.", coding="base64"), "Hello,\r\nmy order is late."),
        (one(encodebytes(WORDS.encode()), coding="base64"), WORDS),
        (one(b"SGVsbG8gdGhlcm*U", coding="base64"), "Hello there"),
        (one(b"SGVsbG8g\r\ndGhlcmU=\r\n--\r\nA list of x", coding="base64"), "Hello there"),
        (one(encodebytes(WORDS.encode()[:-2]), coding="base64"), WORDS[:-2]),
        (one("Café, cold.".encode() + b" \xd0"), "Café, cold."),
        (one("Café".encode("cp1252")), "Café"),
        (one(b"=ZZ cold =\r\nand late=", coding="quoted-printable"), "=ZZ cold and late"),
    ],
)
def test_encodings_that_are_not_what_they_say(found, body):
    assert found.body == body


@pytest.mark.parametrize(
    "found",
    [
        parts("Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind="encrypted"),
        one(b"MIIB", "application/pkcs7-mime; smime-type=enveloped-data", "base64"),
        one(b"eJ8+", "application/ms-tnef; name=winmail.dat", "base64"),
        one(CIPHER.encode()),
    ],
)
def test_what_nobody_can_read_here_is_said(found):
    assert found.sealed
    assert found.mention(None, uncertain=True).extra["notice"].startswith("Its text is encrypted")
    assert "BEGIN" not in found.mention(None, uncertain=True).text


@pytest.mark.parametrize(
    ("found", "automatic"),
    [
        (parts(PLAIN + "Tasting", CALENDAR, kind="alternative"), "calendar"),
        (parts(PLAIN + "See the date.", "Content-Type: text/calendar\r\n\r\nBEGIN"), None),
        (one(b"x", "multipart/report; report-type=disposition-notification"), "auto_reply"),
    ],
)
def test_machines_are_known_by_their_parts(found, automatic):
    assert found.automatic == automatic


NESTED = "<blockquote>Warm?<blockquote>Old</blockquote></blockquote>"
ATTRIBUTION = "<div>On Mon, Nov 16, 2026 at 12:00 PM Lipa &lt;h@x.org&gt; wrote:</div>"


@pytest.mark.parametrize(
    ("html", "own"),
    [
        (f"<p>Cold.</p>{ATTRIBUTION}<blockquote><p>Sorry.</p>Bye</blockquote>", "Cold."),
        (f"{ATTRIBUTION}<blockquote>Sorry.</blockquote><p>Still cold.</p>", "Still cold."),
        (
            f"{ATTRIBUTION}<blockquote>Came?</blockquote>No.{NESTED}Cold.",
            "No.\nCold.",
        ),
        ("<blockquote>All of it is indented.</blockquote>", "All of it is indented."),
    ],
)
def test_what_html_quotes_is_not_the_writers(html, own):
    assert one(html.encode(), "text/html").mention(None, uncertain=True).text == own


def test_a_picture_within_html_hides_no_words():
    picture = "<img src='data:image/png;base64," + "A" * 300_000 + "'>"
    assert one(f"<p>Cold.</p>{picture}<p>Late.</p>".encode(), "text/html").body == "Cold.\nLate."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<blockquote>x</blockquote>" * 7000, "text/html"),
        (b"On 1.11 wrote\r\n" * 500_000, "text/plain"),
    ],
)
def test_no_mail_takes_long(content, kind):
    began = process_time()
    one(content, kind).mention(None, uncertain=True)
    assert process_time() - began < 2
