"""Extortion: money or goods are wanted for leaving out, or taking away, a bad review.

What this must not do is call a customer an extortionist who only wants what is theirs: "refund me
or I will say what happened here" is a complaint. So it takes a demand beyond the matter and a bad
review that hangs on it; or a refund that many false voices are to force; or a wave of lowest
ratings without a single fact, and a demand beside it. Upkeep tags what holds a demand by itself
(see `triage.warning`); a wave is only shown beside a mention and changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from string import digits
from typing import TYPE_CHECKING, NamedTuple

from amends.handling.grounds import grounds
from amends.languages import has, read
from amends.languages.data import FIRST_CLASS
from amends.languages.lexicon import MAX_CHARACTERS, Lexicon, Match, Words, fold, split
from amends.models.extortion import Advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.models import Case

BURST = 3
"""So many lowest ratings without facts …"""
BURST_WITHIN = timedelta(hours=48)
"""… within this time are a wave."""
DEMAND_WITHIN = timedelta(days=7)
"""How far from the wave its demand may come."""
LOWEST = 1.0
"""Stars out of 5."""
_APART = 20
"""Words between a demand and the review that hangs on it."""
_TOLD_BEFORE = 6
"""Words before which "they offered" turns a demand into a report of one."""
_OWED_AFTER = 4
_TIE = 5
"""How far outside of both an "if" may stand."""
_MAX_QUOTE = 160
_THOUSANDS = 3
"""Digits of a group in a long number."""
_SIGN = "💰"
"""Stands for every sign of a currency, as a word of its own."""
_SIGNS = str.maketrans(dict.fromkeys("€$£₽₴", _SIGN))


class Demand(NamedTuple):
    """Words that ask for something in exchange, or (`whole` is false) only ask for something."""

    quote: str
    whole: bool


def find_demand(text: str, language: str, *, factless: bool = False) -> Demand | None:
    """Return what the text demands for a review; None where it asks for nothing of the kind.

    `language` is ISO 639-1; where it is not one of those with words of their own, all of them are
    tried. `factless` says that the text tells nothing of what happened: then a refund that is to
    be paid for with ratings everywhere is a demand too.
    """
    sample = text[:MAX_CHARACTERS]
    codes = (language,) if has(language, "extortion") else FIRST_CLASS
    found = [each for code in codes for each in _demands(sample, code, factless=factless)]
    return max(found, key=lambda each: each.whole, default=None)


def advice(case: Case, around: Sequence[Case] = ()) -> Advice | None:
    """Return what to tell the owner of a case; None where nothing speaks of extortion.

    `around` are the mentions of the same place near it in time: a demand may stand in one of them
    and concern them all.
    """
    form = grounds(case.mention.source_type).extortion
    own = _of(case)
    if own and own.whole:
        return Advice(own.quote, case.id, form=form)
    wave = _wave([each for each in (case, *around) if _bare(each)])
    if not wave:
        return None
    for other in (case, *around):
        demand = _of(other)
        if demand and _near(other, wave) and case.id in {other.id, *(each.id for each in wave)}:
            return Advice(demand.quote, other.id, tuple(each.id for each in wave), form)
    return None


def part_of_a_wave(case: Case) -> bool:
    """Say whether others must be looked at: it is a bare lowest rating, or it asks for money."""
    return _bare(case) or _of(case) is not None


def _of(case: Case) -> Demand | None:
    mention = case.mention
    said = "\n".join(filter(None, (mention.title, mention.text)))
    return find_demand(said, case.assessment.language.code, factless=_factless(case))


def _factless(case: Case) -> bool:
    """Say whether it tells nothing of what happened."""
    return not case.mention.text.strip() or "no_fact" in case.assessment.doubts


def _bare(case: Case) -> bool:
    rating = case.mention.rating
    return rating is not None and rating.stars <= LOWEST and _factless(case)


def _wave(bare: Sequence[Case]) -> list[Case]:
    """Return the largest number of them that came within `BURST_WITHIN`; none if too few."""
    dated = sorted(
        ((each.mention.published_at, each) for each in bare if each.mention.published_at),
        key=lambda pair: (pair[0], pair[1].id),
    )
    waves = [
        [each for at, each in dated if since <= at <= since + BURST_WITHIN] for since, _ in dated
    ]
    best = max(waves, key=len, default=[])
    return best if len(best) >= BURST else []


def _near(case: Case, wave: Sequence[Case]) -> bool:
    at = case.mention.published_at
    times = [each.mention.published_at for each in wave if each.mention.published_at]
    return at is not None and min(times) - DEMAND_WITHIN <= at <= max(times) + DEMAND_WITHIN


def _demands(text: str, code: str, *, factless: bool) -> Iterator[Demand]:
    words = _words(text, code)
    matches = list(_lexicon(code).matches(words))
    asked = [each for each in matches if each.name in _LEVERS and _meant(each, matches)]
    for ask in asked:
        levers = _LEVERS[ask.name] | ({"spread"} if ask.name == "refund" and factless else set())
        for lever in matches:
            if lever.name in levers and _tied(ask, lever, matches):
                yield Demand(_quote(text, words, (ask, lever)), whole=True)
    for ask in asked:
        if ask.name == "benefit":
            yield Demand(_quote(text, words, (ask,)), whole=False)


_LEVERS = {
    "benefit": {"review", "spread", "campaign", "removal"},
    "price": {"removal"},
    "refund": {"campaign"},
}
"""What a demand must hang on to be one."""


def _meant(ask: Match, matches: Sequence[Match]) -> bool:
    """Say whether it is a demand at all: not of what is owed, nor a report of somebody's offer."""
    for other in matches:
        if other.name == "reported" and 0 <= ask.first - other.last <= _TOLD_BEFORE:
            return False
        owed = other.name == "owed" and ask.name != "refund"
        if owed and ask.first <= other.first <= ask.last + _OWED_AFTER:
            return False
    return True


