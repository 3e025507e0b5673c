"""Stored mentions that may be a review which somebody sees elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from amends import text
from amends.models.moments import optional_micros

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.models import Mention
    from amends.store.database import Database

MOST = 40
"""Candidates that are looked at: each is a whole case."""
_MOMENT = 2_000_000
"""Microseconds that are nothing."""
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Looks for mentions by what two sources tell alike: the name, the words, the time."""

    database: Database

    def of(self, seen: Mention, kinds: Iterable[str], within: timedelta) -> list[int]:
        """Return the numbers of mentions that may be this one, those first that share the most.

        They come from a source whose type, or name, is among `kinds`, at the same place where both
        have one; they have the same author or words, or are from nearly the same time. Each is
        found by an index.
        """
        found = self.database.rows(
            "SELECT number FROM mentions WHERE"
            " (author_name = :name OR fingerprint = :print"
            "   OR published_at BETWEEN :at - :within AND :at + :within)"
            " AND (source_type IN (SELECT value FROM json_each(:kinds))"
            "   OR source IN (SELECT value FROM json_each(:kinds)))"
            " AND (place IS NULL OR :place IS NULL OR place = :place)"
            " ORDER BY (author_name IS :name) + (fingerprint IS :print)"
            "   + coalesce(abs(published_at - :at) <= :moment, 0) DESC,"
            " abs(published_at - :at), number DESC LIMIT :most",
            {
                "name": seen.author.name,
                "print": text.fingerprint(seen.text) if text.letters(seen.text) else None,
                "at": optional_micros(seen.published_at),
                "within": within // _MICROSECOND,
                "kinds": json.dumps(list(kinds)),
                "place": seen.place,
                "moment": _MOMENT,
                "most": MOST,
            },
        )
        return [number for (number,) in found]
