"""Words that mean something in themselves, found in the text of a mention.

Their phrases come from `languages/*/cues.yaml`, their meanings from `meanings.py`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from amends.languages import read
from amends.languages.lexicon import MAX_CHARACTERS, Lexicon, Match, Words, fold, split
from amends.models import Cue
from amends.models.threats import THREAT
from amends.scoring.meanings import MEANINGS
from amends.scoring.stars import find_scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_QUOTE = 80
GRAMMAR = frozenset({"negators", "greetings", "closings"})
"""Keys of a `cues.yaml` that name no cue."""
_REACH_OF_NEGATORS = 3
_TONES = frozenset(name for name, meaning in MEANINGS.items() if meaning.side in {"bad", "good"})
_UNDENIABLE = frozenset({"who_one_is", "idiom", "stars_0"})
"""What a "not" before it does not take away: "not let in with the wheelchair"."""
_DENIED = {"good": "bad", "thanks": "bad", "stars_1": "stars_0"}
"""What becomes of a cue that is denied; of any other nothing is left."""
_AGAINST = frozenset(name for name, meaning in MEANINGS.items() if meaning.side in {"harm", "bad"})
_SILENCE = frozenset({"no_answer", "repeat_contact", "given_up"})
_MISSING = _SILENCE | {"lost_order", "money_kept", "refund_wanted", "about_delivery", "amount"}
_TOGETHER = (
    ("still_waiting", "months", _MISSING),
    ("still_waiting", "days", _MISSING),
    ("repeat_contact", "times", _SILENCE | {"still_waiting"}),
    ("discrimination", "who_one_is", frozenset({"turned_away"})),
    ("allergy", "allergen", _AGAINST - {"allergy"}),
    ("sarcasm", "applause", _AGAINST - {"sarcasm"}),
)
"""A cue that follows from another, beside any of a third kind."""
_NEAR = 200
"""Characters between two cues that belong together."""

_EMOJI = {
    "applause": "👏",
    "sarcasm": "🙃",
    "good": "😍❤🥰👍🙌👏💪😊🤩💛💚🎉🔝💯😋🥹🤤🔥🖤👌💖",
    "bad": "👎😡🤬🤮😤💩😠🤡😒",
}
_DIGIT = re.compile(r"\d")
_AMOUNT = re.compile(
    r"(?:[€£$₴₽]|\br\$)\s?\d[\d.,\u00a0 ]{0,12}"
    r"|\d[\d.,\u00a0 ]{0,12}(?:[€£$₴₽]"
    r"|(?:лв|лева|zł|zl|złotych|kč|kc|usd|eur|euros?|евро|руб|рубл\w{1,3}|грн|гривень|tl|lira|lei|ron|reais)\b)",
    re.IGNORECASE,
)
"""A sum of money, by its sign or its currency."""
_SMILE = re.compile(r"[:;]-?[)D]|(?<=\w)\)\)+")
_SCORN = re.compile(r"(?<!\S)/s(?!\w)")
_CLAUSE_END = re.compile("[.,;:!?…\n—–()]")
_SENTENCE_END = re.compile(r"[.!?…\n]")


def find_cues(text: str, languages: Sequence[str], *, names: Sequence[str] = ()) -> tuple[Cue, ...]:
    """Return the cues of the text in its order, each quoted literally.

    `languages` says whose words to look for. Words inside `names` (those of the business) mean
    nothing, and neither does what is denied: "nobody was poisoned". Praise that is denied speaks
    against the business.
    """
    sample = text[:MAX_CHARACTERS]
    words = split(sample)
    shielded = _spans(sample, names)
    found: dict[Cue, int] = {}
    for code in dict.fromkeys(languages):
        negators = negators_of(code)
        for match in _longest(_phrases(code).matches(words)):
            start, end = words.starts[match.first], words.ends[match.last]
            if any(start < until and end > since for since, until in shielded):
                continue
            cue = _read(match, words, sample, negators)
            if cue:
                found.setdefault(cue, start)
    for cue, start in _shapes(sample):
        found.setdefault(cue, start)
    found |= _implied(found)
    if THREAT in {cue.name for cue in found}:
        found = _without_told_threats(found, sample)
    return tuple(sorted(found, key=found.__getitem__))


def stands_in(text: str, names: Sequence[str]) -> bool:
    """Say whether one of the names of the business stands in the text."""
    return any(True for _ in _spans(text[:MAX_CHARACTERS], names))


def without_courtesies(text: str, languages: Sequence[str]) -> str:
    """Return the text, as long as before, with greetings and polite closings blanked.

    They begin and end every letter and say nothing of the business. A greeting counts where a
    clause begins with it: "we had a good evening" is none.
    """
    words = split(text[:MAX_CHARACTERS])
    said = text
    for code in dict.fromkeys(languages):
        for match in _courtesies(code).matches(words):
            if match.name == "closings" or _opens_clause(words, match.first, text):
                start, end = words.starts[match.first], words.ends[match.last]
                said = said[:start] + " " * (end - start) + said[end:]
    return said


def without_amounts(text: str) -> str:
    """Return the text with its sums of money left out."""
    return _AMOUNT.sub("…", text)


def count_words(text: str) -> int:
    """Count the words of a text; those of scripts without blanks count as one each run."""
    sample = text[:MAX_CHARACTERS]
    return sum(sample[start].isalnum() for start in split(sample).starts)


def _opens_clause(words: Words, first: int, text: str) -> bool:
    since = words.ends[first - 1] if first else 0
    return not first or bool(_CLAUSE_END.search(text, since, words.starts[first]))


def _shapes(sample: str) -> Iterator[tuple[Cue, int]]:
    """Yield what is known by its shape in any language: sums, marks, smiles and "/s"."""
    yield from find_scores(sample)
    if _DIGIT.search(sample):
        for amount in _AMOUNT.finditer(sample):
            yield Cue("amount", amount[0].strip(" .,")), amount.start()
    if ":" in sample or ";" in sample or "))" in sample:
        for smile in _SMILE.finditer(sample):
            yield Cue("good", smile[0]), smile.start()
    if "/s" in sample:
        for scorn in _SCORN.finditer(sample):
            yield Cue("sarcasm", scorn[0]), scorn.start()


def _implied(found: dict[Cue, int]) -> dict[Cue, int]:
    """Return what two cues say together that neither says alone.

    A span of time, near to something missing; a reason in who one is, near to being turned away;
    an allergen or applause, near to what went wrong.
    """
    names = {cue.name for cue in found}
    implied: dict[Cue, int] = {}
    for name, sign, beside in _TOGETHER:
        if sign in names and not names.isdisjoint(beside):
            near = [at for cue, at in found.items() if cue.name in beside]
            implied |= {
                Cue(name, cue.quote): at
                for cue, at in found.items()
                if cue.name == sign and any(abs(at - other) <= _NEAR for other in near)
            }
    return implied


def _without_told_threats(found: dict[Cue, int], sample: str) -> dict[Cue, int]:
    """Leave out threats that somebody else made: "your driver told me: I'll break your legs"."""
    told = [at for cue, at in found.items() if cue.name == "reported"]
    return {
        cue: at
        for cue, at in found.items()
        if cue.name != THREAT
        or not any(since < at and not _SENTENCE_END.search(sample, since, at) for since in told)
    }


def _read(match: Match, words: Words, sample: str, negators: frozenset[str]) -> Cue | None:
    name, first, last = match
    denied = denier(words, first, sample, negators)
    if denied is not None and name not in _UNDENIABLE:
        if name not in _DENIED:
            return None
        first, name = denied, _DENIED[name]
    return Cue(name, sample[words.starts[first] : words.ends[last]][:MAX_QUOTE])


def denier(words: Words, first: int, sample: str, negators: frozenset[str]) -> int | None:
    """Return the index of the word shortly before, in the same clause, that denies this one."""
    for index in range(first - 1, max(-1, first - 1 - _REACH_OF_NEGATORS), -1):
        if words.folded[index] in negators:
            between = sample, words.ends[index], words.starts[first]
            return None if _CLAUSE_END.search(*between) else index
    return None


def _longest(matches: Iterator[Match]) -> list[Match]:
    """Drop what is only part of a longer match.

    What speaks for or against, since the phrase has said it better; everything inside an idiom,
    whose words don't mean what they say.
    """
    found = list(dict.fromkeys(matches))
    if len(found) < 2:  # noqa: PLR2004 - alone, a match is the longest
        return found
    kept: list[Match] = []
    reach, idiom = (-1, -1), -1
    for match in sorted(found, key=_widest_first):
        name, first, last = match
        inside = last <= idiom or (last <= reach[1] and (first, last) != reach and name in _TONES)
        if not inside:
            kept.append(match)
        if name == "idiom":
            idiom = max(idiom, last)
        if last > reach[1]:
            reach = (first, last)
    return kept


def _widest_first(match: Match) -> tuple[int, int, bool]:
    return match.first, -match.last, match.name != "idiom"


def _spans(sample: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the names stand, also as one word: `#LipaCafe`."""
    written = (r"[\s_-]*".join(map(re.escape, name.split())) for name in names if name.strip())
    return [
        match.span()
        for name in written
        for match in re.finditer(rf"\b{name}\b", sample, re.IGNORECASE)
    ]


@cache
def _phrases(code: str) -> Lexicon:
    phrases = {name: listed for name, listed in read(code, "cues").items() if name not in GRAMMAR}
    for name, emoji in _EMOJI.items():
        phrases[name] = [*phrases.get(name, ()), *emoji]
    return Lexicon(phrases)


@cache
def _courtesies(code: str) -> Lexicon:
    raw = read(code, "cues")
    return Lexicon({name: raw.get(name, ()) for name in ("greetings", "closings")})


@cache
def negators_of(code: str) -> frozenset[str]:
    """Return the words of a language that deny what follows, folded."""
    return frozenset(fold(word) for word in read(code, "cues").get("negators", ()))
