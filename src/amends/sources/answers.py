"""Read an answer as JSON, and say whose it was when it is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from amends.errors import BadAnswer
from amends.models import Skipped
from amends.sources.values import objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from amends.errors import HttpStatus
    from amends.http import Response
    from amends.models import Json, Mention


_BEFORE = b"\xef\xbb\xbf \t\r\n"
"""What may stand before the first sign of a page: a mark of the encoding, empty lines."""

Item = TypeVar("Item")


def read_json(response: Response, whose: str) -> Json:
    """Return the body as JSON; raises `BadAnswer` for a web page with status 200 and the like."""
    try:
        return response.json()
    except ValueError as error:
        if response.body.lstrip(_BEFORE).startswith(b"<"):
            raise BadAnswer(f"{whose} answered with a web page instead of data") from error
        raise BadAnswer(f"{whose}: {error}") from error


def read_object(response: Response, whose: str) -> dict[str, Any]:
    """Return the body as a JSON object; raises `BadAnswer` for anything else."""
    answer = read_json(response, whose)
    if isinstance(answer, dict):
        return answer
    raise BadAnswer(f"{whose}: the answer is not an object")


def read_list(response: Response, whose: str) -> list[dict[str, Any]]:
    """Return the objects of a JSON list; raises `BadAnswer` for anything else."""
    answer = read_json(response, whose)
    if isinstance(answer, list):
        return objects(answer)
    raise BadAnswer(f"{whose}: the answer is not a list")


def listed(answer: dict[str, Any], key: str, whose: str) -> list[dict[str, Any]]:
    """Return the objects of the list that an answer is about; raises `BadAnswer` if it has none."""
    if isinstance(answer.get(key), list):
        return objects(answer[key])
    raise BadAnswer(f"{whose}: the answer has no list of {key}")


def all_pages(
    ask: Callable[[Json], tuple[list[dict[str, Any]], Json]], whose: str
) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list that is short enough to be read whole.

    `ask` returns the page of a cursor, None is the first, and the cursor of the next one. Raises
    `BadAnswer` if there is no end to them.
    """
    cursor: Json = None
    seen: list[Json] = []
    while cursor not in seen:
        seen.append(cursor)
        found, cursor = ask(cursor)
        yield from found
        if cursor is None:
            return
    raise BadAnswer(f"{whose}: the pages go round in a circle")


def error_object(error: HttpStatus) -> dict[str, Any]:
    """Return what an error's body says, as far as it is a JSON object; else nothing.

    Only its first kilobytes are there, and everything in it is foreign text: match its codes, never
    show its words.
    """
    try:
        found = json.loads(error.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def read_each(
    items: Iterable[Item],
    read: Callable[[Item], Mention | None],
    called: str,
    lacks: str = "it has no id",
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Return the mentions among `items`, and as skipped those that `read` makes nothing of.

    `called`: what one is called, “review”; it is skipped as “review 3”. `lacks` says why.
    """
    found = [read(item) for item in items]
    return (
        tuple(mention for mention in found if mention is not None),
        tuple(
            Skipped(f"{called} {number}", lacks)
            for number, mention in enumerate(found, 1)
            if mention is None
        ),
    )
