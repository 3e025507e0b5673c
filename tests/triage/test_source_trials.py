"""What `amends doctor` says of each source when it tries it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar, Literal

import httpx
import pytest

from amends import http
from amends.config.model import HttpConfig
from amends.errors import AuthFailed
from amends.models import Batch
from amends.sources import Named, Source
from amends.triage import source_trials
from amends.triage.business import load, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


class Asked(Source):
    """A source that can be asked."""

    EXAMPLE: ClassVar[str] = ""
    type: Literal["asked"] = "asked"
    says: str = "2 places"

    def probe(self, ctx):
        if self.says == "refuse":
            raise AuthFailed("the key is refused", hint="Make a new one at shop.example/keys")
        if self.says == "break":
            raise KeyError("x")
        if self.says == "ask":
            ctx.http.get("https://api.example/")
        return self.says


class Listed(Source):
    """A source that can only be read."""

    EXAMPLE: ClassVar[str] = ""
    type: Literal["listed"] = "listed"

    def fetch(self, ctx, bookmark) -> Iterator[Batch]:
        ctx.http.get("https://api.example/")
        yield Batch()


@pytest.fixture
def business(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\nbusiness: {name: Lipa}\n", encoding="utf-8")
    with opened(load(path), NOW) as found:
        yield found


@pytest.fixture
def answering(monkeypatch):
    """Answer every request in the given way."""

    real = http.Http

    def serve(answer):
        monkeypatch.setattr(
            http,
            "Http",
            lambda config: real(
                HttpConfig(interval=0, retries=0),
                transport=httpx.MockTransport(answer),
                wall=lambda: NOW,
            ),
        )

    return serve


def tried(business, **sources):
    named = [Named(name, source) for name, source in sources.items()]
    return {
        each.args.get("name", each.what): each
        for each in source_trials.try_sources(business, named)
    }


def test_what_a_source_says_of_itself_is_told(business):
    finding = tried(business, shop=Asked())["shop"]
    assert (finding.level, finding.detail, finding.exit_code) == ("ok", "2 places", 0)


def test_a_refusal_comes_with_the_next_step(business):
    finding = tried(business, shop=Asked(says="refuse"))["shop"]
    assert (finding.level, finding.found, finding.exit_code) == ("problem", "outcome.auth", 4)
    assert finding.hint == "Make a new one at shop.example/keys"


def test_who_takes_turns_at_one_host_is_waited_for(business, answering, monkeypatch):
    monkeypatch.setattr(source_trials, "PATIENCE", 0.1)
    monkeypatch.setattr(source_trials, "GRACE", 0.1)
    answering(lambda _: httpx.Response(200))
    found = tried(business, **{name: Listed(interval=0.5) for name in "ab"})
    assert [each.level for each in found.values()] == ["ok"] * 2


def test_one_with_a_bug_does_not_keep_the_others_from_being_tried(business):
    found = tried(business, broken=Asked(says="break"), shop=Asked())
    assert found["broken"].level == "problem"
    assert "bug in source type asked: KeyError" in found["broken"].detail
    assert found["shop"].level == "ok"


@pytest.mark.parametrize(
    ("status", "outcome"), [(401, "auth"), (500, "failed"), (429, "throttled")]
)
def test_what_cannot_be_asked_is_read(business, answering, status, outcome):
    answering(lambda _: httpx.Response(status))
    assert tried(business, shop=Listed())["shop"].found == f"outcome.{outcome}"
    answering(lambda _: httpx.Response(200))
    finding = tried(business, shop=Listed())["shop"]
    assert (finding.found, finding.args["n"]) == ("doctor.found.first_page", 0)


@pytest.mark.parametrize(
    ("minutes", "found"),
    [(7, "doctor.found.clock_behind"), (-7, "doctor.found.clock_ahead"), (1, None)],
)
def test_the_clock_is_compared_with_that_of_the_servers(business, answering, minutes, found):
    theirs = format_datetime(NOW + timedelta(minutes=minutes), usegmt=True)
    answering(lambda _: httpx.Response(200, headers={"date": theirs}))
    clock = tried(business, shop=Asked(says="ask")).get("clock")
    assert (clock and clock.found) == found
    assert clock is None or clock.args["n"] == 7


def test_one_that_hangs_is_given_up(business, monkeypatch):
    import threading

    ever = threading.Event()
    monkeypatch.setattr(Asked, "probe", lambda *_: ever.wait(30))
    monkeypatch.setattr(source_trials, "PATIENCE", 0.01)
    monkeypatch.setattr(source_trials, "GRACE", 0.01)
    finding = tried(business, slow=Asked())["slow"]
    ever.set()
    assert (finding.found, finding.exit_code) == ("outcome.failed", 4)


def test_one_that_asked_for_time_is_left_alone(business, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(Asked, "probe", lambda *_: asked.append("!") or "")
    last = {"retry_at": NOW + timedelta(hours=2)}
    known = SimpleNamespace(last_run=lambda _: last)
    told = SimpleNamespace(
        store=SimpleNamespace(sources=known), now=NOW, zone=UTC, config=business.config
    )
    (finding,) = source_trials.try_sources(told, [Named("shop", Asked())])
    assert (finding.level, finding.args["until"]) == ("note", "2026-11-21 10:00")
    assert asked == []


def test_one_that_is_switched_off_is_not_tried(business):
    finding = tried(business, shop=Asked(enabled=False, says="refuse"))["shop"]
    assert (finding.level, finding.found) == ("note", "sources.disabled")
    assert finding.hint == "amends doctor shop"


def test_one_that_is_switched_off_is_tried_when_it_is_named(business):
    named = [Named("shop", Asked(enabled=False))]
    (finding,) = source_trials.try_sources(business, named, by_name=True)
    assert (finding.level, finding.detail) == ("ok", "2 places")


@pytest.mark.parametrize("source", [Listed(), Asked(says="ask")])
def test_until_when_it_wants_to_be_left_alone_is_said(business, answering, source):
    answering(lambda _: httpx.Response(429, headers={"retry-after": "7200"}))
    assert tried(business, shop=source)["shop"].hint == "Not before 2026-11-21 10:00."
