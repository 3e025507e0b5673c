"""Read one file into batches: find out what it is, look it through, then make mentions of it."""

from __future__ import annotations

import io
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from amends.errors import BadRequest
from amends.models import Batch, Mention, Skipped
from amends.sources import encoding
from amends.sources.file import formats, mail, records, rows, tables
from amends.sources.file.columns import Columns, describe
from amends.sources.file.options import Row
from amends.sources.identity import identify
from amends.text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TextIO

    from amends.sources.file.exports import Export
    from amends.sources.file.options import Format, Options

BATCH = 500
"""Rows that are handed on, and stored, at once."""
_HEAD = 65_536
_STDIN = "standard input"


def read_mentions(
    where: Path | BinaryIO, options: Options, tell: Callable[[Findings], None] | None = None
) -> Iterator[Batch]:
    """Yield the mentions of a file, or of a binary stream such as stdin, in batches of 500.

    `tell` is first called with what it was taken for. Rows that cannot be read stand in
    `skipped`, with their line; the others go on. Raises `BadRequest` for a file that is missing,
    may not be read, or is no export at all.
    """
    if not isinstance(where, Path):
        with _on_disk(where) as path:
            yield from _read(path, options, _STDIN, tell)
    else:
        yield from _read(where, options, "", tell)


def _read(
    path: Path, options: Options, name: str, tell: Callable[[Findings], None] | None
) -> Iterator[Batch]:
    if tell is not None:
        tell(inspect(path, options, name))
    yield from _batches(items(path, options, name))


def items(path: Path, options: Options, name: str = "") -> Iterator[Mention | Skipped]:
    """Yield every row of a file as a mention with its id, or as the reason why it is none.

    `name` is what messages call it, if not by its own name.
    """
    name = name or single_line(path.name)
    with opened(path) as stream:
        kind, codec = _recognised(stream, name, options)
        if kind == "mbox":
            yield from _identified(mail.parse(path, name, options))
            return
        columns = Columns(name, options.columns)
        with _text(stream, codec) as text:
            seen = rows.profile(_rows(text, kind, columns), options)
        with _text(stream, codec) as text:
            yield from rows.mentions(_rows(text, kind, columns), seen, options)


def _identified(mails: Iterable[Mention | Skipped]) -> Iterator[Mention | Skipped]:
    seen: Counter[str] = Counter()
    for found in mails:
        yield found if isinstance(found, Skipped) else identify([found], seen)[0]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a file was found to be; `str()` says it on one line."""

    name: str
    format: Format
    encoding: str
    columns: Mapping[str, str]
    """Our field → column, of the first row; empty for a mailbox."""
    export: Export | None = None
    """Whose export it is, where its columns tell."""
    ours: bool = False
    """Whether its first row is a mention in the JSON of amends."""

    @property
    def guessed(self) -> bool:
        """Whether somebody should look at what the columns were taken for."""
        known = self.ours or self.format == "mbox" or (self.export and self.export.documented)
        return not known

    def __str__(self) -> str:
        found = f"{self.name}: {self.format}, {self.encoding}"
        if self.export:
            found = f"{found}; columns of {self.export.name}"
        return found if self.format == "mbox" else f"{found}; {describe(self.columns)}"


def inspect(path: Path, options: Options, name: str = "") -> Findings:
    """Look at a file without reading it all; raises `BadRequest` as reading it would."""
    name = name or single_line(path.name)
    with opened(path) as stream:
        kind, codec = _recognised(stream, name, options)
        columns, first = Columns(name, options.columns), None
        if kind != "mbox":
            with _text(stream, codec) as text:
                first = next(_rows(text, kind, columns), None)
    ours = isinstance(first, Row) and first.ours
    return Findings(name, kind, codec, columns.latest, columns.export, ours=ours)


def _recognised(stream: BinaryIO, name: str, options: Options) -> tuple[Format, str]:
    """Return format and encoding, where the options leave them open."""
    head = stream.read(_HEAD)
    codec = options.encoding if options.encoding != "auto" else encoding.detect(_back(stream))
    if options.format != "auto":
        return options.format, codec
    return formats.detect(name, head, head.decode(codec, "replace")), codec


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading; `BadRequest` names the path and says what to do."""
    try:
        if path.exists() and not path.is_file():
            raise _not_a_file(path)
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        hint = "Check the path; in config.yaml a relative one starts at the folder of that file."
        raise BadRequest(f"{path} does not exist", hint=hint) from None
    except PermissionError:
        hint = "Give the user who runs amends the right to read it."
        raise BadRequest(f"{path} may not be read", hint=hint) from None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror or error}") from None


def _not_a_file(path: Path) -> BadRequest:
    if path.is_dir():
        hint = f"Name the files in it, for example {path / '*.csv'}"
        return BadRequest(f"{path} is a folder", hint=hint)
    return BadRequest(f"{path} is no regular file", hint="Pipe it in, with the path `-`.")


def _rows(text: TextIO, kind: Format, columns: Columns) -> Iterator[Row | Skipped]:
    if kind == "json":
        return records.parse_whole(text, columns)
    if kind == "jsonl":
        return records.parse_lines(text, columns)
    return tables.parse(text, columns, "\t" if kind == "tsv" else None)


def _back(stream: BinaryIO) -> BinaryIO:
    stream.seek(0)
    return stream


@contextmanager
def _text(stream: BinaryIO, codec: str) -> Iterator[TextIO]:
    """Decode a binary stream from its start; line ends stay as they are, for the line numbers."""
    text = io.TextIOWrapper(_back(stream), codec, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


@contextmanager
def _on_disk(stream: BinaryIO) -> Iterator[Path]:
    """Put a stream into a temporary file, because it is read more than once."""
    from shutil import copyfileobj
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="amends-") as folder:
        path = Path(folder) / "input"
        with path.open("wb") as copy:
            copyfileobj(stream, copy)
        yield path


def _batches(found: Iterable[Mention | Skipped]) -> Iterator[Batch]:
    remaining = iter(found)
    while page := tuple(islice(remaining, BATCH)):
        yield batch(page)


def batch(page: tuple[Mention | Skipped, ...]) -> Batch:
    """Put mentions and skipped rows where they belong."""
    return Batch(
        mentions=tuple(item for item in page if isinstance(item, Mention)),
        skipped=tuple(item for item in page if isinstance(item, Skipped)),
    )
