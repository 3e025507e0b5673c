"""What time it is for the servers."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from amends.http import Deadline


def dated(world, ahead, **headers):
    """Answer with the server's time, ours being so much ahead of it."""
    theirs = format_datetime(world.wall() - ahead, usegmt=True)
    return httpx.Response(200, headers={"date": theirs, **headers})


@pytest.mark.parametrize("minutes", [0, 7, -7])
def test_our_clock_is_compared_with_the_servers(world, minutes):
    http = world.http(lambda _: dated(world, timedelta(minutes=minutes)))
    http.source(Deadline(60, world.clock)).get("https://a.example/")
    assert http.ahead == timedelta(minutes=minutes)


def test_a_cache_says_nothing_about_the_time(world):
    http = world.http(lambda _: dated(world, timedelta(minutes=30), age="1800"))
    http.source(Deadline(60, world.clock)).get("https://a.example/")
    assert http.ahead is None


def test_of_two_servers_the_one_nearer_to_us_is_believed(world):
    off = {"a.example": timedelta(hours=3), "b.example": timedelta(seconds=2)}
    http = world.http(lambda request: dated(world, off[request.url.host]))
    for host in ("b.example", "a.example"):
        http.source(Deadline(60, world.clock)).get(f"https://{host}/")
    assert http.ahead == timedelta(seconds=2)


def test_the_time_is_up_when_the_next_turn_would_come_too_late(world):
    asked = world.http(lambda _: httpx.Response(200)).source(Deadline(10, world.clock), 4)
    assert not asked.time_is_up
    world.time += 6
    assert asked.time_is_up
