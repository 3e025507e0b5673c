"""A mention taken by hand."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.errors import UsageError
from amends.models import Author, Batch, Mention, Rating
from amends.triage.business import BY_HAND
from amends.triage.deciding import take

if TYPE_CHECKING:
    from amends.models.vocabulary import Kind
    from amends.triage.business import Business

KINDS: dict[str, Kind] = {"letter": "email", "phone": "call", "call": "call", "counter": "call"}
"""What a mention from there is; anywhere else it is a review."""
PASTE = (
    ["wl-paste", "-n"],
    ["xclip", "-o", "-selection", "clipboard"],
    ["xsel", "-ob"],
    ["pbpaste"],
)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody typed in about a mention."""

    text: str = ""
    who: str | None = None
    where: str = "counter"
    when: str | None = None
    stars: float | None = None
    title: str | None = None
    url: str | None = None
    place: str | None = None
    kind: Kind | None = None


def add(business: Business, told: Told) -> str:
    """Store it and return its short id; raises `UsageError` if there is nothing in it."""
    if not told.text.strip() and told.stars is None:
        raise UsageError("nothing was said", hint="Give --text or --stars.")
    business.require(place=told.place)
    mention = Mention(
        text=told.text,
        title=told.title,
        source=BY_HAND,
        source_type=told.where.strip().lower() or BY_HAND,
        kind=told.kind or KINDS.get(told.where, "review"),
        url=told.url,
        place=told.place,
        author=Author(name=told.who),
        published_at=_when(told.when, business),
        rating=None if told.stars is None else Rating(told.stars),
    )
    taken = take(business, [Batch((mention,))], "add")
    if not taken.new:
        raise UsageError("this was noted before; nothing was added")
    return taken.new[0]


def _when(text: str | None, business: Business) -> datetime:
    if text is None:
        return business.now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--when {text!r} is not a time", hint="Write 2026-11-20T08:00.") from None
    zone = ZoneInfo(business.config.business.timezone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def clipboard() -> str:
    """Return the text on the clipboard; raises `UsageError` where there is no way to it."""
    for command in PASTE:
        if shutil.which(command[0]):
            done = subprocess.run(  # noqa: S603 — a fixed list of programs
                command, capture_output=True, text=True, timeout=10, check=False
            )
            if done.returncode == 0:
                return done.stdout
    raise UsageError(
        "the clipboard cannot be reached from here",
        hint="Install wl-clipboard, xclip or xsel, or pipe the text: amends add --text -",
    )


def edited(text: str) -> str:
    """Return the text as a person left it in `$VISUAL` or `$EDITOR`."""
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="amends-") as folder:
        file = Path(folder) / "text.txt"
        file.write_text(text, encoding="utf-8")
        try:
            code = subprocess.run([*editor, str(file)], check=False).returncode  # noqa: S603
        except OSError as error:
            raise UsageError(
                f"the editor {editor[0]} cannot be started: {error.strerror}",
                hint="Name one in EDITOR, or give the text with --text.",
            ) from None
        if code:
            raise UsageError(f"the editor {editor[0]} ended with {code}; nothing was done")
        return file.read_text(encoding="utf-8")
