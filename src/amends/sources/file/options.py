"""How a file is to be read, and what one row of it looks like on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from amends.models.vocabulary import Kind
    from amends.sources.file.exports import Export

Format = Literal["auto", "csv", "tsv", "json", "jsonl", "mbox"]
DayFirst = Literal["auto", "true", "false"]


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that decides how a file is read; the defaults look at the file itself."""

    now: datetime
    """When the run began: what is dated later, or before 1995, counts as undated."""
    format: Format = "auto"
    encoding: str = "auto"
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our field → name of the column; fields that are not named are guessed."""
    timezone: str = "UTC"
    """IANA name of the zone of times without one."""
    dayfirst: DayFirst = "auto"
    rating_max: float | None = None
    kind: Kind | None = None
    """None: `email` for a mailbox, `review` for everything else."""
    source_type: str = ""
    """Type of the mentions that name neither a source nor a type themselves."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row whose columns have been told apart."""

    where: str
    """Where to look for it: `reviews.csv, line 12`."""
    known: Mapping[str, Any]
    """Our field → value as it stands there; blank cells are absent."""
    rest: Mapping[str, Any]
    """Column → value of what we have no word for."""
    export: Export | None = None
    """Whose export this is, where its columns tell."""
    ours: bool = False
    """Whether it is a mention in the JSON of amends, whose `url` is the mention's own."""
