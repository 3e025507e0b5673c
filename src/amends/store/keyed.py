"""Single rows, found by their key and written by the names of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.store.database import Database


def row(database: Database, table: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a row by its key, or None."""
    found = database.named(f"SELECT * FROM {table} WHERE {_where(key)}", dict(key))
    return dict(found[0]) if found else None


def insert(
    database: Database, table: str, values: Mapping[str, Any], *, replace: bool = False
) -> None:
    """Write a new row; `replace` one that has its key already."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    database.run(f"{verb} INTO {table} ({names}) VALUES ({marks})", dict(values))


def change(
    database: Database, table: str, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Write some columns of a row that exists; nothing where there are none to write."""
    pairs = ", ".join(f"{name} = :{name}" for name in values)
    if pairs:
        database.run(f"UPDATE {table} SET {pairs} WHERE {_where(key)}", {**values, **key})


def remove(database: Database, table: str, key: Mapping[str, Any]) -> None:
    """Delete a row by its key."""
    database.run(f"DELETE FROM {table} WHERE {_where(key)}", dict(key))


def _where(key: Mapping[str, Any]) -> str:
    return " AND ".join(f"{name} = :{name}" for name in key)
