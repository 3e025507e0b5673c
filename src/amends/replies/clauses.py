"""A text clause by clause, and what is known about the words of each."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from amends.languages import language as language_data
from amends.languages import read
from amends.languages.lexicon import Lexicon, fold, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amends.languages.lexicon import Words
    from amends.models import Case

_WIDEST = 9
"""Words of a quotation; a longer clause is quoted in part."""
_WIDEST_QUESTION = 14
_NAME = 3
"""Letters of the shortest word that is taken for a name."""
MEANS_SOMETHING = 4
"""Letters of the shortest word that is likely to."""
_PART = 3
"""Words of the shortest part of a longer clause."""
_BREAK = re.compile(r"[.!?…;:](?!\d)|,(?!\d)|\s-+\s|[^\w\s'’,.:;!?%€$£₴₽№°+&/-]|\n")
"""Where a clause ends: at its marks, at a dash, at brackets and quotation marks, at an emoji."""
_GLUED = frozenset("@/#._-")
"""What binds words to an address or a number beside them."""
_BEFORE, _AFTER = "€$£₴₽№+", "%€$£₽°"
_PEOPLE = frozenset({"staff", "discrimination"})
_AND: Mapping[str, str] = {
    "en": "and that",
    "ru": "и а да что",
    "es": "y e que",
    "pl": "i a oraz że",
    "bg": "и а да че",
    "de": "und dass",
    "fr": "et que",
    "it": "e ed che",
    "pt": "e que",
    "uk": "і й та а що",
    "cs": "a i že",
    "nl": "en dat",
    "tr": "ve",
    "ro": "și iar că",
}
"""Words that join a clause to the one before and mean nothing at the head of a quotation."""
_FACTS = frozenset(
    {"late_delivery", "lost_order", "wrong_order", "damaged", "long_wait", "double_charge"}
    | {
        "unauthorised_charge",
        "overcharge",
        "no_answer",
        "crash",
        "login",
        "sold_out",
        "noise",
        "discomfort",
    }
    | {"cancel", "warranty", "still_waiting", "repeat_contact", "amount", "days", "times", "cold"}
    | {"misleading", "dirty", "bad_food", "broken_valuable", "pests", "deleted_comment"}
)
_FEELINGS = frozenset(
    {"abuse", "sarcasm", "bad", "dishonest", "never_again", "warns_others", "insult_origin"}
    | {"discrimination", "applause", "lost_fan", "spam", "overpriced", "poor_quality", "rude"}
    | {"injury", "poisoning", "hospital", "death", "assault", "competitor", "idiom", "legal"}
)
"""Cues whose words are an insult, a feeling, a threat, or too painful to be repeated."""


class Window(NamedTuple):
    """Words that might be quoted: from the first to the last."""

    first: int
    last: int
    whole: bool
    """It is a clause of its own."""


class Clauses:
    """A text word by word, and what is known about each."""

    def __init__(self, case: Case, language: str, ours: Sequence[str] = ()) -> None:
        """Look at what was written, in the language that it is taken to be in.

        `ours` are the names of the business.
        """
        mention = case.mention
        self.text = mention.text or mention.title or ""
        self.words: Words = split(self.text)
        data = language_data(language)
        self._stops = data.stop_words
        self._nouns_are_large = language == "de"
        self._joining = _joining(language)
        self.mixed = case.assessment.intent == "mixed"
        """Praise and blame stand side by side: only what surely is one of them is quoted."""
        self._about_people = not _PEOPLE.isdisjoint(case.assessment.topics)
        cues = case.assessment.cues
        self.facts = self._spans([cue.quote for cue in cues if cue.name in _FACTS])
        self.painful = self._spans([cue.quote for cue in cues if cue.name in _FEELINGS])
        self.ours = self._spans(ours)
        self.asked = self._spans([cue.quote for cue in cues if cue.name == "question"])
        self.wished = self._spans([cue.quote for cue in cues if cue.name == "wish"])
        tones = [*_tones(language).matches(self.words)]
        self.courtesies = _covered([*_greetings(language).matches(self.words)], "greetings")
        self.pleasant = _covered(tones, "pleasant")
        self.unpleasant = _covered(tones, "unpleasant")

    def _spans(self, quotes: Sequence[str]) -> list[tuple[int, int]]:
        found = [(self.text.find(quote), len(quote)) for quote in quotes if quote]
        return [(start, start + length) for start, length in found if start >= 0]

    def windows(self) -> Iterator[Window]:
        """Yield what might be quoted: clauses, and parts of the long ones."""
        first = 0
        for index in range(len(self.words.folded)):
            if index in self.courtesies or (index == first and self._joins(index)):
                first = index + 1
            elif self._picture(index):
                yield from _within(first, index - 1, _WIDEST)
                first = index + 1
            elif self._ends(index):
                yield from _within(first, index, _WIDEST_QUESTION if self._asks(index) else _WIDEST)
                first = index + 1

    def _picture(self, index: int) -> bool:
        """Whether it is an emoji, which counts as a word elsewhere."""
        return not self.words.folded[index][0].isalnum()

    def _joins(self, index: int) -> bool:
        return self.words.folded[index] in self._joining and not self._ends(index)

    def _ends(self, index: int) -> bool:
        starts = self.words.starts
        if index + 1 == len(starts):
            return True
        return bool(_BREAK.search(self.text, self.words.ends[index], starts[index + 1]))

    def quote(self, window: Window) -> str:
        """Return the words literally, with the sign of a sum or a share."""
        start, end = self.words.starts[window.first], self.words.ends[window.last]
        if start and self.text[start - 1] in _BEFORE:
            start -= 1
        if self.text[end : end + 1] in _AFTER:
            end += len(self.text[end : end + 1])
        elif self.text[end : end + 1] == " " and self.text[end + 1 : end + 2] in _AFTER:
            end += len(self.text[end : end + 2])
        if self.is_question(window):
            mark = self.text.find("?", end)
            return self.text[start - (self.text[start - 1 : start] == "¿") : mark + 1]
        return self.text[start:end]

    def touches(self, window: Window, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether any of the spans reaches into the window."""
        start, end = self.words.starts[window.first], self.words.ends[window.last]
        return any(since < end and until > start for since, until in spans)

    def telling(self, window: Window) -> int:
        """Count the words that mean something by themselves."""
        return sum(
            len(word) >= MEANS_SOMETHING and word not in self._stops and index not in self.pleasant
            for index, word in self._each(window)
        )

    def cut_badly(self, window: Window) -> bool:
        """Whether a cut goes through a number, or tears a word from the one it leans on."""
        torn = self._torn(window.first - 1) or self._torn(window.last) or self._glued(window)
        return torn or (not window.whole and self._leans(window))

    def _glued(self, window: Window) -> bool:
        """Whether an address goes on beside it."""
        start, end = self.words.starts[window.first], self.words.ends[window.last]
        before, after = self.text[start - 1 : start], self.text[end : end + 2]
        if "@" in after:
            return True
        return before in _GLUED or (
            after[:1] in _GLUED and not after[1:].isspace() and len(after) > 1
        )

    def _leans(self, window: Window) -> bool:
        """Whether the inner edge of a part is a word that belongs to its neighbour."""
        edge = window.last if self.begins(window) else window.first
        return self.words.folded[edge].partition("'")[0] in self._stops

    def _torn(self, index: int) -> bool:
        """Whether a number goes on behind this word: 5.2, 7,40, 10:30."""
        if not 0 <= index < len(self.words.ends) - 1:
            return False
        between = self.text[self.words.ends[index] : self.words.starts[index + 1]]
        return between in (".", ",", ":", "'", "’", "-", "/")

    def names(self, window: Window) -> bool:
        """Whether a word in it has a capital though no sentence begins there: perhaps a person."""
        if self._nouns_are_large:
            return False
        return any(self._large(index) for index, _ in self._each(window))

    def _large(self, index: int) -> bool:
        start, end = self.words.starts[index], self.words.ends[index]
        follows = bool(index) and not self._ends(index - 1)
        return follows and self.text[start].isupper() and end - start >= _NAME

    def _each(self, window: Window) -> Iterator[tuple[int, str]]:
        for index in range(window.first, window.last + 1):
            yield index, self.words.folded[index]

    def any_of(self, window: Window, indices: frozenset[int]) -> bool:
        """Whether one of these words stands in the window."""
        return any(index in indices for index, _ in self._each(window))

    def is_question(self, window: Window) -> bool:
        """Whether a question mark follows the clause."""
        return window.whole and self._asks(window.last)

    def _asks(self, index: int) -> bool:
        end = self.words.ends[index]
        return self.text[end : end + 4].lstrip(' )"”»“').startswith("?")

    def begins(self, window: Window) -> bool:
        """Whether the window begins where a clause does."""
        return not window.first or self._ends(window.first - 1)

    def unsaid(self, window: Window) -> bool:
        """Whether it is what our people said to them: it is not said again by us."""
        return self._about_people and self.reported(window)

    def reported(self, window: Window) -> bool:
        """Whether they quote somebody in it."""
        return self.text[: self.words.starts[window.first]].rstrip().endswith(tuple('„“«"‚‘'))

    def aside(self, window: Window) -> bool:
        """Whether it stands in brackets."""
        return self.text[: self.words.starts[window.first]].rstrip().endswith("(")


def _within(first: int, last: int, widest: int) -> Iterator[Window]:
    """Yield a short clause whole; of a long one beginnings and ends, which can stand alone."""
    if first <= last < first + widest:
        yield Window(first, last, whole=True)
        return
    for width in range(_PART, min(_WIDEST, last - first + 1)):
        yield Window(first, first + width - 1, whole=False)
        yield Window(last - width + 1, last, whole=False)


def _covered(matches: Sequence[tuple[str, int, int]], name: str) -> frozenset[int]:
    return frozenset(
        index for found, first, last in matches if found == name for index in range(first, last + 1)
    )


@cache
def _joining(language: str) -> frozenset[str]:
    words = [*_AND.get(language, "").split(), *read(language, "cues").get("but", ())]
    return frozenset(map(fold, words))


@cache
def _greetings(language: str) -> Lexicon:
    return Lexicon({"greetings": read(language, "cues").get("greetings", ())})


@cache
def _tones(language: str) -> Lexicon:
    return Lexicon(read(language, "tone"))
