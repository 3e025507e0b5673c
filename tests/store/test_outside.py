"""What customers and platforms do to what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.handling.moves import move
from amends.models import Author, Batch, Mention, OwnerReply
from amends.models.handling import UNTIL_REACTION

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
LETTER = Mention(
    text="Cold soup and a rude waiter.",
    external_id="1",
    source="google",
    source_type="file",
    place="Old Town",
    author=Author(name="Kate"),
    published_at=NOW - 5 * HOUR,
)


@pytest.fixture
def store(store):
    save(store, LETTER)
    return store


def save(store, *found, now=NOW, gone=()):
    batch = Batch(found, gone_ids=gone)
    return store.save("google", "file", "f1", batch, baseline=timedelta(days=30), now=now)


def decide(store, status, *, now=NOW, because="a reason", **changes):
    with store.change(who="ana", now=now) as change:
        case = store.cases([1])[0]
        handling = move(case.handling, status, because=because, now=now, revision=case.revision)
        change.decide(1, replace(handling, **changes), what="marked")


def handling(store):
    return store.cases([1])[0].handling


def answered(store):
    return store.cases([1])[0].answered


EDITED = replace(LETTER, text="Cold soup, a rude waiter, and no answer that helps.")


@pytest.mark.parametrize("status", ["replied", "waiting_for_customer", "closed", "ignored"])
def test_an_edit_after_our_decision_brings_it_back(store, status):
    decide(store, status)
    save(store, EDITED, now=NOW + HOUR)
    found = handling(store)
    assert (found.status, found.reopened_at, found.queued_at) == (status, NOW + HOUR, None)
    assert found.open
    assert not answered(store)
    assert store.events(1)[-1]["what"] == "edited"


@pytest.mark.parametrize("status", ["new", "seen", "verifying", "drafted", "spam"])
def test_an_edit_before_any_answer_changes_no_decision(store, status):
    if status != "new":
        decide(store, status)
    before = handling(store)
    save(store, EDITED, now=NOW + HOUR)
    assert handling(store) == before


@pytest.mark.parametrize("seen", [NOW + HOUR, NOW, NOW - 400 * timedelta(days=1)])
@pytest.mark.parametrize("told", [None, NOW - 4 * HOUR, datetime(1990, 1, 1, tzinfo=UTC)])
def test_no_clock_makes_an_edit_older_than_the_answer_before_it(store, seen, told):
    save(store, replace(LETTER, reply=OwnerReply("Sorry!", NOW - HOUR)))
    assert answered(store)
    save(store, replace(EDITED, reply=OwnerReply("Sorry!", NOW - HOUR), updated_at=told), now=seen)
    assert not answered(store)


@pytest.mark.parametrize("until", [NOW + 9 * HOUR, UNTIL_REACTION])
def test_a_reaction_ends_every_sleep(store, until):
    decide(store, "seen", snoozed_until=until)
    save(store, EDITED, now=NOW + HOUR)
    assert handling(store).snoozed_until is None


def test_another_letter_of_the_same_person_brings_it_back(store):
    decide(store, "waiting_for_customer")
    later = replace(LETTER, external_id="2", text="Well?", published_at=NOW + HOUR)
    save(store, later, now=NOW + 2 * HOUR)
    found = handling(store)
    assert (found.reopened_at, found.waiting_since) == (NOW + 2 * HOUR, NOW)
    assert store.events(1)[-1]["what"] == "wrote_again"


@pytest.mark.parametrize(
    "changes",
    [
        {"author": Author(name="Bo")},
        {"place": "Harbour"},
        {"published_at": NOW - 6 * HOUR},
        {"author": Author(name="A Google User")},
    ],
)
def test_other_letters_do_not(store, changes):
    decide(store, "replied")
    values = {"external_id": "2", "text": "Well?", "published_at": NOW + HOUR} | changes
    save(store, replace(LETTER, **values), now=NOW + 2 * HOUR)
    assert handling(store).reopened_at is None


def test_a_refused_reply_never_stopped_the_clock(store):
    decide(store, "replied")
    reply = OwnerReply("Sorry!", NOW, "rejected", "names a person")
    save(store, replace(LETTER, reply=reply), now=NOW + HOUR)
    found = handling(store)
    assert (found.replied_at, found.reopened_at) == (None, NOW + HOUR)
    last = store.events(1)[-1]
    assert (last["what"], last["who"], last["reason"]) == ("refused", "source", "names a person")


@pytest.mark.parametrize(("state", "held"), [("pending", False), ("approved", True)])
def test_only_what_everybody_can_read_is_an_answer(store, state, held):
    save(store, replace(LETTER, reply=OwnerReply("Sorry!", NOW, state)))
    assert answered(store) is held


def test_gone_and_back(store):
    decide(store, "seen")
    save(store, gone=("1",), now=NOW + HOUR)
    save(store, gone=("1",), now=NOW + 2 * HOUR)
    assert store.cases([1])[0].gone_at == NOW + HOUR
    save(store, LETTER, now=NOW + 3 * HOUR)
    assert store.cases([1])[0].gone_at is None
    assert [event["what"] for event in store.events(1)] == ["marked", "gone", "returned"]
    assert handling(store).status == "seen"
