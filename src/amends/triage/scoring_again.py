"""Assess again: what is stored, or any JSON lines that come through a pipe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.config import Config
from amends.errors import AmendsError
from amends.outputs import json as as_json
from amends.store import run_lock
from amends.triage import business as opening
from amends.triage.arrivals import clean
from amends.triage.assessing import admit, assess_pending
from amends.triage.passing import rank_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from amends.models.standing import Policy
    from amends.triage.business import Business

ASSESSED = """
language sentiment intent topics severity signals flags doubts engine priority playbook
""".split()
"""The keys that are added to each line."""


def stored(business: Business, *, everything: bool) -> int:
    """Assess what the present scorer has not read; `everything`: closed ones too."""
    with run_lock(business.store.path, "score", business.now):
        count = assess_pending(business, everything=everything)
        admit(business)
    return count


def pipe(
    lines: Iterable[str], config_path: Path | None, now: datetime, engine: str | None
) -> Iterator[dict[str, Any]]:
    """Yield one record for each line that is not empty, in their order.

    A line that cannot be read gives an `amends.error/1` record; the rest go on. The configuration
    is used where one is named or found, and not needed.
    """
    config = _config(config_path)
    how = opening.policy(config)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _scored(line, config, how, now, engine)
            except (AmendsError, ValueError, RecursionError) as error:
                yield {"schema": "amends.error/1", "line": number, "error": _said(error)}


def _scored(
    line: str, config: Config, how: Policy, now: datetime, engine: str | None
) -> dict[str, Any]:
    """Return the input with our keys; what it says of them itself is not believed."""
    from amends.sources.interchange import RESULT_KEYS, harmless, mention_from_json

    record = json.loads(line)
    mention = clean(mention_from_json(record), now)
    found = as_json.ranked(rank_one(mention, config, how, now, engine), now)
    given = {key: value for key, value in harmless(record).items() if key not in RESULT_KEYS}
    return given | {key: found[key] for key in ASSESSED}


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
