"""How a name is written elsewhere: in the other script, and with the endings of its language.

Pure: a word of `watch:` becomes a regular expression over folded text (`sources.watch`). Names are
inflected in Russian (“в Липе”), get an article in Bulgarian (“Липата”) and both in Polish
(“w Lipie”); and whoever writes in one script writes a name of the other one as it sounds.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from amends.languages.data import FIRST_CLASS, language
from amends.sources import endings

if TYPE_CHECKING:
    from collections.abc import Mapping

INFLECTED = 4
"""Letters from which on a word takes endings: “на” and “дом” are too many other words."""
HEARD = 4
"""Letters from which on a name of one word is looked for in the other script: “nas” is in “нас”."""
_STARRED = 20
"""Letters that a `*` stands for at most; of many in one word each stands for fewer."""
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_DOUBLED = re.compile(r"([bcdfghklmnprstvz])\1")

_SOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "shch": "щ", "sch": "ш", "sht": "щ", "zh": "ж", "sh": "ш", "sz": "ш", "ch": "ч|х",
        "cz": "ч", "kh": "х", "ts": "ц", "tz": "ц", "ya": "я", "ja": "я", "ia": "я|иа", "yu": "ю",
        "ju": "ю", "yo": "е|йо", "jo": "е|йо", "ee": "и|е|э", "oo": "у", "ou": "у", "ck": "к",
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
        "а": "a", "б": "b", "в": "v|w", "г": "g|h", "д": "d", "е": "e|ie|ye",
        "ж": "zh|z|j", "з": "z|s", "и": "i|y", "й": "y|j|i|", "к": "k|c|q", "л": "l|ł", "м": "m",
        "н": "n", "о": "o", "п": "p", "р": "r", "с": "s|c", "т": "t", "у": "u|ou|w", "ф": "f|ph",
        "х": "h|kh|ch", "ц": "ts|c|z", "ч": "ch|c|cz", "ш": "sh|s|sz", "щ": "sht|shch|sch|st",
        "ъ": "a|u|", "ы": "y|i", "ь": "y|", "э": "e", "ю": "yu|ju|iu|u", "я": "ya|ja|ia|a",
        "і": "i", "ї": "i|yi", "є": "ye|ie", "ґ": "g", "кс": "ks|x", "дж": "dzh|dj|j|g",
        "кв": "kv|qu",
    }
)  # fmt: skip
"""Cyrillic letters, some in pairs, and what stands for them in Latin without accents (ISO 9,
Bulgaria's law on transliteration, BGN/PCGN, Polish), loosely: the other words of `watch:` keep
namesakes out."""
_AFTER_VOWEL = "а|ы|и|е|у|я|ю|о|ой|ей|ою|ам|ах|ами|ата|ята|та|то"
_AFTER_CONSONANT = "а|у|е|ом|ем|ы|и|ов|ев|ам|ах|ами|ът|ят|та|ите"
"""What may end a name that was only heard: its class in the other language is not known."""
_GROUPS = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_PAIRS = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))


@lru_cache(maxsize=2048)
def spelled(word: str, *, polish: bool = False, alone: bool = True, followed: bool = False) -> str:
    """Return a pattern that matches a folded word in both scripts and with its endings.

    `word` has no accents on Latin letters. A `*` stands for any letters, and then nothing else is
    guessed. `polish`: whether Latin words take Polish endings, which only look like other words.
    `alone`: whether it is the whole name; beside others a short word is safer, too. `followed`:
    whether others follow, which tell whose name it is when this one is in the plural.
    """
    word = word.lower()
    if "*" in word:
        word = re.sub(r"\*+", "*", word)
        most = _STARRED // word.count("*")
        return re.escape(word).replace(r"\*", rf"\w{{0,{most}}}")
    if not word.isalpha():
        return re.escape(word).replace("'", "'?")
    own = _inflected(word, polish=polish, followed=followed)
    heard = _heard(word, alone=alone) if len(word) >= HEARD or not alone else ""
    return f"(?:{own}|{heard})" if heard else own


def _inflected(word: str, *, polish: bool, followed: bool) -> str:
    if len(word) < INFLECTED:
        return re.escape(word)
    if _CYRILLIC.search(word):
        return endings.cyrillic(word)
    return endings.polish(word) if polish else endings.latin(word, followed=followed)


def _heard(word: str, *, alone: bool) -> str:
    """Return how a word is written in the other script, with its endings.

    Empty where it is in both scripts, where nothing is heard (ь), or where a name of one word
    sounds like an everyday word over there.
    """
    pattern = _in_latin(word) if _CYRILLIC.search(word) else _in_cyrillic(word)
    pointless = {"", *(_everyday_words() if alone else ())}
    return "" if any(re.fullmatch(pattern, each) for each in pointless) else pattern


def _in_latin(word: str) -> str:
    if _PAIRS.sub("", word):
        return ""
    return "".join(f"(?:{_LETTERS[group]})" for group in _PAIRS.findall(word))


def _in_cyrillic(word: str) -> str:
    single = _DOUBLED.sub(r"\1", word)
    if _GROUPS.sub("", single):
        return ""
    doubled = {found[1] for found in _DOUBLED.finditer(word)}
    sounds = [
        f"(?:{_SOUNDS[group]})" + ("{1,2}" if group in doubled else "")
        for group in _GROUPS.findall(single)
    ]
    if word[-1] in "aeiouy":
        return "".join(sounds[:-1]) + f"(?:{sounds[-1]}|{_AFTER_VOWEL})"
    return "".join(sounds) + f"(?:{_AFTER_CONSONANT})?"


@cache
def _everyday_words() -> frozenset[str]:
    """Return the words that stand in every text of the languages that we know best."""
    return frozenset().union(*(language(code).stop_words for code in FIRST_CLASS))
