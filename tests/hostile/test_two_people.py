"""Two people on one file at once: nobody's decision is lost, and each sees the other's."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pytest

from amends.config import load
from amends.errors import StoreConflict, StoreLocked
from amends.models import Batch, Mention
from amends.store import Store, database
from amends.triage import business as triage
from amends.triage.deciding import Wish, mark
from amends.triage.promising import add, keep
from amends.triage.replying import reply
from amends.triage.undoing import undo

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Pair:
    """Ana and Boris, each with a connection of their own."""

    def __init__(self, folder):
        self.path = folder / "config.yaml"
        self.path.write_text("version: 1\nsources: {}\n", encoding="utf-8")

    def fill(self, count):
        found = tuple(
            Mention(
                text=f"Cold soup, table {n}",
                external_id=str(n),
                source="google",
                source_type="file",
                published_at=NOW - timedelta(hours=1),
            )
            for n in range(count)
        )
        with Store(self.path.parent / "amends.db", now=NOW) as store:
            batch = Batch(found)
            numbers = store.save(
                "google", "file", "f", batch, baseline=timedelta(days=30), now=NOW
            ).new
            return store.ids(numbers)

    def do(self, who, command, *arguments, **options):
        with triage.opened(load(self.path), NOW) as business:
            return command(replace(business, who=who), *arguments, **options)

    def at_once(self, *commands):
        """Run a command of each at the same moment; return what became of them."""
        start = Barrier(len(commands), timeout=20)

        def run(command):
            start.wait()
            try:
                return self.do(*command)
            except Exception as error:  # noqa: BLE001 — whatever it is, the test looks at it
                return error

        with ThreadPoolExecutor(len(commands)) as pool:
            return list(pool.map(run, commands))

    def handlings(self):
        with Store(self.path.parent / "amends.db", now=NOW) as store:
            return [case.handling for case in store.cases(range(1, 201))]

    def events(self, number=1):
        with Store(self.path.parent / "amends.db", now=NOW) as store:
            return store.events(number)


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def test_different_things_at_once_are_both_done(pair):
    [one] = pair.fill(1)
    wishes = [Wish(tags=(f"tag{n}",)) for n in range(12)]
    results = pair.at_once(*((f"p{n}", mark, [one], wish) for n, wish in enumerate(wishes)))
    assert {result.ids for result in results} == {(one,)}
    [handling] = pair.handlings()
    assert set(handling.tags) == {f"tag{n}" for n in range(12)}
    assert {event["who"] for event in pair.events()} == {f"p{n}" for n in range(12)}
    assert handling.version == 13


def test_both_answer(pair):
    [one] = pair.fill(1)
    pair.at_once(("ana", reply, one, "Sorry. Ana"), ("boris", reply, one, "Sorry. Boris"))
    assert sorted(event["who"] for event in pair.events()) == ["ana", "boris"]
    with Store(pair.path.parent / "amends.db", now=NOW) as store:
        assert sorted(each["text"] for each in store.replies(1)) == ["Sorry. Ana", "Sorry. Boris"]


def test_one_promise_is_kept_once(pair):
    [one] = pair.fill(1)
    pair.do("ana", add, one, "a new cake", by="2026-12-01")
    results = pair.at_once(("ana", keep, "f1"), ("boris", keep, "f1"))
    refused = [each for each in results if isinstance(each, Exception)]
    assert [str(each) for each in refused] == ["f1 is settled already"]


def test_one_change_is_taken_back_once(pair):
    [one] = pair.fill(1)
    pair.do("ana", mark, [one], Wish(status="seen"))
    results = pair.at_once(("ana", undo), ("ana", undo))
    [refused] = [str(each) for each in results if isinstance(each, Exception)]
    assert refused in {"there is nothing of yours to undo", "that was taken back already"}


def test_a_hundred_by_both_at_once(pair):
    """As processes, and as the command line: `amends inbox --ids | amends mark -`."""
    ids = pair.fill(100)
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "amends", "mark", "-", "--assign", who, "--tag", who],
            cwd=pair.path.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in ("mira", "boris")
    ]
    for run in runs:
        run.stdin.write("\n".join(ids))
        run.stdin.flush()
        run.stdin.close()
        run.stdin = None
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    handlings = pair.handlings()
    assert len(handlings) == 100
    assert len({handling.assignee for handling in handlings}) == 1  # the later one, of all
    assert {tuple(sorted(handling.tags)) for handling in handlings} == {("boris", "mira")}
    assert all(len(pair.events(number)) == 2 for number in (1, 50, 100))


class TestWhoLookedBefore:
    def test_the_second_is_told_what_the_first_did(self, pair):
        [one] = pair.fill(1)
        with triage.opened(load(pair.path), NOW) as business:
            seen = business.store.cases([1])[0]
            pair.do("boris", reply, one, "Sorry. Boris")
            with pytest.raises(StoreConflict, match=f"boris changed {one} .*replied") as refused:
                decide_as_seen(business.store, seen)
            assert f"amends show {one}" in refused.value.hint
        assert [event["who"] for event in pair.events()] == ["boris"]

    def test_nothing_of_a_conflict_is_kept(self, pair):
        first, _ = pair.fill(2)
        with triage.opened(load(pair.path), NOW) as business:
            cases = business.store.cases([1, 2])
            pair.do("boris", mark, [first], Wish(status="seen"))
            with pytest.raises(StoreConflict):
                decide_as_seen(business.store, *reversed(cases))
        assert [handling.status for handling in pair.handlings()] == ["seen", "new"]
        assert pair.events(2) == []

    @pytest.mark.parametrize("newer", ["handling", "words"])
    def test_what_somebody_looks_at_is_the_same_still(self, pair, newer):
        [one] = pair.fill(1)
        with Store(pair.path.parent / "amends.db", now=NOW) as store:
            seen = store.cases([1])[0]
            version, revision = seen.handling.version, seen.revision
            with store.unchanged(1, version=version, revision=revision):
                pass
            if newer == "handling":
                pair.do("boris", mark, [one], Wish(tags=("vip",)))
            else:
                edited = replace(seen.mention, text="Not that bad after all")
                store.save("google", "file", "f", Batch((edited,)), baseline=timedelta(30), now=NOW)
            with (
                pytest.raises(StoreConflict),
                store.unchanged(1, version=version, revision=revision),
            ):
                pytest.fail("it is another")


def decide_as_seen(store, *cases):
    with store.change(who="ana", now=NOW) as change:
        for case in cases:
            handling = replace(case.handling, status="drafted")
            change.decide(store.number_of(case.id), handling, what="marked")


def rehearse(pair, begun, end):
    with triage.opened(load(pair.path), NOW, dry_run=True) as business:
        mark(business, business.store.ids([1]), Wish(status="seen"))
        begun.set()
        end.wait(20)


@pytest.mark.parametrize("patience", [0.05, 10.0])
def test_a_dry_run_keeps_others_waiting_and_no_longer(pair, monkeypatch, patience):
    """Its lock is one like any other: who waits too long is told so, and reading is free."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT", patience)
    [one] = pair.fill(1)
    begun, end = Event(), Event()
    with ThreadPoolExecutor() as pool:
        rehearsal = pool.submit(rehearse, pair, begun, end)
        assert begun.wait(20)
        assert pair.handlings()[0].status == "new"
        if patience < 1:
            with pytest.raises(StoreLocked):
                pair.do("boris", mark, [one], Wish(tags=("vip",)))
            end.set()
        else:
            waiting = pool.submit(pair.do, "boris", mark, [one], Wish(tags=("vip",)))
            time.sleep(0.05)
            assert not waiting.done()
            end.set()
            assert waiting.result().ids == (one,)
        rehearsal.result()
    assert [event["who"] for event in pair.events()] == ["boris"] * (patience > 1)
