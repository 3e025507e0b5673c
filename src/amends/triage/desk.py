"""What lies on the desk of the person at the keyboard: the editor and the clipboard."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from amends.errors import UsageError

PASTE = (
    ["wl-paste", "-n"],
    ["xclip", "-o", "-selection", "clipboard"],
    ["xsel", "-ob"],
    ["pbpaste"],
)
COPY = (
    ["wl-copy"],
    ["xclip", "-i", "-selection", "clipboard"],
    ["xsel", "-ib"],
    ["pbcopy"],
    ["clip.exe"],
)
_PATIENCE = 10
"""Seconds that a program of the clipboard gets."""


def copied(text: str) -> bool:
    """Put a text on this machine's clipboard; say whether there was a way to it."""
    for command in COPY:
        if shutil.which(command[0]):
            try:
                done = subprocess.run(  # noqa: S603 — a fixed list of programs
                    command,
                    input=text.encode(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=_PATIENCE,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired):
                continue
            if done.returncode == 0:
                return True
    return False


def terminal_copy(text: str) -> str:
    """Return what makes a terminal put a text on the clipboard, also over SSH (OSC 52)."""
    from base64 import b64encode

    return f"\x1b]52;c;{b64encode(text.encode()).decode()}\a"


def pasted() -> str:
    """Return the text on the clipboard; raises `UsageError` where there is no way to it."""
    for command in PASTE:
        if shutil.which(command[0]):
            done = subprocess.run(  # noqa: S603 — a fixed list of programs
                command, capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
            if done.returncode == 0:
                return done.stdout
    raise UsageError(
        "the clipboard cannot be reached from here",
        hint="Install wl-clipboard, xclip or xsel, or pipe the text: amends add --text -",
    )


def edited(text: str) -> str:
    """Return the text as a person left it in `$VISUAL` or `$EDITOR`."""
    editor = _editor()
    with tempfile.TemporaryDirectory(prefix="amends-") as folder:
        file = Path(folder) / "text.txt"
        file.write_text(text, encoding="utf-8")
        try:
            code = subprocess.run([*editor, str(file)], check=False).returncode  # noqa: S603
            if code:
                raise UsageError(f"the editor {editor[0]} ended with {code}; nothing was done")
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"what the editor {editor[0]} did cannot be used: {error}",
                hint="Name one in EDITOR that saves UTF-8, or give the text with --text.",
            ) from None


def _editor() -> list[str]:
    """Return the command of the editor; without one, and without a terminal, there is none."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError as error:
        raise UsageError(f"EDITOR cannot be read: {error}") from None
    if not command and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("there is no terminal to edit in", hint="Set EDITOR, or leave out --edit.")
    return command or ["vi"]
