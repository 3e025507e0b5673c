"""Talking with the person at the keyboard while they work through the day."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from amends.cli.session import note
from amends.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from amends.cli.keys import Keyboard
    from amends.cli.session import Session
    from amends.languages import Words
    from amends.models.promises import Followup
    from amends.triage.business import Business

Then = Literal["next", "back", "matter", "reply", "stay", "quit"]
"""What follows a key: another matter; this one drawn whole, or only its reply; another key."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A screen, a keyboard, and the words of the interface."""

    here: Session
    words: Words
    keyboard: Keyboard
    timezone: str

    def draw(self, lines: Iterable[RenderableType | str]) -> None:
        """Print what a screen yields."""
        self.here.draw(lines)

    def say(self, message: str, **args: object) -> None:
        """Say something in one line."""
        sys.stdout.flush()
        note(self.words.say(message, **args))

    def stay(self, message: str) -> Then:
        """Say something, and wait for another key."""
        self.say(message)
        return "stay"

    def ask(self, question: str, **args: object) -> str:
        """Ask for a line; empty where the person thinks better of it."""
        return self.keyboard.line(self.words.say(question, **args))

    def sure(self, question: str) -> bool:
        """Ask a question that only `y` affirms."""
        self.say(question)
        return self.keyboard.key() == "y"

    def until(self, said: str, business: Business) -> datetime | None:
        """Read until when something sleeps: a day by name, `3d`, or `r` for a reaction."""
        from amends.cli import times
        from amends.triage.answering import day

        named = day(said, business, self.words.language)
        if named is not None:
            return datetime.combine(named, time(), ZoneInfo(self.timezone))
        try:
            return times.until(self.here, "reaction" if said.casefold() == "r" else said, business)
        except UsageError:
            self.say("work.no_day", said=said)
            return None

    def promised(self, message: str, followup: Followup) -> None:
        """Say what became of a promise."""
        from amends.outputs.dates import day

        date = day(self.local(followup.due_at), self.words)
        self.say(message, id=followup.id, what=followup.what, who=followup.who, date=date)

    def local(self, moment: datetime) -> date:
        """Return the day that it is then where the business is."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()
