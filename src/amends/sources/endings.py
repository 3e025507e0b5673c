"""The forms that a name takes in Russian, Bulgarian and Polish: which endings go with which.

Not a grammar: whole classes of endings by the last letter, so that a name is found in every case
and with every article, and few other words are. Latin letters have lost their accents, ё is е.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HARD = "а у ом е ы и ов ев ам ах ами ът ят а я ите ове овете та"
_ADJECTIVE = "ый ий ой ая яя ое ее ые ие ого его ому ему ым им ом ем ой ей ую юю ых их ыми ими"
_CYRILLIC: Mapping[str, str] = MappingProxyType(
    {
        "а": "а ы и е у ой ою ей ам ах ами ата та ите",
        "я": "я и е ю ей ею ям ях ями ята та ите",
        "о": "о а у ом е ам ах ами ото та ата",
        "е": "е я ю ем и ям ях ями ето та",
        "и": "и ы е я ям ях ями ам ах ами ов ев ей ите те",
        "ы": "ы и ов ев ам ах ами",
        "ь": "ь я ю и е ем ом ей ям ях ями ью",
        "й": "й я ю ем е и ев ям ях ями ят",
    }
)
"""Last letter → what stands in its place; any other letter takes `_HARD` behind it."""
_SOFTENED: Mapping[str, str] = MappingProxyType(
    {"k": "ce", "g": "dze", "t": "cie", "d": "dzie", "r": "rze"}
)
"""Polish: what becomes of a consonant before the ending of “in”: Żabka, w Żabce; Browar, w
Browarze; but a k or g that ends a name stays."""
_POLISH_A = "a y i e o ie ej"
_POLISH_IA = "a e o ach ami om"
_POLISH_CONSONANT = "a u owi em iem ie e y i ow om ami ach"
_POLISH_PLURAL = "y i a e ego emu ym im ej ych ich ymi imi ow om ami ach"
"""Of an adjective, which many names are (Górski), and of a name in the plural (Smaki)."""


def cyrillic(word: str) -> str:
    """Return a pattern for the forms of a word in Cyrillic, in small letters."""
    if word.endswith(("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")):
        return _either(word[:-2], _ADJECTIVE)
    if word.endswith(("ок", "ек")):  # Теремок, в Теремке
        return f"{re.escape(word[:-2])}(?:{word[-2]}к|к(?:{_joined(_HARD)}))"
    endings = _CYRILLIC.get(word[-1])
    return _either(word[:-1], endings) if endings else _either(word, _HARD, bare=True)


def polish(word: str) -> str:
    """Return a pattern for the forms of a word in Polish, in small letters without accents."""
    if word.endswith("ia"):
        return _either(word[:-1], _POLISH_IA, bare=True)
    if word[-1] == "a":
        return f"(?:{_either(word[:-1], _POLISH_A)}{_or_softened(word[:-1], 'kgtdr')})"
    if word[-1] in "iy":
        return f"{re.escape(word[:-1])}i?(?:{_joined(_POLISH_PLURAL)})"
    if word[-1] in "eo":
        return _either(word[:-1], f"{word[-1]} {_POLISH_A} u ami ach om")
    if word.endswith("ek"):  # Zakątek, w Zakątku
        return f"{re.escape(word[:-2])}(?:ek|k(?:{_joined(_POLISH_CONSONANT)}))"
    return f"(?:{_either(word, _POLISH_CONSONANT, bare=True)}{_or_softened(word, 'tdr')})"


def _or_softened(stem: str, consonants: str) -> str:
    soft = stem[-1] in consonants
    return f"|{re.escape(stem[:-1])}{_SOFTENED[stem[-1]]}" if soft else ""


def latin(word: str, *, followed: bool) -> str:
    """Return a pattern for a word of any other language: its plural where others follow."""
    if word.endswith("s"):  # Joes, Joe's
        return f"{re.escape(word[:-1])}'?s"
    return re.escape(word) + ("(?:e?s)?" if followed else "")


def _either(stem: str, endings: str, *, bare: bool = False) -> str:
    return f"{re.escape(stem)}(?:{_joined(endings)}){'?' if bare else ''}"


def _joined(endings: str) -> str:
    return "|".join(sorted(set(endings.split()), key=len, reverse=True))
