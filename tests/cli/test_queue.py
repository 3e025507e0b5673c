"""The queue after the first reply: promises, one person's letters, sleep, refused replies."""

from __future__ import annotations

import json

import pytest

LETTER = {
    "kind": "email",
    "author": {"id": "sam@tide.example", "name": "Sam"},
    "text": "My parcel came broken and nobody answers. I want my 42 euros back.",
}
"""The words differ by their number: equal ones would be copies."""
MONDAY = "2026-11-23T09:00"


@pytest.fixture
def desk(shop):
    """A shop with three letters of one person, and nothing else."""
    shop.mentions = [
        LETTER
        | {
            "external_id": f"letter{number}",
            "text": f"Letter {number}. {LETTER['text']} {'Please! ' * number}",
            "published_at": f"2026-11-1{number}T06:00:00Z",
        }
        for number in (1, 5, 9)
    ]
    shop.write()
    shop.run("check", "--quiet")
    return shop


def listed(desk, *options):
    return desk.run("inbox", "--json", *options).json["items"]


def to_do(desk):
    return [item for item in listed(desk) if item["handling"]["stage"] == "to_do"]


class TestOnePerson:
    def test_letters_of_one_person_are_one_row(self, desk):
        [row] = listed(desk)
        assert len(row["also"]) == 2
        assert {row["id"], *row["also"]} == set(desk.ids().values())

    def test_each_stands_for_itself_in_the_whole_list(self, desk):
        assert len(listed(desk, "--all")) == 3
        assert all(row["also"] == [] for row in listed(desk, "--all"))

    def test_another_place_is_another_matter(self, desk):
        desk.mentions[0]["place"] = "Harbour"
        desk.write()
        desk.run("check", "--quiet")
        assert len(listed(desk)) == 2

    def test_one_reply_answers_them_all(self, desk):
        [row] = listed(desk)
        said = desk.run("reply", row["id"], "--text", "Sam, here is your money. Ana")
        assert "2 more of the same matter" in said.err
        assert to_do(desk) == []
        assert all(each["handling"]["status"] == "replied" for each in listed(desk, "--all"))

    def test_undo_takes_it_back_for_all(self, desk):
        before = listed(desk)
        desk.run("reply", before[0]["id"], "--text", "Sam, here is your money. Ana")
        assert desk.run("undo").code == 0
        assert listed(desk) == before


class TestPromises:
    @pytest.fixture
    def promised(self, desk):
        [row] = listed(desk)
        text = "Sam, I am sorry. Your 42 euros are on the way, and on Monday I write again. Ana"
        assert desk.run("reply", row["id"], "--text", text).code == 0
        return row["id"]

    def test_a_reply_opens_what_it_promises(self, desk, promised):
        [made] = desk.run("followups", "--json").json["items"]
        assert (made["id"], made["mention"], made["due"]) == ("f1", promised, "coming")
        assert to_do(desk) == []

    def test_a_late_one_stands_above_all_in_the_check(self, desk, promised):
        desk.now = "2026-11-24T09:00"
        report = desk.run("check", "--json").json
        assert [each["id"] for each in report["followups_due"]] == ["f1"]
        out = desk.run("check").out
        assert out.index("PROMISED") < out.index("f1")
        [row] = [each for each in listed(desk) if each["id"] == promised]
        reasons = {reason["because"] for reason in row["priority"]["reasons"]}
        assert "a promise is late by 15 h" in reasons
        assert row["handling"]["overdue"]

    def test_closing_waits_for_it(self, desk, promised):
        refused = desk.run("mark", promised, "--status", "closed")
        assert (refused.code, "promise" in refused.err) == (2, True)
        assert desk.run("followups", "keep", "f1", "--note", "paid").code == 0
        assert desk.run("mark", promised, "--status", "closed").code == 0

    def test_keeping_can_be_undone(self, desk, promised):
        before = desk.run("followups", "--json").json["items"]
        desk.run("followups", "keep", "f1")
        assert desk.run("followups", "--json").json["items"] == []
        desk.run("undo")
        assert desk.run("followups", "--json").json["items"] == before

    def test_a_dry_run_keeps_nothing(self, desk, promised):
        said = desk.run("followups", "keep", "f1", "--dry-run")
        assert "nothing was changed" in said.err
        assert len(desk.run("followups", "--json").json["items"]) == 1

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("keep", "f9"), "no promise is called f9"),
            (("keep", "k7f2"), "no promise is called 'k7f2'"),
            (("move", "f1", "--to", "someday"), "is not a day"),
            (("move", "f1", "--to", "2020-01-01"), "2020-01-01"),
            (("drop", "f1", "--because", " "), "reason"),
        ],
    )
    def test_what_cannot_be_is_said(self, desk, promised, words, says):
        refused = desk.run("followups", *words)
        assert refused.code == 2
        assert says in refused.err


