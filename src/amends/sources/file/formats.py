"""Which format a file has, by its name first, its content second."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from amends.errors import BadRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.sources.file.options import Format

_BY_SUFFIX: Mapping[str, Format] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "tsv",
        ".tab": "tsv",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".mbox": "mbox",
        ".mbx": "mbox",
        ".eml": "mbox",
    }
)
_PACKED = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive", "Save the sheet as CSV, or unpack it."),
    (b"\x1f\x8b", "compressed", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV."),
    (b"%PDF", "a PDF", "Ask the platform for a CSV or JSON export."),
)


def detect(name: str, head: bytes, start: str) -> Format:
    """Return the format of a file from its name, its first bytes and its first decoded text.

    Raises `BadRequest` for what people mistake for an export: workbooks, archives, PDF.
    """
    for mark, what, hint in _PACKED:
        if head.startswith(mark):
            raise BadRequest(f"{name} is {what}", hint=hint)
    return _BY_SUFFIX.get(Path(name).suffix.lower()) or _by_content(start.lstrip("\ufeff\0 \t\r\n"))


def _by_content(start: str) -> Format:
    if start.startswith("["):
        return "json"
    if start.startswith("{"):
        first, _, more = start.partition("\n")
        return "jsonl" if more.strip() and _is_json(first) else "json"
    return "mbox" if start.startswith("From ") else "csv"


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
