"""What the owner's policy allows to say and to offer: causes and remedies that fit the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends import languages
from amends.replies.catalogue import entry_wordings, home, shipped
from amends.replies.quotation import names_a_sum
from amends.replies.signing import signers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from amends.config.model import Config, Remedy
    from amends.models import Case
    from amends.models.vocabulary import Topic
    from amends.replies.catalogue import Shelf

UNKNOWN = "unknown"
"""The owner's answer that nobody knows yet what happened."""
_GRAVE = 4
_SAID = 85
"""Of 100: so like must a part of a reply be to a remedy to offer it."""
_CHOICE = 2
"""Offers that a reply makes: enough to choose, not a price list."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A text of the owner that may enter the draft, and where it stands in the configuration."""

    where: str
    wordings: Mapping[str, str]
    granter: str | None = None
    """Who has to agree; None if the one who signs may grant it."""
    key: str = ""
    """What the owner calls it by: its id, else its text."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A remedy as it is counted: what it is, what it costs, who has to agree."""

    key: str
    cost: float | None = None
    """None: nobody said."""
    by: str | None = None
    known: bool = True
    """Configured or shipped; else somebody's own words."""
    wordings: tuple[str, ...] = ()

    def said_in(self, text: str) -> bool:
        """Say whether a text names it, with a few letters' tolerance for an edit."""
        from rapidfuzz.fuzz import partial_ratio

        told = text.casefold()
        return any(partial_ratio(each.casefold(), told) >= _SAID for each in self.wordings)


def granted(said: str, config: Config) -> Granted:
    """Return the remedy that is meant by its id or words; else what was said itself."""
    wanted = said.strip().casefold()
    configured = [pair for topic in config.remedies for pair in _configured(config, topic)]
    for remedy, basis in configured:
        if _named(wanted, [basis]):
            texts = tuple(basis.wordings.values())
            return Granted(basis.key, remedy.cost, remedy.by, wordings=texts)
    ships = _named(wanted, _shelf("remedies"))
    if ships:
        return Granted(ships.key, wordings=tuple(ships.wordings.values()))
    return Granted(said.strip(), known=False, wordings=(said.strip(),))


def causes(case: Case, config: Config, topic: Topic, *, today: date) -> tuple[Basis, ...]:
    """Return what happened: as the owner says of this case, else what is configured as true."""
    said = case.handling.answers.cause
    if said == UNKNOWN:
        return ()
    known = tuple(_configured_causes(config, topic, today))
    if said is None:
        return known
    return (_named(said, (*known, *_shelf("causes"))) or _own_words(said, "cause", config),)


def known_causes(config: Config, topic: Topic, *, today: date) -> tuple[Basis, ...]:
    """Return the causes to choose from: those configured, then those that ship for the topic."""
    suited = [basis for basis in _shelf("causes") if topic in _topics("causes", basis.key)]
    return (*_configured_causes(config, topic, today), *suited)


def remedies(
    case: Case, config: Config, topic: Topic, language: str, *, private: bool
) -> tuple[Basis, ...]:
    """Return up to two offers: the owner's first, visits only if there is nothing else.

    The shorter one comes first: "a refund or the same again on a day that suits you" reads well.
    Where people came to harm there is nothing to choose from: one offer, and a conversation.
    """
    fitting = [
        (remedy, basis)
        for remedy, basis in _configured(config, topic)
        if basis.wordings.get(language) and _may_offer(remedy, basis, case, private=private)
    ]
    chosen = _chosen(case, config, language, [basis for _, basis in fitting])
    if chosen is None:
        from_afar = [basis for remedy, basis in fitting if not remedy.needs_visit]
        chosen = from_afar or [basis for _, basis in fitting]
    different: dict[str, Basis] = {}
    for basis in sorted(chosen, key=lambda basis: basis.granter is not None):
        different.setdefault(basis.wordings[language], basis)
    most = 1 if case.assessment.severity >= _GRAVE else _CHOICE
    first = list(different.values())[:most]
    return tuple(sorted(first, key=lambda basis: len(basis.wordings[language])))


