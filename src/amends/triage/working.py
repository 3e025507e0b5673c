"""The daily quarter of an hour: one matter after the other, each decided on as it was seen.

Knows neither keys nor screens: a caller draws `Round.view` and calls one method for a decision.
Whoever decided about a mention meanwhile is heard first: such a method raises `StoreConflict`,
nothing is done, and `look` gives the mention as it is now, with what the others did.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from amends.errors import UsageError
from amends.models.work import COUNTED, Passed, Place, Summary
from amends.store import OURSELVES
from amends.triage import (
    deciding,
    drafting,
    looking,
    promising,
    proposing,
    replying,
    undoing,
)
from amends.triage.day import Done, Pace, over
from amends.triage.team import colleague

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from amends.models import Answers
    from amends.models.answers import Verified
    from amends.models.handling import Proposal
    from amends.models.listing import Task
    from amends.models.promises import Followup
    from amends.models.reply import Purpose
    from amends.models.vocabulary import UiLanguage
    from amends.models.work import Deed
    from amends.triage.business import Business
    from amends.triage.day import Day
    from amends.triage.looking import View
    from amends.triage.replying import Replied
    from amends.triage.undoing import TakenBack

Result = TypeVar("Result")


@dataclass(slots=True)
class Round:
    """A person going through the matters of a day."""

    opened: Business
    day: Day
    clock: Callable[[], datetime]
    """The time of day."""
    ticks: Callable[[], float]
    """Seconds, from wherever."""
    interface: UiLanguage = "en"
    at: int = -1
    """Which matter is on the desk; the number of all of them when the day is done."""
    view: View | None = None
    done: list[Done] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)
    _passed: set[int] = field(default_factory=set)
    _known: dict[str, int] = field(default_factory=dict)
    """Events of a mention that have been told of."""
    _began: float = 0.0
    _shown: float = 0.0

    def __post_init__(self) -> None:
        self._began = self._shown = self.ticks()

    @property
    def business(self) -> Business:
        """The business at this moment."""
        return replace(self.opened, now=self.clock())

    @property
    def place(self) -> Place:
        """How far the day has come, and about how long the rest of it takes."""
        rest = range(max(self.at, 0), len(self.day.tasks))
        settled = {each.at for each in self.done if each.deed in COUNTED}
        minutes = self.pace.minutes([self.day.tasks[each] for each in rest if each not in settled])
        return Place(self.at + 1, len(self.day.tasks), minutes)

    @property
    def shown(self) -> View:
        """What is on the desk; raises `UsageError` after the last matter."""
        if self.view is None:
            raise UsageError("the day is done")
        return self.view

    # ── from one matter to the next ──────────────────────────────────────────────────────────

    def forward(self) -> list[Passed]:
        """Take the next matter; return those before it that need nothing any more."""
        passed: list[Passed] = []
        self._note_pace()
        while self.at < len(self.day.tasks):
            self.at += 1
            if self.at == len(self.day.tasks):
                self.view = None
            elif over(self.business, task := self.day.tasks[self.at]):
                self._passed.add(self.at)
                passed.append(Passed(task.id, self._last_event(task)))
                continue
            else:
                self.look()
            break
        return passed

    def backward(self) -> bool:
        """Take the matter before once more, whatever became of it; say whether there is one."""
        if self.at <= 0:
            return False
        self.at -= 1
        self.look()
        return True

    def look(self) -> View:
        """Read what is on the desk as it is now; the reply in hand is what is kept, or a draft."""
        business, task = self.business, self.day.tasks[self.at]
        view = looking.look(business, task, self.interface)
        view = replace(view, news=tuple(self._news(task, view.whole.events)))
        self._known[task.id] = len(view.whole.events)
        self._shown = self.ticks()
        self.view = view
        return view

    def summary(self) -> Summary:
        """Say what became of the day."""
        last = {each.at: each.deed for each in self.done if each.deed in COUNTED}
        counts = Counter(last.values())
        left = self.day.total - len(last.keys() | self._passed)
        minutes = round((self.ticks() - self._began) / 60)
        return Summary({deed: counts[deed] for deed in COUNTED if counts[deed]}, minutes, left)

    # ── the reply in hand ────────────────────────────────────────────────────────────────────

    def wording(self, variant: int | None = None) -> View:
        """Take another wording of the draft, the next one if none is named."""
        ask = self.shown.ask
        if variant is None:
            made = self.shown.draft
            variant = (made.variant if made and self.shown.own is None else 0) + 1
        return self._reworded(replace(ask, variant=variant))

    def shorten(self) -> View:
        """Take the short form of the draft, or the long one again."""
        return self._reworded(replace(self.shown.ask, short=not self.shown.ask.short))

    def purpose(self, purpose: Purpose | None) -> View:
        """Draft for something else: to hold, done, late; None is the usual."""
        return self._reworded(replace(self.shown.ask, purpose=purpose, variant=1))

    def own(self) -> View:
        """Take the words in hand again that somebody kept; without any, the first wording."""
        if self.shown.case.handling.proposal is None:
            return self.wording(1)
        self.view = looking.in_own_words(self.business, self.shown)
        return self.view

    def write(self, text: str) -> View:
        """Keep own words at once, so that nothing can lose them; they are in hand from now on."""
        case = self.shown.case
        if text.strip() == (self.shown.text or "").strip():
            return self.shown
        self._decide("wrote", lambda now: proposing.propose(now, case.id, text))
        return self.look()

    def tell(self, answers: Answers) -> View:
        """Keep what the owner knows of it, and draft accordingly."""
        matter = self.shown.matter
        if matter is None:
            return self.shown
        self._decide("told", lambda now: drafting.told(now, matter, answers))
        self.look()
        ask = self.shown.ask  # who knows what happened need not ask for time
        return self._reworded(replace(ask, purpose=None) if ask.purpose == "hold" else ask)

    # ── decisions ────────────────────────────────────────────────────────────────────────────

    def reply(self) -> Replied:
        """Record that the reply in hand was sent."""
        view = self.shown
        said, wait = looking.refuse_without(view.text), view.ask.purpose == "all_right"
        case = view.case
        result = self._decide("replied", lambda now: replying.reply(now, case.id, said, wait=wait))
        if result.status == "waiting_for_customer":
            self.done[-1] = replace(self.done[-1], deed="asked")
        return result

    def propose(self) -> None:
        """Give the reply in hand to somebody else to approve."""
        said, id_ = looking.refuse_without(self.shown.text), self.shown.case.id
        self._decide("proposed", lambda now: proposing.propose(now, id_, said, needs_approval=True))

    def approve(self) -> Proposal:
        """Approve the reply that a colleague proposed."""
        return self._decide("approved", lambda now: proposing.approve(now, self.shown.case.id))

    def snooze(self, until: datetime) -> None:
        """Lay it aside until then, or until the customer reacts."""
        self._mark("later", deciding.Wish(snooze=until))

    def assign(self, said: str) -> str:
        """Give it to a colleague, named by as many letters as it takes; return who it is."""
        name = colleague(self.opened.config.team, said)
        self._mark("assigned", deciding.Wish(assignee=name))
        return name

    def leave(self, because: str) -> None:
        """Leave it alone, with the reason; raises `UsageError` without one."""
        self._mark("left_alone", deciding.Wish(status="ignored", because=because))

    def close(self, because: str | None = None) -> None:
        """Close it; raises `UsageError` where that needs a reason."""
        self._mark("closed", deciding.Wish(status="closed", because=because or None))

    def note(self, text: str) -> None:
        """Note something for the history."""
        self._mark("noted", deciding.Wish(note=text))

    def verify(self, result: Verified) -> View:
        """Note what looking into it has shown; the draft answers accordingly."""
        self._decide("verified", lambda now: deciding.verify(now, self.shown.case.id, result))
        return self.look()

    def keep(self, remark: str | None = None) -> Followup:
        """Note that the promise was kept."""
        name = self._promise().id
        return self._decide("kept", lambda now: promising.keep(now, name, remark))

    def move(self, day: str) -> Followup:
        """Promise another day instead."""
        name = self._promise().id
        return self._decide("moved", lambda now: promising.move(now, name, day))

    def undo(self) -> TakenBack | None:
        """Take back the last that was decided here, and look at it; None where nothing was."""
        if not self.done:
            return None
        taken = undoing.undo(self.business, self.done[-1].change)
        self.at = self.done.pop().at
        self.look()
        return taken

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _mark(self, deed: Deed, wish: deciding.Wish) -> None:
        self._decide(deed, lambda now: deciding.mark(now, [self.shown.case.id], wish))

    def _decide(self, deed: Deed, decision: Callable[[Business], Result]) -> Result:
        """Decide about what is on the desk, if it still is as it was shown."""
        business, case = self.business, self.shown.case
        number, store = deciding.find(business, case.id), business.store
        with store.unchanged(number, version=case.handling.version, revision=case.revision):
            before = len(store.events(number))
            result = decision(business)
            events = store.events(number)
        self._known[case.id] = len(events)
        if len(events) > before:  # else it was so already
            self.done.append(Done(self.at, deed, events[-1]["change"]))
        return result

    def _promise(self) -> Followup:
        if not self.shown.promises:
            raise UsageError("nothing is promised here")
        return self.shown.promises[0]

    def _reworded(self, ask: drafting.Ask) -> View:
        self.view = looking.reworded(self.business, self.shown, ask)
        return self.view

    def _last_event(self, task: Task) -> Mapping[str, Any] | None:
        number = self.opened.store.number_of(task.id)
        events = self.opened.store.events(number) if number is not None else []
        return next((each for each in reversed(events) if not each["undone"]), None)

    def _news(self, task: Task, events: list[dict[str, Any]]) -> Iterable[Mapping[str, Any]]:
        """Return what others did: since it was last looked at, else since the round began."""
        ours = {self.opened.who, OURSELVES}
        if task.id in self._known:
            events = events[self._known[task.id] :]
        else:
            events = [each for each in events if each["at"] > self.opened.now]
        return [each for each in events if each["who"] not in ours]

    def _note_pace(self) -> None:
        """Note how long the matter on the desk took, if something was decided about it."""
        if self.view and self.done and self.done[-1].at == self.at:
            self.pace.took(self.view.task.group, self.ticks() - self._shown)
