"""Handing mail over: to servers that take it, that refuse, that hang, drip and hang up."""

from __future__ import annotations

import re
import select
import socket
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from time import monotonic

import pytest
import trustme

from amends.config.mail import Mail
from amends.delivery import account as accounts
from amends.delivery import smtp
from amends.delivery.account import Account, account
from amends.delivery.message import compose
from amends.delivery.smtp import Connection
from amends.errors import ConfigError, DeliveryError
from amends.models.delivery import Letter

SENDER = "Bot <bot@shop.test>"
BRIEF = 0.15
"""Seconds; the patience of those tests in which nothing comes."""


def mail_for(to, text="Hello\n.\n..\nFrom here\n"):
    return compose(
        Letter("Hello", text),
        sender=SENDER,
        to=to,
        business="Blue Door",
        purpose="test",
        at=datetime(2026, 11, 20, 8, tzinfo=UTC),
        message_id="<1@shop.test>",
    )


def at(port, security="starttls", *, host="localhost", timeout=5.0, **more):
    login = {"user": "bot@shop.test", "password": "mail-secret"} | more
    return Account(host, port, security, login["user"], login["password"], timeout)


def send(server, *to):
    with Connection(server) as connection:
        return [connection.send(mail_for(each), sender=SENDER, to=each) for each in to]


def test_starttls_and_login(post_office):
    office = post_office()
    assert send(at(office.port), "Ana <ana@shop.test>", "bo@shop.test") == [
        smtp.Outcome("sent"),
        smtp.Outcome("sent"),
    ]
    assert [(each.mail_from, each.rcpt_tos) for each in office.mails] == [
        ("bot@shop.test", ["ana@shop.test"]),
        ("bot@shop.test", ["bo@shop.test"]),
    ]
    assert office.mails[0].content == mail_for("Ana <ana@shop.test>").as_bytes()
    before, after = office.sessions  # one connection for all, greeted before and after STARTTLS
    assert not before.authenticated
    assert after.ssl
    assert after.authenticated
    assert after.host_name == "[127.0.0.1]"


def test_tls_from_the_first_byte(post_office):
    office = post_office("tls")
    with Connection(at(office.port, "tls")) as connection:
        connection.connect()
        tls = connection.encrypt()
        assert tls.version.startswith("TLSv1")
        assert tls.issuer.startswith("trustme")
        assert date.fromisoformat(tls.until)
        assert connection.login()
        outcome = connection.send(mail_for("a@b.test"), sender=SENDER, to="a@b.test")
    assert outcome.state == "sent"


def test_without_encryption_and_login(post_office):
    office = post_office("none", auth=False)
    (outcome,) = send(at(office.port, "none", user=None, password=None), "ana@shop.test")
    assert outcome.state == "sent"


def test_a_password_never_travels_in_the_open(post_office, monkeypatch):
    office = post_office("none")
    (local,) = send(at(office.port, "none"), "ana@shop.test")
    assert local.state == "sent"
    monkeypatch.setattr(accounts, "THIS_MACHINE", frozenset())
    (outcome,) = send(at(office.port, "none"), "ana@shop.test")
    assert outcome.error == f"localhost:{office.port}: no password is sent without encryption"
    assert len(office.mails) == 1


def failed(server, *, step="open"):
    with Connection(server) as connection, pytest.raises(DeliveryError) as caught:
        getattr(connection, step)()
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name(post_office, security):
    office = post_office(security, host="mail.other.test")
    error = failed(at(office.port, security))
    assert "its certificate is for another name" in error.message
    assert "`mail.host`" in error.hint


def test_an_expired_certificate(post_office):
    begin, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (2020, 2021))
    error = failed(at(post_office(not_before=begin, not_after=end).port))
    assert error.message.endswith("its certificate has expired")
    assert "clock" in error.hint


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_authority_that_nobody_trusts(post_office, security, tmp_path, monkeypatch):
    office = post_office(security)
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    error = failed(at(office.port, security))
    assert "cannot be trusted" in error.message
    assert "SSL_CERT_FILE" in error.hint
    assert office.mails == []


