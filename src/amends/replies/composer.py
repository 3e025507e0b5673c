"""Composes a draft: grounds → slots → phrases → parts, in the customer's language.

A function of its arguments alone: the same case, configuration, moment and variant give the same
draft, letter by letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from amends.models import Draft, Part, Promise
from amends.replies.catalogue import wordings
from amends.replies.grounds import Grounds, survey
from amends.replies.phrasebook import book, fill, phrasebook, placeholders, said_by
from amends.replies.playbooks import Slot, slots
from amends.replies.values import sources, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from amends.config.model import Config
    from amends.models import Case
    from amends.models.vocabulary import PartName, Playbook

_CONFIDENT = 0.5
_SPECIFIC = frozenset({"about", "ask", "praise"})
"""Placeholders by which a phrase shows that the text was read."""


def compose(
    case: Case,
    config: Config,
    *,
    playbook: Playbook,
    now: datetime,
    variant: int = 1,
    language: str | None = None,
    short: bool = False,
    interface: str = "en",
) -> Draft:
    """Suggest a reply by a playbook; `variant` 2, 3 … word it differently.

    `language` overrides that of the text. Each part carries its meaning in the language of the
    interface, unless that is the draft's own.
    """
    code, fallback = _language(case, config, language)
    interface = interface if phrasebook(interface) else "en"
    if playbook == "no_reply":
        because = book(interface).no_reply[_nothing_to_say(case)]
        return Draft(playbook, code, fallback_language=fallback, because=because)
    grounds = survey(case, config, language=code, now=now)
    plan = [slot for slot in slots(playbook, grounds) if not (short and slot.optional)]
    writer = _Writer(grounds, interface, variant)
    return Draft(
        playbook,
        code,
        parts=(*_parts(writer.lines(plan)), *writer.signature()),
        promises=tuple(_promises(plan, grounds, interface)),
        needs_approval=_needs_approval(plan, grounds),
        fallback_language=fallback,
    )


def _language(case: Case, config: Config, wanted: str | None) -> tuple[str, bool]:
    """Return the language to write in, and whether it is only a substitute."""
    assessed = case.assessment.language
    spoken = assessed.code if assessed.confidence >= _CONFIDENT else None
    wish = wanted or spoken
    if wish and phrasebook(wish):
        return wish, False
    own = next((code for code in config.business.languages if phrasebook(code)), "en")
    return own, True


def _nothing_to_say(case: Case) -> str:
    if case.assessment.intent in ("spam", "irrelevant"):
        return case.assessment.intent
    return "answered" if case.mention.answered == "yes" else "other"


@dataclass(frozen=True, slots=True)
class _Line:
    """One phrase as it is said, and what it means."""

    part: PartName
    text: str
    meaning: str | None
    based_on: tuple[str, ...]


class _Writer:
    """Chooses and fills the phrases of one draft."""

    def __init__(self, grounds: Grounds, interface: str, variant: int) -> None:
        self._grounds = grounds
        self._interface = None if interface == grounds.language else interface
        self._turn = max(variant, 1) - 1
        self._gender = grounds.config.business.signature.gender

    @cached_property
    def _values(self) -> dict[str, str]:
        return values(self._grounds, self._grounds.language)

    @cached_property
    def _meanings(self) -> dict[str, str]:
        return values(self._grounds, self._interface) if self._interface else {}

    def lines(self, plan: Iterable[Slot]) -> Iterator[_Line]:
        """Yield a phrase for every slot."""
        based_on = sources(self._grounds)
        for position, slot in enumerate(plan):
            key = self._choose(slot.group, position)
            template = book(self._grounds.language).phrase(slot.group, key, self._gender)
            rests_on = [based_on[name] for name in _order(template) if name in based_on]
            yield _Line(
                slot.part,
                fill(template, self._values),
                self._meaning(slot.group, key),
                tuple(rests_on),
            )

    def _choose(self, group: str, position: int) -> str:
        """Return a phrase that can be filled; one that names the topic, where it can."""
        needs = {
            key: placeholders(said_by(phrase, self._gender))
            for key, phrase in book(self._grounds.language).phrases[group].items()
        }
        possible = [key for key, names in needs.items() if names <= self._values.keys()]
        telling = [key for key in possible if needs[key] & _SPECIFIC]
        return self._nth(telling or possible, group, position)

    def _nth(self, keys: list[str], group: str, position: int) -> str:
        """Step through the phrases with the variant, each round at another distance."""
        start = int.from_bytes(sha256(f"{self._grounds.case.id}:{group}".encode()).digest()[:4])
        rounds = self._turn // len(keys)
        return keys[(start + self._turn + rounds * position) % len(keys)]

    def _meaning(self, group: str, key: str) -> str | None:
        if self._interface is None:
            return None
        template = book(self._interface).phrase(group, key, self._gender)
        if placeholders(template) <= self._meanings.keys():
            return fill(template, self._meanings)
        return None

    def signature(self) -> Iterator[Part]:
        """Yield the name and role of the signer, or the business; nobody signs as "the team"."""
        business = self._grounds.config.business
        home = next(iter(business.languages), "en")
        role = wordings(business.signature.role, home).get(self._grounds.language)
        named = business.signature.name
        text = ", ".join(filter(None, (named, role))) if named else business.name
        if text:
            yield Part("sign", text, based_on="business.signature" if named else "business.name")


def _order(template: str) -> list[str]:
    return sorted(placeholders(template), key=template.index)


def _parts(lines: Iterable[_Line]) -> Iterator[Part]:
    """Join neighbouring phrases of the same part."""
    for name, together in groupby(lines, key=attrgetter("part")):
        said = list(together)
        meanings = [line.meaning for line in said if line.meaning]
        based_on = dict.fromkeys(basis for line in said for basis in line.based_on)
        yield Part(
            name,
            " ".join(line.text for line in said),
            " ".join(meanings) if len(meanings) == len(said) else None,
            "; ".join(based_on) or None,
        )


def _promises(plan: Iterable[Slot], grounds: Grounds, interface: str) -> Iterator[Promise]:
    for slot in plan:
        if slot.pledge:
            what = book(interface).promises[slot.pledge]
            yield Promise(what, grounds.signer, _due(slot.pledge, grounds))


def _due(pledge: str, grounds: Grounds) -> date:
    return grounds.look_by if pledge in ("look", "details", "question") else grounds.end_by


def _needs_approval(plan: Iterable[Slot], grounds: Grounds) -> bool:
    """Whether one of the offers is not the signer's to grant."""
    offered = {"solve_one": 1, "solve_grave": 1, "solve_two": 2}
    count = max((offered.get(slot.group, 0) for slot in plan), default=0)
    return any(remedy.needs_approval for remedy in grounds.remedies[:count])
