"""The mailbox, read over IMAP: from a real Dovecot where one is installed, and from bad servers."""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
import trustme
from imap_tools.errors import MailboxLoginError

from amends import imap
from amends.config.mail import Mailbox
from amends.delivery import mailbox
from amends.errors import MailboxError
from servers.dovecot_server import PASSWORD, Dovecot, free_port, missing

OWN = ["ana@shop.example"]
LONG_AGO = date(2000, 1, 1)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def dovecot(authority):
    if missing():
        pytest.skip(missing())
    base = Path(tempfile.mkdtemp(prefix="amends-dovecot-"))
    base.chmod(0o755)  # its workers run as another user
    server = Dovecot(base, authority)
    yield server
    server.stop()
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def trusted(authority, monkeypatch, tmp_path):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def read(box: Mailbox, password: str = PASSWORD, seconds: float = 10, since: date = LONG_AGO):
    return mailbox.read(box, password, word="done", senders=OWN, since=since, seconds=seconds)


def head(subject: str, sender: str = OWN[0], number: int = 1) -> str:
    return f"From: {sender}\r\nSubject: {subject}\r\nMessage-ID: <{number}@phone>"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_it_finds_what_may_be_ours_and_leaves_it_unseen(dovecot, security):
    user = f"{security}@shop.example"
    encoded = "=?utf-8?B?UmU6IGRvbmUgazdmMiBiY2RmZ2hqa20=?="
    dovecot.deliver(user, head("Hello"), head("done k7f2 bcdfghjkm"), head(encoded, number=2))
    port = dovecot.imaps if security == "tls" else dovecot.imap
    box = dovecot.box(user, security=security, port=port)
    for _ in range(2):  # the second time nothing is different
        found = read(box)
        assert [mail.subject for mail in found] == [
            "done k7f2 bcdfghjkm",
            "Re: done k7f2 bcdfghjkm",
        ]
        assert {mail.sender for mail in found} == set(OWN)
        assert all(mail.at for mail in found)
    assert mailbox.probe(box, PASSWORD) == 3
    new = list((dovecot.base / "mail" / user / "cur").glob("*:2,*S*"))
    assert new == []  # none is marked as seen


@pytest.mark.usefixtures("trusted")
def test_a_flood_of_others_hides_none_of_ours(dovecot):
    user = "flood@shop.example"
    flood = [head(f"Well done {n}", "news@evil.example", n) for n in range(300)]
    dovecot.deliver(user, head("done k7f2 bcdfghjkm", number=1000), *flood)
    found = read(dovecot.box(user))
    assert found[0].subject == "done k7f2 bcdfghjkm"
    assert len(found) == 1 + mailbox.MOST_OTHERS
    assert found[-1].subject == "Well done 299"


@pytest.mark.usefixtures("trusted")
def test_old_mails_are_left_where_they_are(dovecot):
    user = "old@shop.example"
    dovecot.deliver(user, head("done k7f2 bcdfghjkm"))
    assert read(dovecot.box(user), since=date(2100, 1, 1)) == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("password", "user"), [("wrong", "a@x.example"), ("wröng", "b@x.example")])
def test_a_wrong_password_is_said(dovecot, password, user):
    with pytest.raises(MailboxError, match=f"refuses the login of {user}") as raised:
        read(dovecot.box(user), password)
    assert password not in str(raised.value)
    assert "app password" in (raised.value.hint or "")


@pytest.mark.usefixtures("trusted")
def test_a_folder_that_does_not_exist_is_said(dovecot):
    with pytest.raises(MailboxError, match="has no folder 'Nope'"):
        read(dovecot.box("c@x.example", folder="Nope"))


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_gets_no_password(dovecot, security):
    port = dovecot.imaps if security == "tls" else dovecot.imap
    with pytest.raises(MailboxError, match="certificate is not to be trusted"):
        read(dovecot.box("d@x.example", security=security, port=port))


class Talker:
    """A server that says something to whoever comes, again and again, and listens to nothing."""

    def __init__(self, greeting: bytes, more: bytes = b"") -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._greeting, self._more = greeting, more
        self._open: list[socket.socket] = []
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            connection, _ = self._listening.accept()
            self._open.append(connection)
            connection.sendall(self._greeting)
            while self._more:
                connection.sendall(self._more)
                time.sleep(0.01)
        except OSError:
            return

    def close(self) -> None:
        for each in (*self._open, self._listening):
            each.close()


@pytest.mark.parametrize(
    ("greeting", "more", "said"),
    [
        (b"", b"", "did not answer within 0.3 s"),
        (b"* OK hello", b"x", "did not answer within 0.3 s"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", "gives no usable answer"),
        (b"* BYE too many\r\n", b"", "gives no usable answer"),
    ],
)
def test_a_bad_server_costs_little_time_and_no_traceback(greeting, more, said):
    server = Talker(greeting, more)
    box = Mailbox(host="127.0.0.1", port=server.port, security="none", user="ana", password="env:X")
    try:
        with pytest.raises(MailboxError, match=said):
            read(box, seconds=0.3)
    finally:
        server.close()


def test_nobody_listens_there():
    box = Mailbox(host="127.0.0.1", port=free_port(), security="none", user="ana", password="env:X")
    with pytest.raises(MailboxError, match="does not answer: connection refused"):
        read(box)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("outlook.office365.com", "since 2023"),
        ("Imap-Mail.Outlook.com", "since 2023"),
        ("imap.blue-door.example", "app password"),
    ],
)
def test_where_no_password_works_that_is_said(monkeypatch, host, said):
    def refuse(*_):
        raise MailboxLoginError(("NO", [b"LOGIN failed."]), "OK")

    monkeypatch.setattr(imap, "connected", refuse)
    box = Mailbox(host=host, user="ana@blue-door.example", password="file:x")
    with pytest.raises(MailboxError, match="refuses the login") as raised:
        mailbox.probe(box, PASSWORD)
    assert said in (raised.value.hint or "")
