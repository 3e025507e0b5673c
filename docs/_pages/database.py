"""docs/schema.md: the database as the migrations leave it."""

from __future__ import annotations

import inspect
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from _pages.markdown import document, fenced
from amends.store import migrations

_INTRODUCTION = """\
One SQLite file, by default `amends.db` beside `config.yaml`, holds everything. `user_version` says
how many steps of `store/migrations.py` have been applied (now {steps}), `application_id` that the
file is ours. Times are microseconds since 1970 UTC. What the sources said, what was computed and
what people decided stand in separate tables: fetching again never overwrites a decision.

Read it with any tool, but write only through amends. `amends export` is the form for others."""


def page() -> str:
    """Return the page."""
    introduction = _INTRODUCTION.format(steps=len(migrations.MIGRATIONS))
    return document("Database", introduction, *(_section(*each) for each in tables().items()))


def tables() -> dict[str, list[str]]:
    """Return each table's statements, its own first, then those of its indexes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for step in migrations.MIGRATIONS:
            step(connection, datetime(2026, 1, 1, tzinfo=UTC))
        found: dict[str, list[str]] = {}
        for table, sql in connection.execute(
            "SELECT tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rootpage"
        ):
            found.setdefault(table, []).append(sql)
        return found


def _section(table: str, statements: list[str]) -> str:
    about = _comment(table)
    sql = fenced(";\n".join(statements) + ";", "sql")
    return "\n\n".join(filter(None, (f"## {table}", about, sql)))


def _comment(table: str) -> str:
    """Return what stands above a table in the migrations; SQLite keeps only what is inside."""
    source = inspect.getsource(migrations)
    match = re.search(rf"((?:-- .*\n)+)CREATE TABLE {table} ", source)
    return " ".join(line.removeprefix("-- ") for line in match[1].splitlines()) if match else ""
