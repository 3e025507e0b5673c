"""What people said over the scorer, and what it says itself: both are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.correction import LABELS, correct, said_of, uncorrected
from amends.store import rows
from amends.store.people import note_stance

if TYPE_CHECKING:
    from amends.models import Assessment
    from amends.models.vocabulary import Label
    from amends.store.database import Database

_COLUMNS = """a.severity, a.sentiment_score, a.sentiment_label, a.sentiment_confidence, a.intent,
  a.language AS assessed_language, a.language_confidence, a.topics, a.details, a.engine, a.scorer,
  a.revision AS assessed_revision"""
_PERSON = """EXISTS (SELECT 1 FROM events e WHERE e.mention = m.number
  AND e.who NOT IN ('amends', 'customer', 'source') AND e.what <> 'undone'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.change))"""
"""A person has decided something about the mention that still stands."""


def over(database: Database, number: int, revision: int, found: Assessment) -> Assessment:
    """Return a scorer's assessment with what people said of these words over it.

    What the scorer says now is noted with each correction. Runs inside the caller's transaction.
    """
    corrected = correct(found, _said(database, number, revision))
    machine = uncorrected(corrected)
    database.run_many(
        "UPDATE corrections SET machine = ? WHERE mention = ? AND revision = ? AND label = ?",
        [(said_of(machine, label), number, revision, label) for label in corrected.corrected],
    )
    return corrected


def renew(database: Database, number: int) -> None:
    """Make the stored assessment of a mention agree with its corrections as they are now.

    Called after each change of the table, be it made, undone or undone again: what stands in
    `assessments` follows from the scorer and from `corrections`, and is never restored itself.
    """
    found = database.named(
        f"SELECT {_COLUMNS} FROM assessments a WHERE a.mention = ?",
        (number,),
    )
    if not found:
        return
    [row] = found
    old = rows.to_assessment(row)
    write(database, number, over(database, number, row["assessed_revision"], old))


def write(database: Database, number: int, assessment: Assessment) -> None:
    """Write the labels of an assessment that is stored already, and whether it wants an answer."""
    columns = rows.from_assessment(assessment)
    del columns["vector"]  # it is not read with a case, and says the same of the same text
    pairs = ", ".join(f"{name} = :{name}" for name in columns)
    database.run(
        f"UPDATE assessments SET {pairs} WHERE mention = :mention", {**columns, "mention": number}
    )
    note_asking(database, number, assessment)


def note_asking(database: Database, number: int, assessment: Assessment) -> None:
    """Note beside the mention whether it wants an answer, and whether it is for or against us."""
    asks = assessment.sentiment.score < 0 or assessment.intent in {"complaint", "question"}
    database.run("UPDATE mentions SET asks = ? WHERE number = ?", (int(asks), number))
    note_stance(database, number, assessment)


def _said(database: Database, number: int, revision: int) -> dict[Label, str]:
    found = database.rows(
        "SELECT label, value FROM corrections WHERE mention = ? AND revision = ?",
        (number, revision),
    )
    return {label: value for label, value in found if label in LABELS}
