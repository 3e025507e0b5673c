"""How a reply sounds: who speaks, how the reader is addressed, how warm, how long, how light."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from amends import languages
from amends.replies.phrasebook import Voice, book
from amends.replies.platforms import platform

if TYPE_CHECKING:
    from amends.config.model import AddressForm, Config
    from amends.models import Case

_MAX_READ = 4_000
_WORD = re.compile(r"[^\W\d_]+")
_GRAVE = 4
_MINOR = 1
"""Up to this severity a light word hurts nobody."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What the configuration, the platform and the case make of a reply's sound."""

    voice: Voice
    tone: Literal["warm", "factual"]
    light: bool
    grave: bool
    short: bool

    def suits(self, key: str) -> bool:
        """Whether a phrase may be said like this: those with a prefix may not always.

        The prefix is part of the phrase's id, the same in every language.
        """
        sort, prefixed, _ = key.partition("_")
        unwelcome = {
            "light": not self.light,
            "everyday": self.grave,
            "warm": self.tone != "warm",
            "plain": self.tone == "warm",
        }
        return not (prefixed and unwelcome.get(sort))


def manner(
    case: Case, config: Config, language: str, *, short: bool = False, sensitive: bool = False
) -> Manner:
    """Return how a reply to this case sounds; nothing is light where the matter is `sensitive`."""
    how = config.business.voice
    gender = config.business.signature.gender
    return Manner(
        voice=Voice(gender, _address(case, config, language)),
        tone=how.tone,
        light=how.humour and how.tone == "warm" and not sensitive and _harmless(case),
        grave=case.assessment.severity >= _GRAVE,
        short=short or how.length == "short",
    )


def _harmless(case: Case) -> bool:
    """Say whether a light word hurts nobody: it would hurt who has had to complain before."""
    mourning = any(cue.name == "death" for cue in case.assessment.cues)
    complained = case.earlier_complaints or case.previous_unanswered
    return case.assessment.severity < _MINOR and not mourning and not complained


def _address(case: Case, config: Config, language: str) -> AddressForm:
    """Return how to address the reader: as configured, as they address us, as people do there."""
    wanted = config.business.voice.address
    if wanted != "mirror":
        return wanted
    usual = languages.language(language).address
    if usual == "formal":
        return "informal" if _speaks(case, language) == "informal" else "formal"
    spoken = _speaks(case, language)
    social = platform(case.mention.source_type).social
    return spoken or ("informal" if social or usual == "informal" else "formal")


def _speaks(case: Case, language: str) -> AddressForm | None:
    """Return how the customer speaks to us; None where the text does not show it."""
    phrases = book(language)
    said = {word.casefold() for word in _WORD.findall(case.mention.text[:_MAX_READ])}
    if said & phrases.formal_words:
        return "formal"
    return "informal" if said & phrases.informal_words else None
