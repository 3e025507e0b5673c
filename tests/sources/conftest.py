from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from amends.config.model import HttpConfig, Watch
from amends.http import Deadline, Http
from amends.models import Author, Item, Reach
from amends.sources import FetchContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@dataclass
class KeptLogin:
    """A login that is kept nowhere but here."""

    token: str | None = None

    def read(self) -> str | None:
        return self.token

    def renew(self, token: str) -> None:
        self.token = token


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def context() -> Iterator[Callable[..., FetchContext]]:
    """Make a context whose network is a function from request to response."""
    opened: list[Http] = []

    def make(
        answer,
        *,
        watch: Watch | None = None,
        secret=lambda ref: f"secret of {ref}",
        login: str | None = None,
        deadline: Deadline | None = None,
    ):
        config = HttpConfig(interval=0, retries=0)
        http = Http(
            config,
            transport=httpx.MockTransport(answer),
            sleep=lambda _: None,
            wall=lambda: NOW,
        )
        opened.append(http)
        deadline = deadline or Deadline(60)
        return FetchContext(
            http=http.source(deadline, 0),
            now=NOW,
            deadline=deadline,
            watch=watch or Watch(),
            secret=secret,
            login=KeptLogin(login),
        )

    yield make
    for http in opened:
        http.close()


@pytest.fixture
def expected() -> Callable[[Path, object], None]:
    """Compare with the `.expected.json` beside an input; UPDATE_EXPECTED=1 writes it anew."""

    def compare(case: Path, actual: object) -> None:
        file = case.with_suffix(".expected.json")
        if os.environ.get("UPDATE_EXPECTED"):
            file.write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", "utf-8")
        assert actual == json.loads(file.read_text("utf-8"))

    return compare


@pytest.fixture
def told() -> Callable[..., dict]:
    """Show mentions and skipped items as JSON, without what has its default value."""

    def show(mentions, skipped) -> dict:
        return {
            "mentions": [_without_defaults(mention) for mention in mentions],
            "skipped": [f"{item.where}: {item.why}" for item in skipped],
        }

    return show


def _without_defaults(value):
    if isinstance(value, datetime):
        return value.isoformat()
    if not is_dataclass(value):
        return value
    return {
        field.name: _without_defaults(getattr(value, field.name))
        for field in fields(value)
        if getattr(value, field.name) not in (field.default, None, {}, Author(), Item(), Reach())
    }
