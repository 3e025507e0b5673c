"""A round through the day, without a terminal: nothing twice, nothing lost, nobody overruled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.errors import StoreConflict, UsageError
from amends.models.handling import UNTIL_REACTION
from amends.models.listing import Task
from amends.store import Filter
from amends.triage import business as opening
from amends.triage import deciding, looking, promising, replying
from amends.triage.day import MINUTES, Pace, plan
from amends.triage.team import colleague
from amends.triage.working import Round

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
TEAM = "team:\n  Ana: {}\n  Mira: {may_grant: 50}\n  Miroslav: {}\n"
MORE = [
    {
        "external_id": "vague",
        "text": "Thieves. Everybody knows it.",
        "rating": 1,
        "author": {"name": "Zed"},
        "published_at": "2026-11-19T12:00:00Z",
    },
    {
        "external_id": "cold",
        "text": "The soup was cold and the waiter rude. I want my 30 € back.",
        "rating": 2,
        "author": {"name": "Ian"},
        "published_at": "2026-11-19T09:00:00Z",
    },
]


class Hours:
    """A clock and a stopwatch that stand still until they are told to move."""

    def __init__(self) -> None:
        self.now, self.seconds = NOW, 0.0

    def pass_(self, minutes: float) -> None:
        self.seconds += minutes * 60
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def office(shop):
    """The business as Ana has it open; `.ids` by external id."""
    shop.mentions += MORE
    shop.write()
    config = shop.folder / "config.yaml"
    config.write_text(config.read_text("utf-8") + TEAM, encoding="utf-8")
    assert shop.run("check").code == 0
    with opening.opened(opening.load(config), NOW) as opened:
        yield opened


@pytest.fixture
def ids(office, shop):
    return shop.ids()


@pytest.fixture
def start(office, hours):
    def begin(limit: int = 10, business=office, **only) -> Round:
        day = plan(business, Filter(**only), limit=limit)
        return Round(business, day, clock=lambda: hours.now, ticks=lambda: hours.seconds)

    return begin


def mira(office):
    return replace(office, who="Mira")


def events(office, short_id: str) -> list[str]:
    return [each["what"] for each in office.store.events(deciding.find(office, short_id))]


def handling(office, short_id: str):
    return deciding.case(office, short_id).handling


def until_shown(at: Round, short_id: str) -> Round:
    while at.forward() is not None and at.view and at.shown.case.id != short_id:
        pass
    return at


def test_promises_come_first_then_the_groups_in_their_order(office, ids, start):
    promising.add(office, ids["cold"], "call him back", by="2026-11-20")
    tasks = start().day.tasks
    assert tasks[0] == Task(ids["cold"], "promised", "f1")
    assert [task.group for task in tasks] == sorted(
        (task.group for task in tasks),
        key=["promised", "urgent", "refused", "answer", "ask", "close", "thank"].index,
    )
    assert {ids["hurt"], ids["late"], ids["nice"]} <= {task.id for task in tasks}


def test_what_sleeps_and_what_is_left_out_is_not_of_the_day(office, ids, start):
    deciding.mark(office, [ids["late"]], deciding.Wish(snooze=UNTIL_REACTION))
    deciding.mark(office, [ids["vague"]], deciding.Wish(status="spam", because="an advert"))
    assert {ids["late"], ids["vague"]}.isdisjoint(task.id for task in start().day.tasks)


def test_a_limit_leaves_the_rest_and_counts_it(start):
    at = start(limit=2)
    assert len(at.day.tasks) == 2
    assert at.summary().left == at.day.total == 5


def test_mine_is_what_i_have_and_what_i_promised(office, ids, start):
    deciding.mark(office, [ids["late"]], deciding.Wish(assignee="Mira"))
    promising.add(office, ids["cold"], "call him", by="2026-11-20", who="Mira")
    promising.add(office, ids["nice"], "thank her", by="2026-11-20", who="Ana")
    assert {task.id for task in start(assignee="Mira").day.tasks} == {ids["late"], ids["cold"]}


def test_each_is_read_when_it_is_shown(office, ids, start):
    at = start()
    deciding.mark(mira(office), [ids["late"]], deciding.Wish(note="he rang"))
    until_shown(at, ids["late"])
    assert "noted" in [each["what"] for each in at.shown.whole.events]


def test_what_a_colleague_finished_is_passed_over_with_a_word(office, ids, start):
    at = start()
    first = at.day.tasks[0].id
    replying.reply(mira(office), first, "We called you and will replace it.")
    (passed,) = at.forward()
    assert (passed.id, passed.event["who"], passed.event["what"]) == (first, "Mira", "replied")
    assert at.shown.case.id == at.day.tasks[1].id


def test_what_changed_on_the_screen_is_not_decided_over(office, ids, start):
    at = until_shown(start(), ids["late"])
    deciding.mark(mira(office), [ids["late"]], deciding.Wish(assignee="Miroslav"))
    with pytest.raises(StoreConflict):
        at.leave("nobody knows her")
    assert handling(office, ids["late"]).status == "new"
    assert at.done == []
    at.look()
    assert [(each["who"], each["what"]) for each in at.shown.news] == [("Mira", "marked")]
    at.leave("nobody knows her")
    assert handling(office, ids["late"]).status == "ignored"


def test_words_that_the_customer_changed_are_not_answered_unread(office, ids, start, shop):
    at = until_shown(start(), ids["late"])
    shop.mentions[1]["text"] += " And it was the wrong cake."
    shop.write()
    assert shop.run("check").code == 0
    with pytest.raises(StoreConflict):
        at.reply()
    assert "replied" not in events(office, ids["late"])


def test_own_words_are_kept_and_there_again_the_next_day(office, ids, start):
    at = until_shown(start(), ids["late"])
    at.write("Kate, the cake came late and I am sorry. I will call you. Ana")
    assert at.shown.own.who == "ana"
    assert handling(office, ids["late"]).proposal.text == at.shown.text
    again = until_shown(start(), ids["late"])
    assert again.shown.text == "Kate, the cake came late and I am sorry. I will call you. Ana"
    draft = again.wording(1).text
    assert draft != again.own().text


def test_own_words_to_one_who_has_an_answer_do_not_take_it_back(office, ids, start):
    replying.reply(office, ids["late"], "I am sorry. I will write on 20 November.")
    promising.add(office, ids["late"], "call her", by="2026-11-20")
    at = start()
    at.forward()
    before = handling(office, ids["late"])
    at.write("It is done now.")
    after = handling(office, ids["late"])
    assert (after.status, after.replied_at) == (before.status, before.replied_at)


def test_a_reply_that_asks_is_counted_as_a_question(office, ids, start, hours):
    at = start()
    for external, expected in (("late", {"replied": 1}), ("vague", {"replied": 1, "asked": 1})):
        at = until_shown(Round(at.opened, at.day, at.clock, at.ticks, done=at.done), ids[external])
        at.reply()
        assert at.summary().counts == expected


def test_harm_to_people_gets_a_hold_reply_until_it_is_known_what_happened(ids, start):
    at = until_shown(start(), ids["hurt"])
    assert at.shown.draft.purpose == "hold"
    held = at.shown.text
    assert at.purpose(None).draft.purpose == "answer"
    assert at.shown.text != held


def test_a_late_promise_is_answered_for_and_kept_or_moved(office, ids, start, hours):
    replying.reply(office, ids["late"], "I am sorry, Kate.")
    promising.add(office, ids["late"], "call her", by="2026-11-20")
    at = start()
    at.forward()
    assert at.shown.draft.purpose == "done"
    hours.pass_(24 * 60)
    assert at.look().draft.purpose == "late"
    assert at.move("2026-11-23").due_at > hours.now
    at.look()
    assert at.keep().kept_at
    assert at.summary().counts == {"kept": 1}
    with pytest.raises(UsageError):
        at.look() and at.keep()


def test_the_last_decision_is_taken_back_and_shown_again(office, ids, start):
    at = start()
    at.forward()
    first = at.shown.case.id
    before = handling(office, first)
    at.snooze(UNTIL_REACTION)
    at.forward()
    assert at.shown.case.id != first
    assert at.undo().ids == (first,)
    assert at.shown.case.id == first
    assert replace(handling(office, first), version=0) == replace(before, version=0)
    assert at.summary().counts == {}
    assert at.undo() is None


def test_back_shows_what_was_decided_and_forward_passes_it(ids, start):
    at = start()
    assert not at.backward()
    at.forward()
    first = at.shown.case.id
    assert not at.backward()
    at.leave("a joke")
    at.forward()
    assert at.backward()
    assert (at.shown.case.id, at.shown.case.handling.status) == (first, "ignored")


def test_nothing_is_left_alone_without_a_reason_or_closed_unanswered(office, ids, start):
    at = until_shown(start(), ids["late"])
    for decision in (lambda: at.leave("  "), at.close):
        with pytest.raises(UsageError):
            decision()
    assert handling(office, ids["late"]).status == "new"
    at.close("settled at the counter")
    assert handling(office, ids["late"]).status == "closed"


def test_a_colleague_is_known_by_a_few_letters(office, ids, start):
    at = until_shown(start(), ids["late"])
    assert at.assign("an") == "Ana"
    at.look()
    assert at.assign("mira") == "Mira"
    with pytest.raises(UsageError):
        at.look() and at.assign("mir")
    assert handling(office, ids["late"]).assignee == "Mira"


@pytest.mark.parametrize(
    ("said", "who"), [("mira", "Mira"), ("a", "Ana"), ("mir", "mir"), ("", ""), (" ana ", "Ana")]
)
def test_colleague(said, who):
    assert colleague(["Ana", "Mira", "Miroslav"], said) == who


def test_a_colleague_approves_what_another_proposed(office, ids, start):
    at = until_shown(start(), ids["late"])
    at.propose()
    theirs = until_shown(start(business=mira(office)), ids["late"])
    assert theirs.shown.unapproved
    assert theirs.approve().approved_by == "Mira"
    assert not theirs.look().unapproved


def test_looking_into_it_changes_the_draft(ids, start):
    at = until_shown(start(), ids["vague"])
    before = at.shown.text
    assert at.verify("confirmed").text != before


def test_what_happened_is_kept_and_drafted(office, ids, start):
    from amends.models import Answers

    at = until_shown(start(), ids["late"])
    at.tell(Answers(cause="the oven broke down"))
    assert handling(office, ids["late"]).answers.cause == "the oven broke down"
    assert "told" in events(office, ids["late"])


def test_every_decision_of_a_round_can_be_undone_to_the_start(office, ids, start):
    at = start()
    before = {short: replace(handling(office, short), version=0) for short in ids.values()}
    while at.forward() is not None and at.view:
        at.write("A few words of my own, Ana")
        at.note("seen")
        at.look()
        at.assign("Mira")
        at.look()
        at.reply()
    assert at.summary().left == 0
    while at.undo():
        pass
    after = {short: replace(handling(office, short), version=0) for short in ids.values()}
    assert after == before


def test_an_empty_day_is_done(start):
    at = start(topic="app_bug")
    at.forward()
    assert at.view is None
    assert at.place.minutes == 0
    with pytest.raises(UsageError):
        _ = at.shown


def test_erased_meanwhile_it_is_passed_over(office, ids, start):
    at = start()
    first = at.day.tasks[0].id
    office.store.privacy.remove([deciding.find(office, first)], why="asked", who="ana", now=NOW)
    (passed,) = at.forward()
    assert (passed.id, passed.event) == (first, None)


def test_what_is_so_already_is_no_decision(office, ids, start):
    at = until_shown(start(), ids["late"])
    for _ in range(2):
        at.assign("Mira")
        at.look()
    assert len(at.done) <= 1


def test_the_pace_is_learnt_from_the_median():
    pace = Pace()
    tasks = [Task("a", "answer"), Task("b", "thank")]
    assert pace.minutes(tasks) == MINUTES["answer"] + MINUTES["thank"]
    for minutes in (2, 2, 90):
        pace.took("answer", minutes * 60)
    assert pace.minutes([Task("a", "answer")] * 4) == 8
    assert pace.minutes([]) == 0


def test_time_that_was_spent_looking_counts_for_the_pace(start, hours):
    at = start()
    at.forward()
    hours.pass_(3)
    at.leave("a joke")
    at.forward()
    assert at.pace.ratios == [3 / MINUTES[at.day.tasks[0].group]]
    hours.pass_(3)
    at.forward()
    assert len(at.pace.ratios) == 1, "nothing was decided about it"


def test_reading_writes_nothing(office, ids, start):
    before = {short: events(office, short) for short in ids.values()}
    at = start()
    while at.forward() is not None and at.view:
        at.wording()
        at.shorten()
        at.purpose("hold")
        at.own()
    assert {short: events(office, short) for short in ids.values()} == before


def test_no_reply_in_hand_is_refused(start):
    with pytest.raises(UsageError):
        looking.refuse_without(None)
