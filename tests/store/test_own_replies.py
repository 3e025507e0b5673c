"""What our own accounts wrote: whom it answers, in whatever order it arrives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.models import Author, Batch, Mention, OwnerReply
from amends.store import Store

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def said(external_id, hour=0, *, parent=None, thread="t", text=None, **changes):
    changes = {"author": Author(id="ana")} | changes
    return Mention(
        text=text or f"words of {external_id}",
        external_id=external_id,
        source="board",
        source_type="file",
        kind="comment",
        published_at=NOW - timedelta(days=2) + hour * HOUR,
        thread_id=thread,
        parent_id=parent,
        **changes,
    )


def save(store, *mentions, own=(), gone=(), now=NOW, source="board"):
    batch = Batch(mentions=mentions, own=tuple(own), gone_ids=tuple(gone))
    return store.save(source, "file", "f1", batch, baseline=timedelta(days=30), now=now)


def cases(store):
    """External id → case, of every mention."""
    found = store.cases(range(1, 50))
    return {case.mention.external_id: case for case in found}


def answers(store):
    """External id → our answer and whether it holds, of the mentions that have one."""
    return {
        external_id: (case.mention.reply.text, case.answered)
        for external_id, case in cases(store).items()
        if case.mention.reply
    }


def happened(store, external_id):
    number = store.number_of(cases(store)[external_id].id)
    return [event["what"] for event in store.events(number)]


class TestWhomItAnswers:
    def test_the_one_that_it_names(self, store):
        save(store, said("c1"), said("c2", 1), own=[said("r", 2, parent="c1")])
        assert answers(store) == {"c1": ("words of r", True)}
        reply = cases(store)["c1"].mention.reply
        assert reply == OwnerReply("words of r", NOW - timedelta(days=2) + 2 * HOUR)
        assert happened(store, "c1") == ["answered_there"]

    def test_the_newest_before_it_where_it_names_none(self, store):
        first = said("c1", author=Author(id="eva"))
        save(store, first, said("c2", 1), said("c3", 5), own=[said("r", 2)])
        assert answers(store) == {"c2": ("words of r", True)}

    def test_all_that_the_same_person_wrote_before_it_in_the_thread(self, store):
        other = said("c0", author=Author(id="eva")), said("x1", thread="another")
        save(store, *other, said("c1"), said("c2", 1), said("c3", 5))
        save(store, own=[said("r", 2, parent="c2")])
        assert answers(store) == dict.fromkeys(("c1", "c2"), ("words of r", True))
        assert happened(store, "c1") == ["answered_there"]
        save(store, said("c1"))
        save(store, own=[said("r", 2, parent="c2", text="better words")])
        assert answers(store)["c1"] == ("better words", True)
        save(store, gone=["r"])
        assert answers(store) == {}
        assert happened(store, "c1") == ["answered_there", "reply_gone"]

    def test_earlier_words_that_arrive_later(self, store):
        save(store, said("c2", 1), own=[said("r", 2, parent="c2")])
        save(store, said("c1"))
        assert set(answers(store)) == {"c1", "c2"}

    def test_the_newest_before_it_where_it_names_our_own_post(self, store):
        own = [said("post", parent=None, thread="post"), said("r", 3, parent="post", thread="post")]
        save(store, said("c1", 1, parent="post", thread="post"), own=own)
        assert answers(store) == {"c1": ("words of r", True)}

    def test_whoever_our_earlier_words_answered(self, store):
        own = [said("r1", 2, parent="c1"), said("r2", 3, parent="r1")]
        save(store, said("c1"), said("c2", 1), own=own)
        assert answers(store) == {"c1": ("words of r2", True)}

    def test_nobody_where_it_names_one_that_nobody_knows(self, store):
        save(store, said("c1"), own=[said("r", 2, parent="filtered")])
        assert answers(store) == {}

    @pytest.mark.parametrize("thread", ["post", None])
    def test_nobody_where_it_is_a_post_of_ours(self, store, thread):
        save(store, said("c1", thread=thread), own=[said("post", 2, thread=thread)])
        assert answers(store) == {}

    def test_nobody_in_a_circle(self, store):
        save(store, said("c1"), own=[said("r1", 1, parent="r2"), said("r2", 1, parent="r1")])
        assert answers(store) == {}

    def test_nobody_at_another_source(self, store):
        save(store, said("c1"))
        save(store, own=[said("r", 2, parent="c1")], source="other")
        assert answers(store) == {}


class TestLater:
    def test_reading_again_changes_nothing(self, store):
        for _ in range(3):
            save(store, said("c1"), own=[said("r", 2, parent="c1")])
        save(store, said("c1"))
        assert answers(store) == {"c1": ("words of r", True)}
        assert happened(store, "c1") == ["answered_there"]

    def test_an_edited_answer_shows_its_new_words(self, store):
        save(store, said("c1"), own=[said("r", 2, parent="c1")])
        save(store, own=[said("r", 2, parent="c1", text="better words")])
        assert answers(store) == {"c1": ("better words", True)}
        assert happened(store, "c1") == ["answered_there"]

    def test_an_answer_that_is_gone_is_none(self, store):
        save(store, said("c1"), own=[said("r", 2, parent="c1")])
        save(store, gone=["r"])
        assert answers(store) == {}
        assert not cases(store)["c1"].answered
        assert happened(store, "c1") == ["answered_there", "reply_gone"]

    def test_the_answer_before_it_holds_again(self, store):
        save(store, said("c1"), own=[said("r1", 2, parent="c1"), said("r2", 3, parent="c1")])
        save(store, gone=["r2"])
        assert answers(store) == {"c1": ("words of r1", True)}

    def test_an_edit_of_the_customer_wants_another(self, store):
        save(store, said("c1"), own=[said("r", 2, parent="c1")])
        save(store, said("c1", text="No, still broken"))
        assert answers(store) == {"c1": ("words of r", False)}
        save(store, own=[said("r2", 60, parent="c1")], now=NOW + 13 * HOUR)
        assert answers(store) == {"c1": ("words of r2", True)}

    def test_a_later_mention_of_the_customer_is_unanswered(self, store):
        save(store, said("c1"), own=[said("r", 2)])
        save(store, said("c2", 4))
        assert answers(store) == {"c1": ("words of r", True)}
        assert not cases(store)["c2"].answered

    def test_what_the_source_itself_shows_counts_too(self, store):
        shown = said("c1", reply=OwnerReply("shown", NOW))
        save(store, shown, own=[said("r", 2, parent="x")])
        assert answers(store) == {"c1": ("shown", True)}
        save(store, said("c1", answered="no"))
        assert answers(store) == {}

    def test_what_stood_under_erased_words_is_erased_too(self, store):
        save(store, said("c1"), own=[said("r", 2, parent="c1"), said("w", 2, parent="x")])
        later = NOW + timedelta(days=31)
        for _ in range(2):
            store.expire("board", 30, later)
            texts = store._database.rows("SELECT text FROM own_replies")
            assert texts == [("",), ("",)]
            save(store, own=[said("r", 2, parent="c1")], now=later)
        assert cases(store)["c1"].mention.reply.text is None


def state(store):
    """Who is answered, how and by what, with what is behind it."""
    kept = store._database.rows(
        "SELECT o.external_id, m.external_id FROM own_replies o"
        " LEFT JOIN mentions m ON m.number = o.answers ORDER BY 1"
    )
    return kept, {
        external_id: (case.mention.reply, case.answered)
        for external_id, case in cases(store).items()
    }


THREAD = (
    ("c1", 0, None),
    ("r1", 1, None),
    ("c2", 2, "r1"),
    ("r2", 3, "c2"),
    ("r3", 4, "r2"),
)


def arrive(path, pages):
    with Store(path, now=NOW) as store:
        for page in pages:
            mine = [said(name, hour, parent=parent) for name, hour, parent in page]
            ours = [each for each in mine if each.external_id[0] == "r"]
            save(store, *(each for each in mine if each.external_id[0] == "c"), own=ours)
        return state(store)


def test_a_thread_reads_the_same_in_every_order(tmp_path):
    wanted = arrive(tmp_path / "all.db", [THREAD])
    assert wanted[0] == [("r1", "c1"), ("r2", "c2"), ("r3", "c2")]
    for number, order in enumerate(permutations(THREAD)):
        if number % 5 == 0:
            assert arrive(tmp_path / f"{number}.db", [[each] for each in order]) == wanted


names = st.lists(st.tuples(st.sampled_from("cr"), st.integers(0, 4)), min_size=2, max_size=6)


@settings(max_examples=40, deadline=None)
@given(drawn=names, data=st.data())
def test_any_messages_in_any_order(tmp_path_factory, drawn, data):
    made = [(f"{kind}{number}", hour) for number, (kind, hour) in enumerate(drawn)]
    parents = st.sampled_from([None, "t", "nobody", *(name for name, _ in made)])
    thread = [(name, hour, data.draw(parents)) for name, hour in made]
    order = data.draw(st.permutations(thread))
    cut = data.draw(st.integers(0, len(order)))
    folder = tmp_path_factory.mktemp("threads")
    wanted = arrive(folder / "a.db", [thread])
    assert arrive(folder / "b.db", [order[:cut], order[cut:], order[:cut]]) == wanted
