"""Where a real socket is the point: the deadline under httpx."""

import contextlib
import socket
import threading
import time

import pytest

from amends.config.model import HttpConfig
from amends.errors import HttpTimeout, HttpUnreachable
from amends.http import Deadline, Http

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"


@contextlib.contextmanager
def server(serve):
    """Run `serve(connection, stop)` for each connection on a loopback port."""
    stop = threading.Event()

    def accept():
        while not stop.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    connection.recv(4096)
                    serve(connection, stop)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            stop.set()
            thread.join()


def dripping(data: bytes):
    def serve(connection, stop):
        for byte in data:
            connection.sendall(bytes([byte]))
            if stop.wait(0.02):
                return

    return serve


def answering(data: bytes):
    return lambda connection, _: connection.sendall(data)


@pytest.fixture
def http(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Http(HttpConfig(interval=0, retries=0)) as http:
        yield http


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"X: " + b"a" * 1000,
        HEAD + b"\r\nabc",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
        b"",
    ],
    ids=["headers", "body", "continue", "silence"],
)
def test_dripped_bytes_do_not_stretch_the_deadline(http, data):
    def serve(connection, stop):
        dripping(data)(connection, stop)
        stop.wait()

    with server(serve) as url:
        begun = time.monotonic()
        with pytest.raises(HttpTimeout, match=r"within its 0\.3 s"):
            http.source(Deadline(0.3)).get(url)
        assert 0.25 < time.monotonic() - begun < 5


def test_a_flood_does_not_stretch_the_deadline_either(http):
    def serve(connection, stop):
        while not stop.is_set():
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)

    with server(serve) as url, pytest.raises(HttpTimeout):
        http.source(Deadline(0.3)).get(url)


def test_a_whole_answer_in_time(http):
    with server(answering(HEAD + b"\r\nhello")) as url:
        assert http.source(Deadline(5)).get(url).body == b"hello"


def test_the_read_timeout_counts_too():
    config = HttpConfig(interval=0, retries=0, read_timeout=0.1)
    with Http(config) as http, server(lambda _, stop: stop.wait()) as url:
        source = http.source(Deadline(5))
        with pytest.raises(HttpTimeout, match=r"not a byte for 0\.1 s"):
            source.get(url)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (HEAD + b"\r\nhel", "cut off: "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "cut off: "),
        (b"", "without an answer"),
        (b"\x16\x03\x01 hello\r\n\r\n", "does not speak HTTP"),
    ],
)
def test_cut_off(http, data, words):
    with server(answering(data)) as url, pytest.raises(HttpUnreachable, match=words):
        http.source(Deadline(5)).get(url)


def test_tls_is_bounded_and_checked_too(http):
    with server(lambda _, stop: stop.wait()) as url, pytest.raises(HttpTimeout):
        http.source(Deadline(0.2)).get(url.replace("http:", "https:"))
    with server(answering(HEAD)) as url, pytest.raises(HttpUnreachable, match="no secure"):
        http.source(Deadline(5)).get(url.replace("http:", "https:"))


def test_nobody_listens(http):
    with server(lambda *_: None) as url:
        pass
    with pytest.raises(HttpUnreachable, match="connection refused"):
        http.source(Deadline(5)).get(url)


def test_an_endless_name_lookup_is_cut(http, monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: stop.wait() or [])
    with pytest.raises(HttpTimeout):
        http.source(Deadline(0.1)).get("http://slow.invalid/")
    stop.set()


def test_no_such_host(http, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(HttpUnreachable, match="no such host"):
        http.source(Deadline(5)).get("http://x.invalid/")


def test_the_next_address_is_tried(http, monkeypatch):
    with server(answering(HEAD + b"\r\nhello")) as url:
        port = int(url.rsplit(":", 1)[1].strip("/"))
        found = [(0, 0, 0, "", (host, port)) for host in ("127.0.0.255.1", "127.0.0.1")]
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *a, **k: found if host == "two.invalid" else real(host, *a, **k),
        )
        assert http.source(Deadline(5)).get(f"http://two.invalid:{port}/").body == b"hello"


def test_many_hosts_that_hang_keep_nobody_from_another_one(http, monkeypatch):
    """Each holds a connection, and an HTTP library may have only a hundred."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, *wanted, **options: real("127.0.0.1", *wanted, **options)
    )

    def hang(number):
        with contextlib.suppress(HttpTimeout, HttpUnreachable):
            http.source(Deadline(5)).get(f"http://h{number}.invalid:{port}/")

    with (
        socket.create_server(("127.0.0.1", 0), backlog=128) as silent,
        contextlib.ExitStack() as kept,
    ):
        silent.settimeout(3)
        port = silent.getsockname()[1]
        threads = [threading.Thread(target=hang, args=(n,)) for n in range(110)]
        for thread in threads:
            thread.start()
        for _ in threads:
            kept.enter_context(silent.accept()[0])
    for thread in threads:
        thread.join()


def test_a_host_without_https_is_told_how_to_be_written(http):
    plain = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with server(plain) as url, pytest.raises(HttpUnreachable) as caught:
        http.source(Deadline(5)).get(url.replace("http:", "https:"))
    assert "http://" in caught.value.hint
