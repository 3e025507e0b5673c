"""What is removed leaves no byte and does not come back; what is kept no longer leaves no word."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.models import Author, Batch, Item, Mention, OwnerReply
from amends.store import Store
from amends.store.privacy import BELONGING

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MARK = "QuaggaZebraMarker"
OTHER = "written by somebody else"


def a_mention(**changes) -> Mention:
    values = {
        "text": f"{MARK} cold coffee",
        "title": MARK,
        "external_id": f"https://example.org/{MARK}/1",
        "source": "google",
        "source_type": "file",
        "author": Author(f"{MARK}-id", f"{MARK} Petrova", f"@{MARK}", 12),
        "published_at": NOW - timedelta(hours=5),
        "url": f"https://example.org/{MARK}",
        "thread_id": MARK,
        "parent_id": MARK,
        "item": Item(MARK, MARK),
        "reply": OwnerReply(f"Dear {MARK}", NOW, "approved"),
        "extra": {MARK: [MARK]},
    }
    return Mention(**(values | changes))


def somebody_else(**changes) -> Mention:
    return a_mention(
        **{
            "text": OTHER,
            "title": None,
            "external_id": "other",
            "author": Author(name="Bo"),
            "url": None,
            "thread_id": None,
            "parent_id": None,
            "item": Item(),
            "reply": None,
            "extra": {},
        }
        | changes
    )


def save(store, *mentions, now=NOW, own=()):
    batch = Batch(tuple(mentions), own=tuple(own))
    saved = store.save("google", "file", "f", batch, baseline=timedelta(days=30), now=now)
    return saved.new


def remove(store, numbers, why="erased", now=NOW):
    count = store.privacy.remove(numbers, why=why, who="ana", now=now)
    assert store.privacy.scrub()
    return count


def sql(store, statement, *args):
    return store._database.rows(statement, args)


def fill(store, number, mark=MARK):
    """Put the marker into every text column of every table that belongs to a mention."""
    for table, column in BELONGING.items():
        values = {
            name: number
            if name == column
            else None
            if name in {"root", "number", "change", "undoes"}
            else {"INTEGER": 1, "REAL": 1.0, "TEXT": mark, "BLOB": mark.encode()}[kind]
            for _, name, kind, *_ in sql(store, f"PRAGMA table_info({table})")
        }
        values |= {"source": "google"} if "source" in values else {}
        values |= (
            {"details": json.dumps({"note": mark}), "inverse": None} if table == "events" else {}
        )
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        store._database.run(
            f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
        )


def bytes_on_disk(store):
    folder = store.path.parent
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.name.startswith("a.db"))


def dump(store):
    tables = [name for (name,) in sql(store, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return "\n".join(str(row) for table in tables for row in sql(store, f"SELECT * FROM {table}"))


def test_every_table_that_belongs_to_a_mention_is_known(store):
    found = {
        table: column
        for (table,) in sql(store, "SELECT name FROM sqlite_schema WHERE type = 'table'")
        for _, _, parent, column, *_ in sql(store, f"PRAGMA foreign_key_list({table})")
        if parent == "mentions" and column not in {"same_as", "root"}
    }
    assert found == BELONGING


def test_erasing_leaves_no_byte(store):
    number, other = save(store, a_mention(), somebody_else())
    save(store, a_mention(text=f"{MARK} edited"), now=NOW + timedelta(hours=1))
    fill(store, number)
    assert MARK.encode() in bytes_on_disk(store)
    assert remove(store, [number]) == 1
    assert MARK not in dump(store)
    assert MARK.encode() not in bytes_on_disk(store)
    assert OTHER.encode() in bytes_on_disk(store)
    assert [row[0] for row in sql(store, "SELECT number FROM mentions")] == [other]
    assert sql(store, "SELECT who, why, source, mentions, scrubbed FROM removals") == [
        ("ana", "erased", "google", 1, 1)
    ]


def test_what_an_earlier_deletion_left_in_the_file_goes_too(store):
    number, _ = save(store, a_mention(), somebody_else())
    store._database.run("PRAGMA secure_delete = OFF")
    store._database.run(
        "INSERT INTO revisions VALUES (?, 9, 1, NULL, ?, NULL, NULL)", (number, MARK * 2000)
    )
    store._database.run("DELETE FROM revisions")
    remove(store, [number])
    assert MARK.encode() not in bytes_on_disk(store)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_whatever_was_written_is_gone(tmp_path_factory, words):
    with Store(tmp_path_factory.mktemp("p") / "a.db", now=NOW) as store:
        marked = [f"«{MARK}{word}»" for word in words]
        numbers = save(
            store,
            *(
                a_mention(text=word, external_id=str(n), author=Author(name=word))
                for n, word in enumerate(marked)
            ),
        )
        for number, word in zip(numbers, marked, strict=True):
            fill(store, number, word)
        remove(store, numbers)
        assert MARK.encode() not in bytes_on_disk(store)
        assert save(store, *(a_mention(external_id=str(n)) for n in range(len(marked)))) == []


def test_what_was_erased_does_not_come_back(store):
    (number,) = save(store, a_mention())
    remove(store, [number])
    assert save(store, a_mention()) == []
    assert save(store, a_mention(text="edited", title=None)) == []
    assert len(save(store, a_mention(external_id="new"))) == 1


def test_an_id_made_of_words_is_known_by_author_and_date(store):
    first = a_mention(external_id="a" * 32)
    (number,) = save(store, first)
    remove(store, [number])
    assert save(store, replace(first, external_id="b" * 32, text="edited")) == []
    assert save(store, replace(first, external_id="c" * 32 + "-2", text="edited")) == []
    later = replace(first, external_id="d" * 32, published_at=NOW)
    other = replace(first, external_id="e" * 32, author=Author(name="Bo"))
    assert len(save(store, later, other)) == 2


def test_tombstones_follow_a_source_to_its_new_name(store):
    (number, _) = save(store, a_mention(), somebody_else())
    remove(store, [number])
    store.sources.rename("google", "maps")
    batch = Batch((a_mention(source="maps"),))
    assert not store.save("maps", "file", "f", batch, baseline=timedelta(30), now=NOW).new


def test_our_answers_under_it_do_not_come_back(store):
    own = a_mention(external_id="own", parent_id=a_mention().external_id, text=f"Dear {MARK}")
    (number,) = save(store, a_mention(reply=None), own=[own])
    assert sql(store, "SELECT answers FROM own_replies") == [(number,)]
    remove(store, [number])
    save(store, a_mention(reply=None), own=[own, replace(own, external_id="late")])
    assert sql(store, "SELECT count(*) FROM own_replies") == [(0,)]


def test_what_had_it_for_a_root_gets_another(store):
    ids = [save(store, somebody_else(external_id=str(n)))[0] for n in range(6)]
    root, copy, second, *members = ids
    database = store._database
    database.run("UPDATE mentions SET same_as = ? WHERE number IN (?, ?)", (root, copy, second))
    for member in members:
        database.run("INSERT INTO stories VALUES (?, ?, 'words', 0, 1)", (member, root))
    remove(store, [root])
    assert sql(
        store, "SELECT number, same_as FROM mentions WHERE number IN (?, ?)", copy, second
    ) == [
        (copy, None),
        (second, copy),
    ]
    assert sql(store, "SELECT mention, root FROM stories ORDER BY mention") == [
        (members[1], members[0]),
        (members[2], members[0]),
    ]


def test_the_events_of_others_lose_what_would_write_it_back(store):
    number, other = save(store, a_mention(), somebody_else())
    inverse = [
        ["promises", {"number": 7}, {"number": 7, "mention": number, "what": MARK}],
        ["handling", {"mention": other}, {"status": "new"}],
    ]
    for told in (inverse, inverse[:1]):
        store._database.run(
            "INSERT INTO events (mention, at, who, what, details, change, inverse)"
            " VALUES (?, 1, 'ana', 'marked', '{}', 1, ?)",
            (other, json.dumps(told)),
        )
    remove(store, [number])
    left = [row[0] for row in sql(store, "SELECT inverse FROM events ORDER BY number")]
    assert [json.loads(each) if each else None for each in left] == [inverse[1:], None]


def test_a_reader_keeps_the_file_from_being_cleaned_until_later(store):
    (number,) = save(store, a_mention())
    reader = sqlite3.connect(store.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM mentions").fetchone()
    store._database.run("PRAGMA busy_timeout = 10")
    store.privacy.remove([number], why="erased", who="ana", now=NOW)
    assert not store.privacy.scrub()
    reader.close()
    assert store.privacy.scrub()
    assert MARK.encode() not in bytes_on_disk(store)


def test_records_hold_every_table(store):
    number, _ = save(store, a_mention(), somebody_else())
    fill(store, number)
    (record,) = store.privacy.records([number])
    assert record.keys() == {"mention", *BELONGING}
    assert record["mention"]["text"].startswith(MARK)
    assert all(record[table] for table in BELONGING)


def test_who_quotes_what_is_erased_is_told(store):
    """A post that quotes another holds its words, and names it by its id."""
    (number,) = save(store, a_mention(external_id="at://did:plc:ana/app.bsky.feed.post/1"))
    quoting = {"quotes": "at://did:plc:ana/app.bsky.feed.post/1", "quoted": MARK}
    save(store, somebody_else(extra=quoting), somebody_else(external_id="3"))
    ids = [short_id for (short_id,) in sql(store, "SELECT id FROM mentions ORDER BY number")]
    assert store.privacy.naming(set(), [number]) == [ids[1]]
    (short,) = save(store, somebody_else(external_id="12", extra={"likes": 12}))
    assert store.privacy.naming(set(), [short]) == []


def test_a_name_on_a_line_of_its_own_is_found_in_what_is_quoted(store):
    save(store, somebody_else(extra={"quoted": "Regards,\nAna Lipowska"}))
    assert len(store.privacy.naming({"ana lipowska"}, [])) == 1


class TestExpiry:
    def test_no_word_of_it_stays(self, store):
        (number,) = save(store, a_mention(external_id="1", thread_id=None, parent_id=None))
        fill(store, number)
        store._database.run("UPDATE mentions SET item_id = NULL, place = NULL")
        store._database.run("UPDATE promises SET kept_at = 1, who = 'ana', remedy = 'refund'")
        store._database.run("UPDATE handling SET status = 'new', assignee = 'ana', tags = '|'")
        for table in ("corrections", "remedies", "reports", "stories", "own_replies"):
            store._database.run(f"DELETE FROM {table}")
        store.expire("google", 30, NOW + timedelta(days=31))
        columns = "status, because, answers, proposal"
        assert sql(store, f"SELECT {columns} FROM handling") == [("new", None, None, None)]
        assert sql(store, "SELECT what, note FROM promises") == [("", None)]
        for table in ("replies", "revisions", "assessments", "reach", "story_traces"):
            assert sql(store, f"SELECT count(*) FROM {table}") == [(0,)]
        events = sql(store, "SELECT what, details, inverse FROM events")
        assert events[-1] == ("erased", "{}", None)
        assert all(MARK not in details for _, details, _ in events)

    def test_an_open_promise_keeps_its_words_until_it_is_settled(self, store):
        (number,) = save(store, a_mention())
        fill(store, number)
        store._database.run("UPDATE promises SET kept_at = NULL, dropped_at = NULL")
        later = NOW + timedelta(days=31)
        store.expire("google", 30, later)
        assert sql(store, "SELECT what FROM promises") == [(MARK,)]
        store._database.run("UPDATE promises SET kept_at = 5")
        store.expire("google", 30, later)
        assert sql(store, "SELECT what FROM promises") == [("",)]

    def test_words_that_were_decided_afterwards_go_too(self, store):
        (number,) = save(store, a_mention())
        store.expire("google", 30, NOW + timedelta(days=31))
        store._database.run("INSERT INTO replies VALUES (9, ?, 1, 'ana', ?)", (number, MARK))
        store.expire("google", 30, NOW + timedelta(days=32))
        assert sql(store, "SELECT count(*) FROM replies") == [(0,)]

    def test_what_must_never_be_kept_goes_whatever_the_clock_says(self, store):
        save(store, a_mention())
        store.expire("google", 0, NOW - timedelta(days=400))
        assert sql(store, "SELECT text FROM mentions") == [("",)]

    def test_the_young_stay(self, store):
        save(store, a_mention())
        store.expire("google", 30, NOW + timedelta(days=29))
        assert MARK in dump(store)

    def test_no_byte_of_it_stays_whatever_sqlite_does_by_itself(self, tmp_path, monkeypatch):
        """Many builds leave deleted words in pages that are free."""
        with monkeypatch.context() as other_build:
            other_build.setattr(sqlite3, "connect", careless(sqlite3.connect))
            with Store(tmp_path / "a.db", now=NOW) as store:
                many = [somebody_else(external_id=f"{n}", text=f"{MARK} {n} " * n)
                        for n in range(40)]  # fmt: skip
                save(store, *many)
                save(store, *(replace(each, text=f"{each.text} edited") for each in many))
                store.expire("google", 30, NOW + timedelta(days=31))
        assert bytes_on_disk(store).count(MARK.encode()) == 0


def careless(connect):
    """Return `sqlite3.connect` as it is where secure_delete is off."""

    def connected(*args, **options):
        connection = connect(*args, **options)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    return connected
