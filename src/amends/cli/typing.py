"""Texts that people give a command: from a file, typed, pasted, or from their editor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from amends.cli.session import note
from amends.errors import InputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from amends.cli.session import Session


def read(file: Path) -> str:
    """Return what is in a file, or on stdin for `-`; raises `InputError`."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from None


def asked(here: Session, *, edit: bool) -> str:
    """Get a text from a person: from an editor, or typed or pasted on a terminal.

    What is pasted comes from strangers: it is read to the end of the input, blank lines and all,
    and whatever the terminal still holds is thrown away, or it would be typed into the shell.
    """
    if edit:
        from amends.triage.desk import edited

        return edited("")
    if not here.dialogue:
        raise UsageError("no text was given", hint="Give --text, --file or --edit.")
    words = here.words(here.loaded().config.language)
    note(words.say("add.type"))
    try:
        return sys.stdin.read()
    finally:
        _forget_typed()


def _forget_typed() -> None:
    try:
        import termios
    except ImportError:  # Windows keeps no line for the next program
        return
    termios.tcflush(sys.stdin, termios.TCIFLUSH)