class TestSleep:
    def test_what_is_laid_aside_is_not_shown_before_its_time(self, desk):
        ids = list(desk.ids().values())
        desk.run("mark", *ids, "--snooze", "3d")
        assert listed(desk) == []
        assert {row["id"] for row in listed(desk, "--snoozed")} <= set(ids)
        desk.now = MONDAY
        assert len(listed(desk)) == 1

    def test_a_reaction_wakes_it(self, desk):
        ids = desk.ids()
        desk.run("mark", *ids.values(), "--snooze", "reaction")
        desk.now = "2027-11-20T08:00"
        assert listed(desk) == []
        desk.mentions[2]["text"] += " I will go to court!"
        desk.write()
        desk.run("check", "--quiet")
        assert [row["id"] for row in listed(desk)] == [ids["letter9"]]


class TestRefused:
    def test_a_refused_reply_comes_back_with_its_reason(self, desk):
        [row] = listed(desk)
        desk.run("reply", row["id"], "--text", "Sam, write to ana@blue.example. Ana")
        assert to_do(desk) == []
        name = next(
            each["external_id"] for each in listed(desk, "--all") if each["id"] == row["id"]
        )
        theirs = next(each for each in desk.mentions if each["external_id"] == name)
        theirs["reply"] = {"text": "Sam, write…", "state": "rejected", "reason": "names an address"}
        desk.write()
        desk.run("check", "--quiet")
        [back] = to_do(desk)
        assert back["id"] == row["id"]
        assert back["handling"]["reply_due_at"] == row["handling"]["reply_due_at"]
        assert "names an address" in desk.run("show", row["id"]).out

    def test_one_that_was_accepted_after_all_has_answered(self, desk):
        [row] = listed(desk)
        desk.run("reply", row["id"], "--text", "Sam, write to us. Ana")
        name = next(
            each["external_id"] for each in listed(desk, "--all") if each["id"] == row["id"]
        )
        theirs = next(each for each in desk.mentions if each["external_id"] == name)
        for state in ("rejected", "approved"):
            theirs["reply"] = {"text": "Sam, write to us", "state": state}
            desk.write()
            desk.run("check", "--quiet")
            assert bool(to_do(desk)) == (state == "rejected")

    def test_one_that_stands_there_does_not_answer_a_later_edit(self, desk):
        theirs = desk.mentions[0]
        for change in (
            {"reply": {"text": "Sam, sorry", "published_at": "2026-11-12T06:00:00Z"}},
            {"text": theirs["text"] + " And nothing has come!"},
            {"reply": {"text": "Sam, sorry", "published_at": "2026-11-12T06:00:00Z",
                       "state": "pending"}},
            {"reply": {"text": "Sam, sorry", "published_at": "2026-11-12T06:00:00Z"}},
        ):  # fmt: skip
            theirs |= change
            desk.write()
            desk.run("check", "--quiet")
        [row] = [each for each in listed(desk, "--all") if each["external_id"] == "letter1"]
        assert row["handling"]["reopened_at"]
        assert row["handling"]["replied_at"] is None

    def test_a_pending_one_does_not_stop_the_clock(self, desk):
        desk.mentions[0]["reply"] = {"text": "Sam, sorry", "state": "pending"}
        desk.write()
        desk.run("check", "--quiet")
        [row] = [each for each in listed(desk, "--all") if each["external_id"] == "letter1"]
        assert row["handling"]["overdue"]
        assert "waits for the platform" in desk.run("show", row["id"]).out


