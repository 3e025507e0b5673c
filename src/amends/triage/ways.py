"""Where people write about a business, and for each place the way that works today.

Platforms that let no program read them are done by hand (`amends add`) or from an export.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from amends.config.values import known_country
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for; its words are messages."""

    key: str
    question: str = ""
    """Name of its message below `init.ask.`; its key unless another one is given."""
    default: str = ""
    """What Enter means; `{business}` and `{language}` stand for what is known by then."""
    optional: bool = False
    choices: tuple[str, ...] = ()
    """The only answers there are; each has a message below `init.choice.`."""
    several: bool = False
    """Whether the answer is a list, separated by commas."""
    clean: Callable[[str], str] = single_line
    """Returns one entry as it is kept; raises ValueError, in plain words, for a wrong one."""

    @property
    def text(self) -> str:
        """Key of the message that asks."""
        return f"init.ask.{self.question or self.key}"

    def usual(self, **known: str) -> str:
        """Return the default, filled with what is known."""
        return self.default.format_map(known)

    def read(self, text: str, **known: str) -> str | list[str]:
        """Return the answer that was typed, or the default: an entry, or a list if `several`.

        Raises ValueError that says what is wrong with it.
        """
        text = text.strip() or self.usual(**known)
        if self.several:
            return [self.clean(entry) for entry in map(str.strip, text.split(",")) if entry]
        return self.clean(text) if text else ""


@dataclass(frozen=True, slots=True)
class Way:
    """One place where people write, and how its mentions get here; its words are messages."""

    key: str
    asks: tuple[Ask, ...] = ()
    """What it needs; a way whose answers stay empty is done by hand."""
    options: Mapping[str, object] | None = None
    """The source: options with `{key}` where an answer goes; None: `amends add` only."""
    closed: bool = False
    """Whether no program may read it."""

    @property
    def title(self) -> str:
        """Key of the message that names it."""
        return f"init.way.{self.key}.title"

    @property
    def how(self) -> str:
        """Key of the message that says, in one to three lines, how to obtain what it asks for."""
        return f"init.way.{'by_hand' if self.closed else self.key}.how"

    def source(self, given: Mapping[str, str], business: str) -> dict[str, object]:
        """Return the options for config.yaml, or nothing when it remains by hand.

        Raises ValueError for an answer that cannot be.
        """
        answers = {
            ask.key: ask.read(given.get(ask.key, ""), business=business) for ask in self.asks
        }
        if not self.options or not all(answers.values()):
            return {}
        return {key: _filled(key, value, answers) for key, value in self.options.items()}


def _filled(
    option: str, template: object, answers: Mapping[str, str | list[str]]
) -> str | list[str] | object:
    if not isinstance(template, str):
        return template
    whole = answers.get(template.strip("{}"))
    if isinstance(whole, list):
        return whole
    texts = {key: str(answer) for key, answer in answers.items()}
    if option == "url":  # whatever goes into an address is escaped, but the address itself
        texts = {key: text if key == "url" else quote(text, safe="") for key, text in texts.items()}
    return template.format_map(texts)


def address(text: str) -> str:
    """Return a web address without the slash at its end, with a scheme if it has none.

    Raises ValueError for what cannot be one.
    """
    text = single_line(text)
    full = text if "://" in text else f"https://{text}"
    parts = urlsplit(full)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in full:
        raise ValueError(f"must be an address like https://example.org, not {text!r}")
    return full.rstrip("/")


def app_number(text: str) -> str:
    """Return the number of an app, typed as it is or within its address.

    Raises ValueError when there is none.
    """
    match = re.search(r"\bid([0-9]{1,15})\b", text) or re.fullmatch("([0-9]{1,15})", text)
    if match is None:
        raise ValueError(f"must be the number after 'id' in the app's address, not {text!r}")
    return match[1]


def _storefront(code: str) -> str:
    return known_country(code).lower()


def _phrase(text: str) -> str:
    return single_line(text.replace('"', " ")) or "?"


def _tag(text: str) -> str:
    return single_line(text).lstrip("#")


def _path(text: str) -> str:
    """Keep every blank, for a file may be called so; only what cannot be seen goes."""
    return "".join(char for char in text if char.isprintable())


_NAME = Ask("query", default="{business}", clean=_phrase)
_EXPORT = Ask("path", "export", optional=True, clean=_path)
_FEED = Ask("url", clean=address)
_FROM_FILE = MappingProxyType({"type": "file", "path": "{path}"})
_FROM_FEED = MappingProxyType({"type": "feed", "url": "{url}"})
_SEARCHED_FEED = MappingProxyType({**_FROM_FEED, "filter": True})


def _closed(key: str) -> Way:
    return Way(key, (_EXPORT,), _FROM_FILE, closed=True)


WAYS: tuple[Way, ...] = (
    Way("google", (_EXPORT,), _FROM_FILE),
    Way("google_alerts", (_FEED,), _FROM_FEED),
    Way(
        "app_store",
        (
            Ask("app", clean=app_number),
            Ask("countries", default="us", several=True, clean=_storefront),
        ),
        MappingProxyType({"type": "app_store", "app": "{app}", "countries": "{countries}"}),
    ),
    Way(
        "blog",
        (Ask("url", "blog", clean=address),),
        MappingProxyType({"type": "feed", "url": "{url}/comments/feed/"}),
    ),
    Way(
        "reddit",
        (_NAME,),
        MappingProxyType(
            {
                "type": "feed",
                "url": "https://www.reddit.com/search.rss?q=%22{query}%22&sort=new&t=month&limit=100",
                "filter": True,
                "interval": 90,
            }
        ),
    ),
    Way(
        "youtube",
        (Ask("channel"),),
        MappingProxyType(
            {
                "type": "feed",
                "url": "https://www.youtube.com/feeds/videos.xml?channel_id={channel}",
                "filter": True,
            }
        ),
    ),
    Way("forum", (_FEED,), _SEARCHED_FEED),
    Way(
        "mastodon",
        (
            Ask("tag", clean=_tag),
            Ask("url", "server", default="mastodon.social", clean=address),
        ),
        MappingProxyType({"type": "feed", "url": "{url}/tags/{tag}.rss"}),
    ),
    Way("hackernews", (_NAME,), MappingProxyType({"type": "hackernews", "query": '"{query}"'})),
    Way("feed", (_FEED,), _SEARCHED_FEED),
    _closed("tripadvisor"),
    _closed("facebook"),
    _closed("booking"),
    _closed("glovo"),
    _closed("yelp"),
    _closed("trustpilot"),
    _closed("google_play"),
    _closed("yandex_maps"),
    Way("own"),
    Way("file", (Ask("path", clean=_path),), _FROM_FILE),
)
BY_KEY: Mapping[str, Way] = MappingProxyType({way.key: way for way in WAYS})
