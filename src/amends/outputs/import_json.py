"""What was imported, or would be, as scripts read it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from amends.outputs.json import envelope, mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from amends.models import Mention, Skipped


def imported(
    new: Sequence[str], changed: int, known: int, skipped: Iterable[Skipped], now: datetime
) -> dict[str, Any]:
    """Return `amends.import/1`."""
    return envelope("import", now) | {
        "new": list(new),
        "changed": changed,
        "known": known,
        "skipped": [asdict(row) for row in skipped],
    }


def preview(
    files: Iterable[Any],
    mentions: Iterable[Mention],
    skipped: Iterable[Skipped],
    now: datetime,
) -> dict[str, Any]:
    """Return `amends.import_preview/1`; `files` say what each was taken for."""
    return envelope("import_preview", now) | {
        "files": [
            {
                "name": file.name,
                "format": file.format,
                "encoding": file.encoding,
                "columns": dict(file.columns),
            }
            for file in files
        ],
        "items": [mention(each) for each in mentions],
        "skipped": [asdict(row) for row in skipped],
    }
