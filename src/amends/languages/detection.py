"""Which language a text is in: letters, eldc where it is installed, stop words, and a prior.

Every witness adds to the votes of a language; the lead of the first over the second, and the
length of the text, give the confidence.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from amends.languages.data import LanguageData, language, names
from amends.models import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Votes = dict[str, float]

_EXPECTED_ROMANISED = 0.3
MAX_CHARACTERS = 2_000
"""How much of a text is read."""
_CONFIDENT = 0.5
_HINT_ALONE = 0.3
"""Confidence where the text has no letters and only its source says something."""
_FEW_WORDS = 6
_KNOWN = 0.04
"""Advantage of a language with a folder over the eighty others."""

_NOISE = re.compile(r"https?://\S{1,500}|www\.\S{1,500}|\S{1,100}@\S{1,100}|[@#][\w.]{1,60}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LETTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mk", re.compile("[ѓќѕ]")),
    ("sr", re.compile("[ђћ]")),
    ("be", re.compile("ў")),
    ("uk", re.compile("[їєґ]|і(?!́)")),
    ("ru", re.compile("[ыэё]|ъ[еюя]")),
    ("bg", re.compile("ъ(?![еюяё])|щя|ьо")),
)
"""Letters that one Cyrillic language has and its neighbours lack, the surest first."""
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


def detect(text: str, *, hint: str | None = None, expected: Sequence[str] = ()) -> Language:
    """Return the dominant language of a text, and how sure that is.

    `hint` is what the source says of this mention, `expected` what the business's customers
    usually write: both weigh the more, the shorter the text. Without letters the hint alone
    answers, at a low confidence; without a hint the answer is `und`.
    """
    sample = _NOISE.sub(" ", text[:MAX_CHARACTERS])
    words = _WORD.findall(sample.casefold())
    votes = _votes(sample, words, expected)
    if not votes:
        return Language(hint, _HINT_ALONE) if hint else Language()
    for code in votes.keys() & names():
        votes[code] += _KNOWN
    for code, weight in _prior(hint, expected, len(words)).items():
        votes[code] = votes.get(code, min(votes.values()) - 0.1) + weight
    return _verdict(votes, len(words))


def _votes(sample: str, words: Sequence[str], expected: Sequence[str]) -> Votes:
    if not words:
        return {}
    votes = _detector()(sample)
    for code, weight in (_by_letters(sample) | _by_romanised(words, expected)).items():
        votes[code] = votes.get(code, _CONFIDENT) + weight
    for code, share in _by_stop_words(words).items():
        if code in votes:
            votes[code] += 0.3 * share
    return votes


def _prior(hint: str | None, expected: Sequence[str], words: int) -> Votes:
    weight = 0.3 / max(1, words)
    return dict.fromkeys(expected, weight / 2) | ({hint: weight} if hint else {})


def _verdict(votes: Mapping[str, float], words: int) -> Language:
    """Turn votes into a language: the lead counts, and more so over many words."""
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    (code, best), *rest = ranked
    lead = best - (rest[0][1] if rest else 0.0)
    length = min(1.0, words / _FEW_WORDS)
    return Language(code, round(min(0.99, 0.15 + lead + 0.75 * length), 2))


@cache
def _detector() -> Callable[[str], Votes]:
    """Choose the witness once: eldc has no wheel for every platform."""
    try:
        import eldc
    except ImportError:
        return _by_script_and_stop_words
    eldc.init()
    instance = eldc.instance()
    instance.set_scores(8)

    def ask(sample: str) -> Votes:
        return dict(instance.detect_details(sample).scores)

    return ask


def _by_letters(sample: str) -> Votes:
    """Tell Cyrillic languages apart by the letters that only one of them has."""
    folded = sample.casefold()
    if not _CYRILLIC.search(folded):
        return {}
    counts = {code: len(pattern.findall(folded)) for code, pattern in _LETTERS}
    best = max(counts, key=lambda code: counts[code])
    rare = next((code for code in ("mk", "sr", "be") if counts[code]), None)
    return {rare: 0.5} if rare else {best: 0.3} if counts[best] else {}


def _by_romanised(words: Sequence[str], expected: Sequence[str]) -> Votes:
    """Recognise Cyrillic languages typed on a Latin keyboard by their frequent words.

    Where customers usually write such a language, it is likelier than a neighbour's that looks
    the same in Latin letters.
    """
    votes: Votes = {}
    for data in _known():
        hits = {word for word in words if word in data.romanised}
        if len(hits) > 1:
            likelier = _EXPECTED_ROMANISED if data.code in expected else 0.0
            votes[data.code] = min(0.4, len(hits) / len(set(words))) + likelier
    return votes


def _by_stop_words(words: Sequence[str]) -> Votes:
    return {
        data.code: sum(word in data.stop_words for word in words) / len(words) for data in _known()
    }


def _by_script_and_stop_words(sample: str) -> Votes:
    """Answer without eldc: scripts of one language, else frequent words."""
    for code, pattern in _SCRIPTS:
        if len(pattern.findall(sample)) * 2 > sum(map(str.isalpha, sample)):
            kana = code == "zh" and _SCRIPTS[-2][1].search(sample)
            return {"ja" if kana else code: 0.9}
    script = "Cyrl" if _CYRILLIC.search(sample) else "Latn"
    folded = sample.casefold()
    shares = _by_stop_words(_WORD.findall(folded))
    return {
        data.code: 0.5 + shares[data.code] / 2 + 0.05 * len(data.letters.intersection(folded))
        for data in _known()
        if data.script == script
    }


@cache
def _known() -> tuple[LanguageData, ...]:
    return tuple(language(code) for code in names())
