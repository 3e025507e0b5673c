"""How bad it is if true, 0 to 4, and the signals that say in which way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.threats import THREAT
from amends.scoring.meanings import ADVERSE, MEANINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.models.vocabulary import Intent, Signal
    from amends.scoring.evidence import Evidence
    from amends.scoring.heads import Reading

_SERIOUS, CRITICAL = 3, 4
_HURT = frozenset({"injury", "animal_hurt"})
_SELDOM = 0.8
"""How probable serious harm must be in what is no complaint: thanks, questions, wishes."""
_DENIED = 0.04
"""Below this the heads are sure that a word of harm is meant otherwise: "killer cake"."""
_TELLS_OF_HARM: tuple[Intent, ...] = ("complaint", "mixed")


def judge_severity(
    reading: Reading,
    evidence: Evidence,
    intent: tuple[Intent, float],
    limits: Mapping[str, Sequence[float]],
) -> tuple[int, float]:
    """Return the harm if true, and the confidence of it; `intent` comes with its own.

    The heads decide, by the probabilities that `limits` asks for; a cue of harm in a complaint is
    a floor that no probability undercuts, unless the heads are sure that it is none; a threat of
    violence is serious whatever they say. What is no complaint has no harm by its kind, unless
    serious harm is very likely.
    """
    kind, sure = intent
    if kind in {"spam", "irrelevant"} or evidence.silent:
        return 0, sure
    level = told(reading, limits)
    if evidence.names[THREAT]:
        return max(level, _SERIOUS), sure
    if kind in _TELLS_OF_HARM:
        floor = max(_floor(reading, evidence), _least(reading, kind))
        if floor > level:
            return floor, round(reading.severity[floor], 2)
        return level, round(reading.of_level(level), 2)
    if kind != "suspected_fake" and reading.severity[_SERIOUS] >= _SELDOM:
        return level, round(reading.of_level(level), 2)
    return (1 if kind in ADVERSE else 0), sure


def told(reading: Reading, limits: Mapping[str, Sequence[float]]) -> int:
    """Return the highest level whose probability reaches what is asked for it."""
    asked = enumerate(limits["severity"])
    return max(level for level, least in asked if reading.severity[level] >= least)


def find_signals(
    reading: Reading,
    evidence: Evidence,
    intent: Intent,
    limits: Mapping[str, Mapping[Signal, float]],
) -> tuple[Signal, ...]:
    """Return the signals of the text; what only the moment shows is added later."""
    if intent not in ADVERSE:
        return ("silenced",) if intent == "question" and evidence.names["deleted_comment"] else ()
    silent = () if intent == "complaint" else ("amount",)  # a price in passing claims nothing
    cues = (MEANINGS[cue.name] for cue in evidence.cues if cue.name not in silent)
    found: dict[Signal, None] = dict.fromkeys(signal for cue in cues for signal in cue.signals)
    likely = sorted(reading.signals, key=lambda signal: -reading.signals[signal])
    for signal in likely:
        if reading.signals[signal] >= limits["signals"][signal]:
            found[signal] = None
    return tuple(found)


def names_harm(evidence: Evidence) -> bool:
    """Say whether a word of it names serious harm."""
    found = (MEANINGS[name] for name in evidence.names)
    return any(each.side == "harm" and each.severity >= _SERIOUS for each in found)


def _least(reading: Reading, intent: Intent) -> int:
    """Return the level of what is meant as a complaint but tells of no harm."""
    minor = intent == "mixed" or reading.of_level(1) > reading.of_level(2)
    return 1 if minor else 2


def _floor(reading: Reading, evidence: Evidence) -> int:
    """Return the level of the gravest word of harm that the heads don't deny.

    An injured animal counts less than a person.
    """
    levels = (
        min(level, _SERIOUS) if name in _HURT and evidence.names["animal"] else level
        for name in evidence.names
        if MEANINGS[name].side == "harm" and (level := MEANINGS[name].severity) >= _SERIOUS
    )
    worst = max(levels, default=0)
    return max(
        (
            level
            for level in (_SERIOUS, worst)
            if level <= worst and reading.severity[level] >= _DENIED
        ),
        default=0,
    )
