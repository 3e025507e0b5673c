"""What people decide about mentions: status, assignee, tags, notes, sleep; and taking it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from amends.errors import UnknownId, UsageError
from amends.handling.clocks import Calendar
from amends.handling.moves import REPLIED, STATUSES, UNANSWERED, allowed, move
from amends.handling.tags import tagged
from amends.models.handling import UNTIL_REACTION
from amends.triage.assessing import due_from_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from amends.models import Case, Handling
    from amends.models.answers import Verified
    from amends.models.vocabulary import Status
    from amends.store import Change, Row
    from amends.triage.business import Business
    from amends.triage.correcting import Wanted

NOBODY = "-"
"""Takes back who has it, or what was corrected."""
SERIOUS = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to change about mentions; None leaves it."""

    status: Status | None = None
    because: str | None = None
    assignee: str | None = None
    """`NOBODY` takes the present one off."""
    tags: tuple[str, ...] = ()
    """Added; with a minus before it a tag is taken off."""
    note: str | None = None
    snooze: datetime | None = None
    """Asleep until then; `UNTIL_REACTION`: until the customer reacts; the past wakes it."""
    chose: str | None = None
    """Which of the offered remedies the customer wants."""
    correct: Wanted | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is to change."""
        return self == Wish(because=self.because)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a command changed."""

    ids: tuple[str, ...]
    """Of the mentions that were named."""
    along: tuple[str, ...] = ()
    """Of those that it held for too: the same at other places, earlier letters of the person."""


def find(business: Business, short_id: str) -> int:
    """Return the number behind a short id; raises `UnknownId`."""
    number = business.store.number_of(short_id)
    if number is None:
        raise UnknownId(
            f"no mention has the id {short_id[:40]!r}", hint="amends inbox --all lists them."
        )
    return number


def case(business: Business, short_id: str) -> Case:
    """Return the whole case behind a short id; raises `UnknownId`."""
    return business.store.cases([find(business, short_id)])[0]


def mark(business: Business, short_ids: Sequence[str], wish: Wish) -> Marked:
    """Change mentions, all of them or none, as one change that `undo` takes back as a whole.

    What is decided about a mention holds for its copies at other places too; closing one, or
    saying that it was answered, who has it and when it comes back also for the person's other open
    letters at the same place: they stand behind it in one row.
    """
    if wish.note is not None and not wish.note.strip():
        raise UsageError("a note says something", hint='--note "rang her, no answer"')
    if wish.empty:
        raise UsageError(
            "nothing to change",
            hint=f"Give --status ({', '.join(STATUSES)}), --assign NAME, --tag, --note, --snooze.",
        )
    who = _member(business, wish.assignee)
    with business.change() as change:
        numbers = dict.fromkeys(find(business, short_id) for short_id in short_ids)
        named = business.store.cases(list(numbers))
        along = _along(business, named, wish)
        for each in (*named, *along):
            own = each in named
            handling = _changed(business, each, wish, who, named=own)
            rows = _rows(business, change, each, wish) if own else []
            if handling == each.handling and not rows and not wish.note:
                continue  # it is so already
            details = _details(wish, each, who, business.zone) if own else {"with": named[0].id}
            number = find(business, each.id)
            change.decide(number, handling, what=_what(wish), details=details, rows=rows)
    return Marked(tuple(each.id for each in named), tuple(each.id for each in along))


def _along(business: Business, named: Sequence[Case], wish: Wish) -> list[Case]:
    """Return what a decision holds for besides the mentions that were named."""
    if wish.status is None and wish.assignee is None and wish.snooze is None:
        return []
    ids = {each.id: None for each in named}
    found = {link: None for each in named for link in each.links if link not in ids}
    cases = {link: case(business, link) for link in found}
    if wish.status in REPLIED or wish.status in {None, "closed"}:
        same = others(business, named, answered=wish.status == "closed")
        cases |= {each.id: each for each in same if each.id not in ids}
    return [each for each in cases.values() if _follows(each, wish)]


def _follows(each: Case, wish: Wish) -> bool:
    """Say whether it goes along: what is answered or closed is not work again for another.

    What would need a reason by itself, and is given none, stays as it is.
    """
    status, handling = wish.status, each.handling
    if status is None:
        return True
    done = each.answered or not handling.open
    owed = not each.answered or handling.follow_up_at is not None
    reasoned = bool((wish.because or "").strip())
    if status == "ignored" or (status == "closed" and owed):
        return reasoned and status in allowed(handling)
    return status in allowed(handling) and not (done and status in UNANSWERED)


def others(business: Business, named: Sequence[Case], *, answered: bool) -> list[Case]:
    """Return the other open mentions of the same matter of the same person; see the store."""
    numbers = [
        number
        for each in named
        for number in business.store.together(find(business, each.id), answered=answered)
    ]
    return business.store.cases(list(dict.fromkeys(numbers)))


