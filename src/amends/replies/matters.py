"""What the reply is about: what went wrong, as finely as the text says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amends.replies.phrasebook import book, fill, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amends.models import Case
    from amends.models.vocabulary import Topic
    from amends.replies.phrasebook import Phrase, Phrasebook, Voice

_MOST = 2
"""Clauses that an apology names: three would be a list."""
_FAMILIES = (
    {"double_charge", "unauthorised_charge", "money_kept", "overcharge", "refund_wanted"},
    {"lost_order", "late_delivery", "wrong_order", "damaged", "warranty"},
    {"long_wait", "bad_food", "dirty", "noise", "discomfort", "sold_out"},
    {"crash", "login"},
    {"no_answer", "still_waiting", "months", "deleted_comment", "formal_complaint"},
    {"wronged_before"},
)
"""Of things that are nearly the same only one is said."""
_MONEY: frozenset[Topic] = frozenset({"billing", "refund", "price"})
_OF_TOPIC: Mapping[Topic, tuple[str, ...]] = {
    "staff": ("insult_origin", "rude"),
    "discrimination": ("insult_origin", "discrimination"),
    "privacy": ("private_exposed", "privacy"),
    "safety": (
        *("foreign_body", "poisoning", "allergy", "fire", "injury", "danger"),
        *("animal_emergency", "animal_hurt"),
    ),
    "hygiene": ("pests",),
    "misleading_advertising": ("misleading",),
    "price": ("overpriced",),
}
"""Which names say more finely what is only described."""
_BELONGS: Mapping[str, frozenset[Topic]] = {
    **dict.fromkeys(("late_delivery", "lost_order", "damaged"), frozenset({"delivery"})),
    **dict.fromkeys(("double_charge", "unauthorised_charge", "overcharge"), _MONEY),
    **dict.fromkeys(("money_kept", "refund_wanted"), _MONEY),
    "wrong_order": frozenset({"delivery", "food"}),
    "crash": frozenset({"app_bug", "website"}),
    "login": frozenset({"login"}),
    "warranty": frozenset({"warranty"}),
    "dirty": frozenset({"cleanliness", "hygiene"}),
    "bad_food": frozenset({"food"}),
    "long_wait": frozenset({"waiting_time"}),
    **dict.fromkeys(("noise", "discomfort"), frozenset({"atmosphere"})),
    "sold_out": frozenset({"availability"}),
}
"""Topics beside which a word means what went wrong: a guitar that was broken is no delivery."""
_SAYS: Mapping[str, frozenset[Topic]] = {
    **_BELONGS,
    "damaged": frozenset({"delivery", "damage"}),
    **dict.fromkeys(("no_answer", "deleted_comment", "months"), frozenset({"communication"})),
}
"""Which topics a word says by itself."""
_SILENCE = frozenset({"no_answer", "still_waiting", "months"})


class Matter(NamedTuple):
    """What the reply is about, by name, so that it can be said in any language."""

    topic: Topic = "other"
    wrongs: tuple[str, ...] = ()
    """Names under `matters:` whose clauses say what went wrong."""
    about: str | None = None
    """A name under `matters:` that says more finely than the topic what they write about."""
    leading: bool = False
    """The topic itself is said first, since none of the names says it."""

    def wrong(self, language: str, voice: Voice) -> str | None:
        """Return what went wrong as a clause; None where naming it would confess too much."""
        phrases = book(language)
        if self.about or not self.wrongs:
            topic = phrases.topics[self.topic].wrong
            return None if self.about else _said(topic, voice)
        said_first = (phrases.topics[self.topic].wrong,) if self.leading else ()
        told = (*said_first, *(phrases.matters[name].wrong for name in self.wrongs))
        clauses = [_said(forms, voice) for forms in told]
        return _joined([clause for clause in clauses if clause][:_MOST], phrases)

    def described(self, language: str, voice: Voice) -> str | None:
        """Return "about …", None where nothing is known."""
        phrases = book(language)
        if self.about:
            return _said(phrases.matters[self.about].about, voice)
        return None if self.topic == "other" else _said(phrases.topics[self.topic].about, voice)


NOTHING_KNOWN = Matter()


def matter(case: Case, topic: Topic, language: str, *, late: bool) -> Matter:
    """Return what a reply is about; `late` if its silence is apologised for by itself."""
    phrases = book(language)
    cues = {cue.name for cue in case.assessment.cues} - (_SILENCE if late else frozenset())
    topics = {*case.assessment.topics, topic}
    told = {
        name: forms
        for name, forms in phrases.matters.items()
        if name in cues and (name not in _BELONGS or topics & _BELONGS[name])
    }
    about = next((name for name in _OF_TOPIC.get(topic, ()) if name in told), None)
    if phrases.topics[topic].wrong is None or (about and topic == "safety"):
        return Matter(topic, about=about)
    wrongs = tuple(_different(name for name, forms in told.items() if forms.wrong))
    leading = topic != "other" and not any(topic in _SAYS.get(name, ()) for name in wrongs)
    return Matter(topic, wrongs, leading=leading)


def spoken_of(case: Case, topic: Topic) -> bool:
    """Say whether a word for what went wrong with that topic stands in the text."""
    words = {*_OF_TOPIC.get(topic, ()), *(name for name, says in _SAYS.items() if topic in says)}
    return not words.isdisjoint(cue.name for cue in case.assessment.cues)


def _different(names: Iterable[str]) -> list[str]:
    chosen: list[str] = []
    for name in names:
        family = next((each for each in _FAMILIES if name in each), {name})
        if family.isdisjoint(chosen):
            chosen.append(name)
    return chosen[:_MOST]


def _said(phrase: Phrase | None, voice: Voice) -> str | None:
    return said(phrase, voice) if phrase is not None else None


def _joined(clauses: list[str], phrases: Phrasebook) -> str | None:
    if len(clauses) < _MOST:
        return clauses[0] if clauses else None
    return fill(phrases.both, {"one": clauses[0], "other": clauses[1]})
