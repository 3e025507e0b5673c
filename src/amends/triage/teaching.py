"""What corrections teach: how often the scorer was overruled, and heads fitted anew from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amends.models.correction import said_of
from amends.models.evaluation import Confusion, Evaluation, Lesson, Row
from amends.scoring import trials
from amends.scoring.lessons import HEADS
from amends.store.lessons import Kept
from amends.triage.scoring_again import stored
from amends.triage.understanding import chosen, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amends.models import Assessment
    from amends.models.vocabulary import Label
    from amends.scoring.assess import Engine
    from amends.scoring.lessons import Head
    from amends.scoring.trials import Example
    from amends.store.corrections import Judged
    from amends.triage.business import Business

CONFUSIONS = 10
"""Frequent mistakes that are listed."""
_LOOKED_AT = 2000
"""Of the newest decided mentions; the examples are chosen among them."""
_CORRECTED = 0.7
"""At most so much of the examples are corrections: the rest shows what must stay."""
_RULED = "namesake_possible"


def evaluate(business: Business) -> Evaluation:
    """Count how often people said otherwise than the scorer, among what they decided about.

    Nobody has looked at the others, so they prove nothing either way.
    """
    corrections = business.store.corrections
    seen, wrong = corrections.tallies(), corrections.overruled()
    counted: dict[tuple[str, Label], int] = {}
    confused: dict[tuple[Label, str, str], int] = {}
    for each in wrong:
        at = each.language, each.label
        counted[at] = counted.get(at, 0) + each.times
        mistake = each.label, each.machine, each.value
        confused[mistake] = confused.get(mistake, 0) + each.times
    often = sorted(confused.items(), key=lambda pair: (-pair[1], pair[0]))[:CONFUSIONS]
    return Evaluation(
        at=business.now,
        seen=sum(tally.seen for tally in seen),
        rows=tuple(
            Row(language, label, count, tally.seen)
            for tally in seen
            for (language, label), count in sorted(counted.items())
            if language == tally.language
        ),
        confusions=tuple(Confusion(*mistake, count) for mistake, count in often),
    )


def learn(business: Business, *, keep: bool = True) -> Lesson:
    """Fit the heads of the present engine to the corrections, from the shipped weights on.

    Only what helps mentions that it has not seen is kept, and what is open is read again with it.
    Where nothing stands the test, what was learnt before stays as it is.
    """
    by = chosen(business.config)
    learnt = trials.learn(examples(business, by), by)
    version = replace(by, lessons=learnt.lessons).version if learnt.lessons else None
    if keep and learnt.lessons:
        weights = learnt.lessons.dump()
        kept = Kept(by.heads.version, weights, business.now, business.who)
        business.store.lessons.keep(by.name, kept)
        stored(business, everything=False)
    return Lesson(
        learnt.trials,
        learnt.critical,
        learnt.found_before,
        learnt.found_after,
        version=version,
        stored=keep and version is not None,
    )


def forget(business: Business) -> int:
    """Go back to the shipped heads; return how many engines had learnt something."""
    count = business.store.lessons.forget()
    if count:
        stored(business, everything=False)
    return count


def examples(business: Business, by: Engine) -> list[Example]:
    """Return what people decided about, as examples for an engine; corrections first."""
    found = [
        each for each in business.store.corrections.judged(_LOOKED_AT) if not _by_rule(each.machine)
    ]
    corrected = [each for each in found if each.said][: int(trials.MOST * _CORRECTED)]
    confirmed = [each for each in found if not each.said][: trials.MOST - len(corrected)]
    used = [*corrected, *confirmed]
    looks, vectors = read(
        [each.mention for each in used], business.config, by, [_vector(each, by) for each in used]
    )
    groups = _groups([each.kin for each in used])
    return [
        trials.Example(
            look=look,
            vector=vector,
            truth=_truth(each),
            said=frozenset(head for head in HEADS if head in each.said),
            critical=_critical(each),
            group=group,
        )
        for each, look, vector, group in zip(used, looks, vectors, groups, strict=True)
    ]


def _vector(each: Judged, by: Engine) -> bytes | None:
    """Return the vector that is kept, if this encoder made it."""
    if by.encoder is None or each.machine is None:
        return None
    return each.vector if each.machine.scorer.startswith(f"full:{by.encoder.name}:") else None


def _by_rule(machine: Assessment | None) -> bool:
    """Say whether no head decided about it: a namesake."""
    return machine is not None and _RULED in machine.flags


def _truth(each: Judged) -> dict[Head, str]:
    """Return what is known to hold: what was said; the rest only where nothing was overruled.

    Who corrects the intent may leave a severity that follows from it as it is.
    """
    said = {head: each.said[head] for head in HEADS if head in each.said}
    if each.machine is None or _overruled(each.machine, each.said):
        return said
    return {head: said_of(each.machine, head) for head in HEADS}


def _overruled(machine: Assessment, said: Mapping[Label, str]) -> bool:
    return any(said_of(machine, label) != value for label, value in said.items())


def _critical(each: Judged) -> bool:
    """Say whether a person, or else the scorer, takes it for serious."""
    level = each.said.get("severity") or (each.machine and said_of(each.machine, "severity"))
    return int(level or 0) >= trials.SERIOUS


def _groups(kin: Sequence[Iterable[str]]) -> list[int]:
    """Return a number for each, equal where any chain of kinship links them."""
    parent = list(range(len(kin)))

    def root(of: int) -> int:
        while parent[of] != of:
            of = parent[of]
        return of

    first: dict[str, int] = {}
    for at, names in enumerate(kin):
        for name in names:
            other = root(first.setdefault(name, at))
            parent[max(other, root(at))] = min(other, root(at))
    return [root(at) for at in range(len(kin))]