def test_a_wrong_password(post_office):
    office = post_office()
    error = failed(at(office.port, password="not-the-password"))
    assert "refuses the login of bot@shop.test: 535" in error.message
    assert "app password" in error.hint
    assert "not-the-password" not in error.message
    assert error.__cause__ is None


def test_a_server_that_hangs_up_at_the_login():
    talk = [TALK[0], b"250-here\r\n250 AUTH PLAIN LOGIN\r\n", hang_up]
    with scripted(talk) as port:
        error = failed(at(port, "none"))
    assert "hangs up at the login of bot@shop.test" in error.message
    assert "app password" in error.hint


def test_letters_outside_ascii_in_the_password(post_office):
    assert "outside ASCII" in failed(at(post_office().port, password="пароль")).message


def test_a_server_without_starttls(post_office):
    office = post_office("none", auth=False)
    error = failed(at(office.port))
    assert "offers no STARTTLS" in error.message
    assert "security: tls" in error.hint


def test_a_server_without_login(post_office):
    assert "offers no login" in failed(at(post_office(auth=False).port)).message


def test_tls_where_none_is_spoken(post_office):
    error = failed(at(post_office("none").port, "tls"))
    assert "TLS fails" in error.message
    assert "587" in error.hint


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = failed(at(port))
    assert error.message == f"localhost:{port} refuses the connection"


