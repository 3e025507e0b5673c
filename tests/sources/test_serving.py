"""Whether a fake answers over a socket as it does without one."""

from __future__ import annotations

import httpx

from fakes import answered
from fakes.serving import ByLoopback, served

HOME = "https://api.reviews.test"


def echo(request):
    return answered([request.method, str(request.url), request.headers.get("x-shop"),
                     request.content.decode()], status=203, x_total="3")  # fmt: skip


def elsewhere(request):
    return httpx.Response(200, content=b"elsewhere")


def test_a_served_fake_sees_the_request_as_it_was_meant():
    with (
        served(echo, HOME) as server,
        ByLoopback({HOME: server.address}, elsewhere) as way,
        httpx.Client(transport=way) as client,
    ):
        answer = client.post(f"{HOME}/a%2Fb?x=1&x=2", content="Hi", headers={"x-shop": "7"})
        other = client.get("https://token.test/")
    assert answer.json() == ["POST", f"{HOME}/a%2Fb?x=1&x=2", "7", "Hi"]
    assert (answer.status_code, answer.headers["x-total"]) == (203, "3")
    assert other.text == "elsewhere"
