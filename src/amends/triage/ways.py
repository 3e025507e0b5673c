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
    """One thing to ask for."""

    key: str
    text: str
    """The question, for a prompt or the help of a flag."""
    default: str = ""
    """What Enter means; `{business}` stands for the name of the business."""
    optional: bool = False
    choices: tuple[str, ...] = ()
    several: bool = False
    """Whether the answer is a list, separated by commas."""
    clean: Callable[[str], str] = single_line
    """Returns one entry as it is kept; raises ValueError, in plain words, for a wrong one."""

    def read(self, text: str, business: str = "") -> str | list[str]:
        """Return the answer that was typed, or the default: an entry, or a list if `several`.

        Raises ValueError that says what is wrong with it.
        """
        text = text.strip() or self.default.replace("{business}", business)
        if self.several:
            return [self.clean(entry) for entry in map(str.strip, text.split(",")) if entry]
        return self.clean(text) if text else ""


@dataclass(frozen=True, slots=True)
class Way:
    """One place where people write, and how its mentions get here."""

    key: str
    title: str
    how: tuple[str, ...]
    """How to obtain what it asks for, one to three lines."""
    asks: tuple[Ask, ...] = ()
    """What it needs; a way whose answers stay empty is done by hand."""
    options: Mapping[str, object] | None = None
    """The source: options with `{key}` where an answer goes; None: `amends add` only."""

    def source(self, given: Mapping[str, str], business: str) -> dict[str, object]:
        """Return the options for config.yaml, or nothing when it remains by hand.

        Raises ValueError for an answer that cannot be.
        """
        answers = {ask.key: ask.read(given.get(ask.key, ""), business) for ask in self.asks}
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


_NAME = Ask("query", "Name to search for", "{business}", clean=_phrase)
_EXPORT = Ask(
    "path",
    "Path of the export (CSV, TSV, JSON or JSONL; * for several)",
    optional=True,
    clean=_path,
)
_BY_HAND = (
    "No program may read it. `amends add` takes a review from the clipboard;",
    "an export (CSV, JSON) dropped at the path is read at every run.",
)
_FROM_FILE = MappingProxyType({"type": "file", "path": "{path}"})
_FROM_FEED = MappingProxyType({"type": "feed", "url": "{url}"})
_SEARCHED_FEED = MappingProxyType({**_FROM_FEED, "filter": True})


def _by_hand(key: str, title: str) -> Way:
    return Way(key, title, _BY_HAND, (_EXPORT,), _FROM_FILE)


WAYS: tuple[Way, ...] = (
    Way(
        "google",
        "Google reviews",
        (
            "Export your reviews: takeout.google.com, only “Google Business Profile”,",
            "or a CSV from any tool that you use; unpack it beside config.yaml.",
            "Until then `amends add` takes single reviews by hand.",
        ),
        (_EXPORT,),
        _FROM_FILE,
    ),
    Way(
        "google_alerts",
        "News and web pages (Google Alerts)",
        (
            "google.com/alerts: your name in quotation marks, Show options, Deliver to: RSS feed.",
            "Create it and copy the address of the feed. Who knows it can read it.",
        ),
        (Ask("url", "Address of the alert's feed", clean=address),),
        _FROM_FEED,
    ),
    Way(
        "app_store",
        "Apple App Store",
        ("The number after “id” in your app's address on apps.apple.com. No key needed.",),
        (
            Ask("app", "Number of the app", clean=app_number),
            Ask("countries", "Countries of the stores", "us", several=True, clean=_storefront),
        ),
        MappingProxyType({"type": "app_store", "app": "{app}", "countries": "{countries}"}),
    ),
    Way(
        "blog",
        "Comments under your own blog (WordPress)",
        ("WordPress has a feed of all comments; only the address of the site is needed.",),
        (Ask("url", "Address of the blog", clean=address),),
        MappingProxyType({"type": "feed", "url": "{url}/comments/feed/"}),
    ),
    Way(
        "reddit",
        "Reddit",
        ("A search that is repeated. Reddit wants to be asked rarely, hence the interval.",),
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
        "A YouTube channel",
        (
            "New videos of one channel (yours, or one that tests places like yours).",
            "Its id begins with UC: channel page, Share, Copy channel id. Comments are not in it.",
        ),
        (Ask("channel", "Id of the channel"),),
        MappingProxyType(
            {
                "type": "feed",
                "url": "https://www.youtube.com/feeds/videos.xml?channel_id={channel}",
                "filter": True,
            }
        ),
    ),
    Way(
        "forum",
        "A forum (phpBB)",
        ("Address of the board, then /app.php/feed, or /feed where addresses are short.",),
        (Ask("url", "Address of the board's feed", clean=address),),
        _SEARCHED_FEED,
    ),
    Way(
        "mastodon",
        "Mastodon",
        ("Posts with one tag, as one server sees them. No account needed.",),
        (
            Ask("tag", "Tag", clean=_tag),
            Ask("url", "Server", "mastodon.social", clean=address),
        ),
        MappingProxyType({"type": "feed", "url": "{url}/tags/{tag}.rss"}),
    ),
    Way(
        "hackernews",
        "Hacker News",
        ("A search that is repeated; worth it if you make software.",),
        (_NAME,),
        MappingProxyType({"type": "hackernews", "query": '"{query}"'}),
    ),
    Way(
        "feed",
        "Another site with a feed (RSS, Atom, JSON Feed)",
        ("What it brings is kept only if one of your names stands in it (`watch:`).",),
        (Ask("url", "Address of the feed", clean=address),),
        _SEARCHED_FEED,
    ),
    _by_hand("tripadvisor", "Tripadvisor"),
    _by_hand("facebook", "Facebook and Instagram"),
    _by_hand("booking", "Booking"),
    _by_hand("glovo", "Glovo, Wolt and other couriers"),
    _by_hand("yelp", "Yelp"),
    _by_hand("trustpilot", "Trustpilot"),
    _by_hand("google_play", "Google Play"),
    _by_hand("yandex_maps", "Yandex Maps, 2GIS, Otzovik"),
    Way(
        "own",
        "Letters, phone, the counter",
        ("`amends add` takes them down: who, where, when, what.",),
    ),
    Way(
        "file",
        "Something else that exports a file",
        ("CSV, TSV, JSON, JSONL or a mailbox (mbox); columns are guessed.",),
        (Ask("path", "Path of the file; * for several", clean=_path),),
        _FROM_FILE,
    ),
)
BY_KEY: Mapping[str, Way] = MappingProxyType({way.key: way for way in WAYS})
