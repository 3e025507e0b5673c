"""Whether a lesson is worth keeping: tried on corrections that it has not seen.

Examples are dealt out to folds by the person who wrote them and what says the same, so that no
copy of an example helps to judge it. A lesson is kept if it clearly helps with its own label,
hardly harms the others, and lets no critical mention slip.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import TYPE_CHECKING

from amends.models.correction import said_of
from amends.models.evaluation import Trial
from amends.scoring.assess import judge
from amends.scoring.learning import Examples, Wanted
from amends.scoring.lessons import HEADS, Lessons, inputs, logit, probabilities

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.models import Assessment
    from amends.models.evaluation import Verdict
    from amends.scoring.assess import Engine, Look
    from amends.scoring.lessons import Head, Lesson

ENOUGH = 30
"""Corrections that a head needs before it learns."""
PEOPLE = 20
"""Different people, at least, that the examples come from."""
FOLDS = 5
CONFIRMED = 0.3
"""What a label counts that a person has seen and left as it was."""
CLEARLY = 2.0
"""Standard errors by which a lesson must help."""
MOST = 500
"""Examples; more take longer, and teach little more."""
SERIOUS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A mention that a person has decided about."""

    look: Look
    vector: bytes | None
    truth: Mapping[Head, str]
    """What holds of it, as far as it is known."""
    said: frozenset[Head]
    """The labels that a person has said; the others were only left as they were."""
    critical: bool
    """Whether it must stay at 3 or 4."""
    group: int
    """Equal for what the same person wrote, and for what says the same."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was tried, and what is to be kept of it."""

    trials: tuple[Trial, ...]
    lessons: Lessons | None = None
    critical: int = 0
    """Critical mentions among the examples."""
    found_before: int = 0
    found_after: int = 0
    examples: int = field(default=0)


def learn(examples: Sequence[Example], by: Engine) -> Learnt:
    """Learn what the examples teach, and return what of it stands the test."""
    given = {head: sum(head in each.said for each in examples) for head in HEADS}
    refused = {head: reason for head in HEADS if (reason := _too_little(examples, head))}
    trials = [_refused(examples, head, reason) for head, reason in refused.items()]
    heads = [head for head in HEADS if head not in refused]
    school = _School(examples, by) if heads else None
    if school is None:
        return Learnt(tuple(trials), examples=len(examples))
    alone = {head: school.trial([head], head, given[head]) for head in heads}
    kept = [head for head in heads if alone[head].verdict == "kept"]
    if len(kept) > 1 and not school.together(kept):
        best = max(kept, key=lambda head: alone[head].after - alone[head].before)
        kept = [best]
    trials += [
        trial if head in kept or trial.verdict != "kept" else replace(trial, verdict="harm")
        for head, trial in alone.items()
    ]
    trials.sort(key=lambda trial: HEADS.index(trial.label))
    return Learnt(
        tuple(trials),
        lessons=school.lessons(kept) if kept else None,
        critical=sum(each.critical for each in examples),
        found_before=school.found(school.shipped),
        found_after=school.found(school.tried(kept)),
        examples=len(examples),
    )


def _too_little(examples: Sequence[Example], head: Head) -> Verdict | None:
    """Return what is missing for a head to learn anything."""
    told = [each for each in examples if head in each.said]
    if len(told) < ENOUGH:
        return "few"
    if len({each.group for each in examples}) < PEOPLE:
        return "people"
    classes = Counter(each.truth[head] for each in examples if head in each.truth)
    return "alike" if len(classes) < 2 else None  # noqa: PLR2004


def _refused(examples: Sequence[Example], head: Head, reason: Verdict) -> Trial:
    wanted = {"few": ENOUGH, "people": PEOPLE}.get(reason, 0)
    return Trial(head, reason, sum(head in each.said for each in examples), wanted)


def _clear(trial: Trial) -> bool:
    """Say whether a lesson helps by more than chance would."""
    return trial.after - trial.before > CLEARLY * trial.error


