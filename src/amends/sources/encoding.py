"""Which encoding a file or a mail has, whatever it says.

A byte order mark decides; else zero bytes in every second place tell UTF-16; else text that is
valid UTF-8 wherever it leaves ASCII (a stray broken byte does not count) is UTF-8. What remains
is one of the old one-byte encodings. General detectors guess wildly on the few words of a short
export (Cyrillic in windows-1251 comes out as Japanese), so the usual ones are tried first and
each result is judged by its letters: how frequent they are in Slavic Cyrillic or in one European
alphabet, whether a capital stands inside a word, whether Latin and Cyrillic mix in one.
charset-normalizer is asked only when none of them looks like language. Old Greek, Hebrew or Arabic
files, and single words, can still come out wrong: that is what the option `encoding` is for.
"""

from __future__ import annotations

import codecs
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

_SAMPLE = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = "оеаинтсрвлкмдпуяьызбгчйхжшюцщъэфёєіїґ"
"""The most frequent letter first; Russian, with the place of ъ that suits Bulgarian too."""
_ALPHABETS = {
    "cp1252": ("óíáéñúü¿¡", "üäößé", "éèàêçùâîôûëïœ", "ãçéáíóêúâõàô", "àèéìòù", "äöåæøé"),
    "cp1250": ("łęąóżśćńź", "íáéěřýčžšůúťďňóľĺ", "áéöőóüíúű", "čšžćđ", "ăîşţâ"),
    "cp1254": ("ıüşğöç",),
    "iso8859-2": ("łęąóżśćńź", "íáéěřýčžšůúťďňóľĺ", "áéöőóüíúű"),
}
"""The letters beyond ASCII of the languages of an encoding, the most frequent first."""
_SIGNS = "«»„“”‘’–—…№€°º\u00a0·•´§®™"
_CANDIDATES = {
    "cp1252": 0.05,
    "cp1250": 0.0,
    "cp1251": 0.1,
    "koi8-r": 0.0,
    "cp866": 0.0,
    "cp1254": 0.0,
    "iso8859-5": 0.0,
    "iso8859-2": -0.15,
}
"""Encoding → what it has in advance, because most files of its alphabet are written in it."""
_DOUBTFUL = frozenset({*_CANDIDATES, "ascii", "iso8859-1"})
_SAID = 0.05
"""What the encoding that a mail names has in advance."""
_SIGN, _STRANGE, _CONTROL = 0.4, -1.0, -3.0
_MIXED, _ALONE = -1.0, 0.0
_LANGUAGE_LIKE = 0.3
_ZEROS = 0.4
_MOST_BROKEN = 0.1
_Triple = tuple[str, str, str]
"""A character between its neighbours."""


def detect(stream: BinaryIO) -> str:
    """Return the name of a codec for the whole of a binary file; leaves it at its start."""
    head = stream.read(_SAMPLE)
    stream.seek(0)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    found = marked or _without_mark(head) or guess(_foreign_part(stream))
    stream.seek(0)
    return found


def decoded(content: bytes, said: str | None) -> str:
    """Decode a text that may say its encoding; what it says may be wrong, unknown or missing.

    Old one-byte encodings are put there by programs unasked: they are held against the letters.
    """
    codec = _codec(said)
    if codec and codec not in _DOUBTFUL:
        try:
            return content.decode(codec)
        except UnicodeDecodeError as error:
            begun = content[: error.start]
            if error.end == len(content) and not begun.isascii():  # cut off within a letter
                return begun.decode(codec)
        except (LookupError, ValueError):
            pass
    named = "cp1252" if codec == "iso8859-1" else codec
    return content.decode(guess(content[:_SAMPLE], named), "replace")


def _codec(said: str | None) -> str | None:
    """Return Python's name of an encoding, None for one that it does not know."""
    try:
        return codecs.lookup(said or "").name
    except (LookupError, ValueError):
        return None


def guess(sample: bytes, said: str | None = None) -> str:
    """Return the codec that makes language out of a sample of bytes; `said` is in doubt right."""
    if _mostly_utf8(sample):
        return "utf-8"
    scores = {
        name: lead + (name == said) * _SAID + _likeness(sample.decode(name, "replace"), name)
        for name, lead in _CANDIDATES.items()
    }
    best = max(scores, key=scores.__getitem__)
    if scores[best] >= _LANGUAGE_LIKE:
        return best
    return _asked(sample) or best


def _without_mark(head: bytes) -> str | None:
    half = len(head) // 2
    if not half:
        return None
    low, high = head[1::2].count(0) / half, head[0::2].count(0) / half
    if max(low, high) < _ZEROS:
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def _foreign_part(stream: BinaryIO) -> bytes:
    """Return the first stretch of a file that leaves ASCII: exports begin with English headers."""
    while chunk := stream.read(_SAMPLE):
        if not chunk.isascii():
            return chunk + stream.read(_SAMPLE)
    return b""


def _mostly_utf8(sample: bytes) -> bool:
    whole = len(sample) < _SAMPLE  # else the last character may be cut in two
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample, final=whole)
    foreign = len(text) - sum(map(str.isascii, text))
    return text.count("\ufffd") <= _MOST_BROKEN * foreign


def _likeness(text: str, encoding: str) -> float:
    """Say how much the characters beyond ASCII look like written language; 1 is the most."""
    padded = f" {text} "
    places = [place for place, letter in enumerate(padded) if letter > "\x7f"]
    triples = [(padded[place - 1], padded[place], padded[place + 1]) for place in places]
    if encoding not in _ALPHABETS:
        return _average([_cyrillic(triple) for triple in triples])
    return max(
        _average([_latin(triple, letters) for triple in triples])
        for letters in _ALPHABETS[encoding]
    )


def _average(worths: list[float]) -> float:
    return sum(worths) / len(worths) if worths else 0.0


def _cyrillic(triple: _Triple) -> float:
    before, letter, after = triple
    place = _CYRILLIC.find(letter.lower())
    if place < 0:
        return _beside_letters(letter)
    neighbours = [near for near in (before, after) if near.isalpha()]
    if any(map(str.isascii, neighbours)):
        return _MIXED
    if not neighbours:
        return _ALONE
    worth = 1 - 0.8 * place / len(_CYRILLIC) - 0.05 * letter.isupper()
    return worth - 0.8 if letter.isupper() and before.islower() else worth


def _latin(triple: _Triple, letters: str) -> float:
    before, letter, _ = triple
    place = letters.find(letter.lower())
    if place < 0:
        return _beside_letters(letter)
    worth = 1 - 0.5 * place / len(letters) - 0.2 * letter.isupper()
    crowded = before > "\x7f" and before.isalpha()
    capital_inside = any(first.islower() and second.isupper() for first, second in pairwise(triple))
    return worth - 0.6 * (crowded or capital_inside)


def _beside_letters(sign: str) -> float:
    if sign <= "\x9f":
        return _CONTROL
    return _SIGN if sign in _SIGNS else _STRANGE


def _asked(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:_SAMPLE]).best()
    return best.encoding if best else None
