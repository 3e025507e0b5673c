"""What people decide: about one mention, about many, and about what belongs to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.config import load
from amends.errors import UnknownId, UsageError
from amends.handling.moves import MOVES
from amends.languages import words
from amends.outputs.events import told
from amends.triage.business import opened
from amends.triage.correcting import Wanted
from amends.triage.deciding import Wish, mark, verify
from amends.triage.proposing import propose
from amends.triage.replying import reply
from amends.triage.undoing import undo

DAY = timedelta(days=1)


def test_one_summary_for_what_was_named_and_what_it_holds_for(office):
    first = office.arrive("1")
    copy = office.arrive("2", source="board", source_type="feed", author="Kate")
    marked = office.do(mark, [first], Wish(status="closed", because="settled"))
    assert (marked.ids, marked.along) == ((first,), (copy,))
    assert office.handling(copy).status == "closed"


def test_the_same_id_twice_is_one_mention(office):
    one = office.arrive("1")
    marked = office.do(mark, [one, one.upper(), f" {one} "], Wish(status="seen"))
    assert marked.ids == (one,)
    assert [event["what"] for event in office.happened(one)] == ["queued", "marked"]


def test_nothing_to_change(office):
    with pytest.raises(UsageError, match="nothing to change"):
        office.do(mark, [office.arrive("1")], Wish(because="why not"))


def test_all_or_none(office):
    one = office.arrive("1")
    with pytest.raises(UnknownId):
        office.do(mark, [one, "zzzz"], Wish(status="seen"))
    assert office.handling(one).status == "new"


def test_a_step_that_does_not_exist_says_which_do(office):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.")
    with pytest.raises(UsageError) as refused:
        office.do(mark, [one], Wish(status="ignored", because="a joke"))
    assert all(status in refused.value.hint for status in MOVES["replied"])


def test_closed_again_keeps_its_reason(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="closed", because="settled at the counter"))
    office.do(mark, [one], Wish(status="closed", note="she rang"))
    assert office.handling(one).because == "settled at the counter"


def test_a_reason_is_asked_again_when_the_customer_came_back(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(status="closed", because="settled at the counter"))
    office.arrive("1", "It was not settled at all, and now I am really angry with you.")
    with pytest.raises(UsageError, match="needs a reason"):
        office.do(mark, [one], Wish(status="closed"))


def test_what_needs_approval_is_not_approved_by_a_mark(office):
    one = office.arrive("1")
    office.do(propose, one, "Sorry, Kate.", needs_approval=True)
    with pytest.raises(UsageError, match="approv") as refused:
        office.do(mark, [one], Wish(status="approved"))
    assert f"amends approve {one}" in refused.value.hint or "amends approve" in refused.value.hint
    assert office.handling(one).status == "drafted"


def test_a_copy_that_cannot_follow_stays_as_it_is(office):
    root = office.arrive("1")
    copy = office.arrive("2", source="board", source_type="feed")
    office.do(reply, copy, "Sorry, Kate.")
    marked = office.do(mark, [root], Wish(status="ignored", because="answered on the board"))
    assert marked.along == ()
    assert (office.handling(root).status, office.handling(copy).status) == ("ignored", "replied")


def test_a_dry_run_changes_nothing(office):
    one = office.arrive("1")
    before = (office.handling(one), office.happened(one))
    office.do(mark, [one], Wish(status="seen", tags=("vip",)), dry_run=True)
    assert (office.handling(one), office.happened(one)) == before


def test_sleep_ends_when_its_time_comes_or_when_it_is_woken(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(snooze=office.now + DAY))
    assert office.handling(one).asleep(office.now)
    assert not office.handling(one).asleep(office.now + DAY)
    office.do(mark, [one], Wish(snooze=office.now - DAY))
    assert office.handling(one).snoozed_until is None


def test_a_name_that_the_team_lacks(office):
    office.configure("team: {Mira: {}, Boris: {}}\n")
    one = office.arrive("1")
    with pytest.raises(UsageError, match="no colleague") as refused:
        office.do(mark, [one], Wish(assignee="Ivan"))
    assert "Mira, Boris" in refused.value.hint
    office.do(mark, [one], Wish(assignee="mira"))
    assert office.handling(one).assignee == "Mira"


@pytest.mark.parametrize("tag", ["", "a|b", "x" * 41])
def test_what_is_no_tag(office, tag):
    with pytest.raises(UsageError, match="tag"):
        office.do(mark, [office.arrive("1")], Wish(tags=(tag,)))


def test_looking_into_it_holds_for_its_copies(office):
    root = office.arrive("1")
    copy = office.arrive("2", source="board", source_type="feed")
    office.do(verify, root, "not_found")
    for each in (root, copy):
        handling = office.handling(each)
        assert (handling.status, handling.verified) == ("verifying", "not_found")


@pytest.mark.parametrize("name", ["amends", "customer", "Source"])
def test_an_account_called_like_no_person_decides_as_one(office, monkeypatch, name):
    one = office.arrive("1")
    monkeypatch.setenv("AMENDS_USER", name)
    with opened(load(office.path), office.now) as business:
        mark(business, [one], Wish(status="seen"))
        assert undo(business).who == f"@{name}"


def test_the_history_says_what_was_corrected(office):
    one = office.arrive("1")
    office.do(mark, [one], Wish(correct=Wanted(intent="question", severity="3")))
    event = office.happened(one)[-1]
    assert event["corrected"] == {"intent": ["complaint", "question"], "severity": ["1", "3"]}
    assert "Intent complaint → question" in told(event, words("en"))
    office.do(mark, [one], Wish(correct=Wanted(intent="-", topics=("delivery",))))
    event = office.happened(one)[-1]
    assert event["corrected"]["intent"] == ["question", "complaint"]
    assert "– → delivery" in told(event, words("en"))