def offerable(case: Case, config: Config, topic: Topic, *, private: bool) -> tuple[Basis, ...]:
    """Return everything that the policy allows in this case, for the owner to choose from."""
    return tuple(
        basis
        for remedy, basis in _configured(config, topic)
        if _may_offer(remedy, basis, case, private=private)
    )


def _chosen(
    case: Case, config: Config, language: str, fitting: Sequence[Basis]
) -> list[Basis] | None:
    """Return what the owner chose to offer; None if nothing was chosen.

    What the policy does not hold is the owner's own word, and said only in its own language.
    """
    wanted = case.handling.answers.offers
    if not wanted:
        return None
    known = (*fitting, *_shelf("remedies"))
    found = [_named(each, known) or _own_words(each, "offer", config) for each in wanted]
    return [basis for basis in found if basis.wordings.get(language)]


def _named(said: str, among: Sequence[Basis]) -> Basis | None:
    wanted = said.strip().casefold()
    return next(
        (
            basis
            for basis in among
            if wanted == basis.key.casefold()
            or wanted in {text.casefold() for text in basis.wordings.values()}
        ),
        None,
    )


def _own_words(said: str, what: str, config: Config) -> Basis:
    """Take the owner's own words, in the language that they are in."""
    found = languages.detect(said).code
    code = found if found != "und" else home(config)
    return Basis(f"your answer ({what})", {code: said.strip()}, key=said.strip())


def _shelf(shelf: Shelf) -> tuple[Basis, ...]:
    return tuple(
        Basis(f"{shelf} that ship: {key}", texts, key=key) for key, texts in shipped(shelf).items()
    )


def _topics(shelf: Shelf, key: str) -> frozenset[str]:
    from amends.replies.catalogue import topics_of

    return topics_of(shelf, key)


def _configured_causes(config: Config, topic: Topic, today: date) -> Iterator[Basis]:
    """Yield what is true today about things that go wrong in this topic, in any language."""
    for index, entry in enumerate(config.explanations.get(topic, ())):
        texts = entry_wordings(entry, "causes", home(config))
        starts, ends = entry.valid_from or today, entry.valid_to or today
        if starts <= today <= ends:
            key = entry.id or next(iter(texts.values()), "")
            yield Basis(f"explanations.{topic}[{index}]", texts, key=key)


def _configured(config: Config, topic: Topic) -> Iterator[tuple[Remedy, Basis]]:
    for index, remedy in enumerate(config.remedies.get(topic, ())):
        texts = entry_wordings(remedy, "remedies", home(config))
        key = remedy.id or next(iter(texts.values()), "")
        yield remedy, Basis(f"remedies.{topic}[{index}]", texts, _granter(remedy, config), key)


def _granter(remedy: Remedy, config: Config) -> str | None:
    """Return who has to agree: its granter, unless the signer may grant as much as it costs."""
    if remedy.by is None or _signs(remedy.by, config):
        return None
    limits = (member.may_grant for name, member in config.team.items() if _signs(name, config))
    limit = next((limit for limit in limits if limit is not None), None)
    if limit is not None and remedy.cost is not None and remedy.cost <= limit:
        return None
    return remedy.by


def _may_offer(remedy: Remedy, basis: Basis, case: Case, *, private: bool) -> bool:
    """Severity sets the limit; sums, and what the owner keeps private, stay out of public."""
    sums = (names_a_sum(text, code) for code, text in basis.wordings.items())
    named = remedy.public and not any(sums)
    return remedy.max_severity >= case.assessment.severity and (private or named)


def _signs(name: str, config: Config) -> bool:
    """Whether it is the one who signs; a team member may be named by first name alone."""
    spelt = [each.casefold() for each in signers(config)]
    return name.casefold() in {*spelt, *(each.split(" ")[0] for each in spelt)}
