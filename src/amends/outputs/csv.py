"""Tables for spreadsheets; a cell that a spreadsheet would run as a formula is disarmed."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from amends.outputs.moments import when
from amends.outputs.reasons import in_short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amends.languages import Words
    from amends.models.listing import Ranked

COLUMNS = """
id priority source place kind published_at stars author title text url language
sentiment intent severity topics signals flags playbook status assignee reply_due_at
answered why
""".split()
SOURCES = "name type enabled mentions last_run_at last_outcome last_error".split()
SOURCE_TYPES = "type summary needs_key can_reply effort checked".split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(items: Iterable[Ranked], words: Words) -> str:
    """Return a CSV with a header; `words` is the language of the column `why`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in items:
        writer.writerow([disarm(cell) for cell in _cells(item, words)])
    return text.getvalue()


def records(items: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return a CSV of flat JSON objects, with a header; truth is `true` or `false`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for item in items:
        writer.writerow([disarm(_plain(item[column])) for column in columns])
    return text.getvalue()


def _plain(cell: Any) -> Any:
    return str(cell).lower() if isinstance(cell, bool) else cell


def disarm(cell: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _cells(item: Ranked, words: Words) -> list[Any]:
    case, mention, found = item.case, item.case.mention, item.case.assessment
    return [
        case.id,
        item.priority.score,
        mention.source,
        mention.place,
        mention.kind,
        when(mention.published_at),
        mention.rating.stars if mention.rating else None,
        mention.author.shown,
        mention.title,
        mention.text,
        mention.url,
        found.language.code,
        found.sentiment.score,
        found.intent,
        found.severity,
        " ".join(found.topics),
        " ".join(item.situation.signals),
        " ".join(item.situation.flags),
        item.situation.playbook,
        case.handling.status,
        case.handling.assignee,
        when(case.handling.reply_due_at),
        mention.answered,
        in_short(item.priority.reasons, words, limit=9),
    ]
