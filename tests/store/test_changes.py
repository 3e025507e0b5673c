"""One command, one change: its number, its lines of history, all or nothing; and older files."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.errors import StoreConflict
from amends.models.moments import micros
from amends.store import Row, Store
from amends.store.migrations import APPLICATION_ID, MIGRATIONS

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("soups")


def handling(store, number=1):
    return store.cases([number])[0].handling


def test_one_number_for_all_that_a_command_does(store):
    for who in ("ana", "boris"):
        with store.change(who=who, now=NOW) as change:
            for number in (1, 2):
                changed = replace(handling(store, number), assignee=who)
                change.decide(number, changed, what="marked")
            assert change.touched == [1, 2]
    numbers = [[event["change"] for event in store.events(number)] for number in (1, 2)]
    assert numbers == [[1, 2], [1, 2]]


def test_the_history_tells_each_field_before_and_after(store):
    with store.change(who="ana", now=NOW) as change:
        changed = replace(handling(store), assignee="mira", tags=("vip",))
        change.decide(1, changed, what="marked", details={"assignee": "mira"})
    (event,) = store.events(1)
    assert event["changed"] == {"assignee": [None, "mira"], "tags": ["|", "|vip|"]}
    assert (event["at"], event["who"], event["assignee"]) == (NOW, "ana", "mira")


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, StoreConflict])
def test_all_or_nothing(store, error):
    def broken():
        with store.change(who="ana", now=NOW) as change:
            changed = replace(handling(store), assignee="mira")
            change.decide(1, changed, what="marked", rows=[reply(change)])
            raise error("stop")

    with pytest.raises(error):
        broken()
    assert (handling(store).assignee, store.events(1), store.replies(1)) == (None, [], [])
    with store.change(who="ana", now=NOW) as change:
        assert change.number == 1


def reply(change):
    values = {"mention": 1, "at": micros(NOW), "who": "ana", "text": "Sorry"}
    return Row("replies", {"number": change.next("replies")}, values)


@pytest.mark.parametrize("table", ["mentions", "events", "assessments", "handling; DROP"])
def test_only_tables_of_decisions_are_written(store, table):
    def write():
        with store.change(who="ana", now=NOW) as change:
            change.decide(1, handling(store), what="x", rows=[Row(table, {"number": 1}, None)])

    with pytest.raises(ValueError, match="decisions"):
        write()


def test_the_same_mention_twice_in_a_change_is_a_conflict(store):
    def twice():
        with store.change(who="ana", now=NOW) as change:
            seen = handling(store)
            change.decide(1, replace(seen, assignee="mira"), what="marked")
            change.decide(1, replace(seen, assignee="boris"), what="marked")

    with pytest.raises(StoreConflict):
        twice()
    assert handling(store).assignee is None


class TestAFileOfSchemaTwo:
    """What the first versions wrote: a reply, an edit after one, a promise, a history."""

    @pytest.fixture
    def migrated(self, tmp_path):
        path = tmp_path / "old.db"
        old = sqlite3.connect(path, isolation_level=None)
        for step in MIGRATIONS[:2]:
            step(old, NOW)
        old.execute("PRAGMA user_version = 2")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        at = micros(NOW)
        for number, revision, changed in ((1, 1, at), (2, 2, at), (3, 3, at - 9), (4, 1, at)):
            old.execute(
                "INSERT INTO mentions (number, id, source, external_id, source_type, kind,"
                " published_at, first_seen_at, changed_at, revision, date_uncertain, backfill,"
                " answered, previous_unanswered, letters, fingerprint, text, extra)"
                " VALUES (?, ?, 'g', ?, 'file', 'review', ?, ?, ?, ?, 0, 0, 'no', 0, 9, 'f', ?,"
                " '{}')",
                (number, f"k{number}", str(number), at - 99, at - 99, changed, revision, "Cold"),
            )
        for number, status, replied in (
            (1, "replied", at + 5),
            (2, "following_up", at - 5),
            (3, "replied", at),
            (4, "new", None),
        ):
            old.execute(
                "INSERT INTO handling (mention, status, queued_at, replied_at, version)"
                " VALUES (?, ?, ?, ?, 2)",
                (number, status, at, replied),
            )
        old.execute("INSERT INTO replies VALUES (7, 2, ?, 'ana', 'Sorry, I call you')", (at - 5,))
        old.execute(
            "INSERT INTO promises VALUES (5, 2, ?, ?, 'ana', 'I call you', NULL)",
            (at, micros(NOW + DAY)),
        )
        old.execute("INSERT INTO events VALUES (1, 2, ?, 'ana', 'replied', '{\"x\": 1}')", (at,))
        old.execute("INSERT INTO counters VALUES ('mentions', 4)")
        old.close()
        with Store(path, now=NOW) as store:
            yield store

    def test_which_words_our_reply_answered(self, migrated):
        found = [case.handling.replied_revision for case in migrated.cases([1, 2, 3, 4])]
        assert found == [1, 1, 3, None]
        assert [case.answered for case in migrated.cases([1, 2, 3, 4])] == [
            True,
            False,
            True,
            False,
        ]

    def test_what_was_promised_said_and_done(self, migrated):
        (promise,) = migrated.followups()
        assert (promise.id, promise.what, promise.due_at) == ("f5", "I call you", NOW + DAY)
        assert [each["text"] for each in migrated.replies(2)] == ["Sorry, I call you"]
        (event,) = migrated.events(2)
        assert (event["who"], event["what"], event["x"]) == ("ana", "replied", 1)
        assert (event["change"], event["undone"]) == (None, False)

    def test_it_goes_on(self, migrated):
        with migrated.change(who="ana", now=NOW) as change:
            assert (change.number, change.next("promises"), change.next("replies")) == (1, 6, 8)
            changed = replace(handling(migrated, 4), assignee="mira")
            change.decide(4, changed, what="marked", rows=[reply(change)])
        migrated.undo(who="ana", now=NOW)
        assert handling(migrated, 4).assignee is None
