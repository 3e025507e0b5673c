"""An office: a business with a file of its own, mentions that are read already, and a clock."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amends.config import load
from amends.models import Assessment, Author, Batch, Mention, Sentiment
from amends.triage import business as triage
from amends.triage.upkeep import keep_up

PLAIN = """\
version: 1
business: {name: Blue Door Bakery, timezone: Europe/Sofia, languages: [en]}
places: {Old Town: {}, Harbour: {}}
sources:
  google: {type: file, path: google.jsonl, place: Old Town}
"""
LONG = "The birthday cake came two hours late and nobody in the shop picked up the phone."


@dataclass
class Office:
    """Opens the business for the length of a command, as the command line does."""

    path: Any
    now: datetime = datetime(2026, 11, 20, 8, tzinfo=UTC)

    def configure(self, more: str) -> None:
        self.path.write_text(PLAIN + more, encoding="utf-8")

    @contextmanager
    def open(self, *, who="ana", now=None, dry_run=False):
        with triage.opened(load(self.path), now or self.now, dry_run=dry_run) as business:
            yield replace(business, who=who)

    def do(self, command, *arguments, who="ana", now=None, dry_run=False, **options):
        """Run one use case as a command of its own."""
        with self.open(who=who, now=now, dry_run=dry_run) as business:
            return command(business, *arguments, **options)

    def arrive(
        self,
        external_id,
        text=LONG,
        *,
        author="Kate",
        severity=1,
        intent="complaint",
        now=None,
        **changes,
    ):
        """Let a mention arrive, be read and enter the queue; return its short id."""
        now = now or self.now
        values = {
            "source": "google",
            "source_type": "file",
            "place": "Old Town",
            "author": Author(name=author),
            "published_at": now - timedelta(hours=1),
        }
        mention = Mention(text=text, external_id=external_id, **values | changes)
        with self.open(now=now) as business:
            store = business.store
            saved = store.save(
                mention.source,
                mention.source_type,
                "f1",
                Batch((mention,)),
                baseline=timedelta(days=30),
                now=now,
            )
            found = Assessment(
                sentiment=Sentiment("negative", -0.6, 0.9),
                intent=intent,
                severity=severity,
                scorer="s1",
            )
            store.put_assessments(
                (each.number, each.revision, found) for each in store.unassessed("s1")
            )
            keep_up(business)
            numbers = saved.new or saved.changed or [1]
            return store.ids(numbers)[0]

    def case(self, short_id):
        with self.open() as business:
            return business.store.cases([business.store.number_of(short_id)])[0]

    def handling(self, short_id):
        return self.case(short_id).handling

    def happened(self, short_id):
        """What the history says, oldest first."""
        with self.open() as business:
            return business.store.events(business.store.number_of(short_id))


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "office" / "config.yaml")
    made.path.parent.mkdir()
    made.configure("")
    return made
