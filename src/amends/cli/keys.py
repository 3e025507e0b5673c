"""One key at a time, without Enter, where the terminal allows it; else a line each."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from amends.cli.session import prompted

if TYPE_CHECKING:
    from collections.abc import Iterator

END = "end"
"""The terminal has no more to say: Ctrl-D, or it is gone."""
NEXT, BACK, PASTED = "next", "back", "pasted"
LAYOUTS = {
    "ru": dict(
        zip("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm", strict=True)  # ЙЦУКЕН
    ),
    "bg": dict(
        zip("явертъуиопасдфгхйклзьцжбнм", "qwertyuiopasdfghjklzxcvbnm", strict=True)  # phonetic
    ),
}
"""Letters that stand on the key of a Latin one: nobody should have to switch for one key."""

_NAMED = {
    "": END,
    "\x04": END,
    "\r": NEXT,
    "\n": NEXT,
    "\x1b[C": NEXT,
    "\x1bOC": NEXT,
    "\x1b[D": BACK,
    "\x1bOD": BACK,
    "\x1b[200~": PASTED,
}
_PASTE_ENDS = b"\x1b[201~"
_PASTES_MARKED, _PASTES_PLAIN = "\x1b[?2004h", "\x1b[?2004l"
"""What is pasted comes marked as such, or each letter of it would be a command."""
_ESCAPE_FOLLOWS = 0.05
"""Seconds in which the rest of an arrow key comes; Escape alone is nothing."""


class Keyboard:
    """What a person types; this one, in lines, works everywhere."""

    def __init__(self, language: str) -> None:
        self._letters = LAYOUTS.get(language, {})

    def key(self) -> str:
        """Return the next key: a letter, `NEXT`, `BACK`, `PASTED`, or `END`; else nothing."""
        try:
            return self.named(input("› ").strip()[:1] or "\n")
        except EOFError:
            return END

    def line(self, question: str) -> str:
        """Ask for a line; empty where nothing was said."""
        with self.lent():
            try:
                return prompted(f"{question} › ").strip()
            except EOFError:
                print()  # noqa: T201 — Ctrl-D leaves the cursor behind the question
                return ""

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Give the terminal to lines, or to another program, for a while."""
        yield

    def end(self) -> None:
        """Leave the terminal as it was found."""

    def named(self, typed: str) -> str:
        """Return what a key means, whichever alphabet the keyboard is set to."""
        letter = typed.casefold()
        return _NAMED.get(typed) or self._letters.get(letter) or (letter if len(typed) == 1 else "")


class Terminal(Keyboard):
    """Single keys of a Unix terminal."""

    def __init__(self, language: str) -> None:
        import termios

        super().__init__(language)
        self._file = sys.stdin.fileno()
        self._usual = termios.tcgetattr(self._file)

    def key(self) -> str:
        """Return the next key."""
        import tty
        from termios import TCSADRAIN

        try:
            tty.setcbreak(self._file, TCSADRAIN)  # each time: Ctrl-Z and fg may have changed it
            sys.stdout.write(_PASTES_MARKED)
            sys.stdout.flush()
            typed = self._typed()
        except OSError:  # the terminal is gone
            return END
        name = self.named(typed.decode("utf-8", "replace"))
        if name == PASTED:
            self._drop_pasted()
        return name

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Give the terminal back as it was found, for a while."""
        self.end()
        yield

    def end(self) -> None:
        """Leave the terminal as it was found."""
        import termios

        with suppress(OSError, termios.error):  # it may be gone
            sys.stdout.write(_PASTES_PLAIN)
            sys.stdout.flush()
            termios.tcsetattr(self._file, termios.TCSADRAIN, self._usual)

    def _typed(self) -> bytes:
        """Return the bytes of one key: a letter of several bytes, or an escape sequence."""
        typed = os.read(self._file, 1)
        if typed == b"\x1b":
            while self._more() and not (len(typed) > 2 and 0x40 <= typed[-1] <= 0x7E):  # noqa: PLR2004
                typed += os.read(self._file, 1)
            return typed
        for _ in range(_following(typed)):
            typed += os.read(self._file, 1)
        return typed

    def _more(self) -> bool:
        from select import select

        return bool(select([self._file], [], [], _ESCAPE_FOLLOWS)[0])

    def _drop_pasted(self) -> None:
        dropped = b""
        while not dropped.endswith(_PASTE_ENDS) and self._more():
            dropped = (dropped + os.read(self._file, 1))[-len(_PASTE_ENDS) :]


class Console(Keyboard):
    """Single keys of a Windows console."""

    def key(self) -> str:
        """Return the next key."""
        import msvcrt

        sys.stdout.flush()
        typed: str = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
        if typed in {"\x00", "\xe0"}:  # an arrow, named by the sign that follows
            arrow: str = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
            return {"M": NEXT, "K": BACK}.get(arrow, "")
        if typed == "\x03":
            raise KeyboardInterrupt
        return self.named(typed)


def _following(first: bytes) -> int:
    """Return how many bytes of a UTF-8 letter come after its first."""
    lead = first[0] if first else 0
    return (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)  # noqa: PLR2004


@contextmanager
def keyboard(language: str) -> Iterator[Keyboard]:
    """Listen to the keyboard; the terminal is left as it was found."""
    found = _best(language)
    try:
        yield found
    finally:
        found.end()


def _best(language: str) -> Keyboard:
    if os.environ.get("TERM") == "dumb":
        return Keyboard(language)
    try:
        if sys.platform == "win32":
            return Console(language)
        return Terminal(language)
    except (ImportError, OSError):
        return Keyboard(language)
