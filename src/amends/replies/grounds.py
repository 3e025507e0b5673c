"""What a reply may rest on: the facts of the case, and what the configuration allows to say.

Nothing in a draft comes from anywhere else. Answers of the owner ("what happened?", "what may be
offered?") will narrow these grounds later; the composer need not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Literal

from amends.replies.catalogue import entry_wordings, wordings
from amends.replies.days import LOOK_INTO, SEE_THROUGH, promised_day
from amends.replies.naming import given_name
from amends.replies.phrasebook import book, placeholders
from amends.replies.quotation import names_a_sum, safe_quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from amends.config.model import Config, Remedy
    from amends.models import Case
    from amends.models.vocabulary import Topic

Reach = Literal["public", "email", "call", "none"]
"""How the writer can be reached: by a line under the review, a mail, a call, or not at all."""
_GRAVE = 4
_MAX_READ = 10_000
_CHOICE = 2
"""Offers that a reply makes: enough to choose, not a price list."""
_DIGITS_OF_A_NUMBER = 6
_MONEY_TOPICS = frozenset({"billing", "refund", "price"})
_FAULTS = frozenset(
    {"damage", "refund", "hygiene", "waiting_time", "app_bug", "discrimination", "privacy"}
    | {"misleading_advertising"}
)
"""Topics that nobody names unless something went wrong."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A text of the owner that may enter the draft, and where it stands in the configuration."""

    where: str
    wordings: Mapping[str, str]
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """Everything that a draft may rest on."""

    case: Case
    config: Config
    language: str
    reach: Reach
    look_by: date
    end_by: date
    topic: Topic | None = None
    name: str | None = None
    quote: str | None = None
    cause: Basis | None = None
    cause_untold: bool = False
    """A cause is known, but cannot be said here or in this language."""
    remedies: tuple[Basis, ...] = ()
    fact: Basis | None = None
    text: str = field(default="", repr=False)
    """What the customer wrote; empty where there are only stars."""

    @property
    def grave(self) -> bool:
        """Whether people came, or could have come, to serious harm."""
        return self.case.assessment.severity >= _GRAVE

    @property
    def late(self) -> bool:
        """Whether they have waited for our answer; of a mere namesake we do not know it."""
        return _late(self.case)

    @property
    def hurt(self) -> bool:
        """Whether to ask how they are: somebody was hurt, and nobody died."""
        named = {cue.name for cue in self.case.assessment.cues}
        return self.grave and "safety" in self.case.assessment.signals and "death" not in named

    @property
    def child(self) -> bool:
        """Whether the text speaks of a child of theirs."""
        words = "|".join(map(re.escape, book(self.language).child_words))
        return bool(re.search(rf"\b(?:{words})", self.text[:_MAX_READ], re.IGNORECASE))

    @property
    def signer(self) -> str:
        """Who signs: a person, else the business; empty where neither is configured."""
        return self.config.business.signature.name or self.config.business.name


def survey(case: Case, config: Config, *, language: str, now: datetime) -> Grounds:
    """Collect what a reply to this case may rest on, on this day."""
    topic = _matter(case)
    causes = list(_causes(config, topic, promised_day(config, now, 0)))
    quotable = topic in _MONEY_TOPICS or "money" in case.assessment.signals
    return Grounds(
        case=case,
        config=config,
        language=language,
        reach=_reach(case),
        look_by=promised_day(config, now, LOOK_INTO),
        end_by=promised_day(config, now, SEE_THROUGH),
        topic=None if topic == "other" else topic,
        name=_name(case, language),
        quote=safe_quote(case) if quotable else None,
        cause=_sayable(causes, case, language),
        cause_untold=bool(causes),
        remedies=_remedies(case, config, topic, language),
        fact=_fact(case, config, language),
        text=_text(case),
    )


def _reach(case: Case) -> Reach:
    """Only mails leave an address, and calls if somebody wrote down the number."""
    kind = case.mention.kind
    if kind != "call":
        return "email" if kind == "email" else "public"
    author = case.mention.author
    digits = sum(map(str.isdigit, author.handle or author.id or ""))
    return "call" if digits >= _DIGITS_OF_A_NUMBER else "none"


