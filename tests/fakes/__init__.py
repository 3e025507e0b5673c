"""The platforms as tests play them: one stateful fake per type of source, in a file of its name.

Each fake is written from the platform's documentation (and checked against its official
specification where there is one), never from what our source happens to send. It is handed to
`httpx.MockTransport`, or served on loopback.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SECRET = "s3cr3t-t0ken-Xy9"


class Platform:
    """A server with some items, newest last in `items`; a subclass says how it answers."""

    OPTIONS: ClassVar[dict[str, Any]] = {}
    """What differs from the source's EXAMPLE so that it finds this fake's items."""
    SECRETS: ClassVar[dict[str, str]] = {}
    """What the references in the EXAMPLE resolve to; any other one resolves to SECRET. Put SECRET
    somewhere into each."""
    LOGIN: ClassVar[str | None] = None
    """What `amends sources login` has left."""
    PAGE: ClassVar[int] = 2
    """Items on one page at most, so that three items need two pages."""
    PAGED: ClassVar[bool] = True
    """Whether it has pages at all."""
    REACHED: ClassVar[int] = 60
    """Items that can be reached at most, on pages so short."""
    EDITS: ClassVar[bool] = True
    """Whether an edit can be seen by a second fetch."""
    REPLIES: ClassVar[bool] = True
    """Whether the answers of the business can be seen."""
    DELETIONS: ClassVar[bool] = True
    """Whether it says that an item was deleted, when asked for that item."""
    HIDES: ClassVar[bool] = False
    """Whether what does not come when it is asked for may only be hidden."""

    LISTS: ClassVar[dict[str, str]] = {}
    """By the end of a path the names of all parameters that it knows: servers ignore others, here
    they fail the test. `per_page=100` is also how many items are to be asked for at once: the most
    that the platform gives, or what it advises."""

    def __init__(self, items: int = 3) -> None:
        self.items: list[dict[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self.fault: Callable[[httpx.Request], httpx.Response] | None = None
        self.good_answers = 0
        """Answers with content that are given before `fault` begins."""
        self.add(items)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer, or fail as told."""
        self.requests.append(request)
        unknown = set(self.asked(request)) - {name for name, _ in self.understood(request)}
        assert not (unknown and self.understood(request)), f"{request.url.path} knows no {unknown}"
        if self.fault and self.is_content(request):
            if self.good_answers <= 0:
                return self.fault(request)
            self.good_answers -= 1
        return self.answer(request)

    def asked(self, request: httpx.Request) -> dict[str, str]:
        """Return the parameters of a request."""
        return dict(request.url.params)

    def understood(self, request: httpx.Request) -> list[tuple[str, str]]:
        """Return the names that a path knows, each with the value that it must have, or nothing."""
        ends = (end for end in self.LISTS if request.url.path.endswith(end))
        end = max(ends, key=len, default=None)
        told = (each.partition("=") for each in self.LISTS.get(end or "", "").split())
        return [(name, value) for name, _, value in told]

    def fail_after(
        self, good_answers: int, fault: Callable[[httpx.Request], httpx.Response] | None
    ) -> None:
        """From then on answer every request for content with `fault`."""
        self.good_answers, self.fault = good_answers, fault

    def secret(self, reference: str) -> str:
        """Resolve a secret reference."""
        return self.SECRETS.get(reference, SECRET)

    def add(self, number: int = 1) -> None:
        """Let customers write, an hour apart, the last one an hour before NOW."""
        for _ in range(number):
            for item in self.items:
                self.age(item)
            self.items.append(self.make(len(self.items) + 1, NOW - timedelta(hours=1)))

    # What a subclass says.

    def make(self, number: int, at: datetime) -> dict[str, Any]:
        """Return item `number` as the platform holds it, published at `at`."""
        raise NotImplementedError

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer as the platform does, its errors included."""
        raise NotImplementedError

    # What a subclass says otherwise where its items keep this in another shape.

    def age(self, item: dict[str, Any]) -> None:
        """Make an item one hour older."""
        item["at"] -= timedelta(hours=1)

    def id_of(self, item: dict[str, Any]) -> str:
        """Return the `external_id` that the source must give to an item."""
        return str(item["id"])

    def edit(self, item: dict[str, Any]) -> None:
        """Let the customer add the word `EDITED` to the text."""
        item["text"] += " EDITED"

    def delete(self, item: dict[str, Any]) -> None:
        """Let the customer delete what they wrote."""
        self.items.remove(item)

    def reply(self, item: dict[str, Any], text: str) -> None:
        """Let the business answer publicly."""
        raise NotImplementedError

    def is_content(self, request: httpx.Request) -> bool:
        """Whether this request reads items: not the one for a token, not the one for an id."""
        return True

    # What all need.

    @property
    def ids(self) -> set[str]:
        """The ids that are to be found."""
        return {self.id_of(item) for item in self.items}


def answered(body: Any, status: int = 200, **headers: str) -> httpx.Response:
    """Return a JSON answer; `x_wp_total="3"` becomes the header `x-wp-total`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=json.dumps(body).encode(), headers=named)


def fake(name: str) -> type[Platform]:
    """Return the fake of a type of source."""
    found: type[Platform] = import_module(f"fakes.{name}").Fake
    return found
