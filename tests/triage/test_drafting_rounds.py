"""Which round a draft is: what the customer has seen of us, whatever we sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.models import OwnerReply
from amends.models.listing import Task
from amends.triage.drafting import Ask, draft, stored
from amends.triage.looking import look
from amends.triage.promising import add
from amends.triage.replying import reply

DAY = timedelta(days=1)
AGAIN = "It was the twelfth of November, and I still wait for the money for that cake."


def drafted(office, short_id, *, now=None, **ask):
    with office.open(now=now) as business:
        return draft(business, stored(business, short_id), Ask(**ask))


def refused(office, short_id, reason="links", text="Sorry, Kate."):
    office.do(reply, short_id, text)
    office.arrive("1", reply=OwnerReply(text, office.now, "pending"))
    office.arrive("1", reply=OwnerReply(text, office.now, "rejected", reason))


def test_a_reply_that_was_refused_leaves_the_first_answer_to_give(office):
    one = office.arrive("1")
    refused(office, one)
    made = drafted(office, one)
    assert (made.purpose, made.refused) == ("answer", "links")
    assert "links" not in made.text
    assert made.unsaid is False


def test_a_reply_that_waits_for_the_platform_has_been_read_by_nobody(office):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.")
    office.arrive("1", reply=OwnerReply("Sorry, Kate.", office.now, "pending"))
    made = drafted(office, one)
    assert (made.purpose, made.refused) == ("answer", None)


def test_what_was_read_before_a_refusal_still_counts(office):
    one = office.arrive("1", reply=OwnerReply("Sorry, Kate.", office.now))
    office.do(reply, one, "Sorry, Kate.")
    office.arrive("1", AGAIN, now=office.now + DAY, reply=OwnerReply("Sorry, Kate.", office.now))
    refused(office, one, text="See our site")
    assert drafted(office, one).purpose == "again"


@pytest.mark.parametrize("playbook", ["thank", "thank_and_fix", "no_reply"])
def test_who_comes_back_with_thanks_is_thanked(office, playbook):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.")
    office.arrive("1", "They rang me the same day. Thank you!", now=office.now + DAY)
    assert drafted(office, one).purpose == "again"
    assert drafted(office, one, playbook=playbook).purpose == "answer"
    assert drafted(office, one, playbook=playbook, purpose="hold").purpose == "hold"


def test_an_answer_to_our_question_elsewhere_is_the_next_round(office):
    asked = office.arrive("1")
    office.do(reply, asked, "Which day was it?", wait=True)
    second = office.arrive("2", AGAIN, now=office.now + DAY)
    with office.open(now=office.now + DAY) as business:
        matter = stored(business, second)
    assert (matter.replies, matter.rounds) == (("Which day was it?",), 1)
    assert drafted(office, second, now=office.now + DAY).purpose == "again"


def test_so_is_a_letter_while_something_is_promised(office):
    office.do(reply, office.arrive("1"), "I'm sorry. I'll ring you on 25 November.")
    second = office.arrive("2", AGAIN, now=office.now + DAY)
    assert drafted(office, second, now=office.now + DAY).purpose == "again"


def test_a_refused_reply_to_an_earlier_letter_was_not_read_either(office):
    one = office.arrive("1")
    refused(office, one)
    second = office.arrive("2", AGAIN, now=office.now + DAY)
    assert drafted(office, second, now=office.now + DAY).purpose == "answer"


def test_somebody_else_is_answered_for_the_first_time(office):
    office.do(reply, office.arrive("1"), "Which day was it?", wait=True)
    other = office.arrive("2", AGAIN, author="Paul", now=office.now + DAY)
    assert drafted(office, other, now=office.now + DAY).purpose == "answer"


def test_an_answered_matter_says_when_and_what_is_still_promised(office):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.")
    said = drafted(office, one).because
    assert said.startswith("Answered on Fri 20 Nov")
    assert "ignored" not in said
    assert "--for" not in said
    office.do(add, one, "a call", by="2026-12-01")
    said = drafted(office, one).because
    assert "a call (Tue 1 Dec)" in said
    assert f"amends draft {one} --for done" in said


def test_an_answer_at_the_source_without_a_date_is_one(office):
    one = office.arrive("1", answered="yes")
    assert drafted(office, one).because.startswith("It has its answer")


@pytest.mark.parametrize("language", ["ru", "es", "pl", "bg"])
def test_the_answer_is_told_in_the_language_of_the_interface(office, language):
    one = office.arrive("1")
    office.do(reply, one, "Sorry, Kate.")
    assert drafted(office, one, interface=language).because != drafted(office, one).because


def test_an_article_is_answered_to_its_editor(office):
    one = office.arrive("1", kind="article", source_type="feed")
    made = drafted(office, one)
    assert made.text is None
    assert "editor" in made.because
    assert drafted(office, one, playbook="answer").text
    assert drafted(office, one, purpose="hold").text


def test_a_hold_reply_that_was_refused_is_still_to_be_given(office):
    one = office.arrive("1", severity=4)
    refused(office, one, text="We have read it and are looking into it.")
    with office.open() as business:
        assert look(business, Task(one, "refused"), "en").draft.purpose == "hold"
