"""Exports and mailboxes on your disk: CSV, TSV, JSON, JSON Lines, mbox; a file, a glob or stdin.

A file is read again, whole, when it has changed; the ids of its mentions make that harmless.
"""

from __future__ import annotations

import codecs
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from amends.models.vocabulary import Kind  # noqa: TC001 — pydantic reads it at run time
from amends.sources.contract import FetchContext, Source
from amends.sources.file.headers import FIELDS
from amends.sources.file.options import DayFirst, Format, Options
from amends.sources.guide import Guide

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from amends.models import Batch, Json

__all__ = ["File", "Options"]

_STDIN = "-"


class File(Source):
    """Files that someone exported, or that another program writes."""

    EXAMPLE: ClassVar[str] = """\
type: file
path: exports/*.csv        # a file, a glob, or - for standard input
columns: {text: Отзыв, rating: Оценка}   # only where the guess is wrong
timezone: Europe/Sofia     # of times without a zone
"""
    GUIDE: ClassVar[Guide] = Guide(
        effort="none",
        gets="Every row of an export, every mail of a mailbox file.",
        lacks="Whatever the export leaves out; `amends sources test NAME` says what each column is "
        "taken for.",
        cost="Free.",
        quota="None.",
        checked="real server",
    )
    VISIBILITY: ClassVar[float] = 0.5

    type: Literal["file"] = "file"
    path: str = Field(
        min_length=1,
        description="A file, a glob such as `exports/*.csv`, or `-` for standard input. "
        "A relative path starts at the folder of config.yaml.",
    )
    format: Format = Field("auto", description="Found out from name and content if `auto`.")
    encoding: str = Field("auto", description="`utf-8`, `windows-1251` …; found out if `auto`.")
    columns: dict[str, str] = Field(
        {}, description=f"Our field → name of the column. Fields: {', '.join(FIELDS)}."
    )
    timezone: str | None = Field(
        None, description="IANA time zone of times without one; else that of the business."
    )
    dayfirst: DayFirst = Field(
        "auto", description="Whether 03/04/2026 is the third of April; `auto` asks the whole file."
    )
    rating_max: float | None = Field(
        None, gt=0, description="Best possible rating of bare numbers; 5 unless the file shows 10."
    )
    kind: Kind | None = Field(None, description="`review`; `email` for mailboxes.")
    filter: bool = Field(
        default=False,
        description="`true` keeps only what matches `watch:`, for the export of a search.",
    )
    source_type: str = Field(
        "", description="Type of the platform the export comes from, if amends knows it."
    )
    max_items: int = Field(100_000, ge=1, description="At most so many mentions in one run.")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        try:
            return name if name == "auto" else codecs.lookup(name).name
        except LookupError:
            raise ValueError(f"no encoding is called {name!r}; try utf-8, cp1251 or auto") from None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        if name is None:
            return None
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"no time zone is called {name!r}, write Europe/Sofia") from None

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, columns: dict[str, str]) -> dict[str, str]:
        unknown = next((field for field in columns if field not in FIELDS), None)
        if unknown is not None:
            raise ValueError(f"no field is called {unknown!r}; fields: {', '.join(FIELDS)}")
        return columns

    def resolved(self, base: Path, timezone: str | None = None) -> File:
        """Return a copy whose relative path starts at `base`; `~` is the user's own folder.

        `timezone` is that of the business, for a file that names none of its own.
        """
        here = {"timezone": self.timezone or timezone}
        if self.path == _STDIN:
            return self.model_copy(update=here)
        path = Path(self.path)
        with suppress(RuntimeError):  # ~somebody whose folder nobody knows: a name like any other
            path = path.expanduser()
        return self.model_copy(update={"path": str(base / path)} | here)

    def options(self, now: datetime) -> Options:
        """Return how its files are to be read."""
        return Options(
            now=now,
            format=self.format,
            encoding=self.encoding,
            columns=self.columns,
            timezone=self.timezone or "UTC",
            dayfirst=self.dayfirst,
            rating_max=self.rating_max,
            kind=self.kind,
            source_type=self.source_type,
        )

    def probe(self, ctx: FetchContext) -> str:
        """Say how many files there are, and what the first one was taken for."""
        from amends.sources.file.reading import inspect
        from amends.sources.file.walk import paths

        if self.path == _STDIN:
            return "standard input is read when it comes"
        found = paths(self.path)
        if not found:
            return "no file matches"
        return f"{len(found)} file(s); {inspect(found[0], self.options(ctx.now))}"

    def fetch(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        """Yield the mentions of every file that changed since `bookmark`.

        The bookmark holds size, time and a digest of the head of each file that was read to its
        end, and how far into the current one a run has come. Standard input has none. A file that
        cannot be read does not keep the others from being read; its error comes at the end.
        """
        from amends.sources.file.sifting import about

        read = partial(self._read, ctx)
        return about(ctx.watch, bookmark, read) if self.filter else read(bookmark)

    def _read(self, ctx: FetchContext, bookmark: Json) -> Iterator[Batch]:
        from amends.sources.file.reading import read_mentions
        from amends.sources.file.walk import walk

        if self.path == _STDIN:
            return read_mentions(sys.stdin.buffer, self.options(ctx.now))
        return walk(self.path, self.options(ctx.now), bookmark, ctx.deadline, self.max_items)
