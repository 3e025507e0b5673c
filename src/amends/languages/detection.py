"""Which language a text is in, and how sure that is.

Every witness (eldc and pycld2 where they are installed, letters, stop words, Latin letters read
back into Cyrillic, what the source and the business say) adds to the evidence for a language, in
natural log odds. The share of the best after a softmax is therefore the confidence: of the
texts said with .9, nine in ten are right. The weights of what the text says were fitted so (a
conditional logit over 14,000 texts in 36 languages, half of them up to seven words long; measured
on another 14,000).

Not told apart: Serbian and Bosnian in Latin letters are called Croatian, Malay Indonesian.
"""

from __future__ import annotations

import re
from functools import cache, partial
from math import exp
from typing import TYPE_CHECKING

from amends.languages.data import LanguageData, language, names
from amends.models import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    Evidence = dict[str, float]
    """Log odds for each language that came into question."""
    Witness = Callable[[str], tuple[dict[str, float], bool]]
    """Reads a text; gives each language a score up to 1, and says whether that settles it."""

MAX_CHARACTERS = 2_000
"""How much of a text is read."""
_UNSURE = 0.3
"""Below this confidence the text itself says nothing, and the source's word stands alone."""

_ELDC = 9.5
"""For a score of 1; the candidates of a short text often lie within .05."""
_RELIABLE = 3.0
_PYCLD2 = 2.1
_OWN_LETTER = 3.5
_LETTER_OF_ONE = 15.0
"""Set by hand: it outweighs eldc, which has no Macedonian and calls it Serbian."""
_STOP_WORDS = 2.3
"""Where every word is one."""
_KNOWN = 2.1
"""Advantage of a language with a folder over the eighty others."""
_READ_BACK, _SELDOM = 13.5, -5.5
"""For a score of 1, and against: few people type Cyrillic languages in Latin letters."""
_ROMANISED_WORD = 3.5
_OTHER = 6.5
"""Evidence for all the languages that nobody named: it keeps gibberish from looking sure."""
_HINT, _EXPECTED = 3.5, 2.5
"""Set by hand: they tip the scales where words are few, and seldom outvote many."""

_MARKS = ("@", "#", "://", "www.")
_NOISE = re.compile(
    r"(?:https?://|www\.)\S{1,500}|[@#][\w.]{1,60}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,100}"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f]")
_DIACRITIC = re.compile("[\u00c0-\u024f]")

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ONE_IS_ENOUGH = {"mk": "ѓќѕ", "sr": "ђћ", "be": "ў"}
_OWN_LETTERS = {
    "uk": ("ї", "є", "ґ", "і"),
    "ru": ("ы", "э", "ё", "ъе", "ъю", "ъя"),
    "bg": ("ъ", "щя", "ьо"),
}
"""What one Cyrillic language has and its neighbours lack; of two, the earlier wins a draw."""
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
"""Scripts that stand for one language here; the fallback knows no better."""
_SAME = {"ms": "id", "iw": "he", "nb": "no", "jw": "jv"}
"""Codes of the detectors in our words; eldc has Malay alone for what is mostly Indonesian."""


def detect(text: str, *, hint: str | None = None, expected: Sequence[str] = ()) -> Language:
    """Return the dominant language of a text, and how sure that is.

    `hint` is what the source says of this mention, `expected` what the business's customers
    usually write; both tip the scales in short texts. Where nothing is likely enough the hint
    alone answers, at a low confidence; without a hint the answer is `und`.
    """
    sample = _readable(text[:MAX_CHARACTERS])
    words = frozenset(_WORD.findall(sample.casefold()))
    if words:
        evidence = _evidence(sample, words)
        _add(evidence, dict.fromkeys(expected, _EXPECTED) | ({hint: _HINT} if hint else {}))
        found = _verdict(evidence)
        if found.confidence >= _UNSURE:
            return found
    return Language(hint, _UNSURE) if hint else Language()


def _readable(sample: str) -> str:
    """Take out addresses and handles, and halves of characters, which no detector can read."""
    if any(mark in sample for mark in _MARKS):
        sample = _NOISE.sub(" ", sample)
    return sample.encode("utf-8", "ignore").decode()


def _evidence(sample: str, words: AbstractSet[str]) -> Evidence:
    scores, settled = _witness()(sample)
    evidence = {code: _ELDC * score for code, score in scores.items()}
    if settled:
        evidence[max(scores, key=scores.__getitem__)] += _RELIABLE
    _add(evidence, _by_letters(sample))
    if not settled:
        _add(evidence, _by_pycld2()(sample))
        _add(evidence, _read_back(sample, words))
    for code, hits in _stop_words_in(words).items():
        evidence[code] = evidence.get(code, 0.0) + _STOP_WORDS * hits / len(words)
    for code in evidence.keys() & _codes():
        evidence[code] += _KNOWN
    return evidence


