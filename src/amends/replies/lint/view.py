"""Everything that a rule may look at: the reply, sentence by sentence, and what is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from amends.languages import detect
from amends.languages.lexicon import split
from amends.replies.lint import acts
from amends.replies.lint.letter import MAX_CHARACTERS, Sentence, sentences, spoken
from amends.replies.lint.signature import Signature, signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.config.model import Config
    from amends.models import Assessment, Language, Mention
    from amends.models.vocabulary import Playbook
    from amends.replies.lint.acts import Acts
    from amends.replies.platforms import Platform

FULL: Playbook = "apologise_explain_solve_follow_up"
UNVERIFIED: frozenset[Playbook] = frozenset({"ask_details", "verify_then_answer"})
"""Playbooks for what may never have happened."""
_CONFIDENT = 0.5
_STEM = 5
QUOTED = re.compile(r"[\"„“«‘'][^\"„“”«»’'\n]{1,200}[\"“”»’']")
"""Words in quotation marks."""
_PASSIVE = 0.3
_RATHER = 1.2
"""How much likelier a passive non-apology must be than an apology."""
_SORRY = 0.2
"""From which probability on a sentence is taken for an apology: they are many-worded."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what it does."""

    sentence: Sentence
    acts: Acts

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.sentence.text

    def does(self, *names: str) -> float:
        """Return how probable it is that the sentence does the likeliest of these."""
        return max(self.acts[name] for name in names)

    def holds(self, *names: str) -> bool:
        """Whether a phrase of one of these categories stands in it."""
        return not self.sentence.names.isdisjoint(names)

    @property
    def passive(self) -> bool:
        """Whether it is sorry for what they feel, rather than an apology or a formula."""
        likely = self.acts["passive_non_apology"]
        if self.holds("passive_non_apology") and not self.holds("scripted"):
            return likely >= _PASSIVE
        others = max(_RATHER * self.acts["apology"], self.acts["scripted"])
        return self.holds("you") and likely >= max(_PASSIVE, others)


@dataclass(frozen=True)
class View:
    """A reply and what is known of it; what is not known is None."""

    text: str
    mention: Mention | None = None
    assessment: Assessment | None = None
    playbook: Playbook | None = None
    platform: Platform | None = None
    language: str | None = None
    """The language that it should be in, where somebody said so."""
    config: Config | None = None
    earlier: Sequence[str] = field(default=(), repr=False)

    @cached_property
    def expected(self) -> str | None:
        """The language that it should be in: as said, else that of the mention."""
        if self.language or self.assessment is None:
            return self.language
        found = self.assessment.language
        return found.code if found.confidence >= _CONFIDENT else None

    @cached_property
    def detected(self) -> Language:
        """The language that it is in."""
        return detect(self.text[:MAX_CHARACTERS])

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """The sentences and what each does; a signature is none."""
        read = acts.load().read
        found = sentences(self._own_words, spoken(self.detected, self.expected))
        return tuple(Said(each, read(each)) for each in found)

    @cached_property
    def signature(self) -> Signature | None:
        """Who signs, if somebody does."""
        return signature(self.text[:MAX_CHARACTERS])

    @property
    def body(self) -> str:
        """The text before the signature."""
        end = self.signature.start if self.signature else MAX_CHARACTERS
        return self.text[:end]

    @property
    def _own_words(self) -> str:
        """The body with what it quotes of the mention blanked: those words are not ours."""
        theirs = self.mention.text.casefold() if self.mention else ""
        return QUOTED.sub(
            lambda found: (
                " " * len(found[0])
                if found[0][1:-1].strip(" .,…").casefold() in theirs
                else found[0]
            ),
            self.body,
        )

    @property
    def sector(self) -> str:
        """The sector of the business, in small letters."""
        return (self.config.business.sector or "").casefold() if self.config else ""

    def most(self, *names: str) -> float:
        """Return how probable it is that some sentence does one of these."""
        return max((each.does(*names) for each in self.said), default=0.0)

    @cached_property
    def sorry(self) -> bool:
        """Whether a sentence apologises in our own name, not for what they feel."""
        return any(
            (
                each.holds("apology", "late_apology")
                or each.does("apology", "late_apology") >= _SORRY
            )
            and not each.passive
            for each in self.said
        )

    @property
    def defensive(self) -> bool:
        """Whether a complaint is answered without an apology: who doesn't apologise, argues."""
        return self.playbook == FULL and not self.sorry

    @cached_property
    def quarrels(self) -> bool:
        """Whether they are not even sorry for what the other feels."""
        return self.defensive and not any(each.passive for each in self.said)

    @cached_property
    def echoes(self) -> frozenset[int]:
        """Which sentences take up words of the mention, by their start."""
        if self.mention is None:
            return frozenset()
        theirs = stems(f"{self.mention.title or ''} {self.mention.text}")
        return frozenset(
            each.sentence.start for each in self.said if not theirs.isdisjoint(stems(each.text))
        )


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the longer words of a text, those that carry its matter."""
    folded = split(text).folded
    return frozenset(word[:_STEM] for word in folded if len(word) >= _STEM)
