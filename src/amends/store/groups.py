"""What the store does, apart by subject: `store.sources`, `store.alerts` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from amends.store.alerts import Alerts
from amends.store.authors import Authors
from amends.store.corrections import Corrections
from amends.store.decisions import Remedies
from amends.store.deliveries import Deliveries
from amends.store.entry import Entry
from amends.store.figures import Reporting
from amends.store.fixes import Fixes
from amends.store.lessons import Lessons
from amends.store.lookalikes import Lookalikes
from amends.store.mailed import MailedOrders
from amends.store.news import News
from amends.store.privacy import Privacy
from amends.store.records import Records
from amends.store.rereads import Rereads
from amends.store.ruling import Rulings
from amends.store.series import Series
from amends.store.sources import Sources
from amends.store.stories import Stories
from amends.store.upkeep import Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.store.database import Database

Methods = TypeVar("Methods")


class _Group(Generic[Methods]):
    """A property that returns methods of one subject."""

    def __init__(self, kind: Callable[[Database], Methods]) -> None:
        self._kind = kind

    def __get__(self, groups: Groups, owner: object) -> Methods:
        return self._kind(groups._database)  # noqa: SLF001 — a part of the class it stands in


class Groups:
    """The methods of an open database that belong to one subject each."""

    _database: Database

    # ── what the sources said ────────────────────────────────────────────────────────────────

    privacy = _Group(Privacy)
    """What is handed out or removed on request, or because it is old."""

    sources = _Group(Sources)
    """How far each source was read, and how its runs ended."""

    rereads = _Group(Rereads)
    """What is read again at its source, and when."""

    # ── what left the machine ────────────────────────────────────────────────────────────────

    alerts = _Group(Alerts)
    """What could not wait, from its beginning to its end."""

    deliveries = _Group(Deliveries)
    """What was told, to whom, and how each sending ended."""

    mailed_orders = _Group(MailedOrders)
    """What people asked for by mail."""

    news = _Group(News)
    """What happened since a moment, the good of it above all."""

    # ── the queue, and what is known beside it ───────────────────────────────────────────────

    entry = _Group(Entry)
    """What stands before the queue, and how it gets in."""

    corrections = _Group(Corrections)
    """What people said over the scorer."""

    lessons = _Group(Lessons)
    """What the engines learnt from corrections."""

    authors = _Group(Authors)
    """The people who wrote the mentions."""

    stories = _Group(Stories)
    """The incidents with many authors."""

    series = _Group(Series)
    """The course of things in figures."""

    fixes = _Group(Fixes)
    """What was put right for good, and the complaints around it."""

    figures = _Group(Reporting)
    """What reports are counted from."""

    lookalikes = _Group(Lookalikes)
    """What may be a review that is seen elsewhere."""

    records = _Group(Records)
    """What single mentions said over time, and what was reported to their platforms."""

    # ── what people decided ──────────────────────────────────────────────────────────────────

    remedies = _Group(Remedies)
    """What was offered and granted."""

    rulings = _Group(Rulings)
    """What the configured rules have seen, and what they left."""

    upkeep = _Group(Upkeep)
    """What time and the team decide by themselves."""
