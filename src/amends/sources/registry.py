"""Which types of source exist, and how the `sources:` of config.yaml become sources."""

from __future__ import annotations

import os
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from amends.config.problems import describe
from amends.config.wording import did_you_mean, shown
from amends.sources.contract import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

    from amends.config.document import KeyPath

GROUP = "amends.sources.v1"
"""The entry-point group in which other packages announce their sources."""
BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "app_store": "amends.sources.app_store:AppStore",
        "app_store_connect": "amends.sources.app_store_connect:AppStoreConnect",
        "bluesky": "amends.sources.bluesky:Bluesky",
        "discourse": "amends.sources.discourse:Discourse",
        "facebook": "amends.sources.facebook:Facebook",
        "feed": "amends.sources.feed:Feed",
        "feefo": "amends.sources.feefo:Feefo",
        "file": "amends.sources.file:File",
        "github": "amends.sources.github:GitHub",
        "google_business": "amends.sources.google_business:GoogleBusiness",
        "google_places": "amends.sources.google_places:GooglePlaces",
        "google_play": "amends.sources.google_play:GooglePlay",
        "hackernews": "amends.sources.hackernews:HackerNews",
        "imap": "amends.sources.imap:Imap",
        "instagram": "amends.sources.instagram:Instagram",
        "judgeme": "amends.sources.judgeme:JudgeMe",
        "mastodon": "amends.sources.mastodon:Mastodon",
        "reddit": "amends.sources.reddit:Reddit",
        "reviews_io": "amends.sources.reviews_io:ReviewsIo",
        "steam": "amends.sources.steam:Steam",
        "telegram": "amends.sources.telegram:Telegram",
        "tripadvisor": "amends.sources.tripadvisor:Tripadvisor",
        "trustpilot": "amends.sources.trustpilot:Trustpilot",
        "vk": "amends.sources.vk:VK",
        "woocommerce": "amends.sources.woocommerce:WooCommerce",
        "wordpress": "amends.sources.wordpress:WordPress",
        "x": "amends.sources.x:X",
        "yandex_market": "amends.sources.yandex_market:YandexMarket",
        "yelp": "amends.sources.yelp:Yelp",
        "youtube": "amends.sources.youtube:YouTube",
        "zendesk": "amends.sources.zendesk:Zendesk",
    }
)


@dataclass(frozen=True, slots=True)
class Named:
    """A configured source and the name that it has in config.yaml."""

    name: str
    source: Source


class Problem(NamedTuple):
    """What is wrong with one option; `path` leads to its line in config.yaml."""

    path: KeyPath
    message: str


def make(raw: Mapping[str, Mapping[str, Any]]) -> tuple[list[Named], list[Problem]]:
    """Build the sources of config.yaml without any I/O, and report every problem at once."""
    made: list[Named] = []
    problems: list[Problem] = []
    for name, options in raw.items():
        built = _build(options, ("sources", name))
        if isinstance(built, Source):
            made.append(Named(name, built))
        else:
            problems.extend(built)
    return made, problems


def _build(options: Mapping[str, Any], at: KeyPath) -> Source | list[Problem]:
    kind = options.get("type")
    if not isinstance(kind, str):
        return [Problem(at, f"`type` is missing, possible are {', '.join(sorted(names()))}")]
    if kind not in names():
        known = sorted(names())
        hint = did_you_mean(kind, known) or f", possible are {', '.join(known)}"
        return [Problem((*at, "type"), f"unknown source type {shown(kind)}{hint}")]
    found = load(kind)
    if found is None:
        return [Problem((*at, "type"), "the package that brings this type of source is broken")]
    try:
        return found.model_validate(dict(options))
    except ValidationError as error:
        return [Problem(*each) for each in describe(error, found, dict(options), at)]


def types() -> Mapping[str, type[Source]]:
    """Return every type that works, by name; a broken one is left out with a warning."""
    loaded = ((name, load(name)) for name in sorted(names()))
    return {name: found for name, found in loaded if found is not None}


def names() -> frozenset[str]:
    """Return the names of all types, without importing any of them."""
    return frozenset(BUILT_IN) | frozenset(_third_party())


def summary(cls: type[Source]) -> str:
    """Return what a type reads: the first line of its module's docstring."""
    text = sys.modules[cls.__module__].__doc__ or cls.__doc__ or ""
    return text.strip().partition("\n")[0]


@cache
def load(name: str) -> type[Source] | None:
    """Import one type; None, with a warning, when the package that brings it is broken."""
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        found: type[Source] = getattr(import_module(module), attribute)
        return found
    return _load_foreign(_third_party()[name])


def _load_foreign(entry: EntryPoint) -> type[Source] | None:
    try:
        found = entry.load()
    except Exception as error:  # noqa: BLE001 — whatever a foreign package does, amends goes on
        _warn(entry, f"{type(error).__name__}: {error}")
        return None
    if isinstance(found, type) and issubclass(found, Source):
        return found
    _warn(entry, f"{entry.value} is not a Source")
    return None


def _warn(entry: EntryPoint, why: str) -> None:
    package = entry.dist.name if entry.dist else "unknown package"
    warnings.warn(
        f"source type “{entry.name}” of {package} cannot be used: {why}; "
        f"`pip uninstall {package}` or AMENDS_PLUGINS=0 makes this warning go",
        stacklevel=2,
    )


@cache
def _third_party() -> Mapping[str, EntryPoint]:
    if os.environ.get("AMENDS_PLUGINS") == "0":
        return {}
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    return {name: entry for name, entry in found.items() if name not in BUILT_IN}