def _tied(ask: Match, lever: Match, matches: Sequence[Match]) -> bool:
    """Say whether the review hangs on the demand: near it, and tied by an "or", an "if"."""
    first, last = min(ask.first, lever.first), max(ask.last, lever.last)
    between = max(ask.first, lever.first) - min(ask.last, lever.last)
    if between > _APART or any(
        each.name == "reported" and first - _TOLD_BEFORE <= each.first <= last for each in matches
    ):
        return False
    return lever.name == "removal" or any(
        each.name == "condition" and first - _TIE <= each.first <= last + _TIE for each in matches
    )


def _quote(text: str, words: Words, parts: Sequence[Match]) -> str:
    start = words.starts[min(each.first for each in parts)]
    end = words.ends[max(each.last for each in parts)]
    said = " ".join(text[start:end].split())
    return said if len(said) <= _MAX_QUOTE else f"{said[: _MAX_QUOTE - 1]}…"


def _words(text: str, code: str) -> Words:
    """Split the text; every currency becomes the same word, and a number in groups one number."""
    found = split(text.translate(_SIGNS))
    stems, whole = _currencies(code)
    words = Words([], [], [])
    for word, start, end in zip(*found, strict=True):
        unit = word.lstrip(digits)
        number = word.removesuffix(unit)
        if number and words.folded and words.folded[-1].isdigit() and len(number) == _THOUSANDS:
            words.ends[-1] = end  # 5 000 is one number
        elif number:
            _add(words, number, start, end)
        if unit:
            _add(words, _SIGN if unit in whole or unit.startswith(stems) else unit, start, end)
    return words


def _add(words: Words, word: str, start: int, end: int) -> None:
    words.folded.append(word)
    words.starts.append(start)
    words.ends.append(end)


@cache
def _currencies(code: str) -> tuple[tuple[str, ...], frozenset[str]]:
    listed: list[str] = read(code, "extortion")["currency"]
    stems = tuple(fold(each[:-1]) for each in listed if each.endswith("*"))
    return stems, frozenset(fold(each) for each in listed if not each.endswith("*"))


@cache
def _lexicon(code: str) -> Lexicon:
    listed = read(code, "extortion")
    return Lexicon(
        {
            name: [turned for phrase in phrases for turned in _turned(phrase)]
            for name, phrases in listed.items()
            if name != "currency"
        }
    )


def _turned(phrase: str) -> tuple[str, ...]:
    """Return a phrase with its sum both ways round: "# €", "€ #"."""
    if "# €" not in phrase:
        return (phrase,)
    return phrase.replace("€", _SIGN), phrase.replace("# €", f"{_SIGN} #")
