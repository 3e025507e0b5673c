"""Chooses and fills the phrases of one draft."""

from __future__ import annotations

import re
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from amends.languages import capitalised
from amends.replies.phrasebook import book, fill, placeholders, said
from amends.replies.values import sources, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amends.replies.grounds import Grounds
    from amends.replies.slots import Slot

_ASKED = re.compile(r"([?!][»”“’\"]+)\.(?=\s|$)")
_SOUNDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[.!?:]|\{\w+\}")
BRIEF = "brief"
"""The shortest phrase of a group."""
_SPECIFIC = frozenset({"about", "ask", "praise"})
"""Placeholders by which a phrase shows that the text was read."""


class Line(NamedTuple):
    """One phrase as it is said, what it means, and what it rests on."""

    slot: Slot
    text: str
    meaning: str | None
    based_on: tuple[str, ...]


class Wording:
    """The phrases of one draft in one of its wordings."""

    def __init__(self, grounds: Grounds, interface: str, variant: int) -> None:
        """Prepare a wording; `interface` is the language in which its meaning is told."""
        self._grounds = grounds
        self._interface = None if interface == grounds.language else interface
        self._turn = max(variant, 1) - 1
        self._voice = grounds.manner.voice
        self._heard: set[tuple[str, ...]] = set()

    def lines(self, plan: Iterable[Slot]) -> list[Line]:
        """Return a phrase for every slot that can be filled."""
        self._heard.clear()
        found = (self._line(slot, position, self._usual) for position, slot in enumerate(plan))
        return [line for line in found if line]

    def brief(self, slot: Slot) -> Line | None:
        """Return the shortest that can be said in a slot."""
        return self._line(slot, 0, self._shortest)

    def _line(
        self, slot: Slot, position: int, choose: Callable[[dict[str, str], str, int], str]
    ) -> Line | None:
        possible = self._possible(slot.group)
        fitting = {key: possible[key] for key in slot.only if key in possible}
        if not possible:
            return None
        possible = fitting or possible
        key = choose(possible, slot.group, position)
        bases = self._sources
        rests_on = (bases[name] for name in _order(possible[key]) if name in bases)
        text = fill(possible[key], self._values)
        sentence = _ended(capitalised(text, self._grounds.language))
        return Line(slot, sentence, self._meaning(slot.group, key), tuple(rests_on))

    def _possible(self, group: str) -> dict[str, str]:
        """Return the phrases of a group that suit the manner and can be filled."""
        phrases = {
            key: said(phrase, self._voice)
            for key, phrase in book(self._grounds.language).phrases[group].items()
            if self._grounds.manner.suits(key)
        }
        return {
            key: phrase
            for key, phrase in phrases.items()
            if placeholders(phrase) <= self._values.keys()
        }

    def _usual(self, possible: dict[str, str], group: str, position: int) -> str:
        """Return a phrase that is not the bare minimum, and does not sound like one before it.

        One that names the topic where it can, unless the reply repeats their own words, which say
        it better.
        """
        longer = [key for key in possible if key != BRIEF] or list(possible)
        quoted = bool(self._grounds.detail)
        fitting = [
            key for key in longer if bool(placeholders(possible[key]) & _SPECIFIC) is not quoted
        ]
        turned = self._turned(fitting or longer, group, position)
        fresh = (key for key in turned if self._heard.isdisjoint(_runs(possible[key])))
        key = next(fresh, turned[0])
        self._heard |= _runs(possible[key])
        return key

    def _shortest(self, possible: dict[str, str], group: str, position: int) -> str:
        del group, position
        return min(possible, key=lambda key: len(fill(possible[key], self._values)))

    def _turned(self, keys: list[str], group: str, position: int) -> list[str]:
        """Begin with the one whose turn it is: another in each variant, at another distance."""
        start = int.from_bytes(sha256(f"{self._seed}:{group}".encode()).digest()[:4])
        rounds = self._turn // len(keys)
        first = (start + self._turn + rounds * position) % len(keys)
        return keys[first:] + keys[:first]

    @cached_property
    def _seed(self) -> str:
        """What is different for every mention, stored or not; not who wrote it."""
        return f"{self._grounds.case.id}:{self._grounds.text}".encode("utf-8", "replace").hex()

    def _meaning(self, group: str, key: str) -> str | None:
        phrases = book(self._interface).phrases if self._interface else {}
        phrase = phrases.get(group, {}).get(key)
        template = said(phrase, self._voice) if phrase is not None else None
        if template is None or not placeholders(template) <= self._meanings.keys():
            return None
        return capitalised(fill(template, self._meanings), self._interface or "")

    @cached_property
    def _values(self) -> dict[str, str]:
        return values(self._grounds, self._grounds.language)

    @cached_property
    def _meanings(self) -> dict[str, str]:
        return values(self._grounds, self._interface) if self._interface else {}

    @cached_property
    def _sources(self) -> dict[str, str]:
        return sources(self._grounds)


def _runs(phrase: str) -> set[tuple[str, ...]]:
    """Return three words in a row, ends of sentences counted: what sounds said twice."""
    said = [".", *(word.lower() for word in _SOUNDS.findall(phrase))]
    return {run for run in zip(said, said[1:], said[2:], strict=False) if set(run) != {"."}}


def _ended(text: str) -> str:
    """Leave out the full stop after a question that is quoted."""
    return _ASKED.sub(r"\1", text)


def _order(template: str) -> list[str]:
    return sorted(placeholders(template), key=template.index)
