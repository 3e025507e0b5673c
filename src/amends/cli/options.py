"""Options that several commands share: one value each."""

from __future__ import annotations

from typing import Annotated

import typer

MOST = 1_000_000_000
"""More than there will ever be."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="Print one JSON object per line.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print a table for spreadsheets.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Short id, as the inbox shows it.")]
Place = Annotated[str | None, typer.Option(help="Only this branch of the business.")]
Branch = Annotated[
    str | None, typer.Option("--place", help="The branch of the business that it is about.")
]
Source = Annotated[str | None, typer.Option(help="Only this source.")]
Language = Annotated[str | None, typer.Option(help="Only mentions in this language (ISO 639-1).")]
Limit = Annotated[int, typer.Option(min=1, max=MOST, help="How many to show.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print only what is wrong.")]
Force = Annotated[
    bool,
    typer.Option("--force", help="With --output: over a file that does not look like one, too."),
]
