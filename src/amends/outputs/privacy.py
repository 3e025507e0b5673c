"""What people are told about data on people: the whole document, and the lines of a screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.models.moments import moment
from amends.outputs.moments import when
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from amends.languages import Words

SINGLE = {"assessments": "assessment", "handling": "handling", "stories": "story"}
"""Tables that hold at most one row of a mention."""
OTHERS = {"events": "history"}
"""Tables that are called otherwise outside."""
LEFT_OUT = frozenset({"story_traces"})
"""Numbers made of the words, that tell nobody anything."""
SAID = ("revisions", "replies", "promises", "remedies", "reports", "events")
"""Tables whose rows are counted before an erasing."""
_TIMES = ("_at", "_since", "_until")
_JSON = frozenset({"extra", "details", "answers", "proposal", "inverse"})


def document(
    people: Iterable[Mapping[str, Any]],
    records: Iterable[Mapping[str, Any]],
    named_in: Sequence[str],
    now: datetime,
) -> dict[str, Any]:
    """Return all that is kept about people (`amends.privacy/1`)."""
    return {
        "schema": "amends.privacy/1",
        "generated_at": when(now),
        "people": list(people),
        "mentions": [_whole(record) for record in records],
        "named_in": list(named_in),
    }


def person(
    key: str, names: Sequence[str], sources: Sequence[str], first: datetime, last: datetime
) -> dict[str, Any]:
    """Return who a document is about."""
    return {
        "key": key,
        "names": list(names),
        "sources": list(sources),
        "first_at": when(first),
        "last_at": when(last),
    }


def _whole(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mention with the rows that belong to it, under the names of their columns."""
    found: dict[str, Any] = {"id": record["mention"]["id"], "mention": _row(record["mention"])}
    for table, rows in record.items():
        if table in SINGLE:
            found[SINGLE[table]] = _row(rows[0]) if rows else None
        elif table != "mention" and table not in LEFT_OUT:
            found[OTHERS.get(table, table)] = [_row(row) for row in rows]
    return found


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": len(value)}
    if isinstance(value, int) and (name == "at" or name.endswith(_TIMES)):
        return when(moment(value))
    # By type as well: `answers` holds JSON in one table, and the number of a mention in another.
    return json.loads(value) if isinstance(value, str) and name in _JSON else value


def choice(
    people: Iterable[Mapping[str, Any]], counts: Iterable[int], words: Words
) -> Iterator[str]:
    """Yield a line for each of several people of one name, to choose from by its key."""
    for each, count in zip(people, counts, strict=True):
        yield words.say(
            "privacy.person",
            n=count,
            key=single_line(each["key"]),
            names=single_line(", ".join(each["names"])) or words.say("privacy.nameless"),
            first=each["first_at"][:10],
            last=each["last_at"][:10],
            sources=single_line(", ".join(each["sources"])),
        )


def plan(records: Sequence[Mapping[str, Any]], words: Words) -> Iterator[str]:
    """Yield what an erasing would take: mentions, and how much of what belongs to them."""
    yield words.say("privacy.will_erase", n=len(records))
    for table in SAID:
        count = sum(len(record[table]) for record in records)
        if count:
            yield f"  {words.say(f'privacy.rows.{table}')}: {count}"


def left(copies: Sequence[str], words: Words, *, clean: bool) -> Iterator[str]:
    """Yield where what was removed may still be found."""
    if not clean:
        yield words.say("privacy.not_clean")
    if copies:
        yield words.say("privacy.backups", files=single_line(", ".join(copies)))


def pruning(by_source: Mapping[str, int], spared: Mapping[str, int], words: Words) -> Iterator[str]:
    """Yield how many go of each source, and how many old ones stay, and why."""
    for source, count in by_source.items():
        yield f"  {single_line(source)}: {count}"
    if spared:
        yield words.say("prune.spared")
    for reason, count in spared.items():
        yield f"  {words.say(f'prune.spared.{reason}', n=count)}"
