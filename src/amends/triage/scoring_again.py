"""Assess again: what is stored, or any JSON lines that come through a pipe."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from amends.config import Config
from amends.errors import AmendsError
from amends.handling.clocks import Calendar
from amends.outputs import json as as_json
from amends.scoring.assess import engine
from amends.store import run_lock
from amends.triage import business as opening
from amends.triage.arrivals import clean
from amends.triage.assessing import assess_pending
from amends.triage.passing import place
from amends.triage.progress import SILENT
from amends.triage.understanding import taught, understand
from amends.triage.upkeep import keep_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from amends.models import Mention
    from amends.scoring.assess import Engine
    from amends.triage.business import Business
    from amends.triage.progress import Progress

ASSESSED = """
language sentiment intent topics severity signals flags doubts confidence engine priority playbook
""".split()
"""The keys that are added to each line."""
CHUNK = 32
"""Lines that the full engine waits for before it answers the first; many at once are quicker."""


def stored(business: Business, *, everything: bool, progress: Progress = SILENT) -> int:
    """Assess what the present scorer has not read; `everything`: closed ones too."""
    with run_lock(business.store.path, "score", business.now):
        count = assess_pending(business, everything=everything, progress=progress)
        keep_up(business)
    return count


def pipe(
    lines: Iterable[str], config_path: Path | None, now: datetime, wanted: str | None
) -> Iterator[dict[str, Any]]:
    """Yield one record for each line that is not empty, in their order.

    A line that cannot be read gives an `amends.error/1` record; the rest go on. The configuration
    is used where one is named or found, and not needed. `wanted` is the engine, None what the
    configuration says.
    """
    config = _config(config_path)
    by = _taught(engine(wanted or config.scoring.engine), config_path, now)
    calendar, how = Calendar(config), opening.policy(config)
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    at_once = CHUNK if by.encoder else 1
    while part := [_line(number, line, now) for number, line in islice(numbered, at_once)]:
        read = [line for line in part if line.mention]
        found = iter(understand([line.mention for line in read if line.mention], config, by))
        for line in part:
            if line.mention is None:
                yield line.record
            else:
                ranked = place(line.mention, next(found), calendar, how, now)
                yield line.record | _assessed(as_json.ranked(ranked, now))


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that was read: what comes out of it before the assessment."""

    record: dict[str, Any]
    mention: Mention | None


def _line(number: int, line: str, now: datetime) -> _Line:
    """Read a line; what it says of our own keys is not believed."""
    from amends.sources.interchange import RESULT_KEYS, harmless, mention_from_json

    try:
        record = json.loads(line)
        mention = clean(mention_from_json(record), now)
    except (AmendsError, ValueError, RecursionError) as error:
        said = {"schema": "amends.error/1", "line": number, "error": _said(error)}
        return _Line(said, None)
    given = {key: value for key, value in harmless(record).items() if key not in RESULT_KEYS}
    return _Line(given, mention)


def _taught(by: Engine, config_path: Path | None, now: datetime) -> Engine:
    """Return the engine with what it learnt here, if there is a database that can be read."""
    try:
        loaded = opening.load(config_path, check_sources=False)
        path = opening.store_path(loaded.config, loaded.path)
        if not path.exists():
            return by
        with opening.opened(loaded, now) as business:
            return taught(by, business.store)
    except AmendsError:  # a pipe works without
        return by


def _assessed(found: dict[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in ASSESSED}


def _said(error: Exception) -> str:
    return error.message if isinstance(error, AmendsError) else f"not JSON: {error}"


def _config(path: Path | None) -> Config:
    """Return the configuration if there is one; a pipe works without."""
    from amends.errors import ConfigError

    try:
        return opening.load(path, check_sources=False).config
    except ConfigError:
        if path is not None:
            raise
        return Config()
