"""Tell whether a text is about the business: the words of `watch:` in config.yaml."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from amends.text import normalise

if TYPE_CHECKING:
    from amends.config.model import Watch

_LATIN_ACCENT = re.compile("([A-Za-z])[\u0300-\u036f]+")
MAX_SEARCHED = 20_000
"""Characters of a text that are searched."""


def matches(text: str, watch: Watch) -> bool:
    """Return whether `text` holds one of `any`, every one of `all` and none of `none`.

    Whole words in any script; case and the accents of Latin letters do not count. A `*` stands
    for any letters, for languages that inflect names: `Лип*` finds “Липа”, “Липы” and “Липе”.
    """
    searched = _folded(text[:MAX_SEARCHED])

    def found(phrase: str) -> bool:
        return _pattern(phrase).search(searched) is not None

    return (
        (not watch.any or any(map(found, watch.any)))
        and all(map(found, watch.all))
        and not any(map(found, watch.none))
    )


def _folded(text: str) -> str:
    """Take the accents off Latin letters only: in Cyrillic, й is another letter than и."""
    taken_apart = unicodedata.normalize("NFD", normalise(text))
    return unicodedata.normalize("NFC", _LATIN_ACCENT.sub(r"\1", taken_apart))


@lru_cache(maxsize=512)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = (re.escape(word).replace(r"\*", r"\w*") for word in _folded(phrase).split())
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)
