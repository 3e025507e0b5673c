"""Who signs: the name may be written differently in each language, Елена and Elena."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends import languages
from amends.replies.catalogue import home, wordings

if TYPE_CHECKING:
    from amends.config.model import Config

_CYRILLIC = re.compile("[\u0400-\u04ff]")


def signers(config: Config) -> tuple[str, ...]:
    """Return the name of the one who signs in all its spellings; empty where nobody is named."""
    return tuple(wordings(config.business.signature.name, home(config)).values())


def signer(config: Config, language: str) -> str | None:
    """Return the name as it is written in a language, else in one of the same script, else at home.

    None where nobody signs.
    """
    spelt = wordings(config.business.signature.name, home(config))
    if not spelt or language in spelt:
        return spelt.get(language)
    alike = (name for code, name in spelt.items() if _script(code) == _script(language))
    return next(alike, None) or spelt.get(home(config)) or next(iter(spelt.values()))


def illegible(config: Config, language: str) -> bool:
    """Say whether replies in a language of Latin letters would be signed in Cyrillic ones."""
    name = signer(config, language) or ""
    return _script(language) == "Latn" and bool(_CYRILLIC.search(name))


def _script(language: str) -> str | None:
    known = language in languages.names()
    return languages.language(language).script if known else None
