import contextlib
import gzip
import json
import logging
import ssl
import subprocess
import sys
import threading
from datetime import UTC

import httpx
import pytest

from amends import __version__
from amends.config.model import HttpConfig
from amends.errors import HttpTimeout, HttpTooLarge, HttpUnreachable
from amends.http import Deadline, Http, Validators
from amends.http.turns import Turns


def echo(request: httpx.Request) -> httpx.Response:
    seen = {"method": request.method, "url": str(request.url), "headers": dict(request.headers)}
    return httpx.Response(200, json=seen | {"body": request.content.decode()})


def test_who_asks(world):
    headers = world.source(echo).get("http://x/").json()["headers"]
    assert headers["user-agent"].startswith(f"amends/{__version__} (+")
    assert headers["accept-encoding"] == "gzip, deflate"
    contact = world.source(echo, contact="анна anna@x.example\r\n)").get("http://x/").json()
    assert contact["headers"]["user-agent"] == f"amends/{__version__} (+ anna@x.example)"


def test_params_join_those_of_the_url(world):
    params = {"q": "café & co", "page": 2, "none": None, "tag": ["a", "b"]}
    seen = world.source(echo).get("http://x/?lang=bg#top", params=params).json()
    assert seen["url"].startswith("http://x/?lang=bg&q=caf%C3%A9+%26+co&page=2&tag=a&tag=b")


def test_json_content_and_auth(world):
    source = world.source(echo)
    seen = source.request("post", "http://x/", json={"a": 1}, auth=("anna", "pw")).json()
    assert (seen["method"], json.loads(seen["body"])) == ("POST", {"a": 1})
    assert seen["headers"]["content-type"] == "application/json"
    assert seen["headers"]["authorization"].startswith("Basic ")
    assert source.request("PUT", "http://x/", content=b"raw").json()["body"] == "raw"


def test_conditional_get_echoes_validators_verbatim(world):
    def handler(request: httpx.Request) -> httpx.Response:
        headers = {"ETag": 'W/"odd,  one"', "Last-Modified": "yesterday"}
        known = request.headers.get("if-none-match") == headers["ETag"]
        known = known and request.headers.get("if-modified-since") == "yesterday"
        return httpx.Response(304 if known else 200, headers=headers, text="" if known else "new")

    source = world.source(handler)
    first = source.get("http://x/")
    assert (first.body, first.not_modified) == (b"new", False)
    again = source.get("http://x/", validators=Validators.from_json(first.validators.to_json()))
    assert (again.body, again.not_modified) == (b"", True)


def test_headers_are_lower_case_and_survive_any_byte(world):
    answer = httpx.Response(
        200, headers=[(b"X-Odd", b"\xff\xd0"), (b"X-ODD", b"b"), (b"ETag", b"\xff")]
    )
    response = world.answering(answer).get("http://x/")
    assert response.headers["x-odd"] == "\xff\xd0, b"
    assert response.validators == Validators()


def test_the_cap_counts_decompressed_bytes(world):
    packed = httpx.Response(
        200, content=gzip.compress(bytes(5000)), headers={"content-encoding": "gzip"}
    )
    assert len(world.answering(packed, max_bytes=5000).get("http://x/").body) == 5000
    with pytest.raises(HttpTooLarge, match="more than 4,999 bytes"):
        world.answering(packed, max_bytes=4999).get("http://x/")


class Body(httpx.SyncByteStream):
    """A body that ends badly."""

    def __init__(self, parts, then=None):
        self.parts, self.then = parts, then

    def __iter__(self):
        yield from self.parts
        if self.then:
            raise self.then


@pytest.mark.parametrize(
    ("body", "encoding", "words"),
    [
        (
            Body([b"abc"], then=httpx.RemoteProtocolError("peer closed connection")),
            "",
            "cut off: ",
        ),
        (Body([b"abc"], then=httpx.ReadError("")), "", "cut off: "),
        (Body([gzip.compress(b"abc")[:-4]]), "gzip", "cut off: "),
        (Body([b"plain"]), "gzip", "compressed data is damaged"),
        (Body([b"plain"]), "br", "not asked for"),
    ],
)
def test_a_body_that_is_cut_or_damaged(world, body, encoding, words):
    answer = httpx.Response(200, stream=body, headers={"content-encoding": encoding})
    with pytest.raises(HttpUnreachable, match=words):
        world.answering(answer, retries=0).get("http://x/")


def test_the_body_of_an_error_may_be_damaged(world):
    answer = httpx.Response(404, stream=Body([b"abc"], then=httpx.ReadError("")))
    with pytest.raises(Exception, match="404") as caught:
        world.answering(answer).get("http://x/")
    assert caught.value.body == b"abc"


