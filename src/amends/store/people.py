"""What the same person wrote otherwise, for a mention `m`: SQL, each one short index search.

A copy of a mention at another source is no second mention. `note_stance` keeps what the searches
look for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amends.models import Assessment
    from amends.store.database import Database

EARLIER_COMPLAINTS = """(
  SELECT count(*) FROM mentions e
  JOIN handling eh ON eh.mention = e.number
  WHERE e.person = m.person AND e.published_at < m.published_at
    AND e.stance < 0 AND e.same_as IS NULL
    AND (eh.replied_at < m.published_at
      OR (e.answered = 'yes' AND coalesce(e.reply_at, 0) < m.published_at))
    AND eh.status <> 'spam')"""
"""Complaints that had had their answer by then; those without one are counted as unanswered.

Worded as the partial index `mentions_complaining` is.
"""

EARLIER_PRAISE = """(
  SELECT count(*) FROM mentions e
  WHERE e.person = m.person AND e.published_at < m.published_at
    AND e.stance > 0 AND e.same_as IS NULL)"""
"""Clear praise. Worded as the partial index `mentions_praising` is."""

LAST_WORDS_AT = """max(
  m.published_at, CASE WHEN m.revision > 1 THEN m.changed_at ELSE 0 END,
  coalesce((SELECT max(e.published_at) FROM mentions e WHERE e.person = m.person), 0))"""
"""When the person last wrote, here or elsewhere on the platform, or edited this mention."""

_STANCE = """CASE
  WHEN :intent IN ('spam', 'irrelevant') THEN 0
  WHEN :intent = 'complaint' OR :severity >= 2 THEN -1
  WHEN :intent = 'praise' OR (stars >= 4 AND :tone >= 0) THEN 1
  ELSE 0 END"""
"""A complaint by intent or harm; praise by words, or by stars that the words don't contradict."""


def note_stance(database: Database, number: int, found: Assessment) -> None:
    """Note beside the mention whether it speaks for or against us."""
    database.run(
        f"UPDATE mentions SET stance = {_STANCE} WHERE number = :number",
        {
            "number": number,
            "intent": found.intent,
            "severity": found.severity,
            "tone": found.sentiment.score,
        },
    )
