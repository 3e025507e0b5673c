"""Follow-ups: what we promised, until it is kept, moved or taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amends.errors import UnknownId, UsageError
from amends.models.moments import micros, moment
from amends.models.promises import Agenda
from amends.store import Made, Row
from amends.store.decisions import promise_row
from amends.triage.deciding import case, find, moved
from amends.triage.ranking import midnight
from amends.triage.replying import end_of

if TYPE_CHECKING:
    from datetime import datetime

    from amends.models import Case
    from amends.models.promises import Due, Followup
    from amends.store import Change
    from amends.triage.business import Business


def agenda(
    business: Business, *, who: str | None = None, only: tuple[Due, ...] = (), done: bool = False
) -> Agenda:
    """Return the follow-ups: open ones, and with `done` also those kept or dropped."""
    tonight = midnight(business)
    found = (
        each
        for each in business.store.followups(open_only=not done)
        if (who is None or each.who.casefold() == who.casefold())
        and (not only or each.due(business.now, tonight) in only)
    )
    granted = business.store.remedies.granted(business.now - timedelta(days=30))
    return Agenda(business.now, tonight, tuple(found), *granted)


def due_now(business: Business) -> tuple[Followup, ...]:
    """Return what is late, and what is due before the day ends."""
    return agenda(business, only=("late", "today")).items


def keep(business: Business, name: str, note: str | None = None) -> Followup:
    """Note that a promise was kept."""
    return _settle(business, name, "kept", {"kept_at": micros(business.now), "note": note})


def drop(business: Business, name: str, because: str) -> Followup:
    """Take a promise back; raises `UsageError` without a reason."""
    if not because.strip():
        raise UsageError("a promise is not dropped without a reason", hint='--because "…"')
    values = {"dropped_at": micros(business.now), "note": because.strip()}
    return _settle(business, name, "dropped", values)


def move(business: Business, name: str, day: str, because: str | None = None) -> Followup:
    """Promise another day instead."""
    due = _day(business, day)
    return _settle(business, name, "moved", {"due_at": micros(due), "note": because})


def add(
    business: Business,
    short_id: str,
    what: str,
    *,
    by: str,
    who: str | None = None,
    remedy: str | None = None,
) -> Followup:
    """Note a promise that was made otherwise: on the phone, at the counter."""
    if not what.strip():
        raise UsageError("a promise says what is promised")
    business.require(colleague=who)
    due = _day(business, by)
    with business.change() as change:
        present, number = case(business, short_id), find(business, short_id)
        made = Made(what.strip(), who or present.handling.answers.who or business.who, due, remedy)
        row = promise_row(change, number, made)
        handling = present.handling
        if not handling.open:
            handling = moved(business, present, "following_up")
        soonest = min(due, handling.follow_up_at or due)
        change.decide(
            number,
            replace(handling, follow_up_at=soonest),
            what="promised",
            details={"id": f"f{row.key['number']}", "note": made.what, "by": _local(business, due)},
            rows=[row],
        )
        return _named(business, row.key["number"])


def _settle(business: Business, name: str, what: str, values: dict[str, Any]) -> Followup:
    with business.change() as change:
        promise = _open(business, name)
        present = case(business, promise.mention)
        row = Row("promises", {"number": promise.number}, values)
        after = _without(business, present, promise, values)
        details = {"id": promise.id, "note": values.get("note") or promise.what}
        if "due_at" in values:
            details["by"] = _local(business, moment(int(values["due_at"])))
        _decide(business, change, present, after, what, details, row)
        return _named(business, promise.number)


def _decide(
    business: Business,
    change: Change,
    present: Case,
    soonest: datetime | None,
    what: str,
    details: dict[str, Any],
    row: Row,
) -> None:
    handling = replace(present.handling, follow_up_at=soonest)
    change.decide(find(business, present.id), handling, what=what, details=details, rows=[row])


def _without(
    business: Business, present: Case, promise: Followup, values: dict[str, Any]
) -> datetime | None:
    """Return when the next promise of a mention is due, once one of them is settled or moved."""
    others = business.store.followups(find(business, present.id), open_only=True)
    dues = [each.due_at for each in others if each.number != promise.number]
    if "due_at" in values:
        dues.append(moment(int(values["due_at"])))
    return min(dues, default=None)


def _named(business: Business, number: int) -> Followup:
    found = business.store.promise(number)
    if found is None:
        raise UnknownId(f"no promise is called f{number}")
    return found


def _open(business: Business, name: str) -> Followup:
    digits = name.strip().lower().removeprefix("f")
    if not digits.isdecimal() or len(digits) > 9:  # noqa: PLR2004 — more than anybody promises
        raise UnknownId(
            f"no promise is called {name[:40]!r}", hint="amends followups lists them: f5."
        )
    found = _named(business, int(digits))
    if not found.open:
        raise UsageError(f"{found.id} is settled already", hint="amends undo takes that back.")
    return found


def _day(business: Business, said: str) -> datetime:
    """Return the end of the day that is meant; raises `UsageError`."""
    from amends.triage.answering import day

    named = day(said, business, business.language) or _iso(said)
    if named is None:
        raise UsageError(f"{said!r} is not a day", hint="Write 2026-12-01, 1 Dec, or Wednesday.")
    try:
        due = end_of(named, business.zone)
    except OverflowError:  # 9999-12-31 ends in the year 10000 UTC in America
        raise UsageError(f"{said} is too far away", hint="Promise a day within a year.") from None
    if due < business.now:
        raise UsageError(f"{said} is over", hint="Name a day to come.")
    return due


def _local(business: Business, due: datetime) -> str:
    """Return a time as the history keeps it: its day is that of the business."""
    return due.astimezone(business.zone).isoformat()


def _iso(said: str) -> date | None:
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        return None
