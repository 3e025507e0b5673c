"""What people do with mentions: mark, reply, add by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from amends.errors import UnknownId, UsageError
from amends.handling.moves import STATUSES, move
from amends.store import Made, run_lock
from amends.triage.arrivals import clean, known_places, placed
from amends.triage.assessing import admit, assess_pending, due_from_now
from amends.triage.business import BY_HAND
from amends.triage.progress import SILENT

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence
    from datetime import date

    from amends.models import Batch, Case, Handling, Mention, Skipped
    from amends.models.answers import Verified
    from amends.models.vocabulary import Status
    from amends.store import Saved
    from amends.triage.business import Business
    from amends.triage.progress import Progress

END_OF_DAY = time(18)
"""When a promised day is over for a customer who waits."""


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


def mark(
    business: Business,
    short_ids: Sequence[str],
    *,
    status: Status | None,
    because: str | None = None,
    assignee: str | None = None,
) -> int:
    """Change the status or the assignee of mentions and return how many there were.

    All ids are looked up before anything changes. An assignee of `-` takes the present one off.
    What is decided about a mention holds for its copies at other places too.
    """
    if status is None and assignee is None:
        raise UsageError(
            "nothing to change", hint=f"Give --status ({', '.join(STATUSES)}) or --assign NAME."
        )
    named = [case(business, short_id) for short_id in dict.fromkeys(short_ids)]
    copies = [case(business, link) for each in named for link in each.links]
    cases = list({each.id: each for each in (*named, *copies)}.values())
    changes = [(each, _changed(business, each, status, because, assignee)) for each in cases]
    for each, (handling, details) in changes:
        business.store.decide(
            find(business, each.id),
            handling,
            who=business.who,
            what="marked",
            details=details,
            now=business.now,
        )
    return len(named)


def _changed(
    business: Business, each: Case, status: Status | None, because: str | None, assignee: str | None
) -> tuple[Handling, dict[str, Any]]:
    handling = each.handling
    details: dict[str, Any] = {}
    if status:
        details |= {"status": status, "before": handling.status}
        details |= {"because": because} if because else {}
        handling = move(handling, status, because=because, now=business.now)
        if handling.open and each.handling.queued_at is None:
            handling = replace(handling, reply_due_at=due_from_now(business, each))
    if assignee is not None:
        handling = replace(handling, assignee=None if assignee == "-" else assignee)
        details["assignee"] = handling.assignee
    return handling, details


def verify(business: Business, short_id: str, result: Verified) -> None:
    """Record what looking into a mention has shown; it says how to answer from now on.

    It holds for its copies at other places too.
    """
    named = case(business, short_id)
    for each in (named, *(case(business, link) for link in named.links)):
        handling = replace(each.handling, verified=result)
        if handling.status in {"new", "seen"}:
            handling = move(handling, "verifying", because=None, now=business.now)
        business.store.decide(
            find(business, each.id),
            handling,
            who=business.who,
            what="verified",
            details={"result": result, "status": handling.status},
            now=business.now,
        )


def reply(business: Business, short_id: str, text: str) -> tuple[Made, ...]:
    """Record the reply that was given and return what it promises; the first clock stops.

    A sentence that names a day to come is a promise until that day.
    """
    number = find(business, short_id)
    present = business.store.cases([number])[0]
    said = text.strip()
    if not said:
        raise UsageError("the reply is empty", hint="Give --text, --file, or type it.")
    replied = move(present.handling, "replied", because=None, now=business.now)
    open_ones = {(each["what"], each["due_at"]) for each in business.store.promises(number)}
    promises = tuple(
        made
        for made in _promises(business, present, said)
        if (made.what, made.due_at) not in open_ones
    )
    business.store.decide(
        number,
        replace(
            replied,
            replied_at=business.now,  # an earlier answer may precede an edit
            follow_up_at=min((made.due_at for made in promises), default=replied.follow_up_at),
        ),
        who=business.who,
        what="replied",
        details={"before": present.handling.status},
        now=business.now,
        reply=said,
        promises=promises,
    )
    return promises


def _promises(business: Business, present: Case, said: str) -> tuple[Made, ...]:
    from amends.languages import detect
    from amends.replies import pledged, signer

    zone = ZoneInfo(business.config.business.timezone)
    who = signer(business.config, business.language) or business.who
    tongue = detect(said, hint=present.assessment.language.code).code
    return tuple(
        Made(each.what, present.handling.answers.who or who, _end_of(each.by, zone))
        for each in pledged(said, tongue, business.now.astimezone(zone).date())
    )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an input brought: how many were new or edited, and the rows that could not be read."""

    new: tuple[str, ...]
    changed: int
    known: int
    skipped: tuple[Skipped, ...] = ()


def take(
    business: Business,
    batches: Iterable[Batch],
    command: str,
    *,
    default_source: str = BY_HAND,
    progress: Progress = SILENT,
) -> Taken:
    """Store mentions that no configured source brings: typed in, or read from a file."""
    from collections import Counter

    ordinals: Counter[str] = Counter()
    new: list[int] = []
    changed = seen = 0
    skipped: list[Skipped] = []
    with run_lock(business.store.path, command, business.now):
        for batch in batches:
            skipped.extend(batch.skipped)
            for source, group in _by_source(business, batch, ordinals, default_source).items():
                saved = _save(business, source, group)
                new += saved.new
                changed += len(saved.changed)
                seen += len(group)
        assess_pending(business, progress=progress)
        admit(business)
    ids = tuple(each.id for each in business.store.cases(new))
    return Taken(ids, changed, seen - len(new) - changed, tuple(skipped))


def _by_source(
    business: Business, batch: Batch, ordinals: Counter[str], default: str
) -> dict[str, list[Mention]]:
    from amends.sources.identity import identify

    groups: dict[str, list[Mention]] = {}
    places = known_places(business.config)
    named = [
        replace(
            mention,
            source=mention.source or default,
            place=placed(mention.place, places),
        )
        for mention in batch.mentions
    ]
    for mention in identify(named, ordinals):
        groups.setdefault(mention.source, []).append(clean(mention, business.now))
    return groups


def _save(business: Business, source: str, mentions: list[Mention]) -> Saved:
    from datetime import timedelta

    days = business.config.baseline.days
    return business.store.add(
        source,
        mentions[0].source_type or source,
        tuple(mentions),
        baseline=None if source == BY_HAND else timedelta(days=days),
        now=business.now,
    )
