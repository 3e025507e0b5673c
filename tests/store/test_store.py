"""The contract of `Store`: every store has to pass these."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.errors import StoreError
from amends.models import (
    Assessment,
    Author,
    Batch,
    Confidence,
    Cue,
    Item,
    Language,
    Mention,
    OwnerReply,
    Rating,
    Reach,
    Sentiment,
    SourceRun,
)
from amends.store import Filter, Store
from amends.store.decisions import reply_row

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
BASELINE = timedelta(days=30)
LONG = "The cake for my daughter's birthday came crushed and nobody picked up the phone all day."


def a_mention(**changes) -> Mention:
    values = {
        "text": "Cold coffee",
        "external_id": "1",
        "source": "google",
        "source_type": "file",
        "published_at": NOW - timedelta(hours=5),
    }
    return Mention(**(values | changes))


def save(store, *mentions, source="google", bookmark=None, now=NOW, **batch):
    return store.save(
        source,
        "file",
        "f1",
        Batch(tuple(mentions), bookmark=bookmark, **batch),
        baseline=BASELINE,
        now=now,
    )


def decide(store, number, handling, *, who="ana", what="marked", details=None, now=NOW, reply=None):
    """Change one mention, as a command of its own."""
    with store.change(who=who, now=now) as change:
        rows = [reply_row(change, number, reply)] if reply else []
        change.decide(number, handling, what=what, details=details, rows=rows)


def everything(store):
    """Numbers of all mentions that are assessed, or would be."""
    pending = [number for number, *_ in store.unassessed("s1")]
    return pending + [each.number for each in store.standings(Filter(everything=True, copies=True))]


def assess_all(store, **assessment):
    pending = store.unassessed("s1")
    store.put_assessments(
        (number, revision, Assessment(scorer="s1", **assessment))
        for number, revision, *_ in pending
    )
    store.entry.enqueue(
        [(row.number, NOW + timedelta(hours=1), None) for row in store.entry.admissible()], NOW
    )
    return [number for number, *_ in pending]


class TestSaving:
    def test_a_mention_comes_back_as_it_was(self, store):
        mention = a_mention(
            title="Late",
            kind="post",
            url="https://example.org/1",
            place="Mladost",
            author=Author("a1", "Ana", "@ana", 12),
            updated_at=NOW,
            thread_id="t",
            parent_id="p",
            item=Item("i", "Latte"),
            rating=Rating(7, 10),
            language="es",
            reach=Reach(1, 2, 3, None),
            answered="yes",
            reply=OwnerReply("Sorry", NOW, "approved"),
            author_previous_unanswered=2,
            extra={"order": ["A", 1]},
        )
        numbers = save(store, mention).new
        assert store.cases(numbers)[0].mention == mention

    def test_the_second_time_nothing_is_new(self, store):
        assert len(save(store, a_mention()).new) == 1
        again = save(store, a_mention(), now=NOW + timedelta(days=1))
        assert (again.new, again.changed) == ([], [])

    def test_the_key_is_source_and_external_id(self, store):
        save(store, a_mention(), a_mention(external_id="2"), a_mention(source="tripadvisor"))
        assert len(everything(store)) == 3

    def test_an_edit_is_a_revision_and_the_old_words_are_kept(self, store):
        [number] = save(store, a_mention()).new
        assert save(store, a_mention(text="Hot coffee after all")).changed == [number]
        case = store.cases([number])[0]
        assert (case.revision, case.mention.text) == (2, "Hot coffee after all")
        assert [event["what"] for event in store.events(number)] == ["edited"]

    def test_reach_and_an_owner_reply_are_no_edit(self, store):
        [number] = save(store, a_mention()).new
        more = a_mention(reach=Reach(likes=90), reply=OwnerReply("Thanks", NOW))
        assert save(store, more).changed == []
        case = store.cases([number])[0]
        assert (case.revision, case.mention.reach.likes, case.mention.answered) == (1, 90, "yes")

    def test_not_knowing_whether_it_was_answered_does_not_undo_that_it_was(self, store):
        [number] = save(store, a_mention(answered="yes")).new
        save(store, a_mention(answered="unknown", reach=Reach(likes=1)))
        assert store.cases([number])[0].mention.answered == "yes"

    def test_not_knowing_the_answer_does_not_take_it_back(self, store):
        [number] = save(store, a_mention(reply=OwnerReply("Thanks", NOW, "pending"))).new
        save(store, a_mention(answered="unknown", reach=Reach(likes=1)))
        found = store.cases([number])[0].mention
        assert (found.answered, found.reply.text, found.reply.state) == ("no", "Thanks", "pending")
        save(store, a_mention(answered="no"))
        assert store.cases([number])[0].mention.reply is None

    def test_a_rejected_reply_is_no_answer(self, store):
        [number] = save(store, a_mention(answered="no", reply=OwnerReply("x", NOW, "rejected"))).new
        assert store.cases([number])[0].mention.answered == "no"

    def test_gone_only_on_the_sources_word(self, store):
        [number] = save(store, a_mention()).new
        save(store)
        assert store.cases([number])[0].gone_at is None
        assert save(store, gone_ids=("1", "unknown")).gone == [number]
        assert store.cases([number])[0].gone_at == NOW

    def test_what_the_source_shows_again_is_not_gone(self, store):
        [number] = save(store, a_mention()).new
        save(store, gone_ids=("1",))
        save(store, a_mention())
        assert store.cases([number])[0].gone_at is None

    def test_fetching_again_never_overwrites_a_decision(self, store):
        [number] = save(store, a_mention()).new
        handling = replace(store.cases([number])[0].handling, status="ignored", because="a joke")
        decide(store, number, handling, who="ana", what="marked", details={}, now=NOW)
        save(store, a_mention(text="Other words"))
        assert store.cases([number])[0].handling.status == "ignored"

    def test_a_failing_batch_leaves_neither_mentions_nor_bookmark(self, store):
        broken = a_mention(external_id="2", extra={"x": "y"}, kind=None)
        with pytest.raises(StoreError):
            save(store, a_mention(), broken, bookmark={"page": 1})
        assert everything(store) == []
        assert store.sources.bookmark("google", "f1") is None

    @given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40))
    @settings(max_examples=40, deadline=None)
    def test_any_unicode_survives(self, tmp_path_factory, text, title, name):
        text, title, name = (
            value.encode("utf-8", "ignore").decode() for value in (text, title, name)
        )
        mention = a_mention(text=text, title=title, author=Author(name=name))
        with Store(tmp_path_factory.mktemp("u") / "a.db", now=NOW) as store:
            assert store.cases(save(store, mention).new)[0].mention == mention


class TestShortIds:
    def test_they_are_never_reused(self, store):
        first = store.cases(save(store, a_mention()).new)[0].id
        store.expire("google", 1, NOW + timedelta(days=9))
        second = store.cases(save(store, a_mention(external_id="2")).new)[0].id
        assert first != second

    def test_case_and_blanks_do_not_matter(self, store):
        [number] = save(store, a_mention()).new
        assert store.number_of(f" {store.cases([number])[0].id.upper()} ") == number
        assert store.number_of("nope") is None


class TestSameMention:
    def test_equal_words_at_another_kind_of_source_are_linked(self, store):
        [first] = save(store, a_mention(text=LONG)).new
        other = a_mention(text=LONG.upper(), source="mail", source_type="imap")
        [second] = save(store, other, source="mail").new
        assess_all(store)
        root, copy = store.cases([first, second])
        assert (root.links, copy.links) == ((copy.id,), (root.id,))
        assert [each.number for each in store.standings(Filter())] == [first]

    def test_nearly_equal_words_of_the_same_author_are_linked(self, store):
        author = Author(id="7", name="Katarzyna")
        [first] = save(store, a_mention(text=LONG, author=author)).new
        save(store, a_mention(text=LONG + " :(", external_id="2", author=author))
        assert len(store.cases([first])[0].links) == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"text": "Great place!", "source_type": "imap"},  # short: alike by chance
            {"published_at": NOW - timedelta(days=40), "source_type": "imap"},
            {},  # the same kind of source, another author
        ],
    )
    def test_others_are_not(self, store, changes):
        text = changes.get("text", LONG)
        [first] = save(store, a_mention(text=text, author=Author(name="Ana"))).new
        other = a_mention(
            **({"text": text, "external_id": "2", "author": Author(name="Bo")} | changes)
        )
        save(store, other)
        assert store.cases([first])[0].links == ()

    def copies(self, store, **changes):
        """A mention and its copy at another kind of source, both in the queue."""
        [first] = save(store, a_mention(text=LONG)).new
        copy = {"text": LONG, "source": "mail", "source_type": "imap"} | changes
        [second] = save(store, a_mention(**copy), source="mail").new
        assess_all(store)
        return first, second

    def shown(self, store):
        return {each.number for each in store.standings(Filter())}

    def test_a_copy_is_shown_when_its_root_has_its_answer(self, store):
        first, second = self.copies(store)
        save(store, a_mention(text=LONG, reply=OwnerReply("Sorry", NOW)))
        assert self.shown(store) == {first, second}
        answered = {each.number: each.answered for each in store.standings(Filter())}
        assert answered == {first: True, second: False}

    def test_a_copy_is_shown_when_its_root_is_erased(self, store):
        _, second = self.copies(store)
        store.expire("google", 1, NOW + timedelta(days=2))
        assert self.shown(store) == {second}

    def test_a_copy_that_says_something_else_now_is_one_no_more(self, store):
        first, second = self.copies(store)
        edited = a_mention(
            text=f"{LONG} And now my child is in hospital, for three days already.",
            source="mail",
            source_type="imap",
        )
        save(store, edited, source="mail")
        assess_all(store)
        assert self.shown(store) == {first, second}

    def test_a_root_that_says_something_else_now_hides_nothing(self, store):
        first, second = self.copies(store)
        save(
            store,
            a_mention(text="They brought a new cake the same evening. Thank you, all is well!"),
        )
        assess_all(store)
        assert self.shown(store) == {first, second}

    def test_nearly_equal_words_under_the_same_name_elsewhere_are_linked(self, store):
        [first] = save(store, a_mention(text=LONG, author=Author(name="Katarzyna"))).new
        other = a_mention(
            text=LONG + " :(", source="mail", source_type="imap", author=Author(name="Katarzyna")
        )
        save(store, other, source="mail")
        assert len(store.cases([first])[0].links) == 1

    def test_everything_holds_the_copies_too(self, store):
        self.copies(store)
        assert len(store.standings(Filter(everything=True, copies=True))) == 2


class TestAnswered:
    def answered(self, store, number):
        return store.standing(number).answered, store.cases([number])[0].answered

    def reply(self, store, number, now=NOW):
        case = store.cases([number])[0]
        handling = replace(
            case.handling, status="replied", replied_at=now, replied_revision=case.revision
        )
        decide(store, number, handling, who="a", what="replied", details={}, now=now, reply="Sorry")

    def test_an_edit_after_our_answer_wants_another(self, store):
        [number] = save(store, a_mention()).new
        assess_all(store)
        self.reply(store, number)
        assert self.answered(store, number) == (True, True)
        later = NOW + timedelta(days=1)
        save(store, a_mention(text="That is a lie, I will go to court!"), now=later)
        pending = store.unassessed("s1")
        store.put_assessments((n, r, Assessment(scorer="s1")) for n, r, *_ in pending)
        assert self.answered(store, number) == (False, False)
        [entrant] = store.entry.admissible()
        store.entry.enqueue([(entrant.number, later, None)], later)
        assert [each.number for each in store.standings(Filter())] == [number]
        self.reply(store, number, now=later)
        assert self.answered(store, number) == (True, True)

    def test_an_edit_after_the_answer_at_the_source_too(self, store):
        old = OwnerReply("Sorry", NOW - timedelta(days=3))
        [number] = save(store, a_mention(reply=old)).new
        assert self.answered(store, number) == (True, True)
        save(store, a_mention(text="Not true!", reply=old), now=NOW + timedelta(days=1))
        assert self.answered(store, number) == (False, False)

    def test_an_answer_without_a_date_counts(self, store):
        [number] = save(store, a_mention(answered="yes")).new
        assert self.answered(store, number) == (True, True)


class TestPeople:
    def unanswered(self, store, *mentions):
        numbers = save(store, *mentions).new
        assess_all(store, intent="complaint", sentiment=Sentiment("negative", -0.9, 0.9))
        return store.cases(numbers)[-1].previous_unanswered

    def test_earlier_complaints_without_an_answer_count(self, store):
        ana = Author(id="ana")
        earlier = [
            a_mention(external_id=str(n), author=ana, published_at=NOW - timedelta(days=n))
            for n in (3, 2)
        ]
        answered = a_mention(
            external_id="9", author=ana, answered="yes", published_at=NOW - timedelta(days=4)
        )
        assert self.unanswered(store, answered, *earlier, a_mention(author=ana)) == 2

    def test_a_letter_in_pieces_is_one(self, store):
        ana = Author(id="ana")
        pieces = [
            a_mention(external_id=str(n), author=ana, published_at=NOW - timedelta(minutes=n))
            for n in (20, 10, 0)
        ]
        assert self.unanswered(store, *pieces) == 0

    def test_the_sources_own_count_is_believed_if_it_is_higher(self, store):
        assert self.unanswered(store, a_mention(author_previous_unanswered=5)) == 5

    @pytest.mark.parametrize("name", ["A Google user", "", "Гость", None])
    def test_a_placeholder_is_nobody(self, store, name):
        somebody = Author(name=name)
        first = a_mention(external_id="0", author=somebody, published_at=NOW - timedelta(days=2))
        assert self.unanswered(store, first, a_mention(author=somebody)) == 0

    def test_a_bare_name_counts_within_one_source_and_says_so(self, store):
        ana = Author(name="Ana")
        save(store, a_mention(external_id="0", author=ana, published_at=NOW - timedelta(days=2)))
        save(store, a_mention(source="blog", author=ana), source="blog")
        [number] = save(store, a_mention(author=ana)).new
        assess_all(store, intent="complaint")
        case = store.cases([number])[0]
        assert (case.previous_unanswered, case.same_name_only) == (1, True)


class TestBookmarks:
    def test_it_comes_back_with_the_same_options(self, store):
        save(store, bookmark={"etag": '"x"'})
        assert store.sources.bookmark("google", "f1") == {"etag": '"x"'}

    def test_other_options_drop_it(self, store):
        save(store, bookmark={"etag": '"x"'})
        assert store.sources.bookmark("google", "f2") is None

    def test_it_usually_has_items(self, store):
        for fetched in (3, 2, 0):
            store.sources.log_run(SourceRun("google", "file", "ok"), "f1", fetched, NOW)
        assert store.sources.usually_has_items("google")
        assert not store.sources.usually_has_items("blog")

    def test_what_it_brought_once_is_no_habit(self, store):
        for _ in range(2):
            store.sources.log_run(SourceRun("google", "file", "ok"), "f1", 3, NOW)
        assert not store.sources.usually_has_items("google")

    def test_a_renamed_source_keeps_its_people(self, store):
        ana = Author(name="Ana")
        save(store, a_mention(author=ana, published_at=NOW - timedelta(days=2)))
        assess_all(store, intent="complaint")
        store.sources.rename("google", "maps")
        [number] = save(
            store, a_mention(external_id="2", source="maps", author=ana), source="maps"
        ).new
        assert store.cases([number])[0].previous_unanswered == 1

    def test_renaming_to_a_name_that_has_read_the_same_joins_them(self, store):
        [kept] = save(store, a_mention()).new
        handling = replace(store.cases([kept])[0].handling, status="ignored", because="a joke")
        decide(store, kept, handling, who="ana", what="marked", details={}, now=NOW)
        renamed = [a_mention(source="maps"), a_mention(source="maps", external_id="2")]
        save(store, *renamed, source="maps")
        assert store.sources.rename("google", "maps") == 1
        assert store.sources.known() == {"maps": ("file", 2)}
        assert store.cases([kept])[0].handling.because == "a joke"

    def test_unless_people_worked_on_both(self, store):
        save(store, a_mention())
        [number] = save(store, a_mention(source="maps"), source="maps").new
        handling = replace(store.cases([number])[0].handling, status="seen")
        decide(store, number, handling, who="ana", what="marked", details={}, now=NOW)
        with pytest.raises(StoreError, match="decisions were made"):
            store.sources.rename("google", "maps")
        assert store.sources.known() == {"google": ("file", 1), "maps": ("file", 1)}

    def test_only_sources_that_were_read_can_vanish(self, store):
        save(store, a_mention())
        assert store.sources.read() == {}
        store.sources.log_run(SourceRun("google", "file", "ok"), "f1", 1, NOW)
        assert store.sources.read() == {"google": 1}

    def test_renaming_moves_everything(self, store):
        save(store, a_mention(), bookmark=5)
        assert store.sources.rename("google", "maps") == 1
        assert store.sources.known() == {"maps": ("file", 1)}
        assert store.sources.bookmark("maps", "f1") == 5


class TestBaseline:
    def old(self, days, **changes):
        return a_mention(
            external_id=f"old{days}", published_at=NOW - timedelta(days=days), **changes
        )

    def test_what_is_older_than_the_baseline_waits(self, store):
        save(store, a_mention(), self.old(31))
        assess_all(store)
        assert len(store.standings(Filter())) == 1
        assert store.entry.backlog() == 1
        assert len(store.standings(Filter(everything=True))) == 2

    def test_what_is_found_later_is_measured_from_the_first_reading(self, store):
        save(store)
        late = NOW + timedelta(days=50)
        saved = store.save(
            "google", "file", "f1", Batch((self.old(20),)), baseline=BASELINE, now=late
        )
        assert not store.cases(saved.new)[0].backfill

    def test_old_harm_enters_at_once(self, store):
        save(store, self.old(200))
        assess_all(store, severity=3)
        assert len(store.standings(Filter())) == 1

    def test_old_low_stars_wait_for_their_day(self, store):
        save(store, *(self.old(days, rating=Rating(1)) for days in (40, 50, 60, 500)))
        assess_all(store)
        since = NOW - timedelta(days=365)
        rows = store.entry.waiting(low_stars=2, since=since, limit=2)
        assert [row.since for row in rows] == sorted((row.since for row in rows), reverse=True)
        store.entry.enqueue([(row.number, NOW, None) for row in rows], NOW)
        assert store.entry.released_since(NOW) == 2
        assert len(store.entry.waiting(low_stars=2, since=since, limit=9)) == 1


class TestDecisions:
    def test_a_stale_version_changes_nothing(self, store):
        [number] = save(store, a_mention()).new
        seen = store.cases([number])[0].handling
        decide(store, number, replace(seen, status="seen"))
        with pytest.raises(StoreError, match="changed hmx6 a moment ago"):
            decide(store, number, replace(seen, status="spam"), who="bo")
        assert store.cases([number])[0].handling.status == "seen"

    def test_entering_the_queue_is_a_change_too(self, store):
        [number] = save(store, a_mention()).new
        seen = store.cases([number])[0].handling
        assess_all(store)
        with pytest.raises(StoreError, match="changed hmx6 a moment ago"):
            decide(store, number, replace(seen, status="seen"))

    def test_history_tells_who_and_what(self, store):
        [number] = save(store, a_mention()).new
        decide(store, number, store.cases([number])[0].handling, details={"status": "seen"})
        [event] = store.events(number)
        assert event | {"change": 0} == {
            "at": NOW,
            "who": "ana",
            "what": "marked",
            "status": "seen",
            "changed": {},
            "change": 0,
            "undoes": None,
            "undone": False,
        }

    def test_a_reply_is_recorded(self, store):
        [number] = save(store, a_mention()).new
        handling = store.cases([number])[0].handling
        given = {"who": "ana", "what": "replied", "details": {}, "now": NOW, "reply": "Sorry."}
        decide(store, number, handling, **given)
        assert store.replies(number) == [{"at": NOW, "who": "ana", "text": "Sorry."}]
        with pytest.raises(StoreError, match="changed hmx6 a moment ago"):
            decide(store, number, handling, **given)
        assert len(store.replies(number)) == 1


class TestKeep:
    def test_content_goes_but_the_key_stays(self, store):
        [number] = save(store, a_mention(author=Author(name="Ana"))).new
        later = NOW + timedelta(days=31)
        assess_all(store)
        assert store.expire("google", 30, later) == 1  # one that nobody had answered
        case = store.cases([number])[0]
        assert (case.mention.text, case.mention.author.name, case.erased_at) == ("", None, later)
        assert case.assessment.intent != "complaint"
        assert save(store, a_mention(), now=later).new == []
        assert store.standings(Filter(everything=True)) == []

    def test_what_is_younger_stays(self, store):
        save(store, a_mention())
        [number] = assess_all(store)
        assert store.expire("google", 30, NOW + timedelta(days=29)) == 0
        assert store.cases([number])[0].erased_at is None


class TestAssessments:
    def test_it_comes_back(self, store):
        [number] = save(store, a_mention()).new
        found = Assessment(
            language=Language("pl", 0.9),
            sentiment=Sentiment("negative", -0.7, 0.8),
            topics=("delivery", "refund"),
            severity=3,
            signals=("money",),
            flags=("stars_text_conflict",),
            doubts=("burst",),
            cues=(Cue("sum", "42 €"),),
            confidence=Confidence(0.9, 0.8, (0.7, 0.6)),
            vector=b"\x01\xff",
            engine="light",
            scorer="s1",
        )
        store.put_assessments([(number, 1, found)])
        assert store.cases([number])[0].assessment == found

    def test_an_edit_is_read_again_and_another_version_reads_only_open_ones(self, store):
        [number] = save(store, a_mention()).new
        assess_all(store)
        assert store.unassessed("s1") == []
        save(store, a_mention(text="New words"))
        assert [row[:2] for row in store.unassessed("s1")] == [(number, 2)]
        assess_all(store)
        assert len(store.unassessed("s2")) == 1
        handling = replace(store.cases([number])[0].handling, status="closed")
        decide(store, number, handling, who="a", what="marked", details={}, now=NOW)
        assert store.unassessed("s2") == []
        assert len(store.unassessed("s2", everything=True)) == 1

    def test_a_vector_is_given_back_to_the_encoder_that_made_it(self, store):
        [number] = save(store, a_mention()).new
        store.put_assessments([(number, 1, Assessment(scorer="full:e1:h1:c1:x", vector=b"v"))])
        [entrant] = store.entry.admissible()
        store.entry.enqueue([(entrant.number, NOW, None)], NOW)
        assert [each.vector for each in store.unassessed("full:e1:h2:c2:y")] == [b"v"]
        assert [each.vector for each in store.unassessed("full:e2:h1:c1:x")] == [None]
        save(store, a_mention(text="New words"))
        assert [each.vector for each in store.unassessed("full:e1:h2:c2:y")] == [None]

    def test_the_first_reading_of_a_text_is_known_as_such(self, store):
        save(store, a_mention())
        assert [each.first for each in store.unassessed("s1")] == [True]
        assess_all(store)
        assert [each.first for each in store.unassessed("s2")] == [False]
        save(store, a_mention(text="New words"))
        assert [each.first for each in store.unassessed("s2")] == [True]


class TestFilters:
    @pytest.mark.parametrize(
        ("wanted", "ids"),
        [
            (Filter(), {"1", "2", "3"}),
            (Filter(source="blog"), {"3"}),
            (Filter(place="Mladost"), {"2"}),
            (Filter(since=NOW - timedelta(hours=6)), {"1", "3"}),
            (Filter(statuses=("seen",)), set()),
            (Filter(topic="delivery"), {"1", "2", "3"}),
            (Filter(topic="refund"), set()),
            (Filter(language="und"), {"1", "2", "3"}),
            (Filter(assignee="ana"), set()),
        ],
    )
    def test_each_narrows(self, store, wanted, ids):
        save(
            store,
            a_mention(),
            a_mention(external_id="2", place="Mladost", published_at=NOW - timedelta(days=1)),
        )
        save(store, a_mention(external_id="3", source="blog"), source="blog")
        assess_all(store, topics=("delivery",))
        found = store.cases([each.number for each in store.standings(wanted)])
        assert {case.mention.external_id for case in found} == ids
