"""How the sources of a run ended, on a screen."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.languages import words
from amends.models import Skipped, SourceRun
from amends.outputs import screens

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CHECK = "Nothing is there: check the address."


def drawn(*runs, only_bad=False):
    return [str(line) for line in screens.runs(runs, words("en"), NOW, only_bad=only_bad)]


def failed(name, error, outcome="failed", **more):
    return SourceRun(name, "feed", outcome, error=error, **more)


def test_the_same_trouble_at_different_places_is_one_line_with_what_to_do_once():
    assert drawn(
        failed("a", "https://a.example/f: answered 404 Not Found", hint=CHECK),
        failed("b", "https://b.example/f: answered 500 Internal Server Error"),
        failed("c", "https://c.example/f: answered 404 Not Found", hint=CHECK),
        SourceRun("d", "feed", "ok", new=2),
    ) == [
        "NOT READ  a, c: failed, answered 404 Not Found",
        f"          {CHECK}",
        "NOT READ  b: failed, b.example: answered 500 Internal Server Error",
        "d: read, 2 new",
    ]


def test_what_came_what_was_edited_and_what_is_missed_is_counted():
    run = SourceRun("d", "mastodon", "ok", new=2, changed=1, gone=1)
    assert drawn(run) == ["d: read, 2 new, 1 edited, 1 is no longer there"]
    assert drawn(SourceRun("d", "mastodon", "unchanged", gone=3)) == ["d: 3 are no longer there"]


def test_the_same_trouble_at_one_place_says_where():
    error = "https://api.example/v1/{}: answered 503 Service Unavailable"
    assert drawn(*(failed(name, error.format(name), "throttled") for name in "ab")) == [
        "NOT READ  a, b: asked to wait, api.example: answered 503 Service Unavailable"
    ]


@pytest.mark.parametrize(
    "other",
    [
        failed("b", "an empty answer", new=1),
        failed("b", "an empty answer", hint=CHECK),
        failed("b", "an empty answer", "auth"),
        failed("b", "an empty answer", skipped=(Skipped("line 3", "no text"),)),
        failed("b", "an empty answer", retry_at=NOW + timedelta(hours=1)),
    ],
    ids=["brought something", "advice", "outcome", "unread", "later"],
)
def test_what_is_not_the_same_has_a_line_of_its_own(other):
    lines = drawn(failed("a", "an empty answer"), other)
    assert [line[10] for line in lines if line.startswith("NOT READ")] == ["a", "b"]


def test_two_hundred_sources_and_sixty_troubles_fit_a_screen():
    troubles = ("answered 503 Service Unavailable", "redirects in a circle", "not an address")
    runs = [
        failed(f"s{n}", f"https://h{n}.example/f: {troubles[n % 3]}")
        if n % 10 < 3
        else SourceRun(f"s{n}", "feed", "ok", new=1)
        for n in range(200)
    ]
    lines = drawn(*runs, only_bad=True)
    assert len(lines) == 3
    assert all(
        sum(f"s{n}" in line.replace(":", ",").replace(",", "").split() for line in lines) == 1
        for n in range(200)
        if n % 10 < 3
    )


def test_of_many_sources_that_were_read_those_that_brought_most_are_named():
    good = [SourceRun(f"s{n}", "feed", "ok", new=n % 50) for n in range(100)]
    line = str(screens._good_in_short(good, words("en")))
    assert line.count(" · ") == screens.NAMED
    assert line.startswith("s44 44 new · s45 45 new")
    assert line.endswith("s99 49 new · 88 more")
    few = str(screens._good_in_short(good[:3], words("en")))
    assert few == "s0 read · s1 1 new · s2 2 new"
