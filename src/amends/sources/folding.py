"""Make what people type for one another the same: accents, quotation marks, look-alike letters."""

from __future__ import annotations

import re
import unicodedata

from amends.text import normalise

_ALIKE = str.maketrans(
    dict(zip("’‘ʼ`´ёЁłŁøØđĐı", "'''''еЕlLoOdDi", strict=True))
    | {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("™℠®©№", " ")
)
_ACCENT = re.compile("(?<=[A-Za-z])[\u0300-\u036f]+|(?<=[\u0400-\u04ff])[\u0300\u0301]")
"""Any of a Latin letter; of a Cyrillic one the stress alone: й is another letter than и."""
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SEAM = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_WORD = re.compile(r"[^\W_]+")
_TWINS = (
    "аеорсухіѕјАВЕКМНОРСТУХІЅЈ",
    "aeopcyxisjABEKMHOPCTYXISJ",
)
_TO_LATIN, _TO_CYRILLIC = str.maketrans(*_TWINS), str.maketrans(*reversed(_TWINS))


def folded(text: str) -> str:
    """Return a text in which what people type for one another is the same.

    Letters lose their accents, wide and ornate ones become plain, a word in two scripts one of a
    single one (“Cалон” typed with a Latin C). In Cyrillic only ё becomes е.
    """
    taken_apart = unicodedata.normalize("NFKD", normalise(text).translate(_ALIKE))
    plain = unicodedata.normalize("NFC", _ACCENT.sub("", taken_apart))
    return _WORD.sub(_in_one_script, plain) if _SEAM.search(plain) else plain


def _in_one_script(found: re.Match[str]) -> str:
    """Put a word of look-alike letters into the script of most of them, if that can be done."""
    word: str = found[0]
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
    if not (latin and cyrillic):
        return word
    ways = [word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)]
    foreign = (_CYRILLIC, _LATIN)
    whole = [way for way, other in zip(ways, foreign, strict=True) if not other.search(way)]
    if len(whole) == len(ways):
        return whole[cyrillic > latin]
    return whole[0] if whole else word
