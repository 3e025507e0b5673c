"""Stars and marks given in words or figures: "zero stars", "2/10", "★☆☆☆☆"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amends.models import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCORE = "said_score"
"""Name of the cues that are known by their shape; their quotation says how many stars."""
IN_WORDS = {f"stars_{number}": float(number) for number in range(6)}
"""Names of the cues that say so many stars in words."""
MOST = 5.0
_ROW = re.compile(r"(?:[★⭐🌟]\ufe0f?){2,10}|[★⭐🌟]\ufe0f?(?=☆)")
_MARK = re.compile(
    r"(?<![\w./,:-])(?P<mark>\d{1,3}(?:[.,]\d)?)\s?/\s?(?P<of>5|10)(?![\w/:]|[.,-]\d)(?P<after>\s*\S*)"
)
_SURE = re.compile(r"0/|5/5|10/10|1[1-9]/|\d\d\d/|\d[.,]\d/")
"""Marks that are no date and no share."""
_DATING = frozenset(
    "on since from until till by before after between the of le du dès depuis el del desde hasta al"
    " am vom bis seit der den dem il dal fino em de até dia dnia od do w na с со до на от по к в"
    " за від з із op sinds tot van pe din până dne ze".split()
)
"""What stands before a date; before a mark stands another word, or none."""
_REASONS = frozenset(
    "for because cause since points stars por porque para car pour für weil per perché voor omdat"
    " za bo ponieważ за бо потому так защото protože pentru için".split()
)
_BEGINS = re.compile(r"(?:^|[.!?…\n:–—-])\s*$")


def find_scores(sample: str) -> Iterator[tuple[Cue, int]]:
    """Yield marks out of five or ten and rows of stars, each with its place."""
    if "/" in sample:
        for match in _MARK.finditer(sample):
            if _is_mark(match, sample):
                yield Cue(SCORE, sample[match.start() : match.end("of")]), match.start()
    if "★" in sample or "⭐" in sample or "🌟" in sample:
        for row in _ROW.finditer(sample):
            yield Cue(SCORE, row[0]), row.start()


def stars_of(cues: Iterable[Cue]) -> float | None:
    """Return the mean of the stars (0 to 5) that the cues say; None where they say none."""
    said = [IN_WORDS[cue.name] for cue in cues if cue.name in IN_WORDS]
    said += [_value(cue.quote) for cue in cues if cue.name == SCORE]
    return round(sum(said) / len(said), 2) if said else None


def _is_mark(match: re.Match[str], sample: str) -> bool:
    """Tell "2/10, never again" from the second of October and from two in ten people."""
    before = sample[max(0, match.start() - 40) : match.start()]
    words = before.split()
    if words and words[-1].strip("(,.;").lower() in _DATING:
        return False
    after = match["after"].strip()
    if not after or not after[0].isalnum() or _SURE.match(match[0]):
        return True
    opens = match["of"] == "10" and bool(_BEGINS.search(before))
    return opens or after.lower() in _REASONS


def _value(quote: str) -> float:
    mark, slash, of = quote.partition("/")
    if not slash:
        return min(MOST, float(len(quote.replace("\ufe0f", ""))))
    return min(MOST, float(mark.replace(",", ".")) / float(of) * MOST)
