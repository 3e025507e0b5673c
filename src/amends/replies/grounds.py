"""What a reply may rest on: the facts of the case, and what the configuration allows to say.

Nothing in a draft comes from anywhere else. What the owner answered ("what happened?", "what may be
offered?", "who, until when?") narrows these grounds; the composer need not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.replies.catalogue import home, wordings
from amends.replies.circumstances import (
    is_late,
    leading,
    leading_topic,
    reachable,
    sure_topics,
    written,
)
from amends.replies.days import LOOK_INTO, SEE_THROUGH, promised_day
from amends.replies.details import detail
from amends.replies.matters import NOTHING_KNOWN, Matter, matter
from amends.replies.naming import given_name, greeted_name
from amends.replies.phrasebook import book
from amends.replies.policy import Basis, causes, remedies
from amends.replies.quotation import safe_quote
from amends.replies.signing import signer
from amends.replies.voice import Manner, manner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from amends.config.model import Config
    from amends.models import Case
    from amends.models.vocabulary import Intent, Signal, Topic
    from amends.replies.circumstances import Reach
    from amends.replies.details import Side

_GRAVE = 4
_MAX_READ = 10_000
SENSITIVE_SECTORS = frozenset({"health", "legal", "finance"})
"""Sectors in which a reply in public may not confirm that somebody was a client."""
_HURT = frozenset({"injury", "poisoning", "hospital", "allergy", "assault", "foreign_body"})
"""Cues of somebody's own hurt; danger alone is none."""
_FEW_WORDS = 8
_QUIET: frozenset[Signal] = frozenset({"privacy", "discrimination"})
"""What is not repeated in public: it would be shown once more."""
_SOUGHT: Mapping[Intent, Side] = {
    "praise": "good",
    "thanks_after_resolution": "good",
    "question": "asked",
    "suggestion": "wished",
}
"""Which words of a mention a reply may repeat; of any other what went wrong."""
_MONEY_TOPICS = frozenset({"billing", "refund", "price"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """Everything that a draft may rest on."""

    case: Case
    config: Config
    language: str
    manner: Manner
    reach: Reach
    look_by: date
    end_by: date
    topic: Topic = "other"
    """What the owner's policy is looked up by."""
    matter: Matter = NOTHING_KNOWN
    """What may be named."""
    name: str | None = None
    given_name: str | None = None
    """The name as it is written, for whoever reads the sense of the greeting."""
    quote: str | None = None
    detail: str | None = None
    """Their own words for a fact: what went wrong, what they ask, what they wish."""
    good: str | None = None
    """Their own words for what they liked."""
    cause: Basis | None = None
    cause_untold: bool = False
    """A cause is known, but cannot be said here or in this language."""
    remedies: tuple[Basis, ...] = ()
    fact: Basis | None = None
    rounds: int = 0
    """Answers that have been given."""
    text: str = field(default="", repr=False)
    """What the customer wrote; empty where there are only stars."""

    @property
    def grave(self) -> bool:
        """Whether people came, or could have come, to serious harm."""
        return self.case.assessment.severity >= _GRAVE

    @property
    def late(self) -> bool:
        """Whether they have waited for our answer; of a mere namesake we do not know it."""
        return is_late(self.case)

    @property
    def hurt(self) -> bool:
        """Whether to ask how they are: somebody was hurt, and nobody died."""
        return self.grave and bool(self.cues & _HURT) and "death" not in self.cues

    @property
    def child(self) -> bool:
        """Whether the text speaks of a child of theirs."""
        return _begins_one_of(book(self.language).child_words, self.text)

    @property
    def signer(self) -> str:
        """Who signs: a person, else the business; empty where neither is configured."""
        return signer(self.config, self.language) or self.config.business.name

    @property
    def keeper(self) -> str:
        """Who keeps the promises: whom the owner named, else who signs."""
        return self.case.handling.answers.who or self.signer

    @property
    def offers(self) -> tuple[Basis, ...]:
        """What may be offered without asking anybody."""
        return tuple(basis for basis in self.remedies if basis.granter is None)

    @property
    def granter(self) -> str | None:
        """Who decides about the rest."""
        return next((basis.granter for basis in self.remedies if basis.granter), None)

    @property
    def cues(self) -> frozenset[str]:
        """The names of what was found in the text."""
        return frozenset(cue.name for cue in self.case.assessment.cues)

    @property
    def accused(self) -> bool:
        """Whether a hard word stands alone: it wants to be understood, not read past."""
        words = book(self.language).hard_words
        few = len(self.text.split()) <= _FEW_WORDS
        return few and _begins_one_of(words, self.text)

    @property
    def discreet(self) -> bool:
        """Whether even to confirm that somebody was here would tell too much."""
        return self.reach == "public" and self.sensitive

    @property
    def sensitive(self) -> bool:
        """Whether it is about health, law or money matters."""
        return _sensitive(self.config, self.text, self.language)


def survey(
    case: Case,
    config: Config,
    *,
    language: str,
    now: datetime,
    short: bool = False,
    rounds: int = 0,
) -> Grounds:
    """Collect what a reply to this case may rest on, on this day."""
    topic, text = leading_topic(case), written(case)
    quotable = topic in _MONEY_TOPICS or "money" in case.assessment.signals
    late = is_late(case)
    today = promised_day(config, now, 0)
    told = causes(case, config, topic, today=today)
    end_by = _settled_by(case, config, now)
    return Grounds(
        case=case,
        config=config,
        language=language,
        manner=manner(
            case, config, language, short=short, sensitive=_sensitive(config, text, language)
        ),
        reach=reachable(case),
        look_by=min(promised_day(config, now, LOOK_INTO), end_by),
        end_by=end_by,
        topic=topic,
        matter=matter(case, leading(case, sure_topics(case)), language, late=late),
        name=greeted_name(case.mention.author.name, language),
        given_name=given_name(case.mention.author.name, language),
        quote=safe_quote(case, language) if quotable else None,
        detail=_detail(case, config, language),
        good=_good(case, config, language),
        cause=_sayable(told, case, language),
        cause_untold=bool(told),
        remedies=remedies(case, config, topic, language, private=reachable(case) != "public"),
        fact=_fact(case, config, language),
        rounds=rounds,
        text=text,
    )


def _settled_by(case: Case, config: Config, now: datetime) -> date:
    """Return the day by which the customer hears how it ended: the owner's, else a usual one."""
    by = case.handling.answers.by
    zone = ZoneInfo(config.business.timezone)
    still_to_come = by is not None and by >= now
    return (
        by.astimezone(zone).date()
        if by and still_to_come
        else promised_day(config, now, SEE_THROUGH)
    )


def _detail(case: Case, config: Config, language: str) -> str | None:
    """Return the words to which the reply refers; none of what is private or unspeakable."""
    if reachable(case) == "public" and not _QUIET.isdisjoint(case.assessment.signals):
        return None
    side = _SOUGHT.get(case.assessment.intent, "wrong")
    return detail(case, language, side, _ours(config))


def _good(case: Case, config: Config, language: str) -> str | None:
    """Return their words for what they liked; none that are quoted as something else."""
    said = detail(case, language, "good", _ours(config))
    sought = _SOUGHT.get(case.assessment.intent, "wrong")
    return None if sought != "good" and said == detail(case, language, sought) else said


def _ours(config: Config) -> tuple[str, ...]:
    return (config.business.name, *config.business.aliases)


def _sensitive(config: Config, text: str, language: str) -> bool:
    """Whether it is about health, law or money matters: as configured, else by the words."""
    sector = config.business.sector
    if sector:
        return sector.casefold() in SENSITIVE_SECTORS
    return _begins_one_of(book(language).sector_words, text)


def _begins_one_of(beginnings: Sequence[str], text: str) -> bool:
    """Whether a word of the text begins like one of these."""
    words = "|".join(map(re.escape, beginnings))
    return bool(words and re.search(rf"\b(?:{words})", text[:_MAX_READ], re.IGNORECASE))


def _sayable(told: Sequence[Basis], case: Case, language: str) -> Basis | None:
    """Return a cause that can be said; none in public where people came to serious harm.

    There a cause is for a conversation, and for whoever looks into it.
    """
    if case.assessment.severity >= _GRAVE and reachable(case) == "public":
        return None
    return next((cause for cause in told if cause.wordings.get(language)), None)


def _fact(case: Case, config: Config, language: str) -> Basis | None:
    """Return the configured fact that the question is about, if there is one."""
    asked = written(case).casefold()
    for key, text in config.business.facts.items():
        texts = wordings(text, home(config))
        if texts.get(language) and (key in case.assessment.topics or _asks(asked, key, language)):
            return Basis(f"business.facts.{key}", texts)
    return None


def _asks(asked: str, key: str, language: str) -> bool:
    words = chain(book(language).fact_words.get(key, ()), [key.replace("_", " ").casefold()])
    return any(word in asked for word in words)
