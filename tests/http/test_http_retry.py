from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import HttpError, HttpStatus, HttpThrottled, HttpTimeout, HttpUnreachable
from amends.http.retry import retry_after

OK = httpx.Response(200, text="ok")
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def busy(status: int = 503, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize(
    "trouble",
    [
        busy(429),
        busy(500),
        busy(502),
        httpx.ConnectTimeout(""),
        httpx.ReadTimeout(""),
        httpx.ConnectError(""),
        httpx.RemoteProtocolError("Server disconnected"),
        ConnectionResetError(104, "reset"),
    ],
)
def test_what_passes_is_tried_again_with_growing_jittered_pauses(world, trouble):
    assert world.answering(trouble, trouble, trouble, OK).get("http://x/").body == b"ok"
    first, second, third = world.sleeps
    assert 0.5 <= first <= 1 <= second <= 2 <= third <= 4
    assert len({first, second / 2, third / 4}) == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (busy(404), HttpStatus),
        (busy(410), HttpStatus),
        (busy(403), HttpStatus),
        (busy(999), HttpStatus),
        (httpx.InvalidURL("x"), HttpUnreachable),
        (httpx.LocalProtocolError("secret"), HttpUnreachable),
        (UnicodeError("secret"), HttpUnreachable),
    ],
)
def test_what_stays_is_asked_once(world, answer, error):
    with pytest.raises(error) as caught:
        world.answering(answer).get("http://x/")
    assert len(world.requests) == 1
    assert "secret" not in caught.value.message


def test_gives_up_after_the_configured_tries(world):
    with pytest.raises(HttpStatus) as caught:
        world.answering(busy(500), retries=2).get("http://x/")
    assert (len(world.requests), caught.value.status) == (3, 500)


def test_nothing_is_sent_twice(world):
    with pytest.raises(HttpThrottled):
        world.answering(busy()).request("POST", "http://x/", json={})
    assert len(world.requests) == 1
    with pytest.raises(HttpThrottled):
        world.answering(busy()).request("PUT", "http://x/", json={})
    assert len(world.requests) == 5


@pytest.mark.parametrize("asked", ["7", "Fri, 20 Nov 2026 09:30:07 GMT"])
def test_retry_after_is_obeyed(world, asked):
    assert world.answering(busy(429, retry_after=asked), OK).get("http://x/").status == 200
    assert world.sleeps == [7]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("61", 600), ("3600", 1e6), ("30", 29), ("Wed, 21 Oct 2099 07:28:00 GMT", 60)],
)
def test_too_long_a_wait_is_left_to_the_next_run(world, asked, seconds):
    with pytest.raises(HttpThrottled) as caught:
        world.answering(busy(503, retry_after=asked), seconds=seconds).get("http://x/")
    assert not world.sleeps
    wait = int(asked) if asked.isdigit() else 7 * 86_400  # a wrong year silences nobody
    assert caught.value.until == world.wall() + timedelta(seconds=wait)
    assert "asks to wait until 202" in caught.value.message


def test_a_site_that_wants_long_pauses_gets_them_between_tries_too(world):
    assert world.answering(busy(500), OK, interval=20).get("http://x/").status == 200
    assert world.sleeps == [20]
    with pytest.raises(HttpThrottled):  # and what it said is told, not that our time was too short
        world.answering(busy(429), interval=90).get("http://x/")
    assert (len(world.requests), world.sleeps) == (3, [20])


@pytest.mark.parametrize(
    "headers",
    [
        {"x_ratelimit_reset": "2026-11-20T09:35:00.123456Z", "x_ratelimit_remaining": "0"},
        {"ratelimit_reset": str(int(NOW.timestamp()) + 34_500), "ratelimit_remaining": "0"},
        {"x_rate_limit_reset": str(int(NOW.timestamp()) + 34_500)},
        {"x_ratelimit_reset": "300", "x_ratelimit_remaining": "0.0"},
        {"x_ratelimit_reset": "2026-11-20T10:35:00", "date": "Fri, 20 Nov 2026 10:30:00 GMT"},
    ],
)
def test_a_used_up_quota_is_left_alone_until_it_starts_anew(world, headers):
    with pytest.raises(HttpThrottled) as caught:
        world.answering(busy(429, **headers)).get("http://x/")
    assert (len(world.requests), world.sleeps) == (1, [])
    assert caught.value.until.replace(microsecond=0) == world.wall() + timedelta(minutes=5)


@pytest.mark.parametrize(
    "headers",
    [
        {"x_ratelimit_reset": "3600", "x_ratelimit_remaining": "7"},
        {"x_ratelimit_reset": "2026-11-20T09:00:00Z"},
        {"x_ratelimit_reset": "soon"},
        {"x_ratelimit_reset": "1e300"},
        {"x_ratelimit_reset": "3600", "retry_after": "1"},
    ],
)
def test_a_quota_that_is_not_used_up_or_odd_delays_nothing(world, headers):
    assert world.answering(busy(429, **headers), OK).get("http://x/").status == 200
    assert world.sleeps[0] <= 1


def test_no_retry_beyond_the_deadline(world):
    with pytest.raises(HttpTimeout):
        world.answering(httpx.ReadTimeout(""), seconds=0.4).get("http://x/")
    assert (len(world.requests), world.sleeps) == (1, [])


def test_bot_wall(world):
    wall = httpx.Response(503, headers={"cf-mitigated": "challenge"}, text="Just a moment")
    with pytest.raises(HttpStatus, match="bot wall") as caught:
        world.answering(wall).get("http://x/")
    assert caught.value.bot_wall
    assert caught.value.body == b"Just a moment"
    assert len(world.requests) == 1


def test_a_refusal_names_the_address_and_keeps_its_first_words(world):
    with pytest.raises(HttpStatus) as caught:
        world.answering(httpx.Response(404, text="x" * 9000)).get("http://a:b@x/f?token=abc")
    assert caught.value.message == "http://***@x/f?token=***: answered 404 Not Found"
    assert caught.value.body == b"x" * 8192


@pytest.mark.parametrize("odd", ["", "soon", "-5", "0", "nan", "inf", "Mon, 99 Foo 2026", "١"])
def test_odd_retry_after(odd):
    until = retry_after({"retry-after": odd}, NOW)
    assert until is None or until == NOW + timedelta(seconds=1)


@given(st.text() | st.integers().map(str) | st.floats().map(str) | st.datetimes().map(str))
def test_any_retry_after_is_a_moment_within_a_week_or_none(value):
    until = retry_after({"retry-after": value}, NOW)
    assert until is None or NOW < until <= NOW + timedelta(days=7)


@given(
    st.integers(100, 999), st.dictionaries(st.sampled_from(["retry-after", "x"]), st.text("a1 "))
)
def test_every_status_is_an_answer_or_an_http_error(new_world, status, headers):
    world = new_world()
    try:
        response = world.answering(httpx.Response(status, headers=headers)).get("http://x/")
    except HttpError as error:
        assert "http://x/" in error.message  # noqa: PT017 — both ways are right
    else:
        assert 200 <= response.status < 300 or response.not_modified
