"""Many sources at once: each gets its outcome, none harms another, nothing is lost or doubled."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import ClassVar

import httpx
import pytest

from amends import config as configuration
from amends.errors import (
    AuthFailed,
    BadAnswer,
    ConfigError,
    Gone,
    HttpTimeout,
    SourceError,
    StoreFull,
    StoreLocked,
    Throttled,
)
from amends.http import Http
from amends.models import Author, Batch, Mention, Skipped
from amends.sources import Named
from amends.sources.contract import Source
from amends.store import Filter, Store, run_lock
from amends.triage import checking, fetching, pace, reading, sourcing
from amends.triage.business import Business
from amends.triage.progress import Progress

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Scripted(Source):
    """A source that yields and raises what its script says."""

    EXAMPLE: ClassVar[str] = ""
    scripts: ClassVar[dict[str, list]] = {}
    seen: ClassVar[list] = []
    type: str = "scripted"
    script: str = ""

    def fetch(self, ctx, bookmark):
        Scripted.seen.append((self.script, bookmark))
        for step in Scripted.scripts[self.script]:
            if isinstance(step, BaseException):
                raise step
            if callable(step):
                step(ctx)
            else:
                yield step


@pytest.fixture(autouse=True)
def fresh():
    Scripted.scripts.clear()
    Scripted.seen.clear()


def mentions(*ids, **changes):
    return tuple(
        Mention(text=f"text {each}", external_id=each, published_at=NOW, **changes) for each in ids
    )


@contextmanager
def business(tmp_path, now=NOW, **config):
    with Store(tmp_path / "a.db", now=now) as store:
        made = configuration.Config.model_validate(config)
        yield Business(made, tmp_path / "config.yaml", store, now, "ana")


def source(name, *steps, **options):
    Scripted.scripts[name] = list(steps)
    return Named(name, Scripted(type="scripted", script=name, **options))


def run(opened, *sources):
    with Http(opened.config.http) as http:
        return fetching.fetch(opened, sources, http)


def stored(opened):
    return [number for number, *_ in opened.store.unassessed("nobody")]


def outcomes(fetched):
    return {each.name: each.outcome for each in fetched.runs}


def test_every_outcome_is_told_and_the_others_go_on(tmp_path):
    with business(tmp_path) as opened:
        fetched = run(
            opened,
            source("ok", Batch(mentions("1", "2"))),
            source("unchanged"),
            source("empty", Batch()),
            source("partial", Batch(mentions("1"), more=True)),
            source("throttled", Throttled("slow down", until=NOW + timedelta(hours=1))),
            source("auth", AuthFailed("no")),
            source("gone", Gone("410")),
            source("failed", BadAnswer("HTML")),
            source("timeout", HttpTimeout("no answer")),
            source("secret", ConfigError(["no such variable"])),
            source("bug", ZeroDivisionError("1/0")),
        )
        assert outcomes(fetched) == {
            "ok": "ok",
            "unchanged": "unchanged",
            "empty": "empty",
            "partial": "partial",
            "throttled": "throttled",
            "auth": "auth",
            "gone": "gone",
            "failed": "failed",
            "timeout": "failed",
            "secret": "failed",
            "bug": "failed",
        }
        assert len(stored(opened)) == 3
        assert checking.exit_code(fetched.runs) == 4
        bug = next(each for each in fetched.runs if each.name == "bug")
        assert "ZeroDivisionError" in bug.error
        assert "1/0" not in bug.error


class Odd:
    """What no database and no JSON takes."""


ODD = {
    "naive time": Batch((Mention(text="a", published_at=datetime(2026, 11, 1)),)),
    "naive second time": Batch((Mention(text="a", updated_at=datetime(2026, 11, 1)),)),
    "no text": Batch((Mention(text=None),)),
    "a number for a name": Batch((Mention(text="a", author=Author(name=5)),)),
    "an object for a place": Batch((Mention(text="a", place=Odd()),)),
    "an object for an id": Batch((Mention(text="a", external_id=Odd()),)),
    "a kind that is none": Batch((Mention(text="a", kind="rumour"),)),
    "an object that is gone": Batch(gone_ids=(Odd(),)),
    "a bookmark of objects": Batch(mentions("1"), bookmark=Odd()),
    "a bookmark without bottom": Batch(mentions("1"), bookmark=(deep := [])),
    "no batch": "a page",
    "no mention": Batch(({"text": "a"},)),
    "not skipped": Batch(skipped=("line 3",)),
}
deep.append(deep)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_batch_that_cannot_be_stored_is_a_bug_of_its_source_alone(tmp_path, odd):
    with business(tmp_path) as opened:
        broken = source("odd", Batch(mentions("before"), bookmark=1), odd, Batch(mentions("after")))
        fetched = run(opened, broken, source("good", Batch(mentions("1"))))
        assert outcomes(fetched) == {"odd": "partial", "good": "ok"}
        assert fetched.runs[0].error.startswith("a bug in source type scripted: ")
        assert [fetched.runs[0].new, len(stored(opened))] == [1, 2]
        assert opened.store.sources.bookmark("odd", reading.fingerprint(broken)) == 1
        assert outcomes(run(opened, source("odd", odd))) == {"odd": "failed"}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_is_shown_and_not_stored_may_be_as_odd(tmp_path, odd):
    with business(tmp_path) as opened:
        report = checking.rank_unstored(
            opened, run(opened, source("odd", odd, keep="none")).not_kept
        )
        assert len(report) <= 1


def test_an_error_that_cannot_be_stored_is_told_all_the_same(tmp_path):
    odd = Throttled("half \ud800\x1b[31m\nof it", until=datetime(2026, 11, 21))
    with business(tmp_path) as opened:
        [found] = run(opened, source("s", odd)).runs
        assert (found.outcome, found.error, found.retry_at) == ("throttled", "half of it", None)


def test_a_full_disk_is_no_bug_of_a_source(tmp_path, monkeypatch):
    def full(*_, **__):
        raise StoreFull("no room")

    with business(tmp_path) as opened, monkeypatch.context() as patch:
        patch.setattr(Store, "save", full)
        with pytest.raises(StoreFull):
            run(opened, source("s", Batch(mentions("1"))))


def test_the_second_run_goes_on_from_the_bookmark_and_stores_nothing_twice(tmp_path):
    with business(tmp_path) as opened:
        step = source("s", Batch(mentions("1"), bookmark={"page": 1}))
        first = run(opened, step)
        second = run(opened, step)
        assert [each.new for each in (*first.runs, *second.runs)] == [1, 0]
        assert Scripted.seen == [("s", None), ("s", {"page": 1})]


def test_other_options_start_anew(tmp_path):
    with business(tmp_path) as opened:
        run(opened, source("s", Batch(bookmark=1)))
        Scripted.scripts["other"] = []
        run(opened, Named("s", Scripted(type="scripted", script="other")))
        assert Scripted.seen[-1] == ("other", None)


def test_a_walk_that_breaks_keeps_what_it_had_and_ends_in_part(tmp_path):
    with business(tmp_path) as opened:
        broken = source("s", Batch(mentions("1"), bookmark=1), BadAnswer("cut"))
        fetched = run(opened, broken)
        assert outcomes(fetched) == {"s": "partial"}
        assert fetched.runs[0].error == "cut"
        assert opened.store.sources.bookmark("s", reading.fingerprint(broken)) == 1


def test_a_hanging_source_is_given_up_and_its_late_result_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "GRACE", 0.05)
    release = threading.Event()
    with business(tmp_path, http={"workers": 1}) as opened:
        hanging = source(
            "hangs", lambda _: release.wait(10), Batch(mentions("late")), max_seconds=0.1
        )
        begun = time.monotonic()
        fetched = run(opened, hanging, source("good", Batch(mentions("1"))))
        assert time.monotonic() - begun < 5
        assert outcomes(fetched) == {"hangs": "failed", "good": "ok"}
        assert "did not finish within 0.1 seconds" in fetched.runs[0].error
        release.set()
        assert len(stored(opened)) == 1


def endless(name, batch, **options):
    Scripted.scripts[name] = repeat(batch)
    return Named(name, Scripted(type="scripted", script=name, **options))


def test_a_source_that_goes_on_for_ever_ends_with_its_time(tmp_path):
    with business(tmp_path) as opened:
        begun = time.monotonic()
        fetched = run(opened, endless("s", Batch(), max_seconds=0.2))
        assert time.monotonic() - begun < 5
        assert outcomes(fetched) == {"s": "partial"}
        assert "did not finish within 0.2 seconds" in fetched.runs[0].error


def test_a_busy_neighbour_keeps_no_late_source_alive(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "GRACE", 0.05)
    release, seen = threading.Event(), []
    with business(tmp_path) as opened:
        hanging = source("hangs", lambda _: release.wait(10), max_seconds=0.1)
        progress = Progress(
            reading=lambda each: seen.append(each.name) if each.run else None,
        )
        with Http(opened.config.http) as http:
            busy = endless("busy", Batch(), max_seconds=0.5)
            fetching.fetch(opened, [busy, hanging], http, progress=progress)
        release.set()
        assert seen == ["hangs", "busy"]


def test_what_came_in_time_is_not_late_because_storing_is_slow(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "GRACE", 0.05)
    save = Store.save

    def slowly(*arguments, **options):
        time.sleep(0.2)
        return save(*arguments, **options)

    monkeypatch.setattr(Store, "save", slowly)
    with business(tmp_path) as opened:
        quick = (source(name, Batch(mentions("1")), max_seconds=0.1) for name in "abc")
        assert outcomes(run(opened, *quick)) == {"a": "ok", "b": "ok", "c": "ok"}


def test_what_ended_in_time_is_not_late_because_storing_is_slow(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "GRACE", 0.05)
    monkeypatch.setattr(fetching, "AHEAD", 1)
    save = Store.save

    def slowly(*arguments, **options):
        time.sleep(0.25)
        return save(*arguments, **options)

    monkeypatch.setattr(Store, "save", slowly)
    with business(tmp_path) as opened:
        quick = [source(name, BadAnswer("no feed"), max_seconds=0.2) for name in "abcd"]
        found = run(opened, source("busy", Batch(mentions("1"))), *quick)
        assert [each.error for each in found.runs] == [None, *["no feed"] * 4]


class Forgetful(Scripted):
    """One whose platform forgets what it has given when it is asked for more."""

    CONFIRMS: ClassVar[bool] = True


def forgetful(told, *, batches=3):
    """Return a source that tells when it asks for each of its batches."""
    steps = [
        step
        for n in range(batches)
        for step in (lambda _: told.append("asked"), Batch(mentions(str(n)), bookmark=n))
    ]
    Scripted.scripts["f"] = steps
    return Named("f", Forgetful(type="scripted", script="f"))


def test_what_a_platform_forgets_is_stored_before_more_is_asked_for(tmp_path, monkeypatch):
    told, save = [], Store.save

    def slowly(*arguments, **options):
        time.sleep(0.02)
        saved = save(*arguments, **options)
        told.append("stored")
        return saved

    monkeypatch.setattr(Store, "save", slowly)
    with business(tmp_path) as opened:
        assert outcomes(run(opened, forgetful(told))) == {"f": "ok"}
        assert told == ["asked", "stored"] * 3


def test_what_could_not_be_stored_is_not_confirmed(tmp_path, monkeypatch):
    told = []

    def full(*_, **__):
        raise StoreFull("no room left")

    with business(tmp_path) as opened:
        monkeypatch.setattr(Store, "save", full)
        with pytest.raises(StoreFull):
            run(opened, forgetful(told))
        assert told == ["asked"]


def test_trying_a_forgetful_source_waits_for_no_store(tmp_path):
    with business(tmp_path) as opened, Http(opened.config.http) as http:
        found, batch = sourcing.read_first_page(opened, forgetful([]), http)
        assert (found.outcome, len(batch.mentions)) == ("ok", 1)


@pytest.mark.parametrize(
    ("first", "asked"), [(Batch(bookmark=0), 1), (Batch(bookmark=0, unchanged=True), 2)]
)
def test_trying_a_forgetful_source_makes_it_forget_nothing(tmp_path, first, asked):
    """A page may hold nothing for us but our own words: asking on would lose them."""
    told = []
    named = forgetful(told)
    Scripted.scripts["f"][1] = first
    with business(tmp_path) as opened, Http(opened.config.http) as http:
        sourcing.read_first_page(opened, named, http)
    assert told == ["asked"] * asked


@pytest.mark.parametrize(
    ("batches", "outcome", "new"),
    [
        ([Batch(mentions("1", "2"))], "ok", 2),
        ([Batch(mentions("1", "2")), Batch(mentions("3"))], "partial", 2),
        ([Batch(mentions("1")), Batch(mentions("2"), more=True)], "partial", 2),
        ([Batch(mentions("1")), Batch(mentions("2")), Batch()], "partial", 2),
    ],
)
def test_more_than_a_run_may_take_ends_it_in_part(tmp_path, batches, outcome, new):
    with business(tmp_path) as opened:
        [found] = run(opened, source("s", *batches, max_items=2)).runs
        assert (found.outcome, found.new, found.error) == (outcome, new, None)
        assert checking.exit_code([found]) == 0  # a cap is the owner's own choice


def test_who_asked_to_wait_is_not_asked_before_the_time(tmp_path):
    until = NOW + timedelta(hours=1)
    throttled = source("s", Throttled("429", until=until))
    with business(tmp_path) as opened:
        run(opened, throttled)
        again = run(opened, throttled)
        assert outcomes(again) == {"s": "throttled"}
        assert again.runs[0].retry_at == until
        assert len(Scripted.seen) == 1
    Scripted.scripts["s"] = [Batch(mentions("1"))]
    with business(tmp_path, now=until + timedelta(seconds=1)) as opened:
        assert outcomes(run(opened, throttled)) == {"s": "ok"}


def test_who_asks_for_years_is_left_alone_for_a_week(tmp_path):
    """Also in a database that has noted years before."""
    throttled = source("s", Throttled("429", until=NOW + timedelta(days=9999)))
    week = NOW + timedelta(days=7)
    with business(tmp_path) as opened:
        [first] = run(opened, throttled).runs
        assert first.retry_at == week
        noted = replace(first, retry_at=NOW + timedelta(days=300))
        opened.store.sources.log_run(noted, reading.fingerprint(throttled), 0, NOW)
        assert [run(opened, throttled).runs[0].retry_at for _ in "ab"] == [week] * 2
        assert len(Scripted.seen) == 1


def test_what_is_gone_is_not_asked_again_until_its_options_change(tmp_path):
    with business(tmp_path) as opened:
        run(opened, source("s", Gone("410")))
        assert outcomes(run(opened, source("s", Batch()))) == {"s": "gone"}
        Scripted.scripts["new"] = [Batch(mentions("1"))]
        assert outcomes(run(opened, Named("s", Scripted(type="scripted", script="new")))) == {
            "s": "ok"
        }


def test_what_does_not_name_us_is_counted_and_not_called_empty(tmp_path):
    with business(tmp_path) as opened:
        [found] = run(opened, source("s", Batch(filtered=3))).runs
        assert (found.outcome, found.filtered) == ("ok", 3)


def test_empty_is_suspicious_where_there_usually_is_something(tmp_path):
    with business(tmp_path) as opened:
        for _ in range(3):
            run(opened, source("s", Batch(mentions("1"))))
        [found] = run(opened, source("s", Batch())).runs
        assert (found.outcome, found.suspicious) == ("empty", True)
        [other] = run(opened, source("t", Batch())).runs
        assert not other.suspicious


def test_what_may_not_be_kept_is_shown_and_never_stored(tmp_path):
    with business(tmp_path) as opened:
        step = source("s", Batch(mentions("1"), bookmark=1), keep="none")
        for _ in range(2):
            fetched = run(opened, step)
            assert [each.text for each in fetched.not_kept] == ["text 1"]
        assert stored(opened) == []
        assert Scripted.seen[-1] == ("s", None)


@pytest.mark.parametrize(
    ("own", "platform", "default", "expected"),
    [
        (None, "full", "full", "full"),
        (None, "30", "full", "30"),
        (None, "full", "90", "90"),
        ("7", "30", "full", "7"),
        ("full", "none", "full", "full"),
    ],
)
def test_whose_rule_of_keeping_counts(tmp_path, monkeypatch, own, platform, default, expected):
    monkeypatch.setattr(Scripted, "KEEP", platform)
    with business(tmp_path, store={"keep": default}) as opened:
        assert reading.keep_rule(opened, source("s", keep=own)) == expected


def test_a_source_that_is_switched_off_is_not_asked(tmp_path):
    with business(tmp_path) as opened:
        assert run(opened, source("s", Batch(), enabled=False)).runs == ()
        assert Scripted.seen == []


class Crowd:
    """Work that takes a moment, and how many were at it at the same time."""

    def __init__(self):
        self.running, self.most, self.lock = 0, 0, threading.Lock()

    def __call__(self, _ctx):
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(0.02)
        with self.lock:
            self.running -= 1


def test_no_more_sources_at_once_than_workers(tmp_path):
    work = Crowd()
    with business(tmp_path, http={"workers": 3}) as opened:
        run(opened, *(source(f"s{n}", work, Batch(mentions("1"))) for n in range(12)))
    assert 1 < work.most <= 3


def test_slow_sources_do_not_keep_others_from_beginning(tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "MOMENT", 0.01)
    others_are_done = threading.Event()

    def hang(_):
        assert others_are_done.wait(5)

    def last(_):
        others_are_done.set()

    with business(tmp_path, http={"workers": 2}) as opened:
        slow = [source(f"slow{n}", hang, Batch(mentions("1"))) for n in range(5)]
        found = run(opened, *slow, source("quick", last, Batch(mentions("2")))).runs
    assert [each.outcome for each in found] == ["ok"] * 6


def test_who_waits_for_a_host_that_hangs_keeps_nobody_from_another_one(tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "MOMENT", 0.01)
    another_is_read = threading.Event()

    def answer(request):
        if request.url.host == "hangs":
            assert another_is_read.wait(5)
        else:
            another_is_read.set()
        return httpx.Response(200)

    def ask(host):
        return lambda ctx: ctx.http.get(f"http://{host}/")

    with business(tmp_path, http={"workers": 2, "interval": 0}) as opened:
        waiting = [source(f"s{n}", ask("hangs"), Batch(mentions("1"))) for n in range(5)]
        other = source("other", ask("other"), Batch(mentions("1")))
        with Http(opened.config.http, transport=httpx.MockTransport(answer)) as http:
            found = fetching.fetch(opened, [*waiting, other], http)
    assert [each.outcome for each in found.runs] == ["ok"] * 6


def test_sixty_that_hang_all_have_begun_before_the_first_is_given_up(tmp_path):
    all_have_begun = threading.Barrier(60)

    def hang(_):
        all_have_begun.wait(30)

    with business(tmp_path, http={"workers": 1}) as opened:
        many = [source(f"s{n}", hang, Batch(mentions("1")), max_seconds=3) for n in range(60)]
        assert set(outcomes(run(opened, *many)).values()) == {"ok"}


def test_there_is_an_end_to_how_many_are_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "MOMENT", 0.0)
    monkeypatch.setattr(pace, "MOST", 3)
    work = Crowd()
    with business(tmp_path, http={"workers": 1}) as opened:
        run(opened, *(source(f"s{n}", work, Batch(mentions("1"))) for n in range(9)))
    assert work.most == 3


def test_items_that_cannot_be_read_are_told(tmp_path):
    with business(tmp_path) as opened:
        [found] = run(opened, source("s", Batch(skipped=(Skipped("line 3", "no text"),)))).runs
        assert (found.outcome, found.skipped) == ("ok", (Skipped("line 3", "no text"),))


def test_own_accounts_are_no_mentions(tmp_path):
    with business(tmp_path, business={"own_accounts": ["Cafe_Lipa"]}) as opened:
        ours = mentions("1", author=Author(handle="cafe_lipa"))
        run(opened, source("s", Batch((*ours, *mentions("2", author=Author(handle="guest"))))))
        assert len(stored(opened)) == 1


def test_hostile_text_is_made_harmless_before_it_is_stored(tmp_path):
    nasty = Mention(
        text="\x1b[31mred\x1b[0m \u202eevil\x00 ok",
        title="a\nb\x07",
        author=Author(name="\x1b]0;owned\x07Bob"),
        external_id="1",
        published_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    with business(tmp_path) as opened:
        run(opened, source("s", Batch((nasty,))))
        kept = opened.store.cases(stored(opened))[0].mention
        assert (kept.text, kept.title, kept.author.name) == ("red evil ok", "a b", "Bob")
        assert (kept.published_at, kept.date_uncertain) == (NOW, True)


def test_two_runs_at_once_are_refused(tmp_path):
    with (
        business(tmp_path) as opened,
        run_lock(opened.store.path, "check", NOW),
        pytest.raises(StoreLocked, match="another run"),
    ):
        checking.run(opened, "fetch")


def test_one_page_of_a_source_without_storing(tmp_path):
    with business(tmp_path) as opened, Http(opened.config.http) as http:
        named = source("s", Batch(mentions("1")), SourceError("never reached"))
        found, batch = sourcing.read_first_page(opened, named, http)
        assert (found.outcome, len(batch.mentions)) == ("ok", 1)
        found, batch = sourcing.read_first_page(opened, source("t", AuthFailed("no")), http)
        assert (found.outcome, batch) == ("auth", None)
        assert opened.store.standings(Filter(everything=True)) == []


def test_a_page_that_holds_nothing_is_not_the_last_that_is_looked_at(tmp_path):
    with business(tmp_path) as opened, Http(opened.config.http) as http:
        steps = (Batch(), Batch(mentions("1")), SourceError("never reached"))
        found, batch = sourcing.read_first_page(opened, source("s", *steps), http)
        assert (found.outcome, len(batch.mentions)) == ("ok", 1)
        many = [Batch()] * sourcing.PAGES
        steps = (*many, Batch(mentions("1")))
        found, batch = sourcing.read_first_page(opened, source("t", *steps), http)
        assert (found.outcome, batch.mentions) == ("empty", ())
        found, batch = sourcing.read_first_page(
            opened, source("u", Batch(), AuthFailed("no")), http
        )
        assert (found.outcome, batch) == ("auth", None)


def test_nothing_since_the_platforms_own_cursor_is_unchanged(tmp_path):
    with business(tmp_path) as opened:
        [found] = run(opened, source("s", Batch(bookmark="later", unchanged=True))).runs
        assert (found.outcome, found.suspicious) == ("unchanged", False)
        named = source("s", Batch())
        assert opened.store.sources.bookmark("s", reading.fingerprint(named)) == "later"
