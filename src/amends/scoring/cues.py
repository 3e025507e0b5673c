"""Words that mean something in themselves, found in the text of a mention.

Patterns come from `languages/*/cues.yaml`. They are matched word by word through a dictionary of
their first words, so that the cost grows with the text and not with the patterns.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from amends.languages import read
from amends.models import Cue
from amends.scoring.meanings import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_CHARACTERS = 4_000
"""How much of a text is searched."""
MAX_QUOTE = 80
GRAMMAR = frozenset({"negators", "greetings", "closings"})
"""Keys of a `cues.yaml` that name no cue."""
_REACH_OF_NEGATORS = 3
_LONGEST_GAP = 4
_TONES = frozenset({"bad", "good"})
_UNDENIABLE = frozenset({"who_one_is"})
"""What a "not" before it does not take away: "not let in with the wheelchair"."""
_NEAR = 200
"""Characters between being turned away and the reason for it."""

_EMOJI = {"good": "😍❤🥰👍🙌👏💪😊🤩💛💚🎉🔝💯😋🥹🤤🔥🖤👌💖", "bad": "👎😡🤬🤮😤💩😠🤡😒"}
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[\u2600-\u27bf\U0001f300-\U0001faff]")
_AMOUNT = re.compile(
    r"(?:[€£$₴₽]|\br\$)\s?\d[\d.,\u00a0 ]{0,12}"
    r"|\d[\d.,\u00a0 ]{0,12}(?:[€£$₴₽]"
    r"|(?:лв|лева|zł|zl|złotych|kč|kc|usd|eur|euros?|евро|руб|рубл\w{1,3}|грн|гривень|tl|lira|lei|ron|reais)\b)",
    re.IGNORECASE,
)
"""A sum of money, by its sign or its currency."""
_SMILE = re.compile(r"[:;]-?[)D]|(?<=\w)\)\)+")
_CLAUSE_END = re.compile("[.,;:!?…\n—–()]")
_FOLDED = str.maketrans("łŁøØđĐıß’", "llooddis'")

Pattern = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    name: str
    first: int
    last: int
    """Index of the last word."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The patterns of one language by their first word or stem."""

    words: dict[str, list[tuple[str, Pattern]]]
    stems: dict[str, list[tuple[str, Pattern]]]
    stem_lengths: tuple[int, ...]
    negators: frozenset[str]


def find_cues(text: str, languages: Sequence[str], *, names: Sequence[str] = ()) -> tuple[Cue, ...]:
    """Return the cues of the text in its order, each quoted literally.

    `languages` says whose words to look for. Words inside `names` (those of the business) mean
    nothing, and neither does what is denied: "nobody was poisoned". Praise that is denied speaks
    against the business.
    """
    sample = text[:MAX_CHARACTERS]
    tokens = _words(sample)
    shielded = _spans(sample, names)
    found: dict[Cue, int] = {}
    for code in dict.fromkeys(languages):
        lexicon = _lexicon(code)
        for match in _longest(_matches(tokens, lexicon)):
            start, end = tokens[match.first].start, tokens[match.last].end
            if any(start < until and end > since for since, until in shielded):
                continue
            cue = _read(match, tokens, sample, lexicon)
            if cue:
                found.setdefault(cue, start)
    for amount in _AMOUNT.finditer(sample):
        found.setdefault(Cue("amount", amount[0].strip(" .,")), amount.start())
    for smile in _SMILE.finditer(sample):
        found.setdefault(Cue("good", smile[0]), smile.start())
    found |= _refusals(found)
    return tuple(sorted(found, key=lambda cue: found[cue]))


def without_courtesies(text: str, languages: Sequence[str]) -> str:
    """Return the text, as long as before, with greetings and polite closings blanked.

    They begin and end every letter and say nothing of the business. A greeting counts where a
    clause begins with it: "we had a good evening" is none.
    """
    tokens = _words(text[:MAX_CHARACTERS])
    said = list(text)
    for code in dict.fromkeys(languages):
        for match in _matches(tokens, _courtesies(code)):
            if match.name == "closings" or _opens_clause(tokens, match.first, text):
                start, end = tokens[match.first].start, tokens[match.last].end
                said[start:end] = " " * (end - start)
    return "".join(said)


def count_words(text: str) -> int:
    """Count the words of a text; those of scripts without blanks count as one each run."""
    return sum(match[0][0].isalnum() for match in _TOKEN.finditer(text[:MAX_CHARACTERS]))


