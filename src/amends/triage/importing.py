"""Mentions from a file or a pipe that no configured source reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.errors import UsageError
from amends.triage.deciding import take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.models import Batch
    from amends.sources.file import File
    from amends.triage.business import Business
    from amends.triage.deciding import Taken


@dataclass(frozen=True, slots=True)
class Ask:
    """What to read and how."""

    path: str
    form: str = "auto"
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    source: str = "import"
    place: str | None = None


def take_file(business: Business, ask: Ask) -> Taken:
    """Read and store; rows that cannot be read are reported, never fatal."""
    return take(business, _batches(ask), "import", default_source=ask.source)


def preview(business: Business, ask: Ask) -> Iterator[str]:
    """Yield lines that say how the columns were understood and what the first rows would be."""
    from amends.outputs.json import dumps, mention

    del business
    from amends.sources.file import described

    yield from described(_file(ask))
    shown = 0
    for batch in _batches(ask):
        for row in batch.skipped[:5]:
            yield f"{row.where}: {row.why}"
        for found in batch.mentions[: 3 - shown]:
            shown += 1
            yield dumps({key: value for key, value in mention(found).items() if value})


def _batches(ask: Ask) -> Iterator[Batch]:
    from amends.sources.file import read_mentions

    for batch in read_mentions(_file(ask)):
        yield replace(
            batch,
            mentions=tuple(
                replace(
                    mention,
                    source=mention.source or ask.source,
                    source_type=mention.source_type or "file",
                    place=mention.place or ask.place,
                )
                for mention in batch.mentions
            ),
        )


def _file(ask: Ask) -> File:
    from pydantic import ValidationError

    from amends.sources.file import File

    options: dict[str, Any] = {"type": "file", "path": ask.path, "columns": _columns(ask.columns)}
    if ask.form != "auto":
        options["format"] = ask.form
    if ask.encoding:
        options["encoding"] = ask.encoding
    try:
        return File.model_validate(options).resolved(Path.cwd())
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
