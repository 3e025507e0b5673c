"""A reply as the rules see it: sentences, the phrases in each, and who signs.

Sentences are the unit in which people do things with words: they apologise, explain, promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from amends.languages import read
from amends.languages.data import FIRST_CLASS
from amends.languages.lexicon import Lexicon, Words, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amends.models import Language

MAX_CHARACTERS = 20_000
"""How much of a reply is read; no platform takes more."""
SECTIONS = ("faults", "signs", "grammar")
OTHER = ("negators", "greetings", "closings", "pleasant", "unpleasant")
"""Lists of `cues.yaml` and `tone.yaml` that tell something in a reply too."""
_LONGEST = 1_500
"""Characters of one sentence; what goes on without a stop is cut there."""
_SURE = 0.5
_STOP = re.compile(
    r"(?<!(?<![\w'’])[^\W\d_])(?P<stop>[.!?…]+[\"'”»“)\]]*|[\U0001f300-\U0001faff\u2600-\u27bf])\s+(?=[^\s.,;])"
    r"|[。！？]+|\n+"
)
"""What may end a sentence."""
_ABBREVIATED = re.compile(
    r"(?:^|[\s(«])(?:mrs?|ms|dr|st|nr|no|ul|prof|sra?|srta|dott|sig|hr|fr|vs|ca|bzw|approx"
    r"|ст|ул|г|гр|бул|проф|им|тел|руб|тыс|np|tel|godz|pl|al|mgr|inż|lek)\.$",
    re.IGNORECASE,
)

_MONTH = re.compile(
    r"\d\.\s+(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\b", re.IGNORECASE
)
"""Where days are written as ordinals, and months with a capital letter."""


class Hit(NamedTuple):
    """A phrase of a `lint.yaml` in a sentence: characters from the start of the reply."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what was found in it."""

    text: str
    start: int
    end: int
    hits: tuple[Hit, ...]
    first: bool = False
    last: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The categories of phrases that it holds."""
        return frozenset(hit.name for hit in self.hits)

    def span(self, *names: str) -> tuple[int, int]:
        """Return where the first of these phrases stands; the whole sentence where none does."""
        found = [hit for hit in self.hits if hit.name in names]
        if not found:
            return self.start, self.end
        return min(hit.start for hit in found), max(hit.end for hit in found)


def sentences(text: str, languages: Sequence[str]) -> tuple[Sentence, ...]:
    """Return the sentences of a reply with the phrases of these languages in them."""
    spans = list(_spans(text[:MAX_CHARACTERS]))
    return tuple(
        Sentence(
            text[start:end],
            start,
            end,
            find(text[start:end], languages, start),
            first=index == 0,
            last=index == len(spans) - 1,
        )
        for index, (start, end) in enumerate(spans)
    )


def find(text: str, languages: Sequence[str], offset: int = 0) -> tuple[Hit, ...]:
    """Return the phrases in a text, each once, in its order."""
    words = split(text)
    found = {hit for code in languages for hit in _hits(words, code, offset)}
    return tuple(sorted(found, key=lambda hit: (hit.start, hit.end, hit.name)))


def _hits(words: Words, code: str, offset: int) -> Iterator[Hit]:
    for match in phrases(code).matches(words):
        yield Hit(match.name, offset + words.starts[match.first], offset + words.ends[match.last])


@cache
def phrases(code: str) -> Lexicon:
    """Return the phrases of a language by the name of what they show."""
    raw: Mapping[str, Mapping[str, Sequence[str]]] = read(code, "lint")
    own = {
        name: listed
        for section in SECTIONS
        for name, listed in (raw.get(section) or {}).items()
        if listed
    }
    other = {**read(code, "cues"), **read(code, "tone")}
    return Lexicon({**{name: other.get(name, ()) for name in OTHER}, **own})


def spoken(found: Language, expected: str | None) -> tuple[str, ...]:
    """Return the languages whose words to look for: that of the text, and the one it should be in.

    A text too short to tell, without any hint, is looked at in the first-class languages.
    """
    codes = [found.code] if found.confidence >= _SURE else []
    codes += [expected] if expected else []
    return tuple(dict.fromkeys(codes)) or FIRST_CLASS


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _STOP.finditer(text):
        end = found.start() if found["stop"] is None else found.end("stop")
        if found["stop"] is not None and _goes_on(text, end, found.end()):
            continue
        yield from _trimmed(text, start, end)
        start = found.end()
    yield from _trimmed(text, start, len(text))


def _goes_on(text: str, end: int, after: int) -> bool:
    """Whether a stop ends no sentence: small letters follow, an abbreviation or a day ends."""
    if text[after].islower() or _ABBREVIATED.search(text[max(0, end - 8) : end]):
        return True
    return bool(_MONTH.match(text, max(0, end - 2)))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span without blanks around it, in pieces of bearable length."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    for piece in range(start, end, _LONGEST):
        yield piece, min(piece + _LONGEST, end)