def _words(sample: str) -> list[_Word]:
    return [_Word(_fold(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(sample)]


def _opens_clause(tokens: list[_Word], first: int, text: str) -> bool:
    since = tokens[first - 1].end if first else 0
    return not first or bool(_CLAUSE_END.search(text, since, tokens[first].start))


def _refusals(found: dict[Cue, int]) -> dict[Cue, int]:
    """Return a cue of discrimination for each reason given near to being turned away."""
    doors = [at for cue, at in found.items() if cue.name == "turned_away"]
    return {
        Cue("discrimination", cue.quote): at
        for cue, at in found.items()
        if cue.name == "who_one_is" and any(abs(at - door) <= _NEAR for door in doors)
    }


def _read(match: _Match, tokens: list[_Word], sample: str, lexicon: _Lexicon) -> Cue | None:
    first, name = match.first, match.name
    denied = _denier(tokens, first, sample, lexicon.negators)
    if denied is not None and name not in _UNDENIABLE:
        if name not in {"good", "thanks"}:
            return None
        first, name = denied, "bad"
    quote = sample[tokens[first].start : tokens[match.last].end]
    return Cue(name, quote[:MAX_QUOTE])


def _denier(tokens: list[_Word], first: int, sample: str, negators: frozenset[str]) -> int | None:
    """Return the index of the word shortly before, in the same clause, that denies this one."""
    for index in range(first - 1, max(-1, first - 1 - _REACH_OF_NEGATORS), -1):
        if _CLAUSE_END.search(sample, tokens[index].end, tokens[index + 1].start):
            return None
        if tokens[index].folded in negators:
            return index
    return None


def _longest(matches: Iterator[_Match]) -> list[_Match]:
    """Drop what speaks for or against inside a longer match: the phrase has said it better."""
    found = list(dict.fromkeys(matches))
    covered: set[_Match] = set()
    reach = (-1, -1)
    for match in sorted(found, key=lambda match: (match.first, -match.last)):
        span = (match.first, match.last)
        if match.last <= reach[1] and span != reach and MEANINGS[match.name].side in _TONES:
            covered.add(match)
        reach = max(reach, span, key=lambda span: span[1])
    return [match for match in found if match not in covered]


def _matches(tokens: list[_Word], lexicon: _Lexicon) -> Iterator[_Match]:
    for index, token in enumerate(tokens):
        for name, rest in _beginning_with(token.folded, lexicon):
            yield from _rest(name, rest, tokens, index)


def _beginning_with(word: str, lexicon: _Lexicon) -> Iterator[tuple[str, Pattern]]:
    yield from lexicon.words.get(word, ())
    if word[0].isdigit():
        yield from lexicon.words.get("#", ())
    for length in lexicon.stem_lengths:
        if length > len(word):
            break
        yield from lexicon.stems.get(word[:length], ())


def _rest(name: str, rest: Pattern, tokens: list[_Word], first: int) -> Iterator[_Match]:
    """Yield the match if the words after the first one follow too."""
    at, gap = first + 1, 0
    for part in rest:
        if part == "…":
            gap = _LONGEST_GAP
            continue
        window = range(at, min(at + gap + 1, len(tokens)))
        hit = next((index for index in window if _fits(part, tokens[index].folded)), None)
        if hit is None:
            return
        at, gap = hit + 1, 0
    yield _Match(name, first, at - 1)


def _fits(part: str, word: str) -> bool:
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word == part or (part == "#" and word[0].isdigit())


def _spans(sample: str, names: Sequence[str]) -> list[tuple[int, int]]:
    return [
        match.span()
        for name in names
        if name.strip()
        for match in re.finditer(rf"\b{re.escape(name.strip())}\b", sample, re.IGNORECASE)
    ]


def _fold(word: str) -> str:
    """Fold case and accents, so that words typed in a hurry are found."""
    if word.isascii():
        return word.casefold()
    bare = unicodedata.normalize("NFKD", word.casefold().translate(_FOLDED))
    return "".join(c for c in bare if not unicodedata.combining(c)) or word


@cache
def _lexicon(code: str) -> _Lexicon:
    raw = read(code, "cues")
    phrases = {name: listed for name, listed in raw.items() if name not in GRAMMAR}
    for name, emoji in _EMOJI.items():
        phrases[name] = [*phrases.get(name, ()), *emoji]
    return _indexed(phrases, raw.get("negators", ()))


@cache
def _courtesies(code: str) -> _Lexicon:
    raw = read(code, "cues")
    return _indexed({name: raw.get(name, ()) for name in ("greetings", "closings")})


def _indexed(phrases: Mapping[str, Sequence[str]], negators: Sequence[str] = ()) -> _Lexicon:
    words: defaultdict[str, list[tuple[str, Pattern]]] = defaultdict(list)
    stems: defaultdict[str, list[tuple[str, Pattern]]] = defaultdict(list)
    for name, listed in phrases.items():
        for phrase in listed:
            first, *rest = _pattern(phrase)
            table, key = (stems, first[:-1]) if first.endswith("*") else (words, first)
            table[key].append((name, tuple(rest)))
    return _Lexicon(
        dict(words),
        dict(stems),
        tuple(sorted({len(stem) for stem in stems})),
        frozenset(_fold(word) for word in negators),
    )


def _pattern(phrase: str) -> Pattern:
    """Split a phrase as its texts are split; `…`, `#` and a trailing `*` keep their meaning."""
    parts: list[str] = []
    for piece in phrase.split():
        if piece in {"…", "#"}:
            parts.append(piece)
            continue
        tokens = [_fold(token) for token in _TOKEN.findall(piece)]
        if piece.endswith("*"):
            tokens[-1] += "*"
        parts.extend(tokens)
    return tuple(parts)
