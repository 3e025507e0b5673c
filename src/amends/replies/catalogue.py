"""Causes and remedies that ship with amends, and the owner's own: one text per language.

Their words stand in `languages/*/catalogue.yaml`; which topics each suits in `catalogue.yaml` here.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from amends import languages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amends.config.model import Config, Explanation, Remedy
    from amends.config.values import LocalText
    from amends.models.vocabulary import Topic

Shelf = Literal["causes", "remedies"]


@cache
def shipped(shelf: Shelf) -> Mapping[str, Mapping[str, str]]:
    """Return the texts that ship with amends: id → language → text."""
    texts = {code: languages.read(code, "catalogue").get(shelf, {}) for code in languages.names()}
    return {
        key: {code: known[key] for code, known in texts.items() if key in known}
        for key in _index()[shelf]
    }


def topics_of(shelf: Shelf, key: str) -> frozenset[str]:
    """Return the topics that a shipped cause or remedy suits."""
    return frozenset(_index()[shelf][key].split())


@cache
def _index() -> Mapping[Shelf, Mapping[str, str]]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    raw = files(__package__).joinpath("catalogue.yaml").read_bytes()
    loaded: Mapping[Shelf, Mapping[str, str]] = yaml.load(raw, Loader=loader)  # noqa: S506 — plain text
    return loaded


def home(config: Config) -> str:
    """Return the business's first language, in which bare texts of the configuration are."""
    return next(iter(config.business.languages), "en")


def wordings(text: LocalText | None, home: str) -> dict[str, str]:
    """Return the owner's text by language; a bare string is in the business's first language."""
    if text is None:
        return {}
    return {home: text} if isinstance(text, str) else dict(text)


def entry_wordings(entry: Explanation | Remedy, shelf: Shelf, home: str) -> dict[str, str]:
    """Return the texts of a configured cause or remedy; own words win over shipped ones."""
    return {**shipped(shelf).get(entry.id or "", {}), **wordings(entry.text, home)}


def unknown_ids(config: Config) -> list[tuple[tuple[str | int, ...], str]]:
    """Return the path and the problem of every cause or remedy whose id is not shipped."""
    return [*_unknown(config.explanations, "explanations"), *_unknown(config.remedies, "remedies")]


def _unknown(
    by_topic: Mapping[Topic, tuple[Explanation | Remedy, ...]],
    section: Literal["explanations", "remedies"],
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    shelf: Shelf = "causes" if section == "explanations" else "remedies"
    for topic, entries in by_topic.items():
        for index, entry in enumerate(entries):
            if entry.id is not None and entry.id not in shipped(shelf):
                yield (section, topic, index, "id"), _no_such_id(entry.id, shelf)


def _no_such_id(wrong: str, shelf: Shelf) -> str:
    from difflib import get_close_matches

    close = get_close_matches(wrong, shipped(shelf), n=1)
    guess = f"; did you mean {close[0]!r}?" if close else ""
    return f"{wrong!r} is not among the {shelf} that ship with amends{guess}"
