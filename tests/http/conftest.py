"""A network that is a function, and a clock that only sleeping moves."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from amends.config.model import HttpConfig
from amends.http import Deadline, Http, SourceHttp

START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass
class World:
    time: float = 1000.0
    sleeps: list[float] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def clock(self) -> float:
        return self.time

    def wall(self) -> datetime:
        return START + timedelta(seconds=self.time - 1000)

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds

    def http(self, handler: Callable[[httpx.Request], httpx.Response], **options) -> Http:
        def seen(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return handler(request)

        return Http(
            HttpConfig(**({"interval": 0} | options)),
            transport=httpx.MockTransport(seen),
            sleep=self.sleep,
            clock=self.clock,
            wall=self.wall,
            random=random.Random(7),
        )

    def source(self, handler, *, seconds: float = 60, **options) -> SourceHttp:
        return self.http(handler, **options).source(Deadline(seconds, self.clock))

    def answering(self, *answers: httpx.Response | Exception, **options) -> SourceHttp:
        """Give these answers one after the other, the last one for ever."""
        left = list(answers)

        def handler(_: httpx.Request) -> httpx.Response:
            answer = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return self.source(handler, **options)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def new_world() -> type[World]:
    """For property tests: one world per example."""
    return World
