"""Is everything in order? Each finding says what was looked at, and what to do."""

from __future__ import annotations

import sqlite3
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from amends import __version__, languages
from amends.errors import AmendsError
from amends.models.vocabulary import GOOD_OUTCOMES
from amends.triage import business as opening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from amends.triage.business import Business

Finding = dict[str, Any]
OLDEST_SQLITE = (3, 37)


def examine(config_path: Path | None, now: datetime) -> list[Finding]:
    """Look at the program, the configuration, the database and the newest run of each source."""
    return list(_examine(config_path, now))


def _examine(config_path: Path | None, now: datetime) -> Iterator[Finding]:
    yield from _program()
    try:
        loaded = opening.load(config_path)
        yield _finding("ok", "config", str(loaded.path))
        with opening.opened(loaded, now) as business:
            yield _finding("ok", "store", str(business.store.path))
            yield from _business(business)
    except AmendsError as error:
        yield _finding("problem", error.code, error.message, error.hint, error.exit_code)


def _program() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield _finding("ok", "amends", f"{__version__}, Python {version}")
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        yield _finding(
            "problem", "sqlite", sqlite3.sqlite_version, f"amends needs SQLite {wanted}.", 5
        )
    else:
        yield _finding("ok", "sqlite", sqlite3.sqlite_version)
    engine = "eldc" if find_spec("eldc") else "letters and stop words (less sure on short texts)"
    yield _finding("ok", "language detection", engine)
    yield _finding("ok", "scoring engine", "light: stars, cue words, TextBlob for English")


def _business(business: Business) -> Iterator[Finding]:
    written = {code for code in languages.names() if languages.read(code, "replies")}
    for code in business.config.business.languages:
        if code not in written:
            yield _finding(
                "note", "language", f"no reply phrases in {code}: drafts fall back", None
            )
    if not business.config.sources:
        yield _finding("note", "sources", "none configured", "amends init writes some.")
    for named in business.sources:
        yield _source(business, named.name)
    yield from _secrets(business)


def _source(business: Business, name: str) -> Finding:
    last = business.store.last_run(name)
    if last is None:
        return _finding("note", name, "never read", f"amends sources test {name}")
    if last["outcome"] in GOOD_OUTCOMES:
        return _finding("ok", name, last["outcome"])
    said = f"{last['outcome']}: {last['error'] or ''}".rstrip(": ")
    return _finding("problem", name, said, f"amends sources test {name}", 4)


def _secrets(business: Business) -> Iterator[Finding]:
    from amends.config import exposed

    mail = business.config.mail
    if mail and mail.password:
        problem = exposed(mail.password, base=business.folder)
        if problem:
            yield _finding("problem", "mail.password", problem, None, 3)


def _finding(
    level: Literal["ok", "note", "problem"],
    what: str,
    finding: str,
    hint: str | None = None,
    exit_code: int = 0,
) -> Finding:
    return {
        "level": level,
        "what": what,
        "finding": finding,
        "hint": hint,
        "exit_code": exit_code,
    }
