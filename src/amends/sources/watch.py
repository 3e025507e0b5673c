"""Tell whether a text is about the business: the words of `watch:` in config.yaml."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from amends.models import Skipped
from amends.sources.folding import folded
from amends.sources.phrases import pattern
from amends.text import single_line

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    from amends.config.model import Watch
    from amends.models import Mention

MAX_SEARCHED = 20_000
"""Characters of a text that are searched."""
_LONGEST_SHOWN = 80


def matches(text: str, watch: Watch) -> bool:
    """Return whether `text` holds one of `any` and of `context`, all of `all`, none of `none`.

    Whole words; case and the accents of Latin letters do not count. “Lipa” is found as “Липа”,
    too, and both with the endings of their languages: “в Липе”, “Липата” (`sources.spelling`). A
    `*` stands for any letters, and then nothing else is guessed.
    """
    return why_not(text, watch) is None


def terms(watch: Watch) -> tuple[str, ...]:
    """Return what to search for on a platform: each name and spelling, without its `*`."""
    plain = (single_line(phrase.replace("*", " ")) for phrase in watch.any)
    return tuple(dict.fromkeys(filter(None, plain)))


def fingerprint(watch: Watch) -> str:
    """Return what a bookmark keeps of the words that an earlier run looked for."""
    return sha256(repr(watch).encode()).hexdigest()[:16]


def why(text: str, watch: Watch) -> str | None:
    """Return which of the names stands in a text, and how it is written there; None: none does."""
    found = _finder(text, watch)
    for phrase in watch.any:
        if place := found(phrase):
            written = single_line(place[0])
            same = written.casefold() == folded(phrase).casefold()
            return f"“{phrase}” is in it" + ("" if same else f" as “{written}”")
    return None


def why_not(text: str, watch: Watch) -> str | None:
    """Return why a text is not about the business, in a few words; None: it is."""
    found = _finder(text, watch)
    if watch.any and not any(map(found, watch.any)):
        return "none of your names is in it"
    if missing := next((phrase for phrase in watch.all if not found(phrase)), None):
        return f"“{missing}” is not in it"
    if namesake := next((phrase for phrase in watch.none if found(phrase)), None):
        return f"“{namesake}” is in it"
    if watch.context and not any(map(found, watch.context)):
        return "none of the words in `context` is in it"
    return None


def sifted(
    mentions: Iterable[Mention], watch: Watch, searched: Callable[[Mention], str]
) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Part mentions that are about the business from the others, with the reason for each.

    `searched` returns what of a mention is looked at: its title, its text, names of links.
    """
    judged = [(mention, why_not(searched(mention), watch)) for mention in mentions]
    return (
        tuple(mention for mention, reason in judged if reason is None),
        tuple(Skipped(shown(mention), reason) for mention, reason in judged if reason is not None),
    )


def _finder(text: str, watch: Watch) -> Callable[[str], re.Match[str] | None]:
    searched, polish = folded(text[:MAX_SEARCHED]), "pl" in watch.languages
    return lambda phrase: pattern(phrase, polish=polish).search(searched)


def shown(mention: Mention) -> str:
    """Return the first words of a mention, for a line that says what became of it."""
    words = single_line(f"{mention.title or ''} {mention.text}")
    return words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1]}…"
