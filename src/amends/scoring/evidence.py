"""What the witnesses say about one mention, counted once for all that judge it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.scoring.cues import count_words
from amends.scoring.meanings import MEANINGS
from amends.scoring.stars import stars_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.models import Cue
    from amends.scoring.meanings import Meaning

_NUMBER = re.compile(r"\d")
_LINK = re.compile(r"https?://|www\.|\bt\.me/|\bbit\.ly/", re.IGNORECASE)

_FACTLESS = frozenset({"bad", "abuse", "never_again", "warns_others", "sarcasm", "lost_fan"})
"""Speak against the business and name no fact."""
CLAIMS = frozenset({"refund_wanted", "formal_complaint"})
"""Ask for money back, or complain by the book."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Stars, cues and the shape of the text."""

    stars: float | None
    """Those that were given."""
    said_stars: float | None
    """Those that the text speaks of, 0 to 5: "zero stars", "2/10"."""
    cues: tuple[Cue, ...]
    names: Counter[str]
    """How often each name of a cue was found."""
    words: int
    harm: int
    """Cues of harm."""
    faults: int
    """Cues of something that went wrong and has a name."""
    bad: float
    good: float
    number: bool
    asks: bool
    """Whether it holds a question mark."""
    links: int
    named: bool = False
    """Whether a name of the business stands in the text."""

    @property
    def meanings(self) -> list[Meaning]:
        """What the cues mean, in their order."""
        return [MEANINGS[cue.name] for cue in self.cues]

    @property
    def silent(self) -> bool:
        """Whether there is neither a word, nor a star, nor a sign that means something."""
        return not self.words and not self.cues and self.stars is None

    @property
    def tone(self) -> float:
        """Between −1 and 1, from the cues alone; 0 without any."""
        return (self.good - self.bad) / (self.good + self.bad + 0.5)

    @property
    def concrete(self) -> bool:
        """Whether it names anything that could be looked into."""
        return bool(self.harm or self.faults or self.number)


def weigh(text: str, stars: float | None, cues: Sequence[Cue], *, named: bool = False) -> Evidence:
    """Count what the cues say for and against the business."""
    names = Counter(cue.name for cue in cues)
    harm = sum(n for name, n in names.items() if MEANINGS[name].side == "harm")
    faults = sum(
        n for name, n in names.items() if MEANINGS[name].side == "bad" and name not in _FACTLESS
    )
    # The thanks of one who claims money back are manners.
    manners = {"thanks"} if CLAIMS.intersection(names) else set()
    praising = {name for name in names if MEANINGS[name].side == "good"} - manners
    scolded = names["bad"] + names["abuse"] + names["sarcasm"]
    return Evidence(
        stars=stars,
        said_stars=stars_of(cues),
        cues=tuple(cues),
        names=names,
        words=count_words(text),
        harm=harm,
        faults=faults,
        bad=2.0 * harm + faults + 1.5 * scolded + names["never_again"] + names["warns_others"],
        good=float(sum(n for name, n in names.items() if name in praising)),
        number=bool(_NUMBER.search(text)),
        asks="?" in text or "？" in text or "؟" in text,
        links=len(_LINK.findall(text)),
        named=named,
    )
