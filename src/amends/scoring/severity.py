"""How bad it is if true, 0 to 4, and the signals that say in which way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.scoring.evidence import CLAIMS
from amends.scoring.meanings import ADVERSE, MEANINGS

if TYPE_CHECKING:
    from amends.models.vocabulary import Intent, Signal
    from amends.scoring.evidence import Evidence

_SERIOUS = 3
_HURT = frozenset({"injury", "animal_hurt"})
_CLAIMS = frozenset(
    {"about_billing", "about_refund", "overcharge", "lost_order", "no_answer", "cancel", "warranty"}
    | CLAIMS
    | {"broken_valuable", "still_waiting", "months", "repeat_contact", "legal", "misleading"}
)
"""With one of these, a named sum is one that is missed, not only one that was paid."""


def judge_severity(evidence: Evidence, intent: Intent) -> int:
    """Return the harm if true: that of the worst cue, where the mention is a complaint at all.

    Praise that speaks of harm ("no poisoning this time") stays at 0; a mixed mention at 1 unless
    its harm is serious; what names no fact, or may not have happened, at 1.
    """
    if intent not in ADVERSE:
        return 0
    worst = max((_level(cue.name, evidence) for cue in evidence.cues), default=0)
    if intent == "complaint":
        return max(2, worst, _SERIOUS if _claims_money(evidence) else 0)
    return worst if intent == "mixed" and worst >= _SERIOUS else 1


def _level(name: str, evidence: Evidence) -> int:
    """Return the severity of one cue; an injured animal counts less than an injured person."""
    level = MEANINGS[name].severity
    return min(level, _SERIOUS) if name in _HURT and evidence.names["animal"] else level


def _claims_money(evidence: Evidence) -> bool:
    return bool(evidence.names["amount"] and _CLAIMS.intersection(evidence.names))


def find_signals(evidence: Evidence, intent: Intent) -> tuple[Signal, ...]:
    """Return the signals of the text; what only the moment shows is added later."""
    if intent not in ADVERSE:
        return ()
    silent = () if intent == "complaint" else ("amount",)  # a price in passing claims nothing
    names = (cue.name for cue in evidence.cues if cue.name not in silent)
    return tuple(dict.fromkeys(signal for name in names for signal in MEANINGS[name].signals))
