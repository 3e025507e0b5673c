"""The schema, as the list of steps that lead to it.

A step is never edited after a release. To change the schema, add a file of statements to `steps/`
and its name to `STEPS`; `user_version` is how many have been applied. A step that SQL cannot say
becomes a function in `MIGRATIONS`, which imports nothing from the package.

What the source said (`mentions`, `revisions`, `reach`), what we computed (`assessments`) and what
people decided (`handling`, `replies`, `events`) are separate tables: fetching again never
overwrites a decision. Times are microseconds since 1970 UTC.
"""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import datetime

APPLICATION_ID = 0x616D6E64
"""`amnd`: tells our files from other SQLite files."""


STEPS = (
    "001_first_schema",
    "002_answers_and_promises",
    "003_working_the_queue",
    "004_removals",
    "005_earlier_words",
    "006_stories",
    "007_demands",
    "008_deliveries_and_alerts",
    "009_articles_by_address",
    "010_private_messages",
    "011_first_letters",
)


def _run(name: str, connection: sqlite3.Connection, now: datetime) -> None:
    """Run the statements of a file one by one: `executescript` would end the transaction."""
    del now
    statements = files("amends.store").joinpath("steps", f"{name}.sql").read_text(encoding="utf-8")
    for statement in statements.split(";\n\n"):
        connection.execute(statement)


MIGRATIONS: list[Callable[[sqlite3.Connection, datetime], None]] = [
    partial(_run, name) for name in STEPS
]
