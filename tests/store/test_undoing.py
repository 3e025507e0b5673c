"""Rows as they stood before: the store's side of undoing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.errors import UsageError
from amends.models.moments import micros
from amends.store import OURSELVES, Row

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("soups")


def decide(store, number=1, *, who="ana", rows=(), what="marked", **changes):
    """Change one mention; return the number of the change."""
    with store.change(who=who, now=NOW) as change:
        changed = replace(store.cases([number])[0].handling, **changes)
        change.decide(number, changed, what=what, rows=rows)
        return change.number


def handling(store, number=1):
    return store.cases([number])[0].handling


def undo(store, change=None):
    return store.undo(who="boris", now=NOW + DAY, change=change)


REMEDY = {
    "mention": 1,
    "at": micros(NOW),
    "who": "ana",
    "remedy": "a cake",
    "cost": 1.5,
    "granted": 0,
}


def test_a_row_that_was_made_changed_and_deleted(store):
    decide(store, rows=[Row("remedies", {"number": 1}, REMEDY)])
    decide(store, rows=[Row("remedies", {"number": 1}, {"granted": 1, "cost": None})])
    decide(store, rows=[Row("remedies", {"number": 1}, None)])
    found = []
    for _ in range(3):
        undo(store)
        found.append([(each["cost"], each["granted"]) for each in store.remedies.of(1)])
    assert found == [[(None, True)], [(1.5, False)], []]


def test_the_version_grows_all_the_same(store):
    decide(store, assignee="mira")
    undo(store)
    assert (handling(store).assignee, handling(store).version) == (None, 3)


def test_who_took_what_back(store):
    change = decide(store, assignee="mira")
    undone = undo(store)
    assert (undone.change, undone.who, undone.at, undone.mentions) == (change, "ana", NOW, (1,))
    marked, taken_back = store.events(1)
    assert marked["undone"]
    assert (taken_back["undoes"], taken_back["changed"]) == (change, {"assignee": ["mira", None]})


def test_one_that_stands_below_others(store):
    below = decide(store, assignee="mira")
    decide(store, tags=("vip",))
    decide(store, 2, assignee="mira")
    undo(store, below)
    assert (handling(store).assignee, handling(store).tags) == (None, ("vip",))
    assert handling(store, 2).assignee == "mira"
    assert undo(store).mentions == (2,)


def test_what_was_undone_above_is_in_nobodys_way(store):
    below = decide(store, assignee="mira")
    decide(store, assignee="boris")
    with pytest.raises(UsageError, match="has changed since"):
        undo(store, below)
    undo(store)
    undo(store, below)
    assert handling(store).assignee is None


def test_a_row_of_one_mention_changed_with_another(store):
    """Rows are found by their keys, wherever the line of history stands."""
    first = decide(store, rows=[Row("remedies", {"number": 1}, REMEDY)])
    decide(store, 2, rows=[Row("remedies", {"number": 1}, {"granted": 1})])
    with pytest.raises(UsageError, match="has changed since"):
        undo(store, first)


def test_what_amends_did_is_named_by_its_number(store):
    change = decide(store, who=OURSELVES, assignee="mira")
    with pytest.raises(UsageError, match="nothing to undo"):
        undo(store)
    assert undo(store, change).who == OURSELVES


def test_a_rehearsal_takes_nothing_back(store):
    decide(store, assignee="mira")
    with store.rehearsal():
        undo(store)
        assert handling(store).assignee is None
    assert handling(store).assignee == "mira"
