"""What each platform lets a business write: limits and rules, from `platforms.yaml`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["bytes", "chars", "weighted", "graphemes"]
Markup = Literal["none", "markdown", "html"]
LINK = re.compile(
    r"(?<![@\w.])(?:https?://[^\s<>()\"«»]+|(?:[\w-]+\.)+[a-z]{2,18}(?![\w.]*@)(?:/[^\s<>()]*)?)",
    re.IGNORECASE,
)
"""A link, with or without its scheme; an address of mail is none."""
_LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""Code points that X counts once: Latin, Greek, Cyrillic …, spaces, dashes, quotation marks."""
_PICTURE = r"[\p{Extended_Pictographic}--[©®™\d#*]]|\p{Regional_Indicator}|\ufe0f\u20e3"


class Platform(BaseModel):
    """The rules of one platform for replies of a business."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = ""
    """The type of source; empty for a place that nobody knows."""
    name: str = ""
    also: tuple[str, ...] = ()
    limit: int | None = None
    """The longest reply, counted in `unit`."""
    unit: Unit = "chars"
    link: int | None = None
    """What a link counts for."""
    confirmed: bool = True
    """Whether the platform itself names its limit."""
    links: bool = True
    markup: Markup = "none"
    snippets: bool = True
    """Whether a reply may quote the review."""
    one_reply: bool = False
    moderated: bool = False
    contact: bool = True
    """Whether addresses and phone numbers of the business may stand in a reply."""
    reaches: bool = False
    """Whether the business can write to the author there."""
    social: bool = False
    checked: str = ""
    source: str = ""

    def length(self, text: str) -> int:
        """Return how long the platform takes a text to be, in its own unit."""
        if self.link is None:
            return _COUNTERS[self.unit](text)
        plain, links = LINK.subn("", text)
        return _COUNTERS[self.unit](plain) + links * self.link

    def fits(self, text: str) -> bool:
        """Whether the platform takes a text of this length."""
        return self.limit is None or self.length(text) <= self.limit


def platform(source_type: str) -> Platform:
    """Return the platform of a type of source; one without a limit where nobody knows it."""
    return _by_type().get(source_type.casefold(), Platform(key=source_type, name=source_type))


def known_platforms() -> tuple[str, ...]:
    """Return the keys of all platforms, in the order of the file."""
    return tuple(dict.fromkeys(each.key for each in _by_type().values()))


@cache
def _by_type() -> Mapping[str, Platform]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    raw = files(__package__).joinpath("platforms.yaml").read_bytes()
    loaded = yaml.load(raw, Loader=loader)  # noqa: S506 — a loader of plain text
    usual = loaded.pop("defaults")
    found = [Platform(key=key, **usual | own) for key, own in loaded.items()]
    return {kind: each for each in found for kind in (each.key, *each.also)}


def _graphemes(text: str) -> int:
    if text.isascii():
        return len(text) - text.count("\r\n")
    import regex

    return len(regex.findall(r"\X", text))


def _weighted(text: str) -> int:
    """Count as X does: composed letters, an emoji as two however it is put together."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return len(composed)
    import regex

    picture = regex.compile(_PICTURE, regex.VERSION1)
    clusters: list[str] = regex.findall(r"\X", composed)
    return sum(2 if picture.search(each) else sum(map(_weight, each)) for each in clusters)


def _weight(letter: str) -> int:
    return 1 if any(first <= ord(letter) <= last for first, last in _LIGHT) else 2


_COUNTERS = {
    "bytes": lambda text: len(text.encode("utf-8", "replace")),
    "chars": len,
    "graphemes": _graphemes,
    "weighted": _weighted,
}