def _add(evidence: Evidence, more: Mapping[str, float]) -> None:
    for code, weight in more.items():
        evidence[code] = evidence.get(code, 0.0) + weight


def _verdict(evidence: Mapping[str, float]) -> Language:
    """Turn log odds into the likeliest language and its probability."""
    if not evidence:
        return Language()
    top, best = max(zip(evidence.values(), evidence, strict=True))
    total = exp(_OTHER - top) + sum([exp(weight - top) for weight in evidence.values()])
    return Language(best, round(min(0.99, 1 / total), 2))


@cache
def _witness() -> Witness:
    """Choose the chief witness once: eldc has no wheel for every platform."""
    try:
        import eldc
    except ImportError:
        return _by_script_and_stop_words
    eldc.init()
    instance = eldc.instance()
    instance.set_scores(12)

    def ask(sample: str) -> tuple[dict[str, float], bool]:
        found = instance.detect_details(sample)
        scores = {_SAME.get(code, code): score for code, score in found.scores.items()}
        return scores, found.reliable

    return ask


@cache
def _by_pycld2() -> Callable[[str], Evidence]:
    """Choose the second opinion, asked only where the first is unsure: it takes 20 times longer.

    Asked about every text it decides no better.
    """
    try:
        import pycld2  # type: ignore[import-untyped]
    except ImportError:
        return lambda _: {}

    def ask(sample: str) -> Evidence:
        try:
            found = pycld2.detect(_CONTROL.sub(" ", sample), isPlainText=True, bestEffort=True)
        except pycld2.error:  # it refuses the code points that are no characters
            return {}
        shares = ((_SAME.get(code, code[:2]), share) for _, code, share, _ in found[2])
        return {code: _PYCLD2 * share / 100 for code, share in shares if code not in {"un", "xx"}}

    return ask


def _by_letters(sample: str) -> Evidence:
    """Tell Cyrillic languages apart by the letters that only one of them has."""
    if sample.isascii() or not _CYRILLIC.search(sample):
        return {}
    folded = sample.casefold()
    for code, letters in _ONE_IS_ENOUGH.items():
        if any(letter in folded for letter in letters):
            return {code: _LETTER_OF_ONE}
    counts = {code: sum(map(folded.count, marks)) for code, marks in _OWN_LETTERS.items()}
    best = max(counts, key=counts.__getitem__)
    return {best: _OWN_LETTER} if counts[best] else {}


def _read_back(sample: str, words: AbstractSet[str]) -> Evidence:
    """Recognise Cyrillic languages typed on a Latin keyboard: read aloud, they make sense."""
    if _CYRILLIC.search(sample) or _DIACRITIC.search(sample):
        return {}
    evidence = {}
    for data, pattern in _keyboards():
        cyrillic = pattern.sub(partial(_letter, data.keyboard), sample.lower())
        score = _witness()(cyrillic)[0].get(data.code, 0.0)
        known = min(2, len(words & data.romanised))
        evidence[data.code] = _READ_BACK * score + _SELDOM + _ROMANISED_WORD * known
    return evidence


def _letter(keyboard: Mapping[str, str], typed: re.Match[str]) -> str:
    return keyboard[typed[0]]


@cache
def _keyboards() -> tuple[tuple[LanguageData, re.Pattern[str]], ...]:
    def pattern(keys: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(keys, key=len, reverse=True))))

    return tuple((data, pattern(data.keyboard)) for data in _known() if data.keyboard)


def _by_script_and_stop_words(sample: str) -> tuple[dict[str, float], bool]:
    """Answer without eldc: scripts of one language, else frequent words."""
    for code, pattern in _SCRIPTS:
        if len(pattern.findall(sample)) * 2 > sum(map(str.isalpha, sample)):
            kana = code == "zh" and _SCRIPTS[-2][1].search(sample)
            return {"ja" if kana else code: 1.0}, True
    script = "Cyrl" if _CYRILLIC.search(sample) else "Latn"
    folded = sample.casefold()
    hits = _stop_words_in(frozenset(_WORD.findall(folded)))
    letters = frozenset(folded)
    return {
        data.code: 0.4 + 0.25 * hits.get(data.code, 0) + 0.1 * len(data.letters & letters)
        for data in _known()
        if data.script == script
    }, False


def _stop_words_in(words: AbstractSet[str]) -> dict[str, int]:
    index = _stop_words()
    hits: dict[str, int] = {}
    for word in words & index.keys():
        for code in index[word]:
            hits[code] = hits.get(code, 0) + 1
    return hits


@cache
def _stop_words() -> Mapping[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for data in _known():
        for word in data.stop_words:
            index[word] = (*index.get(word, ()), data.code)
    return index


@cache
def _known() -> tuple[LanguageData, ...]:
    return tuple(language(code) for code in names())


@cache
def _codes() -> frozenset[str]:
    return frozenset(names())
