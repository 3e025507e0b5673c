"""Whatever people, customers and clocks do, in whatever order: the queue stays explicable.

`AMENDS_EXAMPLES=2000` tries so many stories instead of a few.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from amends.config import load
from amends.errors import AmendsError, UsageError
from amends.handling.moves import MOVES, REPLIED, STATUSES
from amends.models import Assessment, Author, Batch, Mention, OwnerReply, Sentiment
from amends.models.handling import UNTIL_REACTION
from amends.models.vocabulary import CLOSED_STATUSES
from amends.store import Store
from amends.triage import deciding, promising, proposing, replying, undoing, upkeep
from amends.triage.arrivals import clean
from amends.triage.business import Business
from amends.triage.correcting import Wanted

CONFIG = """\
version: 1
business: {name: Blue Door Bakery, timezone: Europe/Sofia, languages: [en]}
places: {Old Town: {}}
sources:
  google: {type: file, path: google.jsonl, place: Old Town}
  board: {type: file, path: board.jsonl}
"""
START = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
DECIDED = ("handling", "promises", "replies", "remedies", "corrections", "assessments", "mentions")
LONG = "We waited two hours for the birthday cake and nobody in the shop picked up the phone."
TEXTS = (LONG, LONG + " At all.", "Cold soup and a rude waiter.", "Lovely bread!", "")
REPLIES = (
    "Sorry, Kate. Ana",
    "Sorry. I will call you on Wednesday.",
    "We will refund you by 1 December and call you tomorrow.",
    "  ",
    None,
)
WILD = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2020, 2, 29, tzinfo=UTC),
    datetime(2099, 12, 31, 23, tzinfo=UTC),
    datetime(8999, 12, 31, tzinfo=UTC),
)

mentions = st.integers(0, 9)
people = st.sampled_from(("ana", "boris"))
reasons = st.sampled_from((None, "", "settled at the counter"))
dry_runs = st.sampled_from((False, False, False, True))


class Queue(RuleBasedStateMachine):
    """A shop with a file of its own; each rule is one command, or one run over the sources."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "config.yaml"
        path.write_text(CONFIG, encoding="utf-8")
        self.loaded = load(path, check_sources=False)
        self.now = self.true = START
        self.store = Store(self.folder / "amends.db", now=self.now)
        self.raw = sqlite3.connect(self.store.path)
        self.raw.row_factory = sqlite3.Row
        tables = self.raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        self.tables = {
            name: ", ".join(column[1] for column in self.raw.execute(f"PRAGMA table_info({name})"))
            for (name,) in tables.fetchall()
        }
        self.said: dict[str, Mention] = {}
        self.first: dict[int, dict] = {}
        self.before: dict[int, dict] = {}
        self.after: dict[int, dict] = {}
        self.seen = self.state()

    def teardown(self) -> None:
        self.raw.close()
        self.store.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    # ── what is looked at ───────────────────────────────────────────────────────────────────

    def state(self) -> dict[str, list[dict]]:
        return {
            table: [dict(row) for row in self.raw.execute(f"SELECT * FROM {table} ORDER BY {by}")]
            for table, by in self.tables.items()
        }

    def business(self, who: str = "ana") -> Business:
        return Business(self.loaded.config, self.loaded.path, self.store, self.now, who)

    def id_of(self, index: int) -> str:
        known = [row["id"] for row in self.seen["mentions"]]
        return known[index % len(known)] if known else "zzzz"

    # ── doing something ─────────────────────────────────────────────────────────────────────

    def do(self, command, *, who: str = "ana", dry_run: bool = False) -> AmendsError | None:
        """Run a command; one that is refused, or tried, leaves nothing behind."""
        business, before, refused = self.business(who), self.seen, None
        try:
            if dry_run:
                with self.store.rehearsal():
                    command(business)
            else:
                command(business)
        except AmendsError as error:
            refused = error
        after = self.state()
        if refused or dry_run:
            assert after == before
        self.note(before, after)
        return refused

    def note(self, before: dict, after: dict) -> None:
        """Compare two states as far as any command allows, and remember the newer one."""
        self.seen = after
        new = after["events"][len(before["events"]) :]
        assert after["events"][: len(before["events"])] == before["events"]
        for event in new:
            if event["change"] is not None and event["undoes"] is None:
                self.before.setdefault(event["change"], before)
                self.after.setdefault(event["change"], after)
        undone = {event["undoes"] for event in new if event["undoes"] is not None}
        for change in undone:
            self.check_undone(change, before, after)
        old = {row["mention"]: row for row in before["handling"]}
        for row in after["handling"]:
            was = old.get(row["mention"])
            if was is None:
                self.first[row["mention"]] = (
                    dict.fromkeys(row) | FRESH | {"mention": row["mention"]}
                )
            elif not undone:
                self.check_step(was, row, before, new)

    def check_step(self, was: dict, row: dict, before: dict, new: list[dict]) -> None:
        assert row["version"] >= was["version"]
        assert was == row or was["version"] < row["version"] or was["ruled_by"] != row["ruled_by"]
        answered = {each["number"]: each["answered"] for each in before["mentions"]}
        had_answer = answered[row["mention"]] == "yes" or was["replied_at"] is not None
        if row["status"] != was["status"]:
            to = MOVES[was["status"]]
            by_way_of_draft = row["status"] == "approved" and "drafted" in to
            assert row["status"] in to or by_way_of_draft
            if row["status"] == "closed":
                assert row["because"] or had_answer
            if row["status"] == "approved":
                proposal = json.loads(row["proposal"] or "{}")
                assert proposal.get("approved_by") or not proposal.get("needs_approval")
        elif row["status"] == "closed" and was["because"]:
            assert row["because"]
        if row["reopened_at"] is not None and was["reopened_at"] is None:
            assert had_answer or was["status"] in {"closed", "ignored", *REPLIED}
        published = {each["number"]: each["published_at"] for each in before["mentions"]}
        entered = {each["mention"] for each in new if each["what"] == "queued"}
        anew = row["queued_at"] != was["queued_at"] or row["mention"] in entered
        for clock in ("reply_due_at", "close_due_at"):
            if row[clock] != was[clock] and not anew:
                assert row[clock] > was[clock]
            if anew and row["queued_at"] is not None and row["status"] not in CLOSED_STATUSES:
                assert row[clock] > published[row["mention"]]

    def check_undone(self, change: int, before: dict, after: dict) -> None:
        """All that a change did stands as before, and nothing else is another."""
        origin = self.before[change]
        ours = [each for each in before["events"] if each["change"] == change]
        if before == self.after[change]:
            for table in DECIDED:
                assert bare(after[table]) == bare(origin[table]), table
        expected = {row["mention"]: dict(row) for row in before["handling"]}
        for event in ours:
            was = next(row for row in origin["handling"] if row["mention"] == event["mention"])
            for name in json.loads(event["details"])["changed"]:
                expected[event["mention"]][name] = was[name]
        assert bare(after["handling"]) == bare(list(expected.values()))

    # ── people ──────────────────────────────────────────────────────────────────────────────

    @rule(
        index=mentions,
        other=st.none() | mentions,
        status=st.sampled_from(STATUSES),
        because=reasons,
        dry_run=dry_runs,
        who=people,
    )
    def marks(self, index, other, status, because, dry_run, who):
        ids = [self.id_of(each) for each in (index, other) if each is not None]
        was = {row["mention"]: row["status"] for row in self.seen["handling"]}
        wish = deciding.Wish(status=status, because=because)
        refused = self.do(lambda b: deciding.mark(b, ids, wish), dry_run=dry_run, who=who)
        number = self.store.number_of(ids[0])
        if number and status not in (was[number], *MOVES[was[number]]):
            assert isinstance(refused, UsageError)
            assert refused.hint
            assert all(each in refused.hint for each in MOVES[was[number]])

    @rule(
        index=mentions,
        assignee=st.none() | st.sampled_from(("mira", "-")),
        tags=st.sampled_from(((), ("vip",), ("-vip", "press"))),
        remark=st.none() | st.just("rang twice"),
        snooze=st.sampled_from((None, -1, 3, 10_000, "reaction")),
        dry_run=dry_runs,
    )
    def touches(self, index, assignee, tags, remark, snooze, dry_run):
        until = UNTIL_REACTION if snooze == "reaction" else snooze and self.now + snooze * DAY
        wish = deciding.Wish(assignee=assignee, tags=tags, note=remark, snooze=until)
        self.do(lambda b: deciding.mark(b, [self.id_of(index)], wish), dry_run=dry_run)

    @rule(index=mentions, said=st.sampled_from(("positive", "-")), level=st.sampled_from("014-"))
    def corrects(self, index, said, level):
        wish = deciding.Wish(correct=Wanted(sentiment=said, severity=level))
        self.do(lambda b: deciding.mark(b, [self.id_of(index)], wish))

    @rule(index=mentions, remedy=st.sampled_from(("a free cake", "a voucher")))
    def grants(self, index, remedy):
        wish = deciding.Wish(chose=remedy)
        self.do(lambda b: deciding.mark(b, [self.id_of(index)], wish))

    @rule(index=mentions, result=st.sampled_from(("confirmed", "not_found")), dry_run=dry_runs)
    def verifies(self, index, result, dry_run):
        self.do(lambda b: deciding.verify(b, self.id_of(index), result), dry_run=dry_run)

    @rule(index=mentions, text=st.sampled_from(REPLIES), wait=st.booleans(), dry_run=dry_runs)
    def replies(self, index, text, wait, dry_run):
        self.do(lambda b: replying.reply(b, self.id_of(index), text, wait=wait), dry_run=dry_run)

    @rule(index=mentions, who=people, asks=st.booleans(), dry_run=dry_runs)
    def proposes(self, index, who, asks, dry_run):
        self.do(
            lambda b: proposing.propose(b, self.id_of(index), "Sorry, Kate.", needs_approval=asks),
            who=who,
            dry_run=dry_run,
        )

    @rule(index=mentions, who=people, dry_run=dry_runs)
    def approves(self, index, who, dry_run):
        before = self.store.number_of(self.id_of(index))
        known = {row["mention"]: row["proposal"] for row in self.seen["handling"]}
        refused = self.do(
            lambda b: proposing.approve(b, self.id_of(index)), who=who, dry_run=dry_run
        )
        proposal = json.loads(known.get(before) or "{}")
        if proposal.get("needs_approval") and proposal["who"] == who:
            assert isinstance(refused, UsageError)

    @rule(index=mentions, days=st.sampled_from((-1, 0, 1, 5)), dry_run=dry_runs)
    def promises(self, index, days, dry_run):
        day = f"{min(self.now, UNTIL_REACTION - 9 * DAY) + days * DAY:%Y-%m-%d}"
        self.do(
            lambda b: promising.add(b, self.id_of(index), "a new cake", by=day), dry_run=dry_run
        )

    @rule(
        which=st.integers(1, 4),
        step=st.sampled_from(("keep", "move", "drop")),
        days=st.integers(0, 9),
        dry_run=dry_runs,
    )
    def settles(self, which, step, days, dry_run):
        day = f"{self.now + days * DAY:%Y-%m-%d}"
        commands = {
            "keep": lambda b: promising.keep(b, f"f{which}", "rang her"),
            "move": lambda b: promising.move(b, f"f{which}", day),
            "drop": lambda b: promising.drop(b, f"f{which}", "she moved away"),
        }
        self.do(commands[step], dry_run=dry_run)

    @rule(change=st.none() | st.integers(1, 30), who=people, dry_run=dry_runs)
    def undoes(self, change, who, dry_run):
        self.do(lambda b: undoing.undo(b, change), who=who, dry_run=dry_run)

    # ── customers, platforms, time ──────────────────────────────────────────────────────────

    def arrive(self, *found: Mention, gone=(), own=(), source="google", severity=1) -> None:
        self.said |= {each.external_id: each for each in found}
        batch = Batch(
            tuple(clean(each, self.now) for each in found), gone_ids=tuple(gone), own=tuple(own)
        )

        def run(business: Business) -> None:
            self.store.save(source, "file", "f1", batch, baseline=timedelta(days=30), now=self.now)
            self.store.put_assessments(
                (
                    each.number,
                    each.revision,
                    Assessment(
                        sentiment=Sentiment("negative", -0.6, 0.9), severity=severity, scorer="s1"
                    ),
                )
                for each in self.store.unassessed("s1")
            )
            upkeep.keep_up(business)

        assert self.do(run) is None

    @initialize(severity=st.sampled_from((1, 3)))
    def opens(self, severity):
        self.arrive(self.written("m0", LONG, "kate"), severity=severity)

    def written(self, external_id: str, text: str, author: str, source: str = "google") -> Mention:
        return Mention(
            text=text,
            external_id=external_id,
            source=source,
            source_type="file" if source == "google" else "board",
            place="Old Town" if source == "google" else None,
            author=Author(name=author),
            published_at=self.true - timedelta(hours=2),
            thread_id="t",
        )

    @rule(
        text=st.sampled_from(TEXTS),
        author=st.sampled_from(("kate", "bo")),
        age=st.sampled_from((0, 0, 3, 90)),
        severity=st.sampled_from((0, 1, 4)),
        source=st.sampled_from(("google", "board")),
    )
    def somebody_writes(self, text, author, age, severity, source):
        if len(self.said) < 6:
            new = self.written(f"m{len(self.said)}", text, author, source)
            aged = replace(new, published_at=new.published_at - age * DAY)
            self.arrive(aged, source=source, severity=severity)

    @rule(index=mentions, text=st.sampled_from(TEXTS), late=st.booleans())
    def customer_edits(self, index, text, late):
        mention = list(self.said.values())[index % len(self.said)]
        when = None if late else self.true - timedelta(hours=1)
        edited = replace(mention, text=text, updated_at=when)
        self.arrive(edited, source=mention.source)

    @rule(index=mentions, state=st.sampled_from(("pending", "approved", "rejected", None)))
    def platform_shows_reply(self, index, state):
        mention = list(self.said.values())[index % len(self.said)]
        reply = state and OwnerReply("Sorry", self.true, state)
        self.arrive(replace(mention, reply=reply, answered="no"), source=mention.source)

    @rule(index=mentions, back=st.booleans())
    def source_deletes(self, index, back):
        mention = list(self.said.values())[index % len(self.said)]
        self.arrive(gone=(mention.external_id,), source=mention.source)
        if back:
            self.arrive(mention, source=mention.source)

    @rule(index=mentions, deleted=st.booleans())
    def we_answer_there(self, index, deleted):
        mention = list(self.said.values())[index % len(self.said)]
        own = replace(
            self.written(f"own-{mention.external_id}", "Sorry!", "us", mention.source),
            parent_id=mention.external_id,
            published_at=self.true,
        )
        self.arrive(own=(clean(own, self.now),), source=mention.source)
        if deleted:
            self.arrive(gone=(own.external_id,), source=mention.source)

    @rule(hours=st.sampled_from((1, 30, 15 * 24, 60 * 24)))
    def time_passes(self, hours):
        self.true += timedelta(hours=hours)
        self.now = self.true
        self.do(upkeep.keep_up)

    @rule(clock=st.sampled_from(WILD) | st.sampled_from((-30 * DAY, 400 * DAY)), run=st.booleans())
    def clock_goes_wrong(self, clock, run):
        self.now = clock if isinstance(clock, datetime) else self.true + clock
        if run:
            self.do(upkeep.keep_up)

    @rule()
    def clock_is_put_right(self):
        self.now = self.true

    # ── what always holds ───────────────────────────────────────────────────────────────────

    @invariant()
    def history_explains_every_state(self):
        replayed = {number: dict(row) for number, row in self.first.items()}
        for event in self.seen["events"]:
            if event["mention"] is not None:
                for name, (was, became) in json.loads(event["details"]).get("changed", {}).items():
                    assert replayed[event["mention"]][name] == was, (event["what"], name)
                    replayed[event["mention"]][name] = became
        for row in self.seen["handling"]:
            told = replayed[row["mention"]]
            assert bare([told]) == bare([row])

    @invariant()
    def what_is_promised_is_looked_after(self):
        due: dict[int, int] = {}
        for row in self.seen["promises"]:
            if row["kept_at"] is None and row["dropped_at"] is None:
                due[row["mention"]] = min(row["due_at"], due.get(row["mention"], row["due_at"]))
        for row in self.seen["handling"]:
            assert row["follow_up_at"] == due.get(row["mention"])

    @invariant()
    def every_state_is_a_legal_one(self):
        for row in self.seen["handling"]:
            assert row["status"] in STATUSES
            assert row["status"] != "ignored" or row["because"]
            assert (row["status"] == "waiting_for_customer") or row["waiting_since"] is None
            if row["status"] in {"new", "seen", "verifying", "drafted", "approved"}:
                assert row["replied_at"] is None
        for case in self.store.cases([row["mention"] for row in self.seen["handling"]]):
            assert case.handling.status in STATUSES


FRESH = {"status": "new", "tags": "|", "rules": "|", "rule_points": 0.0}


def bare(rows: list[dict]) -> list[dict]:
    return [
        {name: row[name] for name in row if name not in {"version", "ruled_by"}} for row in rows
    ]


Queue.TestCase.settings = settings(
    max_examples=int(os.environ.get("AMENDS_EXAMPLES", "25")),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestWhateverHappens = Queue.TestCase
