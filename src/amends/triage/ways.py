"""Where people write about a business, and for each place the way that works today.

What no program may read is done by hand (`amends add`) or from an export. Which options a type of
source needs, and whether they take a key, the type itself says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from amends.text import single_line
from amends.triage import spoken
from amends.triage.asks import Ask, address, agreed, app_number, completed, option, refers, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.languages import Words


@dataclass(frozen=True, slots=True)
class Road:
    """How the mentions of a place get here: what is asked, and the source that becomes of it."""

    options: Mapping[str, object]
    """The source: options with `{key}` where an answer goes."""
    asks: tuple[Ask, ...] = ()
    told: str = ""
    """Key of the message that says what it brings, and how to obtain what is asked."""

    @property
    def effort(self) -> str:
        """What it takes, as the type says; `key` where it does without one, but not here."""
        kind = type_of(str(self.options["type"]))
        effort = kind.GUIDE.effort if kind.GUIDE else "none"
        return "key" if effort == "none" and any(map(refers, self.options.values())) else effort

    def how(self, words: Words) -> str:
        """Say, in one to three lines, what it takes."""
        effort = self.effort
        keys = [self.told] if self.told else []
        if effort != "none" or not self.told:
            keys.append(f"init.effort.{effort}")
        return "\n".join(words.say(key, type=self.options["type"]) for key in keys)

    def source(self, given: Mapping[str, str], business: str) -> dict[str, Any]:
        """Return the options for config.yaml, or nothing when an answer is missing.

        A source that needs a key is switched off: nobody has one on the first day. Raises
        ValueError for an answer that cannot be.
        """
        answers: dict[str, str | list[str]] = {}
        for ask in self.asks:
            answers[ask.key] = ask.read(given.get(ask.key, ""), business=business)
            if ask.needed and not answers[ask.key]:
                return {}
        filled = {key: _filled(key, value, answers) for key, value in self.options.items()}
        filled = {key: value for key, value in filled.items() if value not in ("", [])}
        off = {} if self.effort == "none" else {"enabled": False}
        return {"type": filled["type"], **off, **completed(filled)}


@dataclass(frozen=True, slots=True)
class Way:
    """One place where people write; its words are messages."""

    key: str
    roads: tuple[Road, ...] = ()
    """The first one whose answers are all there is taken; without one it is done by hand."""
    common: bool = False
    """Whether it stands in the short list."""

    @property
    def title(self) -> str:
        """Key of the message that names it."""
        return f"init.way.{self.key}.title"

    @property
    def asks(self) -> tuple[Ask, ...]:
        """All that may be asked."""
        return tuple(ask for road in self.roads for ask in road.asks)

    def taken(self, given: Mapping[str, str], business: str) -> tuple[Road | None, dict[str, Any]]:
        """Return the road that was answered and the options of its source; else the last road.

        Raises ValueError for an answer that cannot be.
        """
        for road in self.roads:
            if source := road.source(given, business):
                return road, source
        return (self.roads[-1] if self.roads else None), {}

    def how(self, road: Road | None, words: Words) -> str:
        """Say how the road is taken; without one, what is done by hand."""
        return road.how(words) if road else words.say(f"init.way.{self.key}.how")


def _filled(key: str, template: object, answers: Mapping[str, str | list[str]]) -> Any:
    if not isinstance(template, str):
        return template
    whole = answers.get(template.strip("{}"))
    if isinstance(whole, list):
        return whole
    texts = {name: str(answer) for name, answer in answers.items()}
    if key == "url":  # whatever goes into an address is escaped, but the address itself
        texts = {
            name: text if name == "url" else quote(text, safe="") for name, text in texts.items()
        }
    return template.format_map(texts)


def _storefront(code: str) -> str:
    return spoken.country(code).lower()


def _phrase(text: str) -> str:
    return single_line(text.replace('"', " ")) or "?"


def _tag(text: str) -> str:
    return single_line(text).lstrip("#")


def _path(text: str) -> str:
    """Keep every blank, for a file may be called so; only what cannot be seen goes."""
    return "".join(char for char in text if char.isprintable())


def _channel(text: str) -> str:
    """Return the id of a YouTube channel, typed as it is or within an address.

    Raises ValueError for a name: the feeds of YouTube know ids alone.
    """
    if found := re.search(r"(?:^|/channel/|channel_id=)(UC[\w-]{22})(?![\w-])", text.strip()):
        return found[1]
    raise ValueError(
        f"the channel must be its id, which begins with UC, not {text!r}: open it on YouTube, then"
        " … more → Share channel → Copy channel ID (names such as @lipa are read with a key alone)"
    )


_NAME = Ask("query", default="{business}", clean=_phrase)
_EXPORT = Ask("path", "export", optional=True, clean=_path)
_FEED = Ask("url", clean=address)
_WITH_KEY = Ask("api", choices=("yes", "no"), optional=True, unanswered="no_key", clean=agreed)
_FROM_FILE = MappingProxyType({"type": "file", "path": "{path}"})
_FROM_FEED = MappingProxyType({"type": "feed", "url": "{url}"})
_SEARCHED_FEED = MappingProxyType({**_FROM_FEED, "filter": True})
_SEARCHED_REDDIT = MappingProxyType(
    {
        "type": "feed",
        "url": "https://www.reddit.com/search.rss?q=%22{query}%22&sort=new&t=month&limit=100",
        "filter": True,
    }
)
_CHANNEL = MappingProxyType(
    {
        "type": "feed",
        "url": "https://www.youtube.com/feeds/videos.xml?channel_id={channel}",
        "filter": True,
    }
)
_TOKEN = MappingProxyType({"token": "env:MASTODON_TOKEN"})
_BY_HAND = Road(_FROM_FILE, (_EXPORT,), "init.way.by_hand.how")
"""Reviews one by one, or an export of them: what remains where no program may read."""


def _platform(kind: str, *asks: Ask, told: str = "", **fixed: object) -> Road:
    """Return the road by a type of its own; words and whatever is not asked come from the type."""
    options = {"type": kind, **{ask.key: f"{{{ask.key}}}" for ask in asks}, **fixed}
    return Road(MappingProxyType(options), asks, told and f"init.way.{told}")


def _way(key: str, *roads: Road, common: bool = False) -> Way:
    return Way(key, roads, common)


def _told(key: str, options: Mapping[str, object], *asks: Ask, common: bool = False) -> Way:
    """Return a way that has words of its own."""
    return Way(key, (_road(key, options, *asks),), common)


def _road(key: str, options: Mapping[str, object], *asks: Ask) -> Road:
    """Return the road of a way that takes no key and has words of its own."""
    return Road(options, asks, f"init.way.{key}.how")


def _own_type(kind: str, key: str = "", question: str = "", *, common: bool = False) -> Way:
    """Return a place that is called like the type which reads it."""
    asks = (option(kind, key, question),) if key else ()
    return _way(kind, _platform(kind, *asks), common=common)


def _or_by_hand(kind: str, key: str, question: str, *, common: bool = False) -> Way:
    """Return a place that its type reads with a key; without one it is done by hand."""
    asked = option(kind, key, question, unanswered="by_hand")
    return _way(kind, _platform(kind, asked), _BY_HAND, common=common)


WAYS: tuple[Way, ...] = (
    _told("google", _FROM_FILE, _EXPORT, common=True),
    _way(
        "mailbox",
        _platform(
            "imap",
            option("imap", "host"),
            option("imap", "user", "mailbox"),
            folders=["INBOX", "\\Sent"],
            told="mailbox.how",
        ),
        common=True,
    ),
    _or_by_hand("tripadvisor", "location", "location", common=True),
    _own_type("facebook", common=True),
    _own_type("instagram", common=True),
    _way("booking", _BY_HAND, common=True),
    _way("glovo", _BY_HAND, common=True),
    _or_by_hand("trustpilot", "business", "domain", common=True),
    _told(
        "app_store",
        MappingProxyType({"type": "app_store", "app": "{app}", "countries": "{countries}"}),
        Ask("app", clean=app_number),
        Ask("countries", default="us", several=True, clean=_storefront),
        common=True,
    ),
    _or_by_hand("google_play", "package", "package", common=True),
    _own_type("woocommerce", "site", "shop", common=True),
    _way("blog", _platform("wordpress", option("wordpress", "site", "blog")), common=True),
    Way("own", common=True),
    _told("file", _FROM_FILE, Ask("path", clean=_path), common=True),
    # From here on only whoever asks for more of them.
    _way("google_business", _platform("google_business", keep=30)),
    _own_type("google_places", "place_id"),
    _told("google_alerts", _FROM_FEED, _FEED),
    _or_by_hand("yelp", "business", "yelp"),
    _way("yandex_maps", _BY_HAND),
    _own_type("yandex_market"),
    _own_type("feefo", "merchant"),
    _own_type("judgeme", "shop", "shopify"),
    _own_type("reviews_io", "store"),
    _own_type("app_store_connect", "app"),
    _own_type("steam", "app", "steam"),
    _way(
        "reddit",
        _platform(
            "reddit",
            option("reddit", "user", "reddit_user", unanswered="no_key"),
            option("reddit", "client_id"),
            told="reddit.api",
        ),
        _road("reddit", _SEARCHED_REDDIT, _NAME),
    ),
    _way(
        "youtube",
        Road(
            MappingProxyType({"type": "youtube", "channel": "{channel}"}),
            (_WITH_KEY, option("youtube", "channel", "own_channel", needed=False)),
            "init.way.youtube.api",
        ),
        _road("youtube", _CHANNEL, Ask("channel", clean=_channel)),
    ),
    _own_type("bluesky", "handle"),
    _way(
        "mastodon",
        _platform(
            "mastodon",
            option("mastodon", "servers", "account", unanswered="no_key", beside=_TOKEN),
            told="mastodon.account",
            **_TOKEN,
        ),
        _road(
            "mastodon",
            MappingProxyType({"type": "feed", "url": "{url}/tags/{tag}.rss"}),
            Ask("tag", clean=_tag),
            Ask("url", "server", default="mastodon.social", clean=address),
        ),
    ),
    _told("forum", _SEARCHED_FEED, _FEED),
    _told("feed", _SEARCHED_FEED, _FEED),
    _told("hackernews", MappingProxyType({"type": "hackernews", "query": '"{query}"'}), _NAME),
    _own_type("discourse", "forum"),
    _own_type("telegram"),
    _own_type("vk"),
    _own_type("x"),
    _own_type("github", "repository"),
    _way(
        "zendesk",
        _platform("zendesk", option("zendesk", "subdomain"), option("zendesk", "email")),
    ),
)
BY_KEY: Mapping[str, Way] = MappingProxyType({way.key: way for way in WAYS})