def moved(business: Business, each: Case, status: Status, because: str | None = None) -> Handling:
    """Return the handling of a case with another status, its clocks set accordingly."""
    before = each.handling
    after = move(
        before,
        status,
        because=because,
        now=business.now,
        revision=each.revision,
        answered=each.answered,
    )
    if before.waiting_since not in {None, after.waiting_since}:
        after = replace(after, close_due_at=_resumed(business, each))
    if after.open and before.queued_at is None:
        times = due_from_now(business, each)
        after = replace(after, reply_due_at=times.reply, close_due_at=times.close)
    return after


def _resumed(business: Business, each: Case) -> datetime | None:
    """Return when to close what waited for the customer: the time of waiting does not count."""
    handling, now = each.handling, business.now
    due, asked = handling.close_due_at, handling.waiting_since
    if due is None or asked is None:
        return due
    since = max(asked, each.first_seen_at or asked)
    return Calendar(business.config).resumed(due, since, min(handling.reopened_at or now, now))


def _changed(
    business: Business, each: Case, wish: Wish, who: str | None, *, named: bool
) -> Handling:
    handling = each.handling
    if wish.status:
        if named and not wish.because:
            _refuse_unsaid(business, each, wish.status)
        handling = moved(business, each, wish.status, wish.because)
    if wish.assignee is not None:
        handling = replace(handling, assignee=who)
    if wish.snooze is not None:
        awake = wish.snooze <= business.now
        handling = replace(handling, snoozed_until=None if awake else wish.snooze)
    if named and wish.tags:
        handling = replace(handling, tags=tagged(handling.tags, wish.tags))
    return handling


def _refuse_unsaid(business: Business, each: Case, status: Status) -> None:
    """Raise for what would pass without a word: harm as answered, a review as nobody's.

    A reply on record, here or at the source, says how it was answered.
    """
    grave = each.assessment.severity >= SERIOUS and not each.answered
    if status in REPLIED and grave and not business.store.replies(find(business, each.id)):
        raise UsageError(
            f"{each.id} tells of serious harm: how was it answered?",
            hint='Record the reply (amends reply), or say it: --because "on the phone"',
        )
    if status == "spam" and each.mention.rating and each.handling.status != "spam":
        raise UsageError(
            f"{each.id} is a rating that everybody sees: calling it spam needs a reason",
            hint='Add it: --because "an advert"; a platform may take it down: amends flag',
        )


def _details(wish: Wish, each: Case, who: str | None, zone: ZoneInfo) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if wish.status:
        said |= {"status": wish.status, "before": each.handling.status}
    if wish.assignee is not None:
        said["assignee"] = who
    if wish.tags:
        said["tags"] = list(wish.tags)
    if wish.snooze is not None:
        forever = wish.snooze == UNTIL_REACTION
        said["until"] = "reaction" if forever else wish.snooze.astimezone(zone).isoformat()
    if wish.correct is not None:
        from amends.triage.correcting import told

        said["corrected"] = told(each, wish.correct)
    for name in ("because", "note", "chose"):
        if value := getattr(wish, name):
            said[name] = value
    return said


def _what(wish: Wish) -> str:
    alone: list[tuple[bool, str]] = [
        (wish == Wish(note=wish.note), "noted"),
        (wish == Wish(correct=wish.correct), "corrected"),
        (wish == Wish(snooze=wish.snooze, because=wish.because), "snoozed"),
    ]
    return next((what for applies, what in alone if applies), "marked")


def _rows(business: Business, change: Change, each: Case, wish: Wish) -> list[Row]:
    """Return what belongs to a decision beside the handling."""
    rows: list[Row] = []
    if wish.chose is not None:
        from amends.triage.replying import chosen

        rows += chosen(business, change, each, wish.chose)
    if wish.correct is not None:
        from amends.triage.correcting import corrections

        rows += corrections(business, change, each, wish.correct)
    return rows


def _member(business: Business, name: str | None) -> str | None:
    """Return the colleague who is meant; raises `UsageError` for a name that the team lacks."""
    wanted = (name or "").strip()
    if name is None or wanted == NOBODY:
        return None
    if not wanted:
        raise UsageError("--assign needs a name", hint="- takes the present one off.")
    team = business.config.team
    for known in team:
        if known.casefold() == wanted.casefold():
            return known
    if team:
        raise UsageError(
            f"no colleague is called {wanted!r}", hint=f"In config.yaml: {', '.join(team)}."
        )
    return wanted


def verify(business: Business, short_id: str, result: Verified) -> None:
    """Record what looking into a mention has shown; it says how to answer from now on.

    It holds for its copies at other places too.
    """
    with business.change() as change:
        named = case(business, short_id)
        for each in (named, *(case(business, link) for link in named.links)):
            handling = each.handling
            if handling.status in {"new", "seen"}:
                handling = moved(business, each, "verifying")
            change.decide(
                find(business, each.id),
                replace(handling, verified=result),
                what="verified",
                details={"result": result, "status": handling.status},
            )
