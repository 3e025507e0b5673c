"""What the same person wrote otherwise, for a mention `m`: SQL, each one short index search.

A copy of a mention at another source is no second mention, and what is filed as spam is none.
"""

from __future__ import annotations

_EARLIER = """
  SELECT count(*) FROM mentions e
  JOIN handling eh ON eh.mention = e.number
  JOIN assessments ea ON ea.mention = e.number
  WHERE e.person = m.person AND e.published_at < m.published_at AND e.same_as IS NULL
    AND eh.status <> 'spam'"""

EARLIER_COMPLAINTS = f"""({_EARLIER}
    AND (e.answered = 'yes' OR eh.replied_at IS NOT NULL)
    AND (ea.severity >= 2 OR ea.intent = 'complaint') AND ea.intent NOT IN ('spam', 'irrelevant'))"""
"""Complaints that had their answer; those without one are counted as unanswered."""

EARLIER_PRAISE = f"""({_EARLIER}
    AND ea.severity < 2 AND (ea.intent = 'praise' OR (e.stars >= 4 AND ea.sentiment_score >= 0)))"""
"""Clear praise, by words or by stars that the words don't contradict."""

LAST_WORDS_AT = """max(
  m.published_at, CASE WHEN m.revision > 1 THEN m.changed_at ELSE 0 END,
  coalesce((SELECT max(e.published_at) FROM mentions e WHERE e.person = m.person), 0))"""
"""When the person last wrote, here or elsewhere on the platform, or edited this mention."""
