"""Small made-up periods: lines of mentions, and the report of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amends.models.figures import Answer, Closing, Edit, Figures, Grant, Line, Wrote
from amends.models.moments import micros
from amends.report import Frame, build, period
from amends.report.view import Both, view

SINCE = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = datetime(2026, 10, 31, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINE = Line(
    number=0,
    source="google",
    place="Harbour",
    kind="review",
    published_at=micros(SINCE + 5 * DAY + 9 * HOUR),
    person=None,
    stars=None,
    views=None,
    likes=None,
    shares=None,
    replies=None,
    followers=None,
    asks=True,
    answered="no",
    reply_at=None,
    reply_state=None,
    backfill=False,
    undated=False,
    erased=False,
    copy=False,
    language="en",
    severity=1,
    mood=-0.5,
    label="negative",
    intent="complaint",
    topics="|delivery|",
    leaving=False,
    status="new",
    verified=None,
    due_at=None,
    replied_at=None,
    reopened=False,
    promised=False,
)
PRAISE = {
    "asks": False,
    "severity": 0,
    "mood": 0.9,
    "label": "positive",
    "intent": "praise",
    "topics": "|staff|",
}


@dataclass
class Told:
    """Collects what happened in two months, and reports of the second."""

    lines: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    closings: dict = field(default_factory=dict)
    edits: dict = field(default_factory=dict)
    grants: list = field(default_factory=list)
    promises: list = field(default_factory=list)
    first_at: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    zone: str = "UTC"
    since: datetime = SINCE
    until: datetime = UNTIL
    seed: int | None = None

    def add(self, at=None, *, answered_after=None, closed_after=None, text=None, **changes):
        """Add a mention, published at a time; its answer and closing so many hours later."""
        number = len(self.lines) + 1
        at = at or SINCE + 5 * DAY + 9 * HOUR + number * timedelta(minutes=1)
        line = LINE._replace(number=number, published_at=micros(at))
        if answered_after is not None:
            self.answers[number] = Answer(micros(at + answered_after * HOUR), "ana")
        if closed_after is not None:
            self.closings[number] = Closing(micros(at + closed_after * HOUR), "ana")
            changes.setdefault("status", "closed")
        self.lines.append(line._replace(**changes))
        self.texts[number] = text or f"Words of {number}."
        return number

    def praise(self, at=None, **changes):
        return self.add(at, **{**PRAISE, **changes})

    def edit(self, number, at, stars):
        """Say that a mention had other stars until a moment."""
        self.edits[number] = (*self.edits.get(number, ()), Edit(micros(at), stars))

    def grant(self, number, *, at=None, remedy="cake", cost=None, granted=True):
        self.grants.append(Grant(number, micros(at or SINCE + DAY), remedy, cost, granted))

    @property
    def figures(self):
        lines = list(self.lines)
        if self.seed is not None:
            random.Random(self.seed).shuffle(lines)
        return Figures(
            tuple(lines),
            self.answers,
            self.closings,
            self.edits,
            tuple(self.grants),
            tuple(self.promises),
            self.first_at,
        )

    @property
    def periods(self):
        zone, length = ZoneInfo(self.zone), self.until - self.since
        now = period(self.since, self.until, zone)
        return now, period(self.since - length, self.since, zone)

    def view(self):
        return view(self.figures, self.periods[0])

    def both(self):
        now, before = self.periods
        return Both(view(self.figures, now), view(self.figures, before))

    def read(self, numbers):
        return {number: self.wrote(number) for number in numbers}

    def wrote(self, number):
        line = self.lines[number - 1]
        at = datetime.fromtimestamp(line.published_at / 1_000_000, UTC)
        return Wrote(
            number,
            f"id{number}",
            None,
            self.texts[number],
            line.language,
            line.source,
            line.place,
            line.kind,
            f"Author {number}",
            at,
            line.stars,
            None,
            (line.severity or 0) >= 4,
        )

    def report(self, *, owner=lambda topic, place: None, **changes):
        now, before = self.periods
        frame = Frame(
            business="Blue Door",
            now=self.until,
            zone=ZoneInfo(self.zone),
            period=now,
            before=before,
            **changes,
        )
        return build(self.figures, frame, self.read, owner)


@pytest.fixture
def told():
    return Told()


@pytest.fixture(scope="session")
def fresh():
    return Told
