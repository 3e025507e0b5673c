"""Where a person works through a day: what each key does, and what is drawn after it."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amends.cli import in_hand, keys
from amends.cli.session import note
from amends.errors import AmendsError, StoreConflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.cli.talk import Talk, Then
    from amends.models.answers import Verified
    from amends.triage.working import Round

LEAST_ROOM = 10
"""Lines; a smaller screen scrolls."""
RESULTS: dict[str, Verified] = {"1": "confirmed", "2": "not_found", "3": "unclear"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a person works through a day: draws it, and does what each key asks for."""

    at: Round
    talk: Talk

    def sit(self) -> None:
        """Take one matter after the other, until there is none, or the person has enough."""
        then: Then = "next"
        while then != "quit":
            if then == "next" and not self._next():
                return
            if then == "back" and not self.at.backward():
                self.talk.say("work.first")
                then = "stay"
            self._show(then)
            then = self._obey(self.talk.keyboard.key())

    def leave_off(self) -> None:
        """Say what became of the day; a terminal that is gone need not hear it."""
        from amends.outputs import working

        with suppress(OSError):
            self.talk.draw([working.summary(self.at.summary(), self.talk.words)])
            sys.stdout.flush()

    def _next(self) -> bool:
        from amends.outputs import working

        self.talk.draw(working.passed(self.at.forward(), self.talk.words))
        return self.at.view is not None

    def _show(self, then: Then) -> None:
        from amends.outputs import working

        zone, console = self.talk.timezone, self.talk.here.console()
        width, height = console.width, max(LEAST_ROOM, console.height)
        view = self.at.shown
        if then == "reply":
            self.talk.draw(working.reply(view, self.talk.words, zone, width, height))
        elif then != "stay":
            self.talk.draw(
                working.matter(self.at.place, view, self.talk.words, zone, width, height)
            )

    def _obey(self, key: str) -> Then:
        """Do what a key asks for; whatever goes wrong, nothing is lost, and the work goes on."""
        action = self._actions().get(key)
        if action is None and key in set("23456789"):
            return self._worded(int(key))
        if action is None:
            self.talk.say("work.pasted" if key == keys.PASTED else "work.unknown_key")
            return "stay"
        try:
            return action()
        except StoreConflict:
            self.at.look()
            self.talk.say("work.overtaken")
            return "matter"
        except AmendsError as error:
            note(error.message)
            if error.hint:
                note(error.hint)
            return "stay"

    def _actions(self) -> dict[str, Callable[[], Then]]:
        return {
            keys.NEXT: lambda: "next",
            keys.BACK: lambda: "back",
            keys.END: lambda: "quit",
            "b": lambda: "back",
            "q": lambda: "quit",
            "c": lambda: in_hand.copy(self.at, self.talk),
            "e": lambda: in_hand.edit(self.at, self.talk),
            "r": self._reply,
            " ": self._worded,
            "1": self._own,
            "s": self._shorten,
            "h": lambda: in_hand.hold(self.at),
            "w": lambda: in_hand.happened(self.at, self.talk),
            "p": self._propose,
            "k": self._keep,
            "m": self._move,
            "z": self._later,
            "a": self._assign,
            "x": self._leave,
            "v": self._verify,
            "n": self._note,
            "d": self._close,
            "u": self._undo,
            "t": self._text,
            "?": self._help,
        }

    # ── the reply in hand ────────────────────────────────────────────────────────────────────

    def _worded(self, variant: int | None = None) -> Then:
        self.at.wording(variant)
        return "reply"

    def _own(self) -> Then:
        self.at.own()
        return "reply"

    def _shorten(self) -> Then:
        self.at.shorten()
        return "reply"

    # ── decisions ────────────────────────────────────────────────────────────────────────────

    def _reply(self) -> Then:
        from amends.cli.reply import say
        from amends.outputs import drafted

        view = self.at.shown
        if view.text is None:
            return self.talk.stay("work.no_reply")
        if view.verdict and not view.verdict.ok:
            self.talk.draw(drafted.check(view.verdict, self.talk.words))
            if not self.talk.sure("work.ask.sure"):
                return self.talk.stay("work.cancelled")
        if view.unapproved and not self.talk.sure("work.ask.unapproved"):
            return self.talk.stay("work.cancelled")
        done = self.at.reply()
        say(done, view.case.id, self.talk.words)
        if not view.task.promise:
            return "next"
        self.at.look()  # what was promised is still to be kept
        return "matter"

    def _propose(self) -> Then:
        view = self.at.shown
        if view.text is None:
            return self.talk.stay("work.no_reply")
        if view.own and view.unapproved and view.own.who != self.at.opened.who:
            self.talk.say("work.approved", who=self.at.approve().approved_by)
            self.at.look()
            return "reply"
        self.at.propose()
        self.talk.say("work.is_proposed", id=view.case.id)
        return "next"

    def _keep(self) -> Then:
        if not self.at.shown.promises:
            return self.talk.stay("work.no_promise")
        self.talk.promised("followup.is_kept", self.at.keep())
        return self._after_promise()

    def _move(self) -> Then:
        if not self.at.shown.promises:
            return self.talk.stay("work.no_promise")
        if not (day := self.talk.ask("work.ask.day")):
            return self.talk.stay("work.cancelled")
        self.talk.promised("followup.is_moved", self.at.move(day))
        return self._after_promise()

    def _after_promise(self) -> Then:
        """Go on where that was what the matter was about."""
        if self.at.shown.task.promise:
            return "next"
        self.at.look()
        return "matter"

    def _later(self) -> Then:
        from amends.models.handling import UNTIL_REACTION
        from amends.outputs.dates import day

        if not (said := self.talk.ask("work.ask.until")):
            return self.talk.stay("work.cancelled")
        if (until := self.talk.until(said, self.at.business)) is None:
            return "stay"
        self.at.snooze(until)
        forever = until == UNTIL_REACTION
        key = "done.snoozed_reaction" if forever else "done.snoozed"
        date = "" if forever else day(self.talk.local(until), self.talk.words)
        said = self.talk.words.say(key) if forever else self.talk.words.say(key, date=date)
        self.talk.say("work.is_later", id=self.at.shown.case.id, until=said)
        return "next"

    def _assign(self) -> Then:
        names = ", ".join(self.at.opened.config.team) or "…"
        if not (said := self.talk.ask("work.ask.who", names=names)):
            return self.talk.stay("work.cancelled")
        name = self.at.assign(said)
        self.talk.say("work.is_assigned", id=self.at.shown.case.id, who=name)
        if name != self.at.opened.who:
            return "next"
        self.at.look()
        return "stay"

    def _leave(self) -> Then:
        because = self.talk.ask("work.ask.why")
        if not because:
            return self.talk.stay("work.cancelled")
        self.at.leave(because)
        self.talk.say("work.is_left", id=self.at.shown.case.id, because=because)
        return "next"

    def _verify(self) -> Then:
        self.talk.say("work.ask.result")
        result = RESULTS.get(self.talk.keyboard.key())
        if result is None:
            return self.talk.stay("work.cancelled")
        self.at.verify(result)
        return "matter"

    def _note(self) -> Then:
        if not (text := self.talk.ask("work.ask.note")):
            return self.talk.stay("work.cancelled")
        self.at.note(text)
        self.at.look()
        return self.talk.stay("work.is_noted")

    def _close(self) -> Then:
        view = self.at.shown
        settled = view.case.answered and not view.promises
        because = None if settled else self.talk.ask("work.ask.close")
        if not (settled or because):
            return self.talk.stay("work.cancelled")
        self.at.close(because)
        self.talk.say("work.is_closed", id=view.case.id)
        return "next"

    def _undo(self) -> Then:
        taken = self.at.undo()
        if taken is None:
            return self.talk.stay("work.nothing_to_undo")
        what = self.talk.words.say(f"event.{taken.what}")
        self.talk.say("done.undone", what=what, who=taken.who, ids=" ".join(taken.ids))
        return "matter"

    # ── looking ──────────────────────────────────────────────────────────────────────────────

    def _text(self) -> Then:
        from amends.outputs import sheet

        whole = self.at.shown.whole
        self.talk.draw(sheet.show(whole, self.talk.words, whole.at, self.talk.here.columns))
        return "reply"

    def _help(self) -> Then:
        from amends.outputs import working

        self.talk.draw(working.every_key(self.talk.words))
        return "reply"
