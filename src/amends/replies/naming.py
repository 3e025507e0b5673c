"""Whether a display name is a given name by which a person can be addressed."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from amends import languages

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_SHOWN = 40
_MAX_WORDS = 2
"""Of three words too many are nicknames, families and firms."""
_GIVEN_LENGTHS = range(2, 21)
_SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC"}


def given_name(display: str | None, language: str) -> str | None:
    """Return how to address the author if the display name looks like a person's, else None.

    Handles, placeholders ("A Google user"), digits, and names in another script than the
    reply's are refused: a neutral greeting is better than a wrong one.
    """
    shown = unicodedata.normalize("NFC", (display or "")[: _MAX_SHOWN + 1])
    words = shown.split(" ")
    if len(shown) > _MAX_SHOWN or not 1 <= len(words) <= _MAX_WORDS:
        return None
    first, *rest = words
    if not (_given(first, language) and all(_family(word) for word in rest)):
        return None
    if _not_names().intersection(map(str.casefold, words)):
        return None
    endings = tuple(languages.read(language, "names").get("patronymics", ()))
    polite = bool(rest) and rest[0].endswith(endings)
    return shown if polite else first


def greeted_name(display: str | None, language: str) -> str | None:
    """Return the name as a greeting has it, None where that would be a guess.

    Languages with a vocative greet only the names whose form is known.
    """
    name = given_name(display, language)
    vocatives: Mapping[str, str] = languages.read(language, "names").get("vocatives", {})
    return vocatives.get(name.split(" ")[0]) if name and vocatives else name


def _given(word: str, language: str) -> bool:
    script = _SCRIPTS.get(languages.language(language).script, "")
    return (
        len(word) in _GIVEN_LENGTHS
        and all(_capitalised(piece) for piece in word.split("-"))
        and all(unicodedata.name(letter, "").startswith(script) for letter in word.replace("-", ""))
    )


def _capitalised(word: str) -> bool:
    return word.isalpha() and word[0].isupper() and not word[1:].isupper() and word == word.title()


def _family(word: str) -> bool:
    """Say whether it is a family name, `Novak`, `O'Neill`, or `M.` for it."""
    letters = word.removesuffix(".") if len(word) <= len("M.") else word
    plain = letters.replace("-", "").replace("'", "").replace("’", "")
    return plain.isalpha() and plain[0].isupper()


@cache
def _not_names() -> frozenset[str]:
    """Return the words of every language: who writes English may still be called Familia."""
    listed = (languages.read(code, "names").get("not_names", ()) for code in languages.names())
    return frozenset().union(*listed)
