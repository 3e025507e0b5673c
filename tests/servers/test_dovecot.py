"""`imap` against a real Dovecot: what it finds, what it leaves alone, what goes wrong."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import trustme

from amends.config.model import HttpConfig, Watch
from amends.errors import AuthFailed, SourceError
from amends.http import Deadline, Http
from amends.sources import FetchContext
from amends.sources.imap import Imap, reading
from servers.dovecot_server import PASSWORD, Dovecot, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
NOW = datetime.now(UTC)
CHARSETS = ("utf-8", "koi8-r", "cp1251", "iso8859-5")
WORDS = "Здравствуйте, заказ так и не привезли, а деньги списали."


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def server(authority):
    base = Path(tempfile.mkdtemp(prefix="amends-dovecot-"))
    base.chmod(0o755)  # its workers run as another user
    running = Dovecot(base, authority)
    yield running
    running.stop()
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def trusted(authority, monkeypatch, tmp_path):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def mail(number: int, text: str = "", charset: str = "utf-8", **headers: str) -> bytes:
    at = NOW - timedelta(minutes=6000 - number)
    head = {
        "From": f"Kate <kate{number}@example.org>",
        "Date": format_datetime(at),
        "Subject": f"Order {number}",
        "Message-ID": f"<{number}@example.org>",
        "Content-Type": f"text/plain; charset={charset}",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in head.items()]
    body = (text or f"Order {number} is late.").encode(charset)
    return "\r\n".join([*lines, "", ""]).encode() + body + b"\r\n"


def lent(seconds=60.0, password=PASSWORD, answer=None, token=None):
    transport = httpx.MockTransport(answer or (lambda _: httpx.Response(500)))
    deadline = Deadline(seconds)
    http = Http(HttpConfig(interval=0, retries=0), transport=transport).source(deadline, 0)
    ctx = FetchContext(http, NOW, deadline, Watch(), lambda _: password)
    return replace(ctx, login=Kept(token)) if token else ctx


class Kept:
    def __init__(self, token):
        self.token = token

    def read(self):
        return self.token

    def renew(self, token):
        self.token = token


def source(server, user, **options):
    values = {"host": "localhost", "port": server.imaps, "user": user, "password": "env:X"}
    return Imap(**values | {"max_items": 100_000} | options)


def read(server, user, bookmark=None, **options):
    """Fetch as a run does; return the mentions by id, and the bookmark as it is stored."""
    found = {}
    for batch in source(server, user, **options).fetch(lent(), bookmark):
        assert batch.skipped == ()
        found |= {mention.external_id: mention for mention in batch.mentions}
        bookmark = json.loads(json.dumps(batch.bookmark))
    return found, bookmark


def seen(server, user):
    """Return the mails that carry a flag."""
    listed = server.admin("-f", "flow", "fetch", "-u", user, "uid flags", "all").splitlines()
    return [line for line in listed if line.rpartition("flags=")[2].replace("\\Recent", "").strip()]


@pytest.mark.usefixtures("trusted")
def test_five_thousand_mails_in_several_runs_and_none_is_touched(server):
    user = "crowd@shop.example"
    server.put(user, *(mail(number) for number in range(5000)))
    found, bookmark, runs = {}, None, 0
    while len(found) < 5000 and runs < 10:
        more, bookmark = read(server, user, bookmark, max_items=1000)
        assert len(more) <= 1000
        assert not found.keys() & more.keys()
        found, runs = found | more, runs + 1
    assert set(found) == {f"{number}@example.org" for number in range(5000)}
    assert runs == 5
    assert read(server, user, bookmark) == ({}, bookmark)
    server.put(user, mail(6000))
    assert set(read(server, user, bookmark)[0]) == {"6000@example.org"}
    assert seen(server, user) == []
    assert len(server.admin("search", "-u", user, "all").splitlines()) == 5001


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_every_way_in(server, security):
    user = f"{security}@imap.example"
    server.put(user, mail(1))
    port = server.imaps if security == "tls" else server.imap
    found, _ = read(server, user, security=security, port=port)
    assert set(found) == {"1@example.org"}


@pytest.mark.usefixtures("trusted")
def test_letters_of_all_charsets_and_broken_mails(server):
    user = "letters@shop.example"
    lying = mail(50, WORDS, "koi8-r").replace(b"charset=koi8-r", b"charset=iso-8859-1")
    unknown = mail(51, WORDS, "cp1251").replace(b"charset=cp1251", b"charset=nope-1")
    bare = b"Subject: \xf0\xd2\xc9\xd7\xc5\xd4\r\n\r\n" + WORDS.encode("koi8-r")
    broken = mail(52, Content_Type='multipart/mixed; boundary="never"')
    long = b"From: k@x.org\r\nSubject: " + b"a" * 50_000 + b"\r\n\r\nCold.\r\n"
    server.put(user, *(mail(n, WORDS, name) for n, name in enumerate(CHARSETS)))
    server.put(user, lying, unknown, bare, broken, long)
    found = list(read(server, user)[0].values())
    assert [mention.text for mention in found] == [WORDS] * 7 + ["Order 52 is late.", "Cold."]
    assert found[6].title == "Привет"


@pytest.mark.usefixtures("trusted")
def test_numbers_given_anew_cost_a_week_of_reading_and_no_mail(server):
    user = "anew@shop.example"
    server.put(user, *(mail(number) for number in range(20)))
    first, bookmark = read(server, user)
    server.admin("mailbox", "update", "--uid-validity", "4242", "-u", user, "INBOX")
    server.put(user, mail(30))
    second, bookmark = read(server, user, bookmark)
    assert set(second) - set(first) == {"30@example.org"}
    assert bookmark["page"]["INBOX"]["validity"] == 4242
    assert read(server, user, bookmark)[0] == {}


@pytest.mark.usefixtures("trusted")
def test_a_session_that_is_ended_by_the_server_goes_on(server, monkeypatch):
    monkeypatch.setattr(reading, "PACK", 5)
    user = "kicked@shop.example"
    server.put(user, *(mail(number) for number in range(20)))
    found = set()
    for number, batch in enumerate(source(server, user).fetch(lent(), None)):
        found |= {mention.external_id for mention in batch.mentions}
        if number == 1:
            server.admin("kick", user)
    assert len(found) == 20


@pytest.mark.usefixtures("trusted")
def test_mails_that_are_deleted_meanwhile(server, monkeypatch):
    monkeypatch.setattr(reading, "PACK", 5)
    user = "deleted@shop.example"
    server.put(user, *(mail(number) for number in range(20)))
    found = set()
    for number, batch in enumerate(source(server, user).fetch(lent(), None)):
        found |= {mention.external_id for mention in batch.mentions}
        if number == 0:
            server.admin("expunge", "-u", user, "mailbox", "INBOX", "uid", "7:12")
    assert found == {f"{n}@example.org" for n in range(20) if not 6 <= n <= 11}


@pytest.mark.usefixtures("trusted")
def test_what_we_sent_answers_what_customers_wrote(server):
    user = "sent@shop.example"
    server.put(user, mail(1))
    read(server, user, folders=["\\Sent"])  # makes the folder
    answer = mail(2, "We are sorry.", From=f"Lipa <{user}>", In_Reply_To="<1@example.org>")
    command = ["doveadm", "-c", str(server.base / "dovecot.conf"), "save", "-u", user, "-m", "Sent"]
    subprocess.run(command, input=answer, check=True)
    batches = list(source(server, user, folders=["INBOX", "\\Sent"]).fetch(lent(), None))
    assert [own.parent_id for batch in batches for own in batch.own] == ["1@example.org"]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("password", ["wrong", "wröng"])
def test_a_wrong_password(server, password):
    with pytest.raises(AuthFailed) as raised:
        list(source(server, "anna@shop.example").fetch(lent(password=password), None))
    assert password not in f"{raised.value} {raised.value.hint}"
    assert "app password" in raised.value.hint


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for(server, security):
    port = server.imaps if security == "tls" else server.imap
    with pytest.raises(SourceError, match="certificate is not to be trusted") as raised:
        list(source(server, "anna@shop.example", security=security, port=port).fetch(lent(), None))
    assert "SSL_CERT_FILE" in raised.value.hint


@contextmanager
def token_checks(port, good, user):
    """Play the platform that a mail server asks about tokens."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = parse_qs(urlsplit(self.path).query)
            token = asked.get("access_token", asked.get("t", [""]))[0]
            known = good in {token, self.headers.get("authorization", "").removeprefix("Bearer ")}
            answer = (
                {"active": True, "email": user, "expires_in": 300} if known else {"error": "no"}
            )
            body = json.dumps(answer).encode()
            self.send_response(200 if known else 400)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as checks:
        threading.Thread(target=checks.serve_forever, args=(0.02,), daemon=True).start()
        yield
        checks.shutdown()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("auth", ["google", "microsoft"])