def test_the_deadline_holds_while_reading(world):
    def dripping():
        while True:
            world.time += 1
            yield b"x"

    answer = httpx.Response(200, stream=Body(dripping()))
    with pytest.raises(HttpTimeout, match="not finished within its 5 s"):
        world.answering(answer, seconds=5).get("http://x/")


def test_nothing_is_asked_after_the_deadline(world):
    source = world.source(echo, seconds=5)
    world.time += 6
    with pytest.raises(HttpTimeout):
        source.get("http://x/")
    assert not world.requests


def test_cookies_are_forgotten(world):
    source = world.answering(httpx.Response(200, headers={"set-cookie": "a=b"}))
    source.get("http://x/")
    source.get("http://x/")
    assert "cookie" not in world.requests[1].headers


def test_pause_between_requests_to_one_host(world):
    http = world.http(lambda _: httpx.Response(304), interval=2)
    source = http.source(Deadline(60, world.clock))
    for url in ("http://x/a", "http://x:81/b", "http://y/"):
        source.get(url)
    assert world.sleeps == [2]
    http.source(Deadline(60, world.clock), interval=5).get("http://y/")
    assert world.sleeps == [2, 5]


def test_a_pause_beyond_the_deadline_is_not_waited_for(world):
    source = world.source(echo, interval=30, seconds=10)
    source.get("http://x/")
    with pytest.raises(HttpTimeout, match="turn at this host"):
        source.get("http://x/")
    assert (len(world.requests), world.sleeps) == (1, [])


def test_redirects_need_no_pause(world):
    def handler(request: httpx.Request) -> httpx.Response:
        return (
            httpx.Response(301, headers={"location": "/b"})
            if request.url.path == "/"
            else echo(request)
        )

    world.source(handler, interval=5).get("http://x/")
    assert not world.sleeps


def test_one_at_a_time_over_threads():
    inside = most = 0
    turns = Turns(lambda _: None, lambda: 0.0)
    many = threading.Barrier(8)

    def work():
        nonlocal inside, most
        many.wait()
        with turns.turn("x", 0, Deadline(5)):
            inside += 1
            most = max(most, inside)
            threading.Event().wait(0.002)
            inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_busy_host_is_waited_for_until_the_deadline():
    turns = Turns(lambda _: None, lambda: 0.0)
    late = turns.turn("x", 0, Deadline(0.01))
    with turns.turn("x", 0, Deadline(5)), pytest.raises(TimeoutError), late:
        pass
    with turns.turn("x", 0, Deadline(0.01)):
        pass  # free again


class Queueing(Deadline):
    """A time that tells when it begins to stand still."""

    def __init__(self, seconds, clock):
        super().__init__(seconds, clock)
        self.begun = threading.Event()

    def standing_still(self, moved):
        def looked():
            self.begun.set()
            return moved()

        return super().standing_still(looked)


@pytest.mark.parametrize(("error", "patience"), [(None, 20), (OSError, 12)])
def test_who_is_served_in_front_costs_nobody_patience(world, error, patience):
    turns, late = Turns(world.sleep, world.clock), Queueing(10, world.clock)

    def wait():
        with turns.turn("x", 0, late):
            pass

    waiting = threading.Thread(target=wait)
    with contextlib.suppress(OSError), turns.turn("x", 0, Deadline(60, world.clock)):
        waiting.start()
        assert late.begun.wait(5)
        world.time += 8
        if error:
            raise error
    waiting.join()
    assert (late.left, late.patience) == (10, patience)


def test_addresses_are_not_logged(world, caplog):
    caplog.set_level(logging.DEBUG)
    world.source(echo).get("http://x/?token=abc")
    assert "abc" not in caplog.text


def test_a_certificate_that_is_not_valid_is_not_tried_again(world):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    with pytest.raises(HttpUnreachable, match=r"not valid \(certificate has expired\)"):
        world.answering(error).get("https://x/")
    assert len(world.requests) == 1


def test_the_clock_of_the_wall_is_the_real_one():
    assert Http(HttpConfig()).wall().tzinfo is UTC


@pytest.mark.parametrize("proxy", ["socks5://a:secret@h:1", "gopher://a:secret@h:1"])
def test_a_proxy_that_cannot_be_used(monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)
    with Http(HttpConfig()) as http, pytest.raises(HttpUnreachable) as caught:
        http.source(Deadline(5)).get("http://x.invalid/")
    assert "secret" not in caught.value.message
    assert "ALL_PROXY" in caught.value.hint


def test_importing_costs_no_http_library():
    code = "import sys, amends.http; print([m for m in ('httpx', 'tenacity', 'ssl') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
