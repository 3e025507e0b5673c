"""When a digest is due: once a day, again only for what must not wait, never twice the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from amends.digest import day_of, due, keys, untold
from amends.models.alert import Alert
from amends.models.delivery import Delivery
from amends.models.digest import Better, Digest, Failing, Praise
from amends.models.promises import Followup

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
"""Half past eight in Sofia."""
HOUR = timedelta(hours=1)
NEWS = (Praise("k7f2", "Lovely bread.", None),)


def digest(*told, at=NOW, praise=NEWS):
    return Digest(
        business="Blue Door",
        language="en",
        timezone="Europe/Sofia",
        at=at,
        since=at - 24 * HOUR,
        praise=praise,
        told=told,
    )


def sent(key="2026-11-20", *told, state="sent"):
    return Delivery(1, "mail:ana@shop.test", "digest", key, NOW, state, 1, told=told)


def asked(made, *earlier, at=None, **options):
    return due(made, earlier, at=at, zone=SOFIA, **options)


def test_the_first_of_the_day_needs_something_to_say():
    assert asked(digest()) == "2026-11-20"
    assert asked(digest(praise=())) is None
    assert asked(digest(praise=()), even_if_empty=True) == "2026-11-20"


def test_not_before_its_time_of_the_businesss_day():
    assert asked(digest(), at=time(8, 31)) is None
    assert asked(digest(), at=time(8, 30)) == "2026-11-20"


def test_the_day_is_that_of_the_business():
    late = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    assert asked(digest(at=late)) == "2026-11-21"
    assert day_of(late, SOFIA) == datetime(2026, 11, 21, tzinfo=SOFIA)


def test_again_only_for_what_no_earlier_one_told():
    morning = sent("2026-11-20", "urgent:k7f2@1", "source:feed@0/1")
    assert asked(digest("urgent:k7f2@1"), morning) is None
    assert asked(digest("source:feed@0/2", "fixed:1/3"), morning) is None
    for news in ("urgent:m3xd@1", "urgent:k7f2@2", "late:f5@7"):
        assert asked(digest("urgent:k7f2@1", news), morning) == "2026-11-20/2"
    assert asked(digest("urgent:k7f2@1", "alert:a7/2"), morning) is None  # has a mail of its own
    assert asked(digest("late:f5@7"), morning, sent("2026-11-20/2", "late:f5@7")) is None
    assert asked(digest(), morning, even_if_empty=True) is None


def test_what_failed_keeps_its_key_and_told_nothing():
    morning = sent("2026-11-20", "urgent:k7f2@1", state="failed")
    assert asked(digest("urgent:k7f2@1"), morning) == "2026-11-20"
    second = sent("2026-11-20/2", "late:f5@7", state="failed")
    assert asked(digest("late:f5@7"), sent(), second) == "2026-11-20/2"
    assert asked(digest(), sent(), second) is None


def test_what_perhaps_arrived_is_not_said_again():
    for state in ("unknown", "intended"):
        assert (
            asked(digest("urgent:k7f2@1"), sent("2026-11-20", "urgent:k7f2@1", state=state)) is None
        )


def test_who_comes_back_and_what_was_moved_is_news():
    promise = Followup(5, "k7f2", None, None, NOW, NOW - HOUR, "Ana", "x")
    alert = Alert(7, "storm", "topic:delivery", 2, (), NOW, NOW)
    before = keys({"k7f2": 1}, [promise], [alert])
    moved = promise._replace(due_at=NOW - HOUR / 2)
    after = keys({"k7f2": 2}, [moved], [replace(alert, level=3)])
    assert len(before) == len(after) == 3
    assert not set(before) & set(after)
    assert before[2] == "alert:a7/2"


pressing = st.lists(
    st.sampled_from(["urgent:a@1", "urgent:b@1", "late:f1@1", "late:f2@1"]), unique=True
)


@given(pressing, pressing)
def test_having_told_more_never_makes_more_due(holds, told):
    made = digest(*holds)
    less, more = sent("2026-11-20", *told[:1]), sent("2026-11-20", *told)
    assert asked(made, more) is None or asked(made, less) is not None
    assert (asked(made, more) is None) == (set(holds) <= set(told))


@given(st.lists(pressing, min_size=1, max_size=6))
def test_every_minute_without_news_sends_nothing(days):
    """Whatever comes, the same state of things is told once."""
    outbox = []
    for minute, holds in enumerate(days):
        for again in range(2):
            made = digest(*holds, at=NOW + timedelta(minutes=2 * minute + again))
            key = asked(made, *outbox)
            if key is not None:
                assert again == 0
                assert key not in {each.key for each in outbox}
                outbox.append(sent(key, *made.told))


def failing(runs):
    return Failing("facebook", "auth", runs, NOW - runs * HOUR)


def test_a_failing_source_is_told_at_each_step():
    told, said = frozenset(), []
    for runs in range(1, 10):
        news = untold([replace_since(failing(runs))], [], told, 3)
        said.append(bool(news.failing))
        told = frozenset(news.keys)
    assert said == [False, False, True, False, False, True, False, False, True]


def replace_since(each):
    return each._replace(since=NOW)


def test_another_series_of_failures_is_another_story():
    first = untold([failing(3)], [], frozenset(), 3)
    again = failing(3)._replace(since=NOW + HOUR)
    assert untold([again], [], frozenset(first.keys), 3).failing == [again]


def test_a_cure_that_works_is_told_once_a_week():
    told, said = frozenset(), 0
    for days in range(14, 28):
        cure = Better("fixed", args={"number": 1, "name": "double box", "days": days})
        news = untold([], [cure, Better("kept", 2)], told, 3)
        said += len(news.better) == 2
        told = frozenset(news.keys)
    assert said == 2
