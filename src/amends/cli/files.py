"""Files in which a summary of ours is to stand, time after time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from amends.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

Format = Literal["text", "markdown", "html", "json"]
ENDINGS: dict[Format, tuple[str, ...]] = {
    "text": (".txt",),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm"),
    "json": (".json",),
}
"""A file that ends so was one, or may become one: cron writes over it month by month."""


def spare_others(file: Path, form: Format, *, what: str, force: bool) -> None:
    """Raise `UsageError` where a slip of the pen would write over what is no `what`."""
    if force or file.suffix.casefold() in ENDINGS[form] or not file.exists():
        return
    raise UsageError(
        f"{file} exists, and does not look like a {what}",
        hint=f"Give a file that ends in {ENDINGS[form][0]}, or --force.",
    )
