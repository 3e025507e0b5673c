"""Composes a draft: grounds → slots → phrases → parts, in the customer's language.

A function of its arguments alone: the same case, configuration, moment, variant and earlier replies
give the same draft, letter by letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING

from amends.languages.data import FIRST_CLASS
from amends.models import Draft, Part, Promise
from amends.models.extortion import EXTORTION
from amends.models.reply import Length
from amends.models.threats import THREAT, threatens
from amends.replies.catalogue import home, wordings
from amends.replies.fitting import fitted
from amends.replies.grounds import Grounds, survey
from amends.replies.phrasebook import book, phrasebook
from amends.replies.platforms import platform
from amends.replies.playbooks import slots
from amends.replies.policy import UNKNOWN
from amends.replies.signing import signer
from amends.replies.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from amends.config.model import Config
    from amends.models import Case
    from amends.models.reply import Purpose
    from amends.models.vocabulary import Playbook
    from amends.replies.slots import Slot
    from amends.replies.wording import Line

_CONFIDENT = 0.5
_ALIKE = 80
"""Similarity, 0…100, from which two replies are the same one to a reader."""
_TRIES = 24
_REMEMBERED = 50
"""Earlier replies that a new one must not resemble."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How the reply should be."""

    playbook: Playbook
    purpose: Purpose = "answer"
    variant: int = 1
    language: str | None = None
    """Overrides that of the text."""
    short: bool = False
    interface: str = "en"
    """Each part carries its meaning in this language, unless it is the draft's own."""


def compose(
    case: Case,
    config: Config,
    wish: Wish,
    *,
    now: datetime,
    earlier: Sequence[str] = (),
    rounds: int = 0,
) -> Draft:
    """Suggest a reply; it resembles none of the `earlier` ones of its source.

    `rounds` is how many answers this customer has had.
    """
    code, fallback = _language(case, config, wish.language)
    interface = wish.interface if phrasebook(wish.interface) else "en"
    wish = replace(wish, interface=interface)
    if wish.playbook == "no_reply" and wish.purpose == "answer":
        because = book(interface).no_reply[_nothing_to_say(case)]
        return Draft(wish.playbook, code, fallback_language=fallback, because=because)
    grounds = survey(case, config, language=code, now=now, short=wish.short, rounds=rounds)
    draft = _different(grounds, wish, tuple(earlier)[:_REMEMBERED])
    return replace(
        draft,
        fallback_language=fallback,
        length=_length(case, draft.text or ""),
        unreviewed=code not in FIRST_CLASS,
    )


def _length(case: Case, text: str) -> Length | None:
    place = platform(case.mention.source_type)
    if place.limit is None:
        return None
    return Length(place.name, place.length(text), place.limit, place.unit)


def _different(grounds: Grounds, wish: Wish, earlier: Sequence[str]) -> Draft:
    """Return the wording that is asked for, counting those that resemble no earlier reply."""
    wanted = max(wish.variant, 1)
    if not earlier:
        return _draft(grounds, replace(wish, variant=wanted))
    numbers = range(1, wanted + _TRIES)
    drafts = (_draft(grounds, replace(wish, variant=number)) for number in numbers)
    unlike = (draft for draft in drafts if not _alike(draft, earlier))
    found = next(islice(unlike, wanted - 1, None), None)
    return found or _draft(grounds, replace(wish, variant=wanted))


def _alike(draft: Draft, earlier: Sequence[str]) -> bool:
    from rapidfuzz import fuzz, process

    text = draft.text or ""
    return bool(process.extractOne(text, earlier, scorer=fuzz.ratio, score_cutoff=_ALIKE))


def _draft(grounds: Grounds, wish: Wish) -> Draft:
    plan = slots(wish.playbook, grounds, wish.purpose)
    wording = Wording(grounds, wish.interface, wish.variant)
    lines, signed = fitted(wording, plan, _signatures(grounds, wish.purpose), grounds)
    return Draft(
        wish.playbook,
        grounds.language,
        parts=(*_parts(lines), *signed),
        promises=tuple(_promises(lines, grounds, wish.interface)),
        needs_approval=any(line.slot.pledge == "decision" for line in lines),
        unsaid=_unsaid(grounds, wish.purpose, lines),
        purpose=wish.purpose,
        variant=wish.variant,
    )


def _unsaid(grounds: Grounds, purpose: Purpose, lines: Sequence[Line]) -> bool:
    told = grounds.case.handling.answers.cause not in (None, UNKNOWN)
    said = any(line.slot.group == "explain_known" for line in lines)
    return told and purpose == "answer" and not said


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
    if not case.answered and threatens(case.assessment):
        return THREAT
    if EXTORTION in case.handling.tags:
        return EXTORTION
    if case.assessment.intent in ("spam", "irrelevant"):
        return case.assessment.intent
    return "answered" if case.mention.answered == "yes" else "other"


def _signatures(grounds: Grounds, purpose: Purpose) -> tuple[tuple[Part, ...], ...]:
    """Return the signature, then shorter ones: with the role, the name alone, none.

    Name and role of the signer, or the business; nobody signs as "the team". A call needs none.
    """
    business = grounds.config.business
    named = signer(grounds.config, grounds.language)
    if purpose == "phone" or not (named or business.name):
        return ((),)
    basis = "business.signature" if named else "business.name"
    role = wordings(business.signature.role, home(grounds.config)).get(grounds.language)
    full = ", ".join(filter(None, (named, role))) if named else business.name
    given = (named or business.name).split(" ")[0]
    texts = dict.fromkeys((full, named or business.name, given))
    return (*((Part("sign", text, based_on=basis),) for text in texts), ())


def _parts(lines: Iterable[Line]) -> Iterator[Part]:
    """Join neighbouring phrases of the same part."""
    for name, together in groupby(lines, key=attrgetter("slot.part")):
        said = list(together)
        meanings = [line.meaning for line in said if line.meaning]
        based_on = dict.fromkeys(basis for line in said for basis in line.based_on)
        yield Part(
            name,
            " ".join(line.text for line in said),
            " ".join(meanings) if len(meanings) == len(said) else None,
            "; ".join(based_on) or None,
        )


def _promises(lines: Iterable[Line], grounds: Grounds, interface: str) -> Iterator[Promise]:
    for line in lines:
        if line.slot.pledge:
            what = book(interface).promises[line.slot.pledge]
            yield Promise(what, grounds.keeper, _due(line.slot, grounds))


def _due(slot: Slot, grounds: Grounds) -> date:
    soon = {"look", "details", "question", "hold", "talk", "decision"}
    return grounds.look_by if slot.pledge in soon else grounds.end_by