class _School:
    """The examples, what the shipped heads say of them, and lessons for each fold."""

    def __init__(self, examples: Sequence[Example], by: Engine) -> None:
        self.examples, self.by = examples, replace(by, lessons=None)
        self.readings = [
            by.heads.read(each.look.features, each.look.text, each.vector) for each in examples
        ]
        self.heard = [
            inputs(reading, each.look.features, each.look.text, each.vector)
            for each, reading in zip(examples, self.readings, strict=True)
        ]
        self.shipped = [judge(each.look, each.vector, self.by) for each in examples]
        self.alike = Examples(self.heard)
        self.wanted = {
            head: self._wanted(head) for head in HEADS if not _too_little(examples, head)
        }
        places = {group: at for at, group in enumerate(sorted({e.group for e in examples}))}
        self.folds = [places[each.group] % FOLDS for each in examples]
        self.taught = [self._taught(fold) for fold in range(FOLDS)]

    def lessons(self, heads: Sequence[Head]) -> Lessons:
        """Learn from all examples."""
        everything = range(len(self.examples))
        return Lessons(self.alike.fit(everything, {head: self.wanted[head] for head in heads}))

    def tried(self, heads: Sequence[Head]) -> list[Assessment]:
        """Return what is said of each example by lessons that have not seen it."""
        engines = [
            replace(self.by, lessons=Lessons({head: taught[head] for head in heads}))
            for taught in self.taught
        ]
        return [
            judge(each.look, each.vector, engines[fold])
            for each, fold in zip(self.examples, self.folds, strict=True)
        ]

    def found(self, said: Sequence[Assessment]) -> int:
        """Count the critical examples that are put at 3 or 4."""
        pairs = zip(self.examples, said, strict=True)
        return sum(each.critical and found.severity >= SERIOUS for each, found in pairs)

    def trial(self, heads: Sequence[Head], head: Head, corrections: int) -> Trial:
        """Try heads on what they have not seen, and measure one of them."""
        after = self.tried(heads)
        made = self._measured(head, after, corrections)
        if not _clear(made):
            return replace(made, verdict="no_gain")
        return made if self._harmless(after, heads) else replace(made, verdict="harm")

    def together(self, heads: Sequence[Head]) -> bool:
        """Say whether the heads still help when all of them have learnt."""
        after = self.tried(heads)
        return self._harmless(after, heads) and all(
            _clear(self._measured(head, after, 0)) for head in heads
        )

    def _harmless(self, after: Sequence[Assessment], heads: Sequence[Head]) -> bool:
        """Say whether no critical mention slips, and other labels lose less than is gained.

        Where a person left the other labels as they were, they can only lose.
        """
        if self.found(after) < self.found(self.shipped):
            return False
        made = {head: self._measured(head, after, 0) for head in HEADS}
        gained = sum(made[head].gain for head in heads)
        lost = -sum(min(0.0, trial.gain) for head, trial in made.items() if head not in heads)
        return lost < gained

    def _taught(self, fold: int) -> dict[Head, Lesson]:
        """Learn from all examples but those of one fold."""
        rows = [at for at, each in enumerate(self.folds) if each != fold]
        return self.alike.fit(rows, self.wanted)

    def _measured(self, head: Head, after: Sequence[Assessment], corrections: int) -> Trial:
        """Compare what was said before and after, where the truth is known."""
        known = [at for at, each in enumerate(self.examples) if head in each.truth]
        before = [self._right(head, at, self.shipped) for at in known]
        then = [self._right(head, at, after) for at in known]
        many = max(1, len(known))
        gains = [int(new) - old for new, old in zip(then, before, strict=True)]
        mean = sum(gains) / many
        groups: Counter[int] = Counter()
        for at, gain in zip(known, gains, strict=True):
            groups[self.examples[at].group] += gain - mean  # type: ignore[assignment]
        return Trial(
            head,
            "kept",
            corrections,
            examples=len(known),
            before=sum(before) / many,
            after=sum(then) / many,
            error=sqrt(sum(each**2 for each in groups.values())) / many,
            fixed=sum(gain > 0 for gain in gains),
            broken=sum(gain < 0 for gain in gains),
        )

    def _right(self, head: Head, at: int, said: Sequence[Assessment]) -> bool:
        return said_of(said[at], head) == self.examples[at].truth[head]

    def _wanted(self, head: Head) -> Wanted:
        """Return the truth of a head as numbers; of what is not known, nothing counts."""
        labels = tuple(probabilities(self.readings[0], head))
        return Wanted(
            labels=labels,
            shipped=[
                [logit(share) for share in probabilities(reading, head).values()]
                for reading in self.readings
            ],
            truth=[_truth(each.truth.get(head, ""), labels) for each in self.examples],
            counts=[
                (1.0 if head in each.said else CONFIRMED) if head in each.truth else 0.0
                for each in self.examples
            ],
        )


def _truth(said: str, labels: Sequence[str]) -> list[float]:
    """Return 1 for the label that is true; a mixed tone is neither good nor bad."""
    true = "neutral" if said == "mixed" and "neutral" in labels else said
    return [float(label == true) for label in labels]