def test_no_such_host(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failed(at(587, host="mail.nowhere.test")).message == (
        "mail.nowhere.test:587: there is no such host"
    )


def test_one_of_two_recipients_is_refused(post_office):
    office = post_office()
    refused, sent = send(at(office.port), "refused@shop.test", "ana@shop.test")
    assert refused.state == "failed"
    assert refused.at == "recipient"
    assert refused.error == (
        f"localhost:{office.port} refuses the recipient refused@shop.test:"
        " 550 5.1.1 no such user here"
    )
    assert sent.state == "sent"
    assert [each.rcpt_tos for each in office.mails] == [["ana@shop.test"]]


def test_greylisting_is_for_the_next_run(post_office):
    office = post_office()
    (first,) = send(at(office.port), "grey@shop.test")
    assert (first.state, first.hint) == ("failed", "It will be tried again with the next run.")
    assert "451" in first.error
    (second,) = send(at(office.port), "grey@shop.test")
    assert second.state == "sent"


def test_a_full_mailbox(post_office):
    full, sent = send(at(post_office().port), "full@shop.test", "ana@shop.test")
    assert (full.state, full.at, sent.state) == ("failed", "text", "sent")
    assert "552 5.2.2 mailbox full" in full.error


def test_a_sender_who_may_not(post_office):
    office = post_office()
    office.words["MAIL"] = "553 5.7.1 not yours"
    (outcome,) = send(at(office.port), "ana@shop.test")
    assert (outcome.state, outcome.at) == ("failed", "sender")
    assert "refuses the sender bot@shop.test: 553" in outcome.error
    assert "mail.from" in outcome.hint


def test_cut_after_the_text_nobody_knows(post_office):
    office = post_office()
    cut, after = send(at(office.port), "cut@shop.test", "ana@shop.test")
    assert (cut.state, cut.at) == ("unknown", "accepted")
    assert "closed the connection" in cut.error
    assert "not sent again" in cut.hint
    assert after.state == "sent"  # over a connection of its own
    assert len(office.mails) == 2


def test_an_answer_that_is_none_leaves_us_in_the_dark(post_office):
    office = post_office()
    office.words["DATA"] = "354 what?"
    (outcome,) = send(at(office.port), "ana@shop.test")
    assert outcome.state == "unknown"


def test_an_address_that_mail_cannot_reach(post_office):
    office = post_office()
    with Connection(at(office.port)) as connection:
        mail = mail_for("ana@shop.test")
        outcome = connection.send(mail, sender=SENDER, to="ана@shop.test")
        assert outcome.state == "failed"
        assert connection.send(mail, sender=SENDER, to="ana@shop.test").state == "sent"


def test_ports_and_secret_come_from_the_configuration(tmp_path, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "mail-secret")
    raw = {"host": "mail.shop.test", "user": "bot@shop.test", "password": "env:MAIL_PASSWORD"}
    found = account(Mail.model_validate(raw), tmp_path)
    assert (found.port, found.password) == (587, "mail-secret")
    assert "mail-secret" not in repr(found)
    assert account(Mail.model_validate(raw | {"security": "tls"}), tmp_path).port == 465
    with pytest.raises(ConfigError):
        account(Mail.model_validate(raw | {"password": "env:MISSING"}), tmp_path)


# ── servers that waste our time ─────────────────────────────────────────────────────────────

TALK = [
    b"220 here\r\n",
    b"250-here\r\n250 SIZE 1000000\r\n",
    b"250 ok\r\n",
    b"250 ok\r\n",
    b"354 go on\r\n",
    b"250 queued\r\n",
]
"""Answers to: connecting, EHLO, MAIL, RCPT, DATA, the text."""


@contextmanager
def scripted(talk):
    """Serve one client: each answer is bytes, or a function that has the connection."""
    enough = threading.Event()

    def serve():
        with suppress(OSError), server.accept()[0] as client:
            for number, answer in enumerate(talk):
                if number == 5:
                    text = b""
                    while not text.endswith(b"\r\n.\r\n"):
                        text += client.recv(4096)
                elif number:
                    client.recv(4096)
                if callable(answer):
                    answer(client, enough)
                else:
                    client.sendall(answer)
            enough.wait(5)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        enough.set()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize("leave", ["421 4.7.0 enough of you", None])
def test_a_server_that_hangs_up_between_two_mails_is_called_again(leave):
    """Some take so many mails and no more; nothing was lost, so nothing waits for tomorrow."""
    taken = []

    def serve(server):
        for _ in range(2):
            with suppress(OSError), server.accept()[0] as client:
                for number, answer in enumerate(TALK):
                    if number:
                        text = client.recv(4096)
                        while number == 5 and not text.endswith(b"\r\n.\r\n"):
                            text += client.recv(4096)
                    client.sendall(answer)
                taken.append(text)
                if leave:
                    client.recv(4096)
                    client.sendall(f"{leave}\r\n".encode())

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        port = server.getsockname()[1]
        found = send(brief(port)._replace(timeout=5), "ana@shop.test", "bo@shop.test")
        thread.join(5)
    assert [each.state for each in found] == ["sent", "sent"]
    assert [b"To: <bo@" in each for each in taken] == [False, True]


def hang(client, enough):
    enough.wait(5)


def drip(client, enough):
    while not enough.wait(0.02):
        client.sendall(b"2")


def chatter(client, enough):
    while not enough.is_set():
        client.sendall(b"250-and so on\r\n" * 100)


def hang_up(client, enough):
    client.shutdown(socket.SHUT_RDWR)


def brief(port):
    return at(port, "none", user=None, password=None, timeout=BRIEF)


@pytest.mark.parametrize("fault", [hang, drip, chatter, hang_up])
@pytest.mark.parametrize("step", range(6))
def test_a_fault_at_each_step(step, fault, monkeypatch):
    monkeypatch.setattr(smtp, "LAST_WAIT", 1)
    patience = 2 * BRIEF if step == 5 else BRIEF  # the steps before must not be what is late
    started = monotonic()
    with scripted([*TALK[:step], fault]) as port:
        (outcome,) = send(brief(port)._replace(timeout=patience), "ana@shop.test")
    assert outcome.state == ("unknown" if step == 5 else "failed")
    assert outcome.error
    assert "\n" not in outcome.error
    assert monotonic() - started < patience + 1.5


@pytest.mark.parametrize(
    ("greeting", "says"),
    [
        (b"* OK IMAP4rev1 ready\r\n", "does not speak SMTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "does not speak SMTP"),
        (
            b"554 5.7.1 \x1b[2Jyou are\xff blocked\r\n",
            "turns us away: 554 5.7.1 you are\ufffd blocked",
        ),
        (b"421 4.3.2 too many\r\n", "turns us away: 421 4.3.2 too many"),
    ],
)
def test_who_greets_us_otherwise(greeting, says):
    with scripted([greeting]) as port:
        assert says in failed(brief(port)).message


@pytest.mark.parametrize(
    ("repeated", "password"),
    [
        ("mail-secret", "mail-secret"),
        ("AGJvdEBzaG9wLnRlc3QAbWFpbC1zZWNyZXQ=", "mail-secret"),
        ("abcd efgh ijkl", "abcd efgh ijkl"),
    ],
)
def test_what_a_server_repeats_of_the_password_is_masked(repeated, password):
    refusal = f"535 what is {repeated} ?\r\n".encode()
    with scripted([TALK[0], b"250-here\r\n250 AUTH PLAIN\r\n", refusal]) as port:
        server = at(port, "none", timeout=BRIEF, password=password)
        with Connection(server) as connection, pytest.raises(DeliveryError) as caught:
            connection.open()
    assert "535 what is *** ?" in caught.value.message


@pytest.mark.parametrize(
    ("security", "talk"),
    [
        ("tls", []),
        ("starttls", [TALK[0], b"250-here\r\n250 STARTTLS\r\n", b"220 go on\r\n"]),
    ],
)
@pytest.mark.parametrize("fault", [hang, drip, hang_up])
def test_a_fault_in_the_handshake(security, talk, fault):
    started = monotonic()
    with scripted([*talk, fault]) as port:
        server = at(port, security, timeout=BRIEF)
        (outcome,) = send(server, "ana@shop.test")
    assert (outcome.state, outcome.at) == ("failed", "connection")
    assert monotonic() - started < BRIEF + 1


def test_starttls_that_is_refused():
    with scripted([TALK[0], b"250-here\r\n250 STARTTLS\r\n", b"454 not now\r\n"]) as port:
        error = failed(at(port, timeout=BRIEF))
    assert error.message.endswith("turns us away: 454 not now")


def test_what_was_said_before_the_encryption_counts_for_nothing(post_office):
    """An answer that somebody slipped in behind the 220 (CVE-2011-0411) is dropped."""
    office = post_office()
    injected = b"220 go on\r\n250-evil\r\n250 AUTH PLAIN\r\n"

    def relay(client, enough):
        client.sendall(injected)
        with socket.create_connection(("127.0.0.1", office.port)) as real:
            for words in (b"", b"EHLO x\r\n", b"STARTTLS\r\n"):
                real.sendall(words)
                while not re.search(rb"(?m)^\d{3} .*\r\n", real.recv(4096)):
                    pass
            both = {client: real, real: client}
            while not enough.is_set():
                for one in select.select(both, [], [], 0.1)[0]:
                    if not (data := one.recv(4096)):
                        return
                    both[one].sendall(data)

    with scripted([TALK[0], b"250-here\r\n250 STARTTLS\r\n", relay]) as port:
        (outcome,) = send(at(port), "ana@shop.test")
    assert outcome == smtp.Outcome("sent")


def test_after_silence_the_rest_is_not_tried():
    with scripted([*TALK[:3], hang]) as port:
        first, second = send(brief(port), "ana@shop.test", "bo@shop.test")
    assert first == second._replace(at=first.at, hint=first.hint)
    assert second.at == "connection"


def test_the_answer_to_the_text_may_take_longer():
    def late(client, enough):
        enough.wait(2 * BRIEF)
        client.sendall(TALK[5])

    with scripted([*TALK[:5], late]) as port:
        (outcome,) = send(brief(port), "ana@shop.test")
    assert outcome.state == "sent"


def test_all_of_it_has_an_end(monkeypatch):
    monkeypatch.setattr(smtp, "WAITS", 0)
    with scripted(TALK) as port:
        (outcome,) = send(brief(port), "ana@shop.test")
    assert "no answer" in outcome.error