class TestColleagues:
    TEAM = "team: {ana: {role: owner, may_grant: 500}, bo: {topics: [refund], may_grant: 10}}\n"
    POLICY = (
        "remedies: {damage: [{id: full_refund, cost: 42, by: ana}]}\nscoring: {engine: light}\n"
    )

    @pytest.fixture
    def team(self, shop, monkeypatch):
        shop.configure(self.TEAM + self.POLICY)
        shop.run("check", "--quiet")
        monkeypatch.setenv("AMENDS_USER", "bo")
        return shop

    def test_somebody_is_proposed_for_each(self, team):
        assert {row["handling"]["assignee"] for row in listed(team)} <= {"ana", "bo"}
        assert all(row["handling"]["assignee"] for row in listed(team))

    def test_only_the_team_can_be_assigned(self, team):
        refused = team.run("mark", team.ids()["late"], "--assign", "carl")
        assert (refused.code, "carl" in refused.err) == (2, True)

    def test_what_needs_approval_is_approved_by_another(self, team, monkeypatch):
        late = team.ids()["late"]
        team.run("draft", late, "--offer", "full_refund", "--json")
        said = team.run("propose", late, "--text", "Kate, you get the whole amount back. Bo")
        assert "somebody else" in said.err
        refused = team.run("approve", late)
        assert (refused.code, "somebody else" in refused.err) == (2, True)
        assert team.run("reply", late, "--proposed").code == 2
        monkeypatch.setenv("AMENDS_USER", "ana")
        assert team.run("approve", late).out == "Kate, you get the whole amount back. Bo\n"
        monkeypatch.setenv("AMENDS_USER", "bo")
        done = team.run("reply", late, "--proposed")
        assert (done.code, "Granted: full_refund" in done.err) == (0, True)
        granted = team.run("followups", "--json").json["granted"]
        assert (granted["remedies"], granted["cost"]) == (1, 42.0)

    def test_what_the_reply_does_not_offer_is_not_counted(self, team):
        late = team.ids()["late"]
        team.run("draft", late, "--offer", "full_refund", "--json")
        said = team.run("reply", late, "--text", "Kate, I am sorry. Bo")
        assert "Not in the reply" in said.err
        assert team.run("followups", "--json").json["granted"]["remedies"] == 0

    def test_the_check_says_which_replies_wait(self, team, monkeypatch):
        late = team.ids()["late"]
        team.run("propose", late, "--text", "Kate, I am sorry. Bo", "--needs-approval")
        assert "1 proposed reply waits" in team.run("check").out
        monkeypatch.setenv("AMENDS_USER", "ana")
        team.run("approve", late)
        assert "1 approved reply is not sent" in team.run("check").out

    def test_a_second_answer_is_told(self, team, monkeypatch):
        late = team.ids()["late"]
        team.run("reply", late, "--text", "Kate, I am sorry. Bo")
        monkeypatch.setenv("AMENDS_USER", "ana")
        assert "bo had answered" in team.run("reply", late, "--text", "Kate, sorry. Ana").err

    def test_an_approved_reply_does_not_answer_what_came_after_it(self, team):
        late = team.ids()["late"]
        team.run("propose", late, "--text", "Kate, I am sorry. Bo")
        team.now = "2026-11-21T08:00"
        theirs = {"text": "And now I have asked a lawyer.", "author": {"name": "Kate"}}
        team.mentions.append(
            theirs | {"external_id": "more", "published_at": "2026-11-20T12:00:00Z"}
        )
        team.write()
        team.run("check", "--quiet")
        refused = team.run("reply", late, "--proposed")
        assert (refused.code, "has written since" in refused.err) == (2, True)

    @pytest.mark.parametrize(
        "words",
        [
            ("inbox", "--assignee", "mria"),
            ("mark", "late", "--chose", "bogus"),
            ("followups", "add", "late", "a cake", "--by", "2026-12-01", "--who", "nobody"),
        ],
    )
    def test_names_that_nothing_has_are_refused(self, team, words):
        ids = team.ids()
        refused = team.run(*(ids.get(word, word) for word in words))
        assert (refused.code, "is called" in refused.err) == (2, True)

    def test_nothing_fits_is_not_nothing_waits(self, team):
        assert "Nothing fits" in team.run("inbox", "--tag", "nosuch").err
        assert "Nothing fits" in team.run("followups", "--who", "bogus").out

    def test_harm_is_not_answered_by_a_word(self, team):
        hurt = team.ids()["hurt"]
        assert team.run("mark", hurt, "--status", "replied").code == 2
        assert team.run("mark", hurt, "--status", "spam").code == 2
        assert team.run("mark", hurt, "--status", "replied", "--because", "rang them").code == 0

    def test_history_says_who(self, team):
        late = team.ids()["late"]
        team.run("mark", late, "--note", "rang her")
        events = team.run("history", late, "--json").json["items"]
        assert (events[-1]["who"], events[-1]["what"], events[-1]["note"]) == (
            "bo", "noted", "rang her",
        )  # fmt: skip


