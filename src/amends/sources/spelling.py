"""How a name is written elsewhere: in the other script, and with the endings of its language.

Pure: a word of `watch:` becomes a regular expression over folded text (`sources.watch`). Names are
inflected in Russian (“в Липе”), get an article in Bulgarian (“Липата”) and both in Polish
(“w Lipie”); and whoever writes in one script writes a name of the other one as it sounds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

INFLECTED = 4
"""Letters from which on a word takes endings: “на” and “дом” are too many other words."""
HEARD = 3
"""Letters from which on a word is looked for in the other script."""
_CYRILLIC = re.compile("[\u0400-\u04ff]")

# Nouns of Russian and Bulgarian, singular and plural; of Bulgarian also with the article.
_AFTER_VOWEL = "а я ы и е у ю о ой ей ою ею ам ям ах ях ами ями ата ята ите та то те ето"
_AFTER_CONSONANT = (
    "а я у ю е и ы ом ем ов ев ей ам ям ах ях ами ями ът ят та то те ите ове овете ия ь й"
)
# Of Polish, without their accents: the text has lost them, too.
_POLISH_AFTER_VOWEL = "a y i e o ie"
_POLISH_AFTER_CONSONANT = "a u owi em iem ie e y i ow om ami ach"

_SOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "shch": "щ", "sch": "ш", "sht": "щ", "zh": "ж", "sh": "ш", "sz": "ш", "ch": "ч|х",
        "cz": "ч", "kh": "х", "ts": "ц", "tz": "ц", "ya": "я", "ja": "я", "ia": "я|иа", "yu": "ю",
        "ju": "ю", "yo": "ё|йо", "jo": "ё|йо", "ee": "и", "oo": "у", "ou": "у", "ck": "к",
        "ph": "ф", "th": "т|с", "qu": "кв", "a": "а", "b": "б", "c": "к|ц|с", "d": "д",
        "e": "е|э", "f": "ф", "g": "г", "h": "х|г", "i": "и|й", "j": "й|ж|дж", "k": "к",
        "l": "л|ль",
        "m": "м", "n": "н|нь", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с|з", "t": "т",
        "u": "у|ъ", "v": "в", "w": "в|у", "x": "кс", "y": "и|й|ы|у", "z": "з|ц", "ł": "л",
        "ß": "с",
    }
)  # fmt: skip
"""Latin letters, the longest groups first, and what stands for them in Cyrillic."""
_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "а": "a", "б": "b", "в": "v|w", "г": "g|h", "д": "d", "е": "e|ie|ye", "ё": "e|yo|jo",
        "ж": "zh|z|j", "з": "z|s", "и": "i|y", "й": "y|j|i", "к": "k|c|q", "л": "l|ł", "м": "m",
        "н": "n", "о": "o", "п": "p", "р": "r", "с": "s|c", "т": "t", "у": "u|ou|w", "ф": "f|ph",
        "х": "h|kh|ch", "ц": "ts|c|z", "ч": "ch|c|cz", "ш": "sh|s|sz", "щ": "sht|shch|sch|st",
        "ъ": "a|u|", "ы": "y|i", "ь": "y|", "э": "e", "ю": "yu|ju|iu|u", "я": "ya|ja|ia|a",
        "і": "i", "ї": "i|yi", "є": "ye|ie", "ґ": "g",
    }
)  # fmt: skip
"""Cyrillic letters and what stands for them in Latin without accents (ISO 9, Bulgaria's law on
transliteration, BGN/PCGN, Polish), loosely: the other words of `watch:` keep namesakes out."""
_GROUPS = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))


@lru_cache(maxsize=2048)
def spelled(word: str, *, polish: bool = False) -> str:
    """Return a pattern that matches a folded word in both scripts and with its endings.

    `word` has no accents on Latin letters. A `*` stands for any letters, and then nothing else is
    guessed. `polish`: whether Latin words take Polish endings, which only look like other words.
    """
    if "*" in word:
        return re.escape(word).replace(r"\*", r"\w*")
    ways = [_inflected(word, polish=polish)]
    if len(word) >= HEARD and word.isalpha():
        ways.append(_heard(word.lower()))
    return ways[0] if len(ways) == 1 or not ways[1] else f"(?:{'|'.join(ways)})"


def _inflected(word: str, *, polish: bool) -> str:
    if len(word) < INFLECTED or not word.isalpha():
        return re.escape(word)
    if _CYRILLIC.search(word):
        return _with_endings(word, "аяоеыиуюьй", _AFTER_VOWEL, _AFTER_CONSONANT)
    if polish:
        return _with_endings(word, "aeoy", _POLISH_AFTER_VOWEL, _POLISH_AFTER_CONSONANT)
    return re.escape(word)


def _with_endings(word: str, vowels: str, after_vowel: str, after_consonant: str) -> str:
    soft = word[-1].lower() in vowels
    stem, endings = (word[:-1], after_vowel) if soft else (word, after_consonant)
    known = {word[-1].lower() if soft else "", *endings.split()}
    return f"{re.escape(stem)}(?:{'|'.join(sorted(known, key=len, reverse=True))})"


def _heard(word: str) -> str:
    """Return how a word is written in the other script, with its endings; none if it is in both."""
    if _CYRILLIC.search(word):
        whole = all(letter in _LETTERS for letter in word)
        return "".join(f"(?:{_LETTERS[letter]})" for letter in word) if whole else ""
    if _GROUPS.sub("", word):
        return ""
    sounds = [_SOUNDS[group] for group in _GROUPS.findall(word)]
    ending = _AFTER_VOWEL if word[-1] in "aeiouy" else _AFTER_CONSONANT
    *head, last = (f"(?:{sound})" for sound in sounds)
    if len(word) < INFLECTED:
        return "".join([*head, last])
    endings = "|".join(sorted(ending.split(), key=len, reverse=True))
    if word[-1] in "aeiouy":
        return "".join(head) + f"(?:{last}|{endings})"
    return "".join([*head, last]) + f"(?:{endings})?"
