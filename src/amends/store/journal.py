"""Rows of decisions: written together with what it takes to write them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from amends.store import corrections

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
        _delete(database, table, key)
    elif before is None:
        _insert(database, table, {**key, **values})
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
        _delete(database, table, key)
    elif table == "handling":
        now = row(database, table, key) or {}
        change(database, table, key, {**values, "version": now["version"] + 1})
        return {name: [now[name], value] for name, value in values.items()}
    else:
        _delete(database, table, key)
        _insert(database, table, _restorable(values))
    _follow(database, table, key)
    return {}


def _follow(database: Database, table: str, key: Mapping[str, Any]) -> None:
    """Renew what is computed from decisions, and so is never written back itself."""
    if table == "corrections":
        corrections.renew(database, key["mention"])


def change(
    database: Database, table: str, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Write some columns of a row that exists."""
    pairs = ", ".join(f"{name} = :{name}" for name in values)
    if pairs:
        database.run(f"UPDATE {table} SET {pairs} WHERE {_where(key)}", {**values, **key})


def _insert(database: Database, table: str, values: Mapping[str, Any]) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    database.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", dict(values))


def _delete(database: Database, table: str, key: Mapping[str, Any]) -> None:
    database.run(f"DELETE FROM {table} WHERE {_where(key)}", dict(key))


def row(database: Database, table: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a row by its key, or None."""
    found = database.named(f"SELECT * FROM {table} WHERE {_where(key)}", dict(key))
    return dict(found[0]) if found else None


def _where(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{name} = :{name}" for name in key)


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
