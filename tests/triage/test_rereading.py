"""Hot mentions are read again at their source, with growing gaps."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from amends import config as configuration
from amends.errors import HttpTimeout, Unreachable
from amends.http import Http
from amends.models import Batch, Mention, Reach
from amends.sources import Named
from amends.sources.contract import Source
from amends.store import Store
from amends.triage import fetching, reading
from amends.triage.business import Business

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Social(Source):
    """Brings each mention once, and says how far it has come when it is asked again."""

    EXAMPLE: ClassVar[str] = ""
    new: ClassVar[list] = []
    present: ClassVar[dict] = {}
    """External id → its mention; None: deleted; absent: the source does not say."""
    asked: ClassVar[list] = []
    type: str = "social"

    def fetch(self, ctx, bookmark):
        if Social.new:
            yield Batch(tuple(Social.new), bookmark="as far as this")
            Social.new.clear()

    def refetch(self, ctx, ids):
        Social.asked.append(ids)
        found = [Social.present[each] for each in ids if Social.present.get(each)]
        gone = [each for each in ids if each in Social.present and Social.present[each] is None]
        extra = Mention(text="never asked for", external_id="extra", published_at=NOW)
        yield Batch((*found, extra), tuple(gone), bookmark="something else")


@pytest.fixture(autouse=True)
def fresh():
    Social.new.clear()
    Social.present.clear()
    Social.asked.clear()


def post(views, text="My guitar arrived broken", external_id="1", **changes):
    return Mention(
        text=text,
        external_id=external_id,
        published_at=NOW - HOUR,
        reach=Reach(views=views),
        **changes,
    )


@pytest.fixture
def run(tmp_path):
    """Read the source at a time; return how it ended and what it was asked for again."""

    def once(after: timedelta, kind=Social, **options):
        Social.asked.clear()
        now = NOW + after
        with Store(tmp_path / "a.db", now=now) as store, Http(configuration.Config().http) as http:
            config = configuration.Config()
            business = Business(config, tmp_path / "config.yaml", store, now, "ana")
            named = Named("tube", kind(**options))
            fetched = fetching.fetch(business, [named], http)
            mark = store.sources.bookmark("tube", reading.fingerprint(named))
        return fetched.runs[0], [each for ids in Social.asked for each in ids], mark

    return once


def stored(tmp_path):
    with Store(tmp_path / "a.db", now=NOW) as store:
        return [each.mention for each in store.unassessed("nobody")]


def test_it_is_asked_for_again_when_it_is_due_and_not_before(run, tmp_path):
    Social.new.append(post(100))
    assert run(0 * HOUR)[1] == []
    Social.present["1"] = post(100)
    assert run(HOUR / 2)[1] == []
    found, asked, mark = run(1 * HOUR)
    assert (found.outcome, asked) == ("unchanged", ["1"])
    assert mark == "as far as this"
    assert len(stored(tmp_path)) == 1  # what nobody asked for is not taken


def test_what_stands_still_is_asked_for_more_and_more_rarely(run):
    Social.new.append(post(100))
    run(0 * HOUR)
    Social.present["1"] = post(100)
    asked_at = [hour for hour in range(1, 200) if run(hour * HOUR)[1]]
    assert asked_at == [1, 3, 7, 15, 31, 63, 127]


def test_who_looks_once_a_day_looks_more_and_more_rarely_too(run):
    """The gap that counts is the one that has passed, for some platforms take money."""
    Social.new.append(post(100))
    run(0 * HOUR)
    Social.present["1"] = post(100)
    assert [day for day in range(1, 20) if run(day * 24 * HOUR)[1]] == [1, 3, 7]


def test_what_spreads_is_asked_for_every_hour(run):
    Social.new.append(post(100))
    run(0 * HOUR)
    for hour in range(1, 6):
        Social.present["1"] = post(100 + 500 * hour)
        assert run(hour * HOUR)[1] == ["1"]


def test_a_changed_text_and_a_deletion_are_noticed(run):
    Social.new.append(post(100))
    run(0 * HOUR)
    Social.present["1"] = post(100, text="My guitar arrived broken, and nobody cares")
    assert run(1 * HOUR)[0].changed == 1
    Social.present["1"] = None
    assert run(3 * HOUR)[0].gone == 1


def test_what_the_source_does_not_speak_of_is_not_gone(run):
    Social.new.append(post(100))
    run(0 * HOUR)
    found, asked, _ = run(1 * HOUR)
    assert (asked, found.gone) == (["1"], 0)
    assert run(2 * HOUR)[1] == []


@pytest.mark.parametrize(
    "mention",
    [
        post(None),  # only a day later, whether it is still there
        Mention(text="old", external_id="1", published_at=NOW - timedelta(days=8)),
    ],
    ids=["reach unknown", "old"],
)
def test_only_what_is_young_and_has_a_reach_is_soon_read_again(run, mention):
    Social.new.append(mention)
    run(0 * HOUR)
    assert run(5 * HOUR)[1] == []


def test_what_is_never_stored_is_not_read_again(run):
    Social.new.append(post(100))
    run(0 * HOUR, keep="none")
    assert run(5 * HOUR, keep="none")[1] == []


def test_what_was_erased_is_not_asked_for_again(run, tmp_path):
    Social.new.append(post(100))
    run(0 * HOUR)
    with Store(tmp_path / "a.db", now=NOW) as store:
        store.expire("tube", 0, NOW)
    assert run(1 * HOUR)[1] == []


def test_a_failure_is_told_and_it_is_tried_again_later(run, monkeypatch):
    Social.new.append(post(100))
    run(0 * HOUR)

    def fails(self, ctx, ids):
        Social.asked.append(ids)
        raise Unreachable("no answer")

    monkeypatch.setattr(Social, "refetch", fails)
    assert run(1 * HOUR)[0].outcome == "failed"
    assert run(3 * HOUR)[1] == ["1"]


def test_what_a_killed_run_has_stored_is_read_again_too(run, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    Social.new.append(post(100))
    with monkeypatch.context() as broken:
        broken.setattr(fetching._Run, "_end", killed)
        with pytest.raises(Killed):
            run(0 * HOUR)
    run(1 * HOUR)
    assert run(2 * HOUR)[1] == ["1"]


def test_what_is_cold_stays_cold(run):
    Social.new.append(post(100))
    for hour in range(130):
        run(hour * HOUR)
    assert run(400 * HOUR)[1] == []


def test_what_could_not_even_be_asked_for_stays_due(run, monkeypatch):
    Social.new.append(post(100))
    run(0 * HOUR)

    def fails(self, ctx, bookmark):
        raise Unreachable("no network")
        yield

    with monkeypatch.context() as broken:
        broken.setattr(Social, "fetch", fails)
        for hour in range(1, 9):
            assert run(hour * HOUR)[1] == []
    assert run(9 * HOUR)[1] == ["1"]


class Forgetful(Source):
    """Brings a mention, and cannot be asked for it again."""

    EXAMPLE: ClassVar[str] = ""
    type: str = "forgetful"

    def fetch(self, ctx, bookmark):
        yield Batch((post(100),))


def test_a_source_that_cannot_be_asked_again_has_no_plan(run, tmp_path):
    run(0 * HOUR, kind=Forgetful)
    with Store(tmp_path / "a.db", now=NOW) as store:
        assert store.rereads.due("tube", NOW + 2 * HOUR, 9) == {}


def test_what_has_no_reach_is_asked_after_a_few_times_whether_it_is_still_there(run):
    review = Mention(text="Cold soup, rude waiter", external_id="1", published_at=NOW - HOUR)
    Social.new.append(review)
    Social.present["1"] = review
    run(timedelta(0))
    asked = [hours for hours in range(1, 24 * 12) if run(hours * HOUR)[1]]
    assert asked == [24, 24 + 48, 24 + 48 + 96]


def test_a_review_that_was_deleted_is_gone_on_the_word_of_its_source(run):
    Social.new.append(Mention(text="Cold soup", external_id="1", published_at=NOW - HOUR))
    Social.present["1"] = None
    run(timedelta(0))
    told, asked, _ = run(25 * HOUR)
    assert (told.gone, asked) == (1, ["1"])
    assert run(24 * 9 * HOUR)[1] == []


class Slow(Social):
    """Has time for one mention only."""

    def refetch(self, ctx, ids):
        Social.asked.append(ids[:1])
        yield Batch((Social.present[ids[0]],))
        object.__setattr__(ctx.deadline, "_end", 0.0)
        raise HttpTimeout("the turn at this host would come after the source's time")


class Leaving(Slow):
    """Looks at the clock and stops by itself."""

    def refetch(self, ctx, ids):
        with suppress(HttpTimeout):
            yield from super().refetch(ctx, ids)


@pytest.mark.parametrize("kind", [Slow, Leaving])
def test_a_lack_of_time_for_reading_again_spoils_no_run(run, kind):
    Social.new.extend([post(1), post(1, external_id="2")])
    Social.present |= {"1": post(2), "2": post(3, external_id="2")}
    run(timedelta(0), kind=kind)
    told, asked, _ = run(2 * HOUR, kind=kind)
    assert (told.outcome, asked) == ("unchanged", ["1"])
    assert run(3 * HOUR)[1] == ["2"]
