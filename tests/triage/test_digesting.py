"""What the digest gathers: sources that fail, what got better, good words, mails that may be lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.errors import ConfigError, UsageError
from amends.languages import words
from amends.models import Assessment, Author, Batch, Mention, Rating, Sentiment, SourceRun
from amends.models.alert import Signal
from amends.models.mention import OwnerReply
from amends.triage import alerting, digest_mail, digesting, fixing, promising, replying
from amends.triage.digesting import Wanted
from amends.triage.mailing import Addressed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANA = "mail:ana@shop.test"
MAIL = "mail: {host: localhost, port: 9, user: bot@shop.test, password: 'env:X', to: ana@shop.test%s}\n"


@pytest.fixture
def desk(office):
    """The office, where `look` returns its digest."""
    office.look = lambda now=None, **wanted: office.do(
        digesting.digest, words("en"), Wanted(**wanted), now=now
    )
    return office


def kinds(made):
    return [each.kind for each in made.better]


def log(desk, *outcomes, source="google", begin=None):
    """Add runs of a source, an hour apart, the last one now."""
    begin = begin or desk.now - HOUR * len(outcomes)
    with desk.open() as business:
        for number, outcome in enumerate(outcomes, start=1):
            run = SourceRun(source, "file", outcome, error=f"broken {number}")
            business.store.sources.log_run(run, "f", 0, begin + number * HOUR)


def sent(desk, key="2026-11-19", *, at=None, state="sent", told=()):
    with desk.open() as business:
        outbox = business.store.deliveries
        number = outbox.intend(ANA, "digest", key, now=at or desk.now - DAY, told=told)
        outbox.settle(number, state)


def edits(desk, external_id, text, *, stars, now, intent="praise", severity=0):
    """Let a customer change a mention."""
    with desk.open(now=now) as business:
        store = business.store
        mention = Mention(
            text=text,
            external_id=external_id,
            source="google",
            source_type="file",
            place="Old Town",
            author=Author(name="Kate"),
            published_at=desk.now - HOUR,
            rating=Rating(stars),
        )
        store.save("google", "file", "f1", Batch((mention,)), baseline=30 * DAY, now=now)
        found = Assessment(
            sentiment=Sentiment("positive", 0.8, 0.9), intent=intent, severity=severity, scorer="s1"
        )
        store.put_assessments((e.number, e.revision, found) for e in store.unassessed("s1"))


# ── sources ──────────────────────────────────────────────────────────────────────────────────


def test_a_source_is_told_after_so_many_failures_in_a_row(desk):
    log(desk, "ok", "failed", "auth")
    assert desk.look().failing == ()
    log(desk, "auth", begin=desk.now - HOUR)
    (failing,) = desk.look().failing
    assert (failing.name, failing.outcome, failing.runs) == ("google", "auth", 3)
    assert failing.since == desk.now - HOUR
    assert failing.error == "broken 1"


@pytest.mark.parametrize("outcome", ["ok", "unchanged", "empty", "partial"])
def test_one_good_run_ends_it(desk, outcome):
    log(desk, "failed", "failed", "failed", outcome)
    assert desk.look().failing == ()
    assert desk.look().sources == 1


def test_what_is_switched_off_fails_nobody(desk):
    log(desk, "failed", "failed", "failed")
    assert len(desk.look().failing) == 1
    plain = desk.path.read_text("utf-8")
    desk.path.write_text(plain.replace("type: file", "enabled: no, type: file"), encoding="utf-8")
    assert desk.look().failing == ()


def test_it_is_told_again_only_at_the_next_step(desk):
    desk.configure(MAIL % "")
    log(desk, "failed", "failed", "failed")
    told = desk.look(channel=ANA)
    assert len(told.failing) == 1
    sent(desk, told=told.told)
    assert desk.look(channel=ANA).failing == ()
    assert len(desk.look().failing) == 1
    log(desk, "failed", "failed", "failed", begin=desk.now)
    assert desk.look(channel=ANA).failing[0].runs == 6


# ── what got better ──────────────────────────────────────────────────────────────────────────


def test_stars_raised_after_our_reply_are_good_news(desk):
    arrived = desk.arrive("1", rating=Rating(2))
    desk.do(replying.reply, arrived, "I am sorry, Kate. Your money is on its way.")
    edits(desk, "1", "They called me the next day. Great.", stars=5, now=desk.now + HOUR)
    made = desk.look(now=desk.now + 2 * HOUR)
    assert kinds(made) == ["raised"]
    assert dict(made.better[0].args) == {"id": arrived, "before": 2.0, "after": 5.0}
    assert not made.quiet
    assert kinds(desk.look(now=desk.now + 2 * HOUR, since=desk.now + 90 * HOUR / 60)) == []


def test_stars_raised_without_us_are_no_merit(desk):
    desk.arrive("1", rating=Rating(2))
    edits(desk, "1", "It was a bad day, I was unfair.", stars=5, now=desk.now + HOUR)
    assert kinds(desk.look(now=desk.now + 2 * HOUR)) == []


def test_lowered_stars_are_no_good_news(desk):
    other = desk.arrive("2", rating=Rating(4))
    desk.do(replying.reply, other, "Thank you.")
    edits(
        desk, "2", "Worse and worse.", stars=1, now=desk.now + HOUR, intent="complaint", severity=2
    )
    assert kinds(desk.look(now=desk.now + 2 * HOUR)) == []


def test_a_promise_kept_in_time_counts_and_is_no_reason_for_a_mail(desk):
    arrived = desk.arrive("1")
    desk.do(replying.reply, arrived, "I am sorry, Kate.")
    promise = desk.do(promising.add, arrived, "We call you", by="2026-11-21")
    assert desk.look().promises == ()
    desk.do(promising.keep, promise.id, now=desk.now + HOUR)
    made = desk.look(now=desk.now + 2 * HOUR)
    assert kinds(made) == ["kept"]
    assert made.quiet


def test_a_fix_that_helps_is_told(desk):
    for number in range(8):
        desk.arrive(
            str(number), f"The cake came crushed, again and again {number}.",
            author=f"A{number}", now=desk.now - 40 * DAY + number * DAY,
        )  # fmt: skip
    with desk.open() as business:
        business.store._database.run("UPDATE assessments SET topics = '|damage|'")
    desk.do(fixing.add, "double box", "damage", None, desk.now - 20 * DAY)
    (cure,) = [each for each in desk.look().better if each.kind == "fixed"]
    assert cure.args["name"] == "double box"
    assert (cure.args["before"], cure.args["after"]) == (7, 0)


# ── good words ───────────────────────────────────────────────────────────────────────────────


def praise(desk, external_id, text, **other):
    return desk.arrive(
        external_id,
        text,
        intent="praise",
        severity=0,
        rating=Rating(5),
        author=external_id,
        **other,
    )


def test_praise_names_colleagues_where_it_is_public(desk):
    desk.configure("team: {Mira: {}, Asen: {}}\n")
    praise(desk, "1", "The best bread in the whole of the town, and such a lovely place to sit in.")
    named = praise(desk, "2", "Mira remembered my order from last week. What a place!")
    praise(desk, "3", "Dear Asen, thank you so much for your kind help yesterday.", kind="email")
    found = desk.look().praise
    assert (found[0].id, found[0].staff) == (named, ("Mira",))
    assert all("Asen" not in each.text for each in found)
    assert [each.id for each in desk.look(colleague="Mira").praise] == [named]
    assert desk.look(colleague="Asen").praise == ()


# ── what is to be done ───────────────────────────────────────────────────────────────────────


def test_five_are_told_whole_and_the_rest_is_counted(desk):
    for number in range(8):
        desk.arrive(
            str(number), f"The cake was number {number} of the bad ones.", author=f"A{number}"
        )
    made = desk.look()
    assert len(made.items) == 5
    assert sum(made.more.values()) == 3
    assert all(item.draft and item.draft.text for item in made.items)


def test_old_history_is_left_out_unless_it_is_serious(desk):
    long_ago = desk.now - 300 * DAY
    desk.arrive("old", "It was a bit cold, as I remember.", published_at=long_ago, author="A")
    assert desk.look().items == ()
    grave = desk.arrive(
        "grave", "It made my son ill.", published_at=long_ago, author="B", severity=3
    )
    assert [item.id for item in desk.look().items] == [grave]


def test_a_late_promise_comes_with_the_words_that_say_so(desk):
    arrived = desk.arrive("1")
    desk.do(replying.reply, arrived, "I am sorry, Kate.")
    promise = desk.do(promising.add, arrived, "We call you", by="2026-11-20")
    (item,) = desk.look().items
    assert (item.promise.id, item.due, item.late_by) == (promise.id, "today", None)
    later = desk.now + DAY
    (item,) = desk.look(now=later).items
    assert item.due == "late"
    assert item.late_by == later - promise.due_at
    assert item.draft.purpose == "late"
    assert desk.look(now=later).more == {}


def test_a_colleague_sees_what_is_assigned_or_promised(desk):
    desk.configure("team: {Mira: {}, Asen: {}}\n")
    arrived = desk.arrive("1", severity=2)
    owner = desk.handling(arrived).assignee
    other = {"Mira": "Asen", "Asen": "Mira"}[owner]
    assert [item.id for item in desk.look(colleague=owner).items] == [arrived]
    assert desk.look(colleague=other).quiet
    desk.do(replying.reply, arrived, "I am sorry, Kate.")
    desk.do(promising.add, arrived, "We call you", by="2026-11-20", who=other)
    assert [item.id for item in desk.look(colleague=other).items] == [arrived]


def test_unknown_names_are_refused(desk):
    desk.configure("team: {Mira: {}}\n")
    for wrong in ({"place": "Mars"}, {"colleague": "Nobody"}):
        with pytest.raises(UsageError):
            desk.look(**wrong)


# ── what was sent before ─────────────────────────────────────────────────────────────────────


def test_news_begin_where_the_last_mail_ended(desk):
    assert desk.look(channel=ANA).since == desk.now - DAY
    sent(desk, at=desk.now - 3 * DAY)
    assert desk.look(channel=ANA).since == desk.now - 3 * DAY
    assert desk.look(channel="mail:bo@shop.test").since == desk.now - DAY
    assert desk.look(channel=ANA, since=desk.now - HOUR).since == desk.now - HOUR


def test_a_mail_that_may_be_lost_is_told_in_the_next(desk):
    sent(desk, state="unknown", at=desk.now - 20 * HOUR)
    made = desk.look(channel=ANA)
    assert [each.key for each in made.troubles] == ["2026-11-19"]
    assert desk.look(channel="mail:bo@shop.test").troubles == ()
    sent(desk, "2026-11-20", at=desk.now)
    assert desk.look(now=desk.now + HOUR, channel=ANA).troubles == ()


def test_whoever_gets_the_whole_gets_no_part_beside(desk):
    desk.configure(
        (MAIL % "") + "team: {Ana: {email: Ana <ana@SHOP.test>}, Bo: {email: bo@shop.test}}\n"
    )
    desk.arrive("1")
    found = desk.do(digest_mail.letters, words("en")).letters
    assert all(isinstance(each, Addressed) for each in found)
    assert [each.to for each in found][:1] == ["ana@shop.test"]
    assert len({each.channel for each in found}) == len(found)
    assert found[0].letter.html
    assert found[0].key == "2026-11-20"


def due(desk, now):
    return [each.key for each in desk.do(digest_mail.letters, words("en"), now=now).letters]


def test_a_clock_that_ran_ahead_costs_no_later_mail(desk):
    desk.configure(MAIL % "")
    desk.arrive("1")
    sent(desk, "2026-12-01", at=desk.now + 11 * DAY)
    assert desk.look(channel=ANA).since == desk.now - DAY
    assert due(desk, desk.now) == ["2026-11-20"]
    sent(desk, "2026-11-20", at=desk.now)
    assert due(desk, desk.now - HOUR) == due(desk, desk.now + HOUR) == []


def alarming(desk, now):
    with desk.open(now=now) as business:
        business.store.alerts.renew(
            [Signal("storm", "business", 1, ())], now=now, unseen_for=HOUR, cool_down=HOUR
        )


@pytest.mark.parametrize(
    ("alerts", "mails"),
    [
        ("", 1),
        ("alerts: {quiet: 19:00-7:00}\n", 0),
        ("alerts: {quiet: 19:00-7:00, despite_quiet: storm}\n", 1),
        ("alerts: {mail: no}\n", 0),
    ],
)
def test_an_alert_alone_has_a_mail_of_its_own_and_no_further_summary(desk, alerts, mails):
    desk.configure((MAIL % "") + alerts)
    desk.arrive("1", now=desk.now - DAY)
    sent(desk, "2026-11-20", at=desk.now, told=desk.look(channel=ANA).told)
    tonight = desk.now + 10 * HOUR  # 20:00 in Sofia
    alarming(desk, tonight)
    assert due(desk, tonight) == []
    assert len(desk.do(alerting.tell, now=tonight)) == mails


# ── later on the same day ────────────────────────────────────────────────────────────────────


def urgent(desk, name, now, **other):
    text = f"Glass in my cake, I bled a lot: {name}."
    return desk.arrive(name, text, author=name, severity=4, now=now, **other)


def test_a_further_mail_of_the_day_tells_only_what_is_new_and_cannot_wait(desk):
    desk.configure(MAIL % "")
    urgent(desk, "Kate", desk.now)
    praise(desk, "Joy", "The best bread in the whole of the town, and such a lovely place.")
    sent(desk, "2026-11-20", at=desk.now, told=desk.look(channel=ANA).told)
    later = desk.now + 3 * HOUR
    alarming(desk, later)
    desk.arrive("slow", "The soup was slow.", author="Slow", now=later)
    new = urgent(desk, "Zoe", later)
    (letter,) = desk.do(digest_mail.letters, words("en"), now=later).letters
    made = desk.look(now=later, channel=ANA)
    assert letter.key == "2026-11-20/2"
    assert letter.letter.subject == "Since 10:00 – 1 urgent (phone), ~6 min: Blue Door Bakery"
    assert [item.id for item in made.items] == [new]
    assert (made.earlier, made.urgent, made.alerts, made.praise) == (desk.now, 1, (), ())
    assert dict(made.more) == {"urgent": 1, "answer": 1, "thank": 1}
    assert not [key for key in letter.told if key.startswith("alert:")]
    assert len(desk.look(now=later).items) == 4


def test_a_further_mail_forgets_nothing_that_was_told_before(desk):
    desk.configure(MAIL % "")
    log(desk, "failed", "failed", "failed")
    morning = desk.look(channel=ANA)
    assert morning.failing
    sent(desk, "2026-11-20", at=desk.now, told=morning.told)
    later = desk.now + HOUR
    urgent(desk, "Zoe", later)
    further = desk.look(now=later, channel=ANA)
    assert not further.failing
    sent(desk, "2026-11-20/2", at=later, told=further.told)
    assert not desk.look(now=later + DAY, channel=ANA).failing


def test_a_promise_newly_late_is_told_and_the_others_are_not(desk):
    desk.configure(MAIL % "")
    ids = [desk.arrive(name, f"Cold soup, {name}.", author=name) for name in ("A", "B")]
    for short_id in ids:
        desk.do(replying.reply, short_id, "I am sorry.")
    old = desk.do(promising.add, ids[0], "We call you", by="2026-11-20")
    desk.do(promising.add, ids[1], "We pay you", by="2026-11-21")
    morning = old.due_at + HOUR
    sent(desk, "2026-11-21", at=morning, told=desk.look(now=morning, channel=ANA).told)
    assert due(desk, morning + HOUR) == []
    evening = morning + 24 * HOUR - HOUR / 2
    before = evening - HOUR
    sent(desk, "2026-11-21/2", at=before, told=desk.look(now=before, channel=ANA).told)
    found = desk.look(now=evening, channel=ANA)
    assert [item.promise.what for item in found.items] == ["We pay you"]
    assert dict(found.more) == {"promised": 1}


# ── one incident once ────────────────────────────────────────────────────────────────────────


def same_story(desk, *ids):
    with desk.open() as business:
        numbers = [business.store.number_of(each) for each in ids]
        business.store._database.run_many(
            "INSERT INTO stories (mention, root, link, by_hand, at) VALUES (?, ?, 'words', 0, 0)",
            [(number, numbers[0]) for number in numbers[1:]],
        )


def test_one_incident_stands_there_once(desk):
    told = [
        desk.arrive(str(n), f"Charged twice for one cake, {n}.", author=f"A{n}", severity=3)
        for n in range(7)
    ]
    other = desk.arrive("x", "Cold soup.", author="X")
    same_story(desk, *told)
    made = desk.look()
    assert len(made.items) == 2
    assert made.items[0].id in told
    assert made.items[0].ranked.others == 6
    assert made.items[1].id == other
    assert sum(made.more.values()) == 6


def test_each_who_came_to_harm_is_called(desk):
    hurt = [urgent(desk, name, desk.now) for name in ("Kate", "Zoe")]
    same_story(desk, *hurt)
    assert {item.id for item in desk.look().items} == set(hurt)


def test_a_promise_and_a_further_letter_of_the_same_person_are_one(desk):
    first = desk.arrive("1")
    desk.do(replying.reply, first, "I am sorry, Kate.")
    desk.do(promising.add, first, "We call you", by="2026-11-20")
    second = desk.arrive("2", "And nobody called me!", now=desk.now + DAY)
    elsewhere = desk.arrive("3", "Nobody here either!", now=desk.now + DAY, place="Harbour")
    made = desk.look(now=desk.now + DAY)
    assert [item.id for item in made.items] == [first, elsewhere]
    assert made.items[0].ranked.also == (second,)


# ── orders by mail ───────────────────────────────────────────────────────────────────────────


def test_what_was_marked_by_mail_since_the_last_one_is_confirmed(desk):
    arrived = desk.arrive("1")
    with desk.open() as business:
        note = business.store.mailed_orders.note
        number = business.store.number_of(arrived)
        note("m0", "done", "f9", code="c0", mention=None, now=desk.now - 2 * DAY)
        sent(desk)
        note("m1", "done", arrived, code="c1", mention=number, now=desk.now)
        note("m2", "done", "f5", code="c2", mention=None, now=desk.now)
        note("m3", "already", "f5", code="c2", mention=None, now=desk.now)
        note("m4", "changed", "k7f2", code="c3", mention=None, now=desk.now)
    made = desk.look(channel=ANA)
    assert [(each.name, each.outcome) for each in made.orders] == [
        (arrived, "done"),
        ("f5", "done"),
        ("k7f2", "changed"),
    ]
    sent(desk, "2026-11-20", at=desk.now)
    assert desk.look(channel=ANA, now=desk.now + HOUR).orders == ()


def test_an_alert_stands_with_the_item_that_it_is_about(desk):
    one, other = desk.arrive("1"), desk.arrive("2", "The box was wet.", author="Bo")
    with desk.open() as business:
        business.store.alerts.renew(
            [
                Signal("spread", f"mention:{one}", 1, (), (one,)),
                Signal("harm", "mention:story", 1, (), ("gone", other)),
                Signal("storm", "business", 1, (), (one, other)),
            ],
            now=desk.now,
            unseen_for=HOUR,
            cool_down=HOUR,
        )
    made = desk.look()
    kinds = {item.id: [each.kind for each in item.alerts] for item in made.items}
    assert kinds == {one: ["spread"], other: ["harm"]}
    assert [each.kind for each in made.at_large] == ["storm"]
    assert len(made.alerts) == 3


def test_no_mail_section_is_said_at_once(desk):
    with pytest.raises(ConfigError, match="mail:"):
        desk.do(digest_mail.send, words("en"))


def test_a_reply_that_the_platform_refused_is_named(desk):
    for number in range(7):
        desk.arrive(str(number), f"Bad cake, number {number}.", author=f"A{number}", severity=2)
    refused = desk.arrive(
        "r", "Cold soup.", author="R", severity=1,
        reply=OwnerReply("Sorry", desk.now, "rejected", "an e-mail address"), answered="yes",
    )  # fmt: skip
    made = desk.look()
    named = [each.case.id for each in made.refused] + [each.id for each in made.items]
    assert refused in named