def test_a_token_opens_the_mailbox(server, auth):
    user = f"{auth}@shop.example"
    server.put(user, mail(1))
    made = source(
        server, user, password=None, auth=auth, client_id="app", client_secret="env:SECRET"
    )
    with token_checks(server.tokens, "good-token", user):
        for token, works in (("good-token", True), ("bad-token", False)):
            ctx = lent(
                answer=lambda _, token=token: httpx.Response(200, json={"access_token": token}),
                token="kept",
            )
            if works:
                assert sum(len(batch.mentions) for batch in made.fetch(ctx, None)) == 1
            else:
                with pytest.raises(AuthFailed, match="refuses the login"):
                    list(made.fetch(ctx, None))


def test_the_daily_run_reads_the_mailbox(server, authority, tmp_path):
    user = "daily@shop.example"
    notice = mail(
        3,
        "★☆☆☆☆\nThe soup was cold.\nReply to review\n",
        From="Google Business Profile <businessprofile-noreply@google.com>",
        Subject="Kate Brown left a review for Lipa Coffee",
    )
    list_mail = mail(4, List_Id="<news.example.org>")
    server.put(user, mail(1), mail(2), notice, list_mail)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    options = {"host": "localhost", "port": server.imaps, "user": user, "password": "file:password"}
    config = {
        "business": {"name": "Lipa Coffee"},
        "scoring": {"engine": "light"},
        "sources": {"mailbox": {"type": "imap", **options}},
    }
    (tmp_path / "config.yaml").write_text(json.dumps(config))
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-m", "amends", "--config", "config.yaml", "check"],
            cwd=tmp_path,
            env={"SSL_CERT_FILE": str(tmp_path / "ca.pem"), "PATH": "", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, "Traceback" in ran.stderr) == (0, False), ran.stderr
    with closing(sqlite3.connect(tmp_path / "amends.db")) as database:
        rows = database.execute("SELECT source_type, kind FROM mentions").fetchall()
    assert sorted(rows) == [
        ("google_business", "review"),
        ("imap", "email"),
        ("imap", "email"),
    ]
    assert PASSWORD not in (tmp_path / "amends.db").read_bytes().decode("utf-8", "replace")


@pytest.mark.usefixtures("trusted")
def test_text_behind_a_photo_in_a_folder_of_ones_own_name(server):
    user, folder = "photo@shop.example", "Жалби.VIP & co"
    server.put(user, mail(1))
    server.admin("mailbox", "create", "-u", user, folder)
    photo = b"--b\r\nContent-Type: image/jpeg\r\n\r\n" + b"x" * 300_000
    words = b"\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt came like this.\r\n--b--\r\n"
    head, _, _ = mail(2, Content_Type="multipart/mixed; boundary=b").partition(b"\r\n\r\n")
    command = ["doveadm", "-c", str(server.base / "dovecot.conf"), "save", "-u", user, "-m", folder]
    subprocess.run(command, input=head + b"\r\n\r\n" + photo + words, check=True)
    found, bookmark = read(server, user, folders=[folder])
    assert [each.text for each in found.values()] == ["It came like this."]
    assert read(server, user, bookmark, folders=[folder])[0] == {}
    assert seen(server, user) == []
