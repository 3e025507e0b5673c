"""Customers' own words: what shows a cause, and the best sentence of the period."""

from __future__ import annotations

import re
from heapq import nsmallest
from typing import TYPE_CHECKING

from amends.models.report import Quote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from amends.models.figures import Wrote
    from amends.report.frame import Read
    from amends.report.view import Told

LONGEST = 200
"""Characters of a quotation."""
CANDIDATES = 60
"""So many of the happiest mentions are read for the best sentence."""
SHORTEST_BEST, LONGEST_BEST = 25, 140
"""Characters of the best sentence: one that can be read aloud in a breath."""
BEST_LENGTH = 70
FEWEST_WORDS = 4
CLEAR = 0.5
"""Mood from which praise is clear."""
GOOD = 4
"""Stars, where there are any."""
PRIVATE = frozenset({"email", "call"})
"""What was written to us alone is counted, and not for others to read."""
CAPITALS = frozenset({"de"})
"""Languages that write every noun with a capital: names do not stand out in them."""
_SENTENCE = re.compile(r"[^.!?…。\n]+[.!…。]+(?=\s|$)")
_PERSONAL = re.compile(r"@|://|www\.|\d{4}|[+]\d|\.\w{2,}/")
"""Addresses, numbers of phones and orders."""


def quotes(told: Sequence[Told], read: Read) -> dict[int, Quote]:
    """Return the words of mentions, by number; what was erased is missing."""
    numbers = [each.line.number for each in told]
    return {number: quote(wrote) for number, wrote in read(numbers).items()}


def quote(wrote: Wrote, text: str | None = None) -> Quote:
    """Return a quotation: a sentence of it, or its beginning."""
    return Quote(
        mention=wrote.id,
        text=text or _cut(" ".join((wrote.text or wrote.title or "").split())),
        language=wrote.language or "und",
        source=wrote.source,
        place=wrote.place,
        author=None if wrote.kind in PRIVATE or wrote.delicate else wrote.author,
        at=wrote.at,
        stars=wrote.stars,
        url=wrote.url,
    )


def public(told: Told) -> bool:
    """Say whether its words are there, and were written for everybody."""
    return not told.line.erased and told.line.kind not in PRIVATE


def worst(told: Iterable[Told], count: int) -> list[Told]:
    """Return those that tell most of what went wrong: the worst harm, the saddest, the newest."""
    return nsmallest(
        count,
        filter(public, told),
        key=lambda each: (
            -(each.line.severity or 0),
            each.mood or 0.0,
            -each.line.published_at,
            each.line.number,
        ),
    )


def happiest(told: Iterable[Told], count: int) -> list[Told]:
    """Return the clearest praise, the newest first among equals."""
    return nsmallest(
        count,
        (each for each in told if each.praise and public(each)),
        key=lambda each: (
            -(each.mood or 0.0),
            -each.line.published_at,
            each.line.number,
        ),
    )


def best(told: Iterable[Told], read: Read, names: Collection[str]) -> Quote | None:
    """Return the best sentence.

    Among the happiest mentions that are clear praise, were written in public and have four stars
    or more, if any: a whole sentence of 25 to 140 characters and four words or more that ends with
    a full stop or an exclamation mark and names nobody but us. Of those the one from the happiest
    mention; among equals the one whose length is nearest to 70 characters, then the newest.
    """
    candidates = happiest(filter(_quotable, told), CANDIDATES)
    wrote = read([each.line.number for each in candidates])
    found = [
        (
            -(each.mood or 0.0),
            abs(len(sentence) - BEST_LENGTH),
            -each.line.published_at,
            each.line.number,
            sentence,
        )
        for each in candidates
        if each.line.number in wrote
        for sentence in sentences(wrote[each.line.number], names)
    ]
    if not found:
        return None
    *_, number, sentence = min(found)
    return quote(wrote[number], sentence)


def sentences(wrote: Wrote, names: Collection[str]) -> list[str]:
    """Return the sentences of a text that can stand for themselves."""
    found = (" ".join(match[0].split()) for match in _SENTENCE.finditer(wrote.text))
    language = wrote.language or "und"
    return [each for each in found if _stands(each) and not _names_others(each, language, names)]


def _quotable(told: Told) -> bool:
    line = told.line
    clear = told.praise and line.label == "positive" and (told.mood or 0.0) >= CLEAR
    return clear and line.intent == "praise" and (told.stars is None or told.stars >= GOOD)


def _stands(sentence: str) -> bool:
    first = sentence.lstrip("¡«„“\"'")[:1]
    return (
        SHORTEST_BEST <= len(sentence) <= LONGEST_BEST
        and len(sentence.split()) >= FEWEST_WORDS
        and first.isalpha()
        and first == first.upper()
        and not _PERSONAL.search(sentence)
    )


def _names_others(sentence: str, language: str, names: Collection[str]) -> bool:
    """Say whether a word inside the sentence looks like the name of somebody who is not ours."""
    if language in CAPITALS:
        return False
    words = [re.sub(r"^\W+|\W+$|['’]s$", "", word) for word in sentence.split()[1:]]
    return any(
        word[:1].isupper() and len(word) > 1 and word.casefold() not in names for word in words
    )


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def shown(found: Mapping[int, Quote], told: Iterable[Told]) -> tuple[Quote, ...]:
    """Return the quotations of mentions, in their order."""
    return tuple(found[each.line.number] for each in told if each.line.number in found)
