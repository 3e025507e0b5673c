"""A webhook: signed as Standard Webhooks ask, sent once, its answer judged."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import httpx
import pytest

from amends.config.model import HttpConfig
from amends.delivery import webhook
from amends.http import Http

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def posted(answer, secret=SECRET, body=b'{"a": 1}', address="https://hooks.example/x"):
    """Return how it ended, and the requests that arrived."""
    requests = []

    def handle(request):
        requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with Http(HttpConfig(), transport=httpx.MockTransport(handle), wall=lambda: NOW) as http:
        ended = webhook.post(http, address, body, message="msg_1", secret=secret)
    return ended, requests


def test_the_example_of_the_specification():
    """Its own libraries are tested with this one."""
    key = webhook.key(SECRET)
    signed = webhook.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', key)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_arrives():
    ended, (request,) = posted(httpx.Response(204))
    assert ended == ("sent", None)
    assert (request.method, request.content) == ("POST", b'{"a": 1}')
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "msg_1"
    stamp = request.headers["webhook-timestamp"]
    assert stamp == str(int(NOW.timestamp()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = hmac.new(key, f"msg_1.{stamp}.".encode() + b'{"a": 1}', hashlib.sha256).digest()
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"


def test_without_a_secret_it_goes_unsigned():
    _, (request,) = posted(httpx.Response(200), secret=None)
    assert "webhook-signature" not in request.headers


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        (SECRET.rstrip("="), base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
        ("whsec_aGVsbG8", b"hello"),
        ("whsec_aGVsbG8=", b"hello"),
        ("plain words, ключ", "plain words, ключ".encode()),
    ],
)
def test_forms_of_a_secret(secret, key):
    assert webhook.key(secret) == key


def test_a_broken_secret_is_not_repeated():
    ended, requests = posted(httpx.Response(200), secret="whsec_no base64 at all!")
    assert ended.state == "failed"
    assert "no base64 at all" not in ended.error
    assert requests == []


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])
def test_what_does_not_take_it_gets_it_again_in_a_later_run(status):
    answer = httpx.Response(status, headers={"location": "https://elsewhere.example/"})
    ended, requests = posted(answer)
    assert ended.state == "failed"
    assert str(status) in ended.error
    assert len(requests) == 1


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("late"), httpx.ConnectTimeout("late"), httpx.ConnectError("no")]
)
def test_a_receiver_that_knows_the_id_may_get_it_twice(error):
    """A timeout after sending is no reason never to tell it: the id says that it is the same."""
    ended, requests = posted(error, address="https://hooks.example/x?token=s3cr3t")
    assert ended.state == "failed"
    assert "s3cr3t" not in ended.error
    assert len(requests) == 1
