"""A person who logs in: what they read on the terminal, and what they type or paste there."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from amends.cli.session import note
from amends.errors import UsageError

if TYPE_CHECKING:
    from amends.languages import Words

_LONGEST = 65_536
"""Characters of an address or of a token; a file given by mistake is not read whole."""


class AtTerminal:
    """Whoever sits before the terminal; in a pipe, whatever feeds it."""

    def __init__(self, words: Words, *, browser: bool) -> None:
        self._words = words
        self._browser = browser
        self._comes_back = False
        self._ended = False

    def send(self, address: str, *, comes_back: bool) -> None:
        """Show the address on which to agree, and open it if there is a browser."""
        note(self._words.say("login.open"))
        note(f"\n{address}\n")
        opened = self._browser and has_display() and _opens(address)
        self._comes_back = opened and comes_back
        back = "waiting" if opened else "elsewhere"
        note(self._words.say(f"login.{back}" if comes_back else "login.paste"))

    def typed(self) -> str | None:
        """Return the line that has been typed meanwhile, if there is one."""
        if self._ended or not _line_waits():
            return None
        line = sys.stdin.readline(_LONGEST)
        self._ended = not line
        if self._ended and not self._comes_back:
            raise UsageError(
                "nobody is here to agree",
                hint="Log in on a terminal, or give the address at which the browser ends on"
                " stdin.",
            )
        return line.strip() or None

    def wrong(self) -> None:
        """Ask for the address once more; whatever feeds a pipe cannot be asked."""
        if not sys.stdin.isatty():
            raise UsageError(
                "what came on stdin is not the address at which this login ends",
                hint="Give all of it, from http to its end; each login has one of its own.",
            )
        note(self._words.say("login.wrong"))

    def token(self, instructions: tuple[str, ...]) -> str:
        """Show how to get a token and let it be pasted, unseen."""
        for number, step in enumerate(instructions, start=1):
            note(f"{number}. {step}")
        if not sys.stdin.isatty():
            return sys.stdin.readline(_LONGEST)
        return _hidden(self._words.say("login.token"))


def has_display() -> bool:
    """Whether a browser would open before the person, and not on a machine far away."""
    if sys.platform == "win32":
        return True
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    # Without a display `webbrowser` would start one of those that take over the terminal.
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _opens(address: str) -> bool:
    import webbrowser

    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def _line_waits() -> bool:
    """Whether a line can be read, or the end of the input, without waiting for it."""
    if sys.platform == "win32":
        import msvcrt

        return not sys.stdin.isatty() or bool(msvcrt.kbhit())
    from select import select

    try:
        return bool(select([sys.stdin], [], [], 0)[0])
    except (OSError, ValueError):  # no file of the system: it never waits
        return True


def _hidden(question: str) -> str:
    import warnings
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(f"{question} › ", stream=sys.stderr)
        except GetPassWarning:
            raise UsageError(
                "this terminal would show the token", hint="Give it on stdin instead."
            ) from None
        except EOFError:
            return ""
