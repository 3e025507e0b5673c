"""Read CSV and TSV of any make, row by row."""

from __future__ import annotations

import csv
from itertools import chain, islice
from typing import TYPE_CHECKING

from amends.models import Skipped
from amends.sources.file.columns import blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from amends.sources.file.columns import Columns
    from amends.sources.file.options import Row

LONGEST_FIELD = 1_000_000
"""Characters of one cell; more means a quotation mark that is never closed."""
_LONGEST_LINE = 4_000_000
_SAMPLE = 50
_MOST_REWINDS = 100
_DELIMITERS = ",;\t|"
_EXCEL_HINT = "sep="


def parse(text: TextIO, columns: Columns, delimiter: str | None = None) -> Iterator[Row | Skipped]:
    """Yield the rows of a table with a header line; empty rows go silently.

    `delimiter` None takes the most frequent of comma, semicolon, tab and bar in the header. A row
    that cannot be read is yielded as `Skipped` with the physical line on which it starts, and
    reading goes on at the next line. Raises `BadRequest` if no column can be told.
    """
    rows = _rows(_Lines(text), columns.name, delimiter)
    first = next((row for row in rows if not isinstance(row, Skipped)), None)
    if first is None:
        return
    names = _unique(first[1])
    sample = list(islice(rows, _SAMPLE))
    cells = [_padded(row[1], names) for row in sample if not isinstance(row, Skipped)]
    columns.require(names, cells)
    for row in chain(sample, rows):
        if isinstance(row, Skipped):
            yield row
        elif row[1] != first[1]:  # a second header: files that were pasted together
            yield _read(row[0], row[1], names, columns)


def _read(line: int, cells: Sequence[str], names: Sequence[str], columns: Columns) -> Row | Skipped:
    where = f"{columns.name}, line {line}"
    if any(not blank(cell) for cell in cells[len(names) :]):
        why = f"{len(cells)} cells under {len(names)} columns: is a quotation mark missing?"
        return Skipped(where, why)
    return columns.row(where, dict(zip(names, _padded(cells, names), strict=True)))


def _padded(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    return [*cells, *[""] * len(names)][: len(names)]


def _unique(header: Sequence[str]) -> list[str]:
    """Name every column: a second `text` becomes `text (2)`, an unnamed one `column 7`."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = cell.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _rows(
    lines: _Lines, name: str, delimiter: str | None
) -> Iterator[tuple[int, list[str]] | Skipped]:
    """Yield line number and cells of every row that is not empty."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(lines), skipinitialspace=True)
    while True:
        start = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(f"{name}, line {start}", _why(error))
            lines.rewind()
            continue
        if lines.ended:  # the reader asked for more in the middle of a row
            yield Skipped(f"{name}, line {start}", "a quotation mark is never closed")
            lines.rewind()
        elif any(not blank(cell) for cell in cells):
            yield start, cells


def _why(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"a cell longer than {LONGEST_FIELD:,} characters: is a quotation mark missing?"
    return str(error)


def _delimiter(lines: _Lines) -> str:
    """Take Excel's own word (`sep=;`), else the most frequent sign outside quotation marks.

    `csv.Sniffer` looks at the texts too and takes letters for delimiters.
    """
    lines.begin_row()
    header = next((line for line in lines if line.strip()), "")
    if header.lower().startswith(_EXCEL_HINT) and header.strip()[len(_EXCEL_HINT) :]:
        return header[len(_EXCEL_HINT)]
    lines.rewind(0)
    bare = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


class _Lines:
    """Physical lines, counted, that can be taken back to the second line of the current row.

    A quotation mark that is never closed swallows the rows behind it: after the complaint they
    are read again. Rewinds are counted, so that a hostile file is not read again for every line.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead: list[str] = []
        self._row: list[str] = []
        self._number = 0
        self._rewinds = 0
        self.ended = False

    def begin_row(self) -> int:
        """Forget the row before; return the number of the line that comes next."""
        self._row.clear()
        self.ended = False
        return self._number + 1

    def rewind(self, keep: int = 1) -> None:
        """Go back to where the row began, behind its first `keep` lines."""
        self._rewinds += 1
        if self._rewinds <= _MOST_REWINDS:
            again = self._row[keep:]
            self._ahead += reversed(again)
            self._number -= len(again)
        self._row.clear()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.pop() if self._ahead else self._fresh()
        if not line:
            self.ended = True
            raise StopIteration
        self._number += 1
        self._row.append(line)
        return line

    def _fresh(self) -> str:
        line = self._text.readline(_LONGEST_LINE)
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = self._text.readline(_LONGEST_LINE)  # what stands behind the cap is dropped
        return line.replace("\0", "") or ("\n" if line else "")
