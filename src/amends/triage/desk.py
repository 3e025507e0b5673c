"""What lies on the desk of the person at the keyboard: the editor and the clipboard."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

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


def edited(text: str, rescue: Callable[[str], None] | None = None) -> str:
    """Return the text as a person left it in `$VISUAL` or `$EDITOR`.

    Nothing that was saved there is lost: where the editor breaks down, its file stays and the
    error names it; where we are stopped meanwhile, `rescue` gets what it holds.
    """
    editor = _editor()
    file = Path(tempfile.mkdtemp(prefix="amends-")) / "text.txt"
    file.write_text(text, encoding="utf-8")
    try:
        left = _left(editor, file)
    except UsageError as error:
        if _same(file, text):
            shutil.rmtree(file.parent)
            raise
        hint = f"What you wrote is kept in {file}"
        raise UsageError(error.message, hint=hint) from None
    except BaseException:  # Ctrl-C, or the terminal was closed
        if rescue and not _same(file, text):
            rescue(file.read_text(encoding="utf-8"))
            shutil.rmtree(file.parent)
        raise
    shutil.rmtree(file.parent)
    return left


def _left(editor: list[str], file: Path) -> str:
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


def _same(file: Path, text: str) -> bool:
    """Say whether a file holds no more than it was given; one that is gone holds nothing."""
    return not file.exists() or file.read_bytes() == text.encode()


def opened(url: str) -> bool:
    """Show a page in the browser; say whether there was one, and a screen for it.

    Only what `harmless.address` lets through, and no mail: addresses come from strangers.
    """
    import webbrowser

    from amends.triage.harmless import address

    safe = address(url)
    if not safe or not safe.startswith(("http://", "https://")) or not _screen():
        return False
    try:
        return webbrowser.open(safe)
    except (webbrowser.Error, OSError, ValueError):  # a BROWSER that cannot be read or run
        return False


def _screen() -> bool:
    """Say whether a browser would be seen: on a bare terminal one would take it over."""
    named = (os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"))
    return sys.platform in {"darwin", "win32"} or any(named)


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
