"""Mentions from a file or a pipe that no configured source reads."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from amends.errors import UsageError
from amends.triage.arrivals import clean
from amends.triage.progress import SILENT
from amends.triage.taking import take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from amends.models import Batch, Mention, Skipped
    from amends.sources.file import File
    from amends.sources.file.reading import Findings
    from amends.triage.business import Business
    from amends.triage.progress import Progress
    from amends.triage.taking import Taken


@dataclass(frozen=True, slots=True)
class Ask:
    """What to read and how."""

    path: str
    form: str = "auto"
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    source: str = "import"
    place: str | None = None


def take_file(
    business: Business,
    ask: Ask,
    progress: Progress = SILENT,
    tell: Callable[[Findings], None] | None = None,
) -> Taken:
    """Read and store; rows that cannot be read are reported, never fatal.

    `tell` is called with what each file, or stdin, was taken for.
    """
    batches = _batches(business, ask, tell)
    return take(business, batches, "import", default_source=ask.source, progress=progress)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would read."""

    files: tuple[Findings, ...]
    """What each file, or stdin, was taken for."""
    mentions: tuple[Mention, ...]
    skipped: tuple[Skipped, ...]


def preview(business: Business, ask: Ask, limit: int | None = None) -> Preview:
    """Read everything and store nothing; at most `limit` mentions are kept."""
    from amends.sources.identity import identify

    files: list[Findings] = []
    ordinals: Counter[str] = Counter()
    mentions: list[Mention] = []
    skipped: list[Skipped] = []
    for batch in _batches(business, ask, files.append):
        room = None if limit is None else limit - len(mentions)
        found = identify(batch.mentions, ordinals)[:room]
        mentions.extend(clean(mention, business.now) for mention in found)
        skipped.extend(batch.skipped)
    return Preview(tuple(files), tuple(mentions), tuple(skipped))


def guessed(business: Business, ask: Ask) -> bool:
    """Whether the columns of a file are only guessed: nobody documents an export like this."""
    from amends.sources.file.reading import inspect

    file = _file(business, ask)
    paths = (where for where in _inputs(file.path) if isinstance(where, Path))
    return not ask.columns and any(
        inspect(path, file.options(business.now)).guessed for path in paths
    )


def _batches(
    business: Business, ask: Ask, tell: Callable[[Findings], None] | None = None
) -> Iterator[Batch]:
    from amends.sources.file.reading import read_mentions

    file = _file(business, ask)
    for where in _inputs(file.path):
        for batch in read_mentions(where, file.options(business.now), tell):
            yield replace(
                batch, mentions=tuple(_belonging(mention, ask) for mention in batch.mentions)
            )


def _inputs(path: str) -> Sequence[Path | BinaryIO]:
    """Return stdin for `-`, the files of a glob, or the one file, there or not."""
    if path == "-":
        return [sys.stdin.buffer]
    return sorted(map(Path, glob(path, recursive=True))) or [Path(path)]  # noqa: PTH207 — any root


def _belonging(mention: Mention, ask: Ask) -> Mention:
    return replace(
        mention,
        source=mention.source or ask.source,
        source_type=mention.source_type or "file",
        place=mention.place or ask.place,
    )


def _file(business: Business, ask: Ask) -> File:
    from pydantic import ValidationError

    from amends.sources.file import File

    options: dict[str, Any] = {"type": "file", "path": ask.path, "columns": _columns(ask.columns)}
    if ask.form != "auto":
        options["format"] = ask.form
    if ask.encoding:
        options["encoding"] = ask.encoding
    try:
        return File.model_validate(options).resolved(Path.cwd(), business.config.business.timezone)
    except ValidationError as error:
        raise UsageError(str(error.errors()[0]["msg"])) from None


def _columns(pairs: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        field, sign, header = pair.partition("=")
        if not sign:
            raise UsageError(f"--column {pair!r}", hint="Write FIELD=HEADER: --column text=Comment")
        columns[field] = header
    return columns