def test_ids_go_through_a_pipe(desk):
    ids = desk.run("inbox", "--ids", "--topic", "refund").out
    said = desk.run("mark", "-", "--tag", "money", stdin=ids)
    assert "is now: #money" in said.err
    assert [row["handling"]["tags"] for row in listed(desk, "--tag", "money")] == [["money"]]


@pytest.mark.parametrize("tag", ["a|b", "", "-", "x" * 41])
def test_not_everything_is_a_tag(desk, tag):
    refused = desk.run("mark", desk.ids()["letter1"], f"--tag={tag}")
    assert refused.code == 2


def test_the_same_at_two_places_is_one_row_with_both_pages(shop):
    theirs = {
        "text": "The birthday cake came crushed and nobody picked up the phone all afternoon.",
        "author": {"name": "Kate"},
        "published_at": "2026-11-18T06:00:00Z",
    }
    shop.mentions = [theirs | {"external_id": "a", "url": "https://maps.example/1"}]
    shop.write()
    shop.run("check", "--quiet")
    other = theirs | {"external_id": "b", "source": "trip", "url": "https://trip.example/2"}
    shop.run("import", "-", "--format", "jsonl", stdin=json.dumps(other))
    [row] = listed(shop)
    assert len(row["links"]) == 1
    for short_id in (row["id"], *row["links"]):
        out = shop.run("show", short_id).out
        assert "https://maps.example/1" in out
        assert "https://trip.example/2" in out
    shop.run("mark", *row["links"], "--status", "closed", "--because", "on the phone")
    assert listed(shop) == []


@pytest.mark.parametrize(
    "words",
    [
        ("add", "--text", "Cold soup", "--who", "Ann"),
        ("sources", "rename", "google", "maps"),
        ("score", "--forget"),
        ("verify", "letter1", "--result", "unclear"),
        ("propose", "letter1", "--text", "Sam, sorry. Ana"),
    ],
)
def test_a_dry_run_changes_nothing(desk, words):
    ids = desk.ids()
    before = listed(desk, "--all")
    said = desk.run(*(ids.get(word, word) for word in words), "--dry-run")
    assert (said.code, "nothing was changed" in said.err) == (0, True)
    assert listed(desk, "--all") == before
