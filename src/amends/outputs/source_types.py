"""What kinds of source there are, and what a user must know about one; in English everywhere."""

from __future__ import annotations

import re
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rich.text import Text

from amends.outputs.layout import beside, labelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

EFFORTS: Mapping[str | None, str] = MappingProxyType(
    {
        "none": "Works at once",
        "key": "With a key of yours",
        "paid": "With a paid plan of the platform",
        "pulse": "A pulse only: a few excerpts, not all there is",
        None: "From other packages",
    }
)
"""What it takes, in the order in which a new user should look."""
CHECKED: Mapping[str, str] = MappingProxyType(
    {
        "spec": "the platform's official specification",
        "facts": "its documentation, played by a fake server",
        "real server": "the real thing, run here",
    }
)
"""What a source was tried against."""

EVERYTHING = "Everything."
"""How far back a type reaches that knows no limit."""


def key_title(*, needed: bool) -> str:
    """Return the title over the steps to a key."""
    return "How to get the key" if needed else "With a key, for more"


def overview(kinds: Sequence[Mapping[str, Any]], width: int | None) -> Iterator[RenderableType]:
    """Draw all types by what they take; in a pipe a line each, by name."""
    longest = max(len(each["type"]) for each in kinds)
    if width is None:
        for each in kinds:
            yield Text(f"{each['type']:<{longest}}  {each['summary']}")
        return
    for effort, title in EFFORTS.items():
        members = [each for each in kinds if each["effort"] == effort]
        if members:
            yield Text(title, "bold")
        for each in members:
            yield beside(Text(f"  {each['type']:<{longest}}"), each["summary"])
    yield Text("")
    yield Text("All about one of them: amends sources types TYPE", "dim")


def about(
    kind: Mapping[str, Any], guide: Mapping[str, Any] | None, example: str, width: int | None
) -> Iterator[RenderableType]:
    """Draw what a user must know about one type: what it brings, what it costs, how to begin."""
    yield Text.assemble((kind["type"], "bold"), "  ", kind["summary"])
    if guide:
        yield Text("")
        yield from _facts(guide)
        yield from _list(key_title(needed=kind["needs_key"]), guide["key"], numbered=True)
    yield Text("")
    yield Text("In config.yaml, below `sources:`", "bold")
    yield "  NAME:"
    for line in example.splitlines():  # to be copied: no option is folded
        yield from _option(f"    {line}", width)
    if guide:
        yield from _list("Not confirmed", guide["unconfirmed"])
    yield Text("")
    yield Text("Then: amends doctor NAME", "dim")


def _option(line: str, width: int | None) -> Iterator[str]:
    """Yield a line of an example; its comment stands above it where both do not fit."""
    option, *comment = re.split(r"\s+# ", line, maxsplit=1)
    if width is None or len(line) <= width or not comment:
        yield line
        return
    sign = " " * (len(line) - len(line.lstrip())) + "# "
    yield from wrap(comment[0], width, initial_indent=sign, subsequent_indent=sign)
    yield option


def _facts(guide: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield labelled("Brings", guide["gets"])
    yield labelled("Lacks", guide["lacks"])
    yield labelled("Reaches back to", guide["window"] or EVERYTHING)
    yield labelled("Costs", guide["cost"])
    yield labelled("Quota", guide["quota"])
    yield labelled("Tried against", f"{CHECKED[guide['checked']]}; live: never.")
    if guide["address"]:
        yield labelled("Its own page", guide["address"])


def _list(
    title: str, entries: Sequence[str], *, numbered: bool = False
) -> Iterator[RenderableType]:
    if entries:
        yield Text("")
        yield Text(title, "bold")
    for number, entry in enumerate(entries, start=1):
        yield beside(Text(f"  {number}." if numbered else "  -"), entry)
