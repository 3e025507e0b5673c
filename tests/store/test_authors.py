"""People in the store: who is one person, what waits, who praises."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from amends.models import (
    Assessment,
    Author,
    Batch,
    Handling,
    Language,
    Mention,
    OwnerReply,
    Rating,
    Reach,
    Sentiment,
)
from amends.models.person import Remedy
from amends.store import Row

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ANA = Author(id="a1", name="Ana")


def said(external_id, days=1, *, author=ANA, source="google", **changes):
    return Mention(
        text=f"words of {external_id}",
        external_id=external_id,
        source=source,
        source_type="reviews",
        author=author,
        published_at=NOW - days * DAY,
        **changes,
    )


def save(store, *mentions, moods=None, **batch):
    """Store mentions; `moods`: external id → -1 for a complaint, 1 for praise."""
    made = Batch(mentions=mentions, **batch)
    store.save("google", "reviews", "f", made, baseline=30 * DAY, now=NOW)
    moods = moods or {}
    store.put_assessments(
        (
            each.number,
            each.revision,
            Assessment(
                scorer="s1",
                language=Language("en", 1),
                intent="praise" if mood > 0 else "complaint" if mood < 0 else "question",
                sentiment=Sentiment(
                    "positive" if mood > 0 else "negative" if mood < 0 else "neutral",
                    mood,
                    1.0 if mood else 0.0,
                ),
            ),
        )
        for each in store.unassessed("s1")
        for mood in [moods.get(each.mention.external_id, 0)]
    )


def short_id(store, external_id):
    for case in store.cases(range(1, 50)):
        if case.mention.external_id == external_id:
            return case.id
    raise AssertionError(external_id)


def decide(store, external_id, *rows, **handling):
    number = store.number_of(short_id(store, external_id))
    case = store.cases([number])[0]
    with store.change(who="ana", now=NOW) as change:
        change.decide(
            number,
            Handling(**{"version": case.handling.version, **handling}),
            what="marked",
            rows=[row(change, number) for row in rows],
        )


def regulars(store, *, fans=False, unanswered=False):
    people = store.authors.regulars(fans=fans, unanswered=unanswered)
    return [each.name for each in store.authors.people(people)]


def only(store):
    [person] = store.authors.people(sorted({each.person for each in store.authors.known()}))
    return person


class TestWhoIsOnePerson:
    def test_an_account_is_one_whatever_it_is_called(self, store):
        save(store, said("1", 2), said("2", author=Author(id="a1", name="Ana B.")))
        person = only(store)
        assert (person.name, person.sure, person.mentions) == ("Ana B.", "account", 2)

    def test_a_name_is_one_within_its_source_only(self, store):
        by_name = Author(name="Ana")
        save(store, said("1", author=by_name), said("2", author=by_name, source="other"))
        people = store.authors.people([each.person for each in store.authors.known()])
        assert [(each.site, each.sure, each.mentions) for each in people] == [
            ("google", "name", 1),
            ("other", "name", 1),
        ]
        assert regulars(store) == []

    def test_a_placeholder_is_nobody(self, store):
        save(store, *(said(str(n), author=Author(name="A Google user")) for n in range(3)))
        assert store.authors.known() == []
        assert store.authors.person_of(1) is None


class TestFigures:
    def test_they_are_added_up(self, store):
        save(
            store,
            said("1", 9, rating=Rating(5), reach=Reach(views=10)),
            said("2", 5, rating=Rating(1), reach=Reach(views=20)),
            said("3", 1, author=Author(id="a1", name="Ana", followers=7)),
            moods={"1": 0.8, "2": -0.9},
        )
        person = only(store)
        assert (person.mentions, person.unanswered, person.praise, person.stars) == (3, 2, 1, 3.0)
        assert (person.followers, person.views) == (7, 30)
        assert person.moods == (0.8, -0.9)
        assert person.trend == "worse"
        assert (person.first_at, person.last_at) == (NOW - 9 * DAY, NOW - DAY)
        assert person.waiting == person.newest == short_id(store, "3")
        assert person.to_thank == short_id(store, "1")

    def test_an_answer_counts_and_an_edit_after_it_too(self, store):
        answered = OwnerReply("Sorry", NOW - DAY)
        save(store, said("1", 2, reply=answered), moods={"1": -1})
        assert only(store).unanswered == 0
        edited = Mention(**{**_fields(said("1", 2, reply=answered)), "text": "Still broken"})
        save(store, edited, moods={"1": -1})
        assert only(store).unanswered == 1

    def test_a_recorded_reply_counts_too(self, store):
        save(store, said("1"), moods={"1": -1})
        decide(store, "1", status="replied", replied_at=NOW, replied_revision=1)
        assert only(store).unanswered == 0

    def test_what_one_sends_twice_waits_once(self, store):
        long = "The cake for my daughter's birthday came crushed and nobody picked up the phone."
        twice = [Mention(**{**_fields(said(n)), "text": long}) for n in "12"]
        save(store, *twice, moods={"1": -1, "2": -1})
        person = only(store)
        assert (person.mentions, person.unanswered) == (2, 1)


def _fields(mention):
    return {name: getattr(mention, name) for name in mention.__slots__}


class TestRegulars:
    BO = Author(id="b", name="Bo")
    CY = Author(id="c", name="Cy")

    def test_who_waits_most_comes_first(self, store):
        save(
            store,
            *(said(f"a{n}", n) for n in (1, 2)),
            *(said(f"b{n}", n, author=self.BO) for n in (8, 9)),
            said("c1", author=self.CY),
            moods={"b8": -1, "b9": -1, "a1": 1, "a2": -1},
        )
        assert regulars(store) == ["Bo", "Ana"]
        assert regulars(store, unanswered=True) == ["Bo", "Ana"]
        decide(store, "a2", status="replied", replied_at=NOW, replied_revision=1)
        assert regulars(store, unanswered=True) == ["Bo"]

    def test_fans_praise_repeatedly_or_with_reach(self, store):
        famous = Author(id="d", name="Di", followers=5000)
        save(
            store,
            *(said(f"a{n}", n) for n in (1, 2)),
            *(said(f"b{n}", n, author=self.BO) for n in (1, 2)),
            said("c1", author=self.CY),
            said("d1", 3, author=famous),
            moods={"a1": 1, "a2": 1, "b1": 1, "b2": -1, "c1": 1, "d1": 1},
        )
        assert regulars(store, fans=True) == ["Ana", "Di"]

    def test_who_has_been_thanked_comes_last_whatever_their_reach(self, store):
        famous = Author(id="d", name="Di", followers=5000)
        save(
            store,
            *(said(f"a{n}", n) for n in (8, 9)),
            said("d1", 3, author=famous, reply=OwnerReply("Thank you", NOW)),
            moods={"a8": 1, "a9": 1, "d1": 1},
        )
        assert regulars(store, fans=True) == ["Ana", "Di"]
        [_, famous] = store.authors.people(store.authors.regulars(fans=True, unanswered=False))
        assert famous.to_thank is None

    def test_spam_is_no_praise(self, store):
        save(store, said("1"), said("2"), moods={"1": 1, "2": 1})
        decide(store, "2", status="spam")
        assert regulars(store, fans=True) == []


class TestOnePerson:
    def test_what_they_wrote_newest_first(self, store):
        save(store, said("old", 5), said("new"), said("other", author=Author(id="x")))
        numbers, waiting = store.authors.written("account:reviews:a1", 10)
        found = [case.mention.external_id for case in store.cases(numbers)]
        assert found == ["new", "old"]
        assert waiting == {short_id(store, "new"), short_id(store, "old")}
        assert len(store.authors.written("account:reviews:a1", 1)[0]) == 1

    def test_what_they_were_granted(self, store):
        def remedy(granted):
            def row(change, number):
                values = {
                    "mention": number,
                    "at": 0,
                    "who": "ana",
                    "remedy": "new_cake",
                    "cost": 12.5,
                    "granted": granted,
                }
                return Row("remedies", {"number": change.next("remedies")}, values)

            return row

        save(store, said("1"))
        decide(store, "1", remedy(1), remedy(0))
        assert store.authors.granted("account:reviews:a1") == [
            Remedy(short_id(store, "1"), datetime(1970, 1, 1, tzinfo=UTC), "new_cake", 12.5)
        ]


def _noting(seen, database, name):
    run = getattr(database, name)

    def noted(sql, args=()):
        seen.append((sql, args))
        return run(sql, args)

    return noted


class TestPlans:
    """Nothing walks through all mentions where one person, or one thread, is asked for."""

    @pytest.fixture
    def asked(self, store, monkeypatch):
        """Run something, and return how SQLite finds the rows of each statement."""

        def plans(ask):
            seen = []
            for name in ("rows", "named"):
                monkeypatch.setattr(store._database, name, _noting(seen, store._database, name))
            ask()
            monkeypatch.undo()
            with sqlite3.connect(store.path) as raw:
                return [
                    [step[3] for step in raw.execute(f"EXPLAIN QUERY PLAN {sql}", args)]
                    for sql, args in seen
                ]

        return plans

    @pytest.mark.parametrize(
        "ask",
        [
            lambda store: store.authors.people(["account:reviews:a1"]),
            lambda store: store.authors.written("account:reviews:a1", 10),
            lambda store: store.authors.granted("account:reviews:a1"),
            lambda store: store.thread(1),
        ],
    )
    def test_single_ones_are_searched(self, store, asked, ask):
        save(store, said("1", thread_id="t"), said("2", thread_id="t"), moods={"1": -1})
        steps = [step for plan in asked(lambda: ask(store)) for step in plan]
        tables = {"m", "mentions", "o", "r", "replies", "own_replies", "remedies"}
        walked = [step for step in steps if step.startswith("SCAN") and step.split()[1] in tables]
        assert walked == []

    def test_the_list_takes_two_queries_however_many_there_are(self, store, asked):
        save(store, *(said(f"{n}", n % 9, author=Author(id=str(n % 20))) for n in range(60)))

        def ask():
            found = store.authors.regulars(fans=False, unanswered=False)
            assert len(store.authors.people(found)) == 20

        assert len(asked(ask)) == 2
