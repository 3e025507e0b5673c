"""How a whole name is found in a text: its words, what stands between them, and tags made of it.

Pure: a name of `watch:` becomes a regular expression over folded text (`sources.folding`); how
each of its words may be written, `sources.spelling` knows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from amends.sources.folding import folded
from amends.sources.spelling import spelled
from amends.text import normalise

LONG = 7
"""Characters from which on the words of a name may be written as one: #lipacoffee."""
_SPELT_OUT = str.maketrans(
    dict(zip("äöüÄÖÜёЁ", ("ae", "oe", "ue", "Ae", "Oe", "Ue", "йо", "Йо"), strict=True))
)
"""Letters that are written as two where a keyboard or a script lacks them."""
_WORD = re.compile(r"(?:[^\W_]|\*)+(?:'[^\W_]+)*(?:\++(?![^\W_]))?|[&+]")
_SIGNS = frozenset("&+")
_AND = frozenset({*_SIGNS, "and", "und", "et", "y", "e", "i", "oraz", "и"})
_SAID = "|".join(sorted(map(re.escape, _AND), key=len, reverse=True))
_MARK = (
    r" _\-\u2010-\u2015/\\\"“”„‟«»‹›'#@*·•|()\[\]&+"
    r"\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
)
_MARKS = rf"(?:[{_MARK}{{own}}]|(?<!\n)\n(?!\n)|\.(?!\s))"
"""What may stand between the words of a name. A comma, a full stop with a space behind it or an
empty line part two things, unless the name itself has them there (`own`)."""
_TAG = r"(?:(?<=[#@])|(?<=//)|(?<=www\.))"
_IN_TAG = rf"[._-]{{0,2}}(?:(?:{_SAID})[._-]{{0,2}})?"


@lru_cache(maxsize=512)
def pattern(phrase: str, *, polish: bool) -> re.Pattern[str]:
    """Return what finds a name in folded text; `polish`: whether it takes Polish endings."""
    written = dict.fromkeys((phrase, normalise(phrase).translate(_SPELT_OUT)))
    return re.compile("|".join(_found(each, polish=polish) for each in written), re.IGNORECASE)


def _found(phrase: str, *, polish: bool) -> str:
    """Whole words; a tag, a handle or a host may go on behind a long name: #lipacoffeesofia."""
    name = folded(phrase).strip()
    long = len(name) >= LONG
    places = _words(name)
    if not places:
        return rf"(?<!\w){re.escape(name)}(?!\w)"
    alone = len(places) == 1
    words = [
        spelled(place[0], polish=polish, alone=alone, followed=place is not places[-1])
        for place in places
    ]
    gaps = [
        _gap(name[one.end() : other.start()], joined=long or one[0] in _SIGNS or other[0] in _SIGNS)
        for one, other in pairwise(places)
    ]
    letter = r"[^\W_]" if long or "_" in name else r"\w"
    whole = "".join(word + gap for word, gap in zip(words, [*gaps, ""], strict=True))
    found = rf"(?<!{letter}){whole}(?!{letter})"
    runs_on = long and gaps and name[0] not in "#@"  # who writes @lipa_cafe means that one
    return rf"{found}|{_TAG}{_IN_TAG.join(words)}" if runs_on else found


def _words(name: str) -> list[re.Match[str]]:
    """Return where the words of a name are; an “and” in its midst is part of a gap."""
    found = list(_WORD.finditer(name))
    within = slice(1, -1)
    said = {place.start() for place in found[within] if place[0].lower() in _AND}
    return [place for place in found if place.start() not in said]


def _gap(own: str, *, joined: bool) -> str:
    """Return what may stand between two words: marks, an “and”, what the name itself has there."""
    mark = _MARKS.format(own=re.escape(own))
    said = rf"(?:{_SAID})"
    if joined:
        return rf"{mark}{{0,9}}(?:{said}{mark}{{0,9}})?" if _says_and(own) else rf"{mark}{{0,9}}"
    if _says_and(own):
        return rf"(?:{mark}{{0,9}}[&+]{mark}{{0,9}}|{mark}{{1,9}}{said}{mark}{{1,9}})"
    return rf"{mark}{{1,9}}"


def _says_and(own: str) -> bool:
    return any(place[0].lower() in _AND for place in _WORD.finditer(own))
