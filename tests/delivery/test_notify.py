"""Apprise: a message that arrives as it is, an address that nobody sees, and no endless waiting."""

from __future__ import annotations

import builtins
import json
import logging
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amends.delivery import notify

pytest.importorskip("apprise")
HOSTILE = "<b>Old *Town*</b> & [x](http://e.example) `rm` \\ @everyone"


@pytest.fixture
def logged():
    """What reaches the log of a program that writes down everything."""
    said, handler, root = [], logging.Handler(), logging.getLogger()
    handler.emit = lambda record: said.append(record.getMessage())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


@contextmanager
def service(status=200, pause=0.0):
    """Run a service on the loopback address; yields its port and what arrived there."""
    arrived = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["content-length"])
            arrived.append((self.path, self.rfile.read(length)))
            over.wait(pause)
            self.send_response(status)
            self.send_header("content-length", "0")
            self.send_header("location", f"http://127.0.0.1:{server.server_port}/other")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    try:
        yield server.server_port, arrived
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def test_it_arrives_as_it_is():
    with service() as (port, arrived):
        ended = notify.send(f"json://127.0.0.1:{port}/hook", "A storm: Тест", HOSTILE)
    assert ended == ("sent", None)
    ((path, body),) = arrived
    said = json.loads(body)
    assert path == "/hook"
    assert (said["title"], said["message"]) == ("A storm: Тест", HOSTILE)


def test_markup_does_not_come_alive():
    with service() as (port, arrived):
        notify.send(f"json://127.0.0.1:{port}/?format=html", "t", HOSTILE)
        notify.send(f"json://127.0.0.1:{port}/?format=markdown", "t", HOSTILE)
    html, markdown = (json.loads(body)["message"] for _, body in arrived)
    assert "<b>" not in html
    assert r"\*Town\*" in markdown
    assert "[x](" not in markdown


@pytest.mark.parametrize("status", [301, 400, 403, 500])
def test_what_refuses_says_its_status(status):
    with service(status) as (port, arrived):
        ended = notify.send(f"json://user:s3cr3t@127.0.0.1:{port}/t0ken", "t", "b")
    assert ended == ("failed", f"the service refused it (HTTP {status})")
    assert len(arrived) == 1


def test_nobody_there():
    with service() as (port, _):
        pass
    ended = notify.send(f"json://127.0.0.1:{port}/t0ken", "t", "b")
    assert ended.state == "failed"
    assert "t0ken" not in ended.error


def test_taken_but_not_answered_is_unknown():
    with service(pause=5) as (port, arrived):
        ended = notify.send(f"json://127.0.0.1:{port}/?rto=0.2", "t", "b")
    assert ended.state == "unknown"
    assert len(arrived) == 1


def test_nothing_is_waited_for_longer_than_that():
    with service(pause=5) as (port, _):
        begun = time.monotonic()
        ended = notify.send(f"json://127.0.0.1:{port}/", "t", "b", seconds=0.2)
        assert time.monotonic() - begun < 2
    assert ended == ("unknown", "no answer within 0.2 s")


@pytest.mark.parametrize("url", ["", "no address", "nosuch://s3cr3t@x", "tgram://", "json://"])
def test_no_address_is_said_without_repeating_it(url, logged, capfd):
    ended = notify.send(url, "t", "b")
    assert ended == ("failed", "this is no address that Apprise understands")
    assert logged == []
    assert capfd.readouterr() == ("", "")


def test_nothing_of_the_address_is_logged(logged, capfd):
    with service(500) as (port, _):
        notify.send(f"json://user:s3cr3t@127.0.0.1:{port}/t0ken", "t", "b")
    assert logged == []
    assert capfd.readouterr() == ("", "")


def test_a_plug_in_that_fails_is_no_traceback(monkeypatch):
    import apprise

    def broken(*_, **__):
        raise RuntimeError("s3cr3t")

    monkeypatch.setattr(apprise.Apprise, "instantiate", broken)
    assert notify.send("json://x", "t", "b") == ("failed", "could not be sent (RuntimeError)")


def test_without_the_library(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "apprise":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert notify.send("json://x", "t", "b") == ("failed", notify.MISSING)
