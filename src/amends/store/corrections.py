"""What people said over the scorer, and what it says itself: both are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from amends.models import Rating
from amends.models.correction import LABELS, correct, said_of, uncorrected
from amends.store import keyed, rows
from amends.store.people import note_stance

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from amends.models import Assessment, Mention
    from amends.models.vocabulary import Label
    from amends.store.database import Database

_COLUMNS = """a.severity, a.sentiment_score, a.sentiment_label, a.sentiment_confidence, a.intent,
  a.language AS assessed_language, a.language_confidence, a.topics, a.details, a.engine, a.scorer,
  a.revision AS assessed_revision"""
_PERSON = """EXISTS (SELECT 1 FROM events e WHERE e.mention = m.number
  AND e.who NOT IN ('amends', 'customer', 'source') AND e.what <> 'undone'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.change))"""
"""A person has decided something about the mention that still stands."""
_LANGUAGE = "coalesce(json_extract(a.details, '$.overruled.language[0]'), a.language)"
"""As the scorer read it, whatever a person said."""


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
    keyed.change(database, "assessments", {"mention": number}, columns)
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


class Tally(NamedTuple):
    """How often people have decided about mentions in a language."""

    language: str
    seen: int


class Overruled(NamedTuple):
    """How often people said one thing where the scorer says another."""

    language: str
    """As the scorer read it."""
    label: Label
    machine: str
    value: str
    times: int


class Judged(NamedTuple):
    """A mention that a person has decided about, in the words that the decision was about."""

    number: int
    mention: Mention
    machine: Assessment | None
    """What the scorer said; None for words that were edited since."""
    said: dict[Label, str]
    vector: bytes | None
    kin: tuple[str, ...]
    """What it shares with others that are no independent witnesses."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people said, counted, and to learn from."""

    database: Database

    def tallies(self) -> list[Tally]:
        """Count by language the mentions that a person has decided about."""
        found = self.database.rows(
            f"SELECT {_LANGUAGE}, count(*) FROM mentions m"
            " JOIN assessments a ON a.mention = m.number"
            f" WHERE {_PERSON} GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return [Tally._make(row) for row in found]

    def overruled(self) -> list[Overruled]:
        """Count what people said otherwise than the scorer, the most frequent first."""
        found = self.database.rows(
            f"SELECT {_LANGUAGE}, c.label, c.machine, c.value, count(*) FROM corrections c"
            " JOIN mentions m ON m.number = c.mention JOIN assessments a ON a.mention = m.number"
            " WHERE c.value <> c.machine GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4"
        )
        return [Overruled._make(row) for row in found]

    def judged(self, limit: int) -> list[Judged]:
        """Return mentions that a person has decided about: the corrected first, then the newest."""
        found = self.database.named(
            f"SELECT m.*, {_COLUMNS}, a.vector FROM mentions m"
            " JOIN assessments a ON a.mention = m.number AND a.revision = m.revision"
            f" WHERE m.erased_at IS NULL AND {_PERSON}"
            " ORDER BY EXISTS (SELECT 1 FROM corrections c WHERE c.mention = m.number) DESC,"
            " m.published_at DESC LIMIT ?",
            (limit,),
        )
        return [each for row in found for each in _judged(self.database, row)]


def _judged(database: Database, row: sqlite3.Row) -> Iterator[Judged]:
    """Yield a mention as it is, and as it was when it was corrected before an edit."""
    number, mention = row["number"], rows.to_mention(row)
    kin = (
        f"person {row['person'] or number}",
        f"same {row['same_as'] or number}",
        f"words {row['fingerprint'] or number}",
    )
    machine = uncorrected(rows.to_assessment(row))
    said = _said(database, number, row["revision"])
    yield Judged(number, mention, machine, said, row["vector"], kin)
    earlier = database.rows(
        "SELECT r.revision, r.title, r.text, r.rating_value, r.rating_max FROM revisions r"
        " WHERE r.mention = :number AND EXISTS (SELECT 1 FROM corrections c"
        "   WHERE c.mention = r.mention AND c.revision = r.revision)",
        {"number": number},
    )
    for revision, title, text, value, most in earlier:
        rating = None if value is None else Rating(value, most)
        words = replace(mention, title=title, text=text, rating=rating)
        yield Judged(number, words, None, _said(database, number, revision), None, kin)
