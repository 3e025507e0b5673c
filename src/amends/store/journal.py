"""Rows of decisions: written together with what it takes to write them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from amends.store import corrections
from amends.store.keyed import change, insert, remove, row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.store.database import Database

UNDOABLE = frozenset(
    {
        "corrections",
        "fixes",
        "handling",
        "promises",
        "remedies",
        "replies",
        "reports",
        "stories",
    }
)
"""Tables that hold decisions, and what follows from them."""


class Row(NamedTuple):
    """A row as it is to stand: its table, its key, the other columns; None deletes it."""

    table: str
    key: Mapping[str, Any]
    values: Mapping[str, Any] | None


def put(database: Database, wanted: Row) -> list[Any]:
    """Write a row and return its inverse."""
    table, key, values = wanted
    _refuse_foreign(table)
    before = row(database, table, key)
    if values is None:
        remove(database, table, key)
    elif before is None:
        insert(database, table, {**key, **values})
    else:
        change(database, table, key, values)
    _follow(database, table, key)
    return [table, dict(key), _storable(before)]


def put_back(
    database: Database, table: str, key: Mapping[str, Any], values: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Write back what stood before; return the fields of a handling that became different.

    Of a handling only the fields that had been changed, under a new version.
    """
    _refuse_foreign(table)
    if values is None:
        remove(database, table, key)
    elif table == "handling":
        now = row(database, table, key) or {}
        change(database, table, key, {**values, "version": now["version"] + 1})
        return {name: [now[name], value] for name, value in values.items()}
    else:
        remove(database, table, key)
        insert(database, table, _restorable(values))
    _follow(database, table, key)
    return {}


def _follow(database: Database, table: str, key: Mapping[str, Any]) -> None:
    """Renew what is computed from decisions, and so is never written back itself."""
    if table == "corrections":
        corrections.renew(database, key["mention"])


def _refuse_foreign(table: str) -> None:
    if table not in UNDOABLE:
        raise ValueError(f"{table} does not hold decisions")


def _storable(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a row as JSON can hold it: bytes in hexadecimal digits."""
    if row is None:
        return None
    return {
        name: {"hex": value.hex()} if isinstance(value, bytes) else value
        for name, value in row.items()
    }


def _restorable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
        for name, value in row.items()
    }