def _late(case: Case) -> bool:
    earlier = case.previous_unanswered > 0 and not case.same_name_only
    return earlier or not {"repeat_contact", "waiting"}.isdisjoint(case.assessment.signals)


def _matter(case: Case) -> Topic:
    """Return the topic that the reply is about: the one that hurts most.

    The silence that followed is apologised for by itself; then the matter is what they wrote about.
    """
    leading, *rest = case.assessment.topics or ("other",)
    unanswered = leading == "communication" and _late(case)
    return rest[0] if unanswered and rest and rest[0] in _FAULTS else leading


def _name(case: Case, language: str) -> str | None:
    """The author's name, in languages that can greet by it without guessing a vocative."""
    greeting = book(language).phrase("greeting_named_brief", "hello", "neutral")
    names = "name" in placeholders(greeting)
    return given_name(case.mention.author.name, language) if names else None


def _text(case: Case) -> str:
    return f"{case.mention.title or ''} {case.mention.text}".strip()


def _home(config: Config) -> str:
    return next(iter(config.business.languages), "en")


def _causes(config: Config, topic: Topic, today: date) -> Iterator[Basis]:
    """Yield what is true today about things that go wrong in this topic, in any language."""
    for index, entry in enumerate(config.explanations.get(topic, ())):
        texts = entry_wordings(entry, "causes", _home(config))
        starts, ends = entry.valid_from or today, entry.valid_to or today
        if starts <= today <= ends:
            yield Basis(f"explanations.{topic}[{index}]", texts)


def _sayable(causes: list[Basis], case: Case, language: str) -> Basis | None:
    """Return a cause that can be said; none in public where people came to serious harm.

    There a cause is for a conversation, and for whoever looks into it.
    """
    if case.assessment.severity >= _GRAVE and _reach(case) == "public":
        return None
    return next((cause for cause in causes if cause.wordings.get(language)), None)


def _remedies(case: Case, config: Config, topic: Topic, language: str) -> tuple[Basis, ...]:
    """Return up to two offers: the owner's first, visits only if there is nothing else.

    The shorter one comes first: "a refund or the same again on a day that suits you" reads well.
    Where people came to harm there is nothing to choose from: one offer, and a conversation.
    """
    fitting = [
        (remedy, basis)
        for remedy, basis in _configured(config, topic)
        if basis.wordings.get(language) and _may_offer(remedy, basis, case)
    ]
    from_afar = [basis for remedy, basis in fitting if not remedy.needs_visit]
    chosen = from_afar or [basis for _, basis in fitting]
    different = {basis.wordings[language]: basis for basis in reversed(chosen)}
    most = 1 if case.assessment.severity >= _GRAVE else _CHOICE
    first = list(reversed(different.values()))[:most]
    return tuple(sorted(first, key=lambda basis: len(basis.wordings[language])))


def _configured(config: Config, topic: Topic) -> Iterator[tuple[Remedy, Basis]]:
    signer = config.business.signature.name or ""
    for index, remedy in enumerate(config.remedies.get(topic, ())):
        texts = entry_wordings(remedy, "remedies", _home(config))
        approval = remedy.by is not None and not _same_person(remedy.by, signer)
        yield remedy, Basis(f"remedies.{topic}[{index}]", texts, approval)


def _may_offer(remedy: Remedy, basis: Basis, case: Case) -> bool:
    """Severity sets the limit; sums, and what the owner keeps private, stay out of public."""
    private = _reach(case) != "public"
    named = remedy.public and not any(map(names_a_sum, basis.wordings.values()))
    return remedy.max_severity >= case.assessment.severity and (private or named)


def _same_person(granter: str, signer: str) -> bool:
    """A team member may be named by first name alone."""
    return granter.casefold() in (signer.casefold(), signer.casefold().split(" ")[0])


def _fact(case: Case, config: Config, language: str) -> Basis | None:
    """Return the configured fact that the question is about, if there is one."""
    asked = _text(case).casefold()
    for key, text in config.business.facts.items():
        texts = wordings(text, _home(config))
        if texts.get(language) and (key in case.assessment.topics or _asks(asked, key, language)):
            return Basis(f"business.facts.{key}", texts)
    return None


def _asks(asked: str, key: str, language: str) -> bool:
    words = chain(book(language).fact_words.get(key, ()), [key.replace("_", " ").casefold()])
    return any(word in asked for word in words)
