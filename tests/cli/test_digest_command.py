"""`amends digest` and `check --email`: read without changing, mailed once, to whom it concerns."""

from __future__ import annotations

import email
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from email import policy

import jsonschema
import pytest

from amends.store import Store
from amends.triage.schemas import schema

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)  # 8:00 in Sofia


@pytest.fixture
def mailed(shop, post_office, monkeypatch):
    """A shop whose mail goes to a server on loopback; `more` is further configuration."""
    monkeypatch.setenv("MAIL_PASSWORD", "mail-secret")
    shop.post = post_office()
    path = shop.folder / "config.yaml"
    plain = path.read_text("utf-8")

    def configure(mail="to: ana@shop.test", more=""):
        path.write_text(
            f"{plain}mail: {{host: localhost, port: {shop.post.port}, user: bot@shop.test,"
            f" password: 'env:MAIL_PASSWORD', timeout: 5, {mail}}}\n"
            f"alerts: {{mail: false}}\n{more}",
            encoding="utf-8",
        )

    shop.configure = configure
    configure()
    return shop


def letters(shop):
    """Who got which subject, in the order of arrival."""
    return [(each.rcpt_tos[0], read(each)["Subject"]) for each in shop.post.mails]


def read(envelope):
    return email.message_from_bytes(envelope.content, policy=policy.default)


def dump(shop):
    with closing(sqlite3.connect(shop.folder / "amends.db")) as database:
        return list(database.iterdump())


def part(envelope, kind):
    return read(envelope).get_body((kind,)).get_content()


def arrives(shop, external_id, text, **other):
    shop.mentions.append({"external_id": external_id, "text": text, "rating": 1, **other})
    shop.write()


def test_it_shows_the_one_thing_first_with_its_reply(shop):
    shop.run("check", "--quiet")
    out = shop.run("digest").out
    first, rest = out.split("\n2. ", 1)
    assert out.startswith("Blue Door Bakery, Fri 20 Nov, 08:00\nPhone first: ")
    assert "\n1 urgent (phone)" in first
    assert "1. PHONE FIRST" in first
    assert "allergic reaction" in first
    assert "Ana, owner" in first
    assert "ANSWER, LATE BY" in rest


def test_before_the_first_check_it_says_what_to_type(shop):
    out = shop.run("digest").out
    assert "Nothing has been read yet. Type: amends check" in out
    assert "quiet" not in out.casefold()
    assert shop.run("digest", "--json").json["subject"] == "nothing read yet: Blue Door Bakery"


def test_it_only_reads(shop):
    shop.run("check", "--quiet")
    before = dump(shop)
    for form in ("text", "markdown", "html", "json"):
        assert shop.run("digest", "--format", form).code == 0
    assert dump(shop) == before


def test_its_json_keeps_its_schema(shop):
    shop.run("check", "--quiet")
    with Store(shop.folder / "amends.db", now=NOW) as store:
        store.mailed_orders.note("m1", "done", "f5", code="c", mention=None, now=NOW)
    found = shop.run("digest", "--json").json
    assert found["mailed_orders"] == [{"name": "f5", "became": "done"}]
    jsonschema.validate(found, schema("digest"))
    assert [each["mention"]["external_id"] for each in found["items"]] == ["hurt", "late", "nice"]
    assert found["items"][0]["phone_first"]
    assert found["items"][0]["draft"]["purpose"] == "hold"
    assert found["subject"].endswith(": Blue Door Bakery")


def test_a_file_gets_what_the_screen_would(shop):
    shop.run("check", "--quiet")
    result = shop.run("digest", "--format", "markdown", "--output", "d.md")
    assert (result.code, result.out) == (0, "")
    assert (shop.folder / "d.md").read_text("utf-8").startswith("# Blue Door Bakery")


def test_a_file_that_is_no_digest_is_not_written_over(shop):
    shop.run("check", "--quiet")
    file = shop.folder / "config.yaml"
    before = file.read_text("utf-8")
    result = shop.run("digest", "--format", "html", "--output", "config.yaml")
    assert result.code == 2
    assert "config.yaml exists, and does not look like a digest" in result.err
    assert file.read_text("utf-8") == before
    (shop.folder / "notes").write_text("mine")
    assert shop.run("digest", "--output", "notes", "--force").code == 0
    for _ in range(2):
        assert shop.run("digest", "--json", "--output", "d.json").code == 0


def test_quiet_mails_say_only_what_is_wrong(mailed):
    mailed.run("check", "--quiet")
    assert mailed.run("digest", "--email", "--quiet").err == ""
    assert len(letters(mailed)) == 1
    assert mailed.run("digest", "--email", "--quiet").err == ""
    mailed.configure(mail="to: [ana@shop.test, refused@shop.test]")
    result = mailed.run("digest", "--email", "--quiet")
    assert result.code == 6
    assert "refused@shop.test" in result.err
    assert "ana@" not in result.err
    assert mailed.run("digest", "--quiet").code == 2


def test_what_nobody_knows_is_refused(shop):
    assert shop.run("digest", "--place", "Mars").code == 2
    assert shop.run("digest", "--since", "soon").code == 2
    assert shop.run("digest", "--dry-run").code == 2
    assert shop.run("digest", "--email", "--place", "Harbour").code == 2


def test_without_mail_configured_nothing_is_even_read(shop):
    for command in (("check", "--quiet", "--email"), ("digest", "--email")):
        result = shop.run(*command)
        assert result.code == 3
        assert "mail:" in result.err
    assert not (shop.folder / "amends.db").exists() or shop.ids() == {}


def test_nobody_to_mail_to_is_said(mailed):
    mailed.configure(mail="from: bot@shop.test")
    result = mailed.run("check", "--email")
    assert result.code == 3
    assert "mail.to" in result.err


@pytest.mark.parametrize("command", [("check", "--quiet", "--email"), ("digest", "--email")])
def test_a_refused_login_comes_with_what_to_do(mailed, monkeypatch, command):
    mailed.run("check", "--quiet")
    mailed.configure(mail="to: [ana@shop.test, bo@shop.test]")
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    result = mailed.run(*command)
    assert result.code == 6
    assert "refuses the login" in result.err
    assert result.err.count("app password") == 1


def test_what_the_next_run_does_anyway_is_no_advice(mailed):
    mailed.configure(mail="to: grey@shop.test")
    mailed.run("check", "--quiet")
    result = mailed.run("digest", "--email")
    assert "The next run tries again" in result.err
    assert "next run." not in result.err


def test_cron_mails_once_and_says_nothing(mailed):
    first = mailed.run("check", "--quiet", "--email")
    assert (first.code, first.out, first.err) == (0, "", "")
    (letter,) = mailed.post.mails
    assert "1 urgent (phone)" in read(letter)["Subject"]
    assert "allergic reaction" in part(letter, "plain")
    assert "allergic reaction" in part(letter, "html")
    for minute in range(1, 4):
        mailed.now = f"2026-11-20T08:{minute:02}"
        assert mailed.run("check", "--quiet", "--email").code == 0
    assert len(mailed.post.mails) == 1


def test_on_the_same_day_only_what_cannot_wait(mailed):
    mailed.run("check", "--quiet", "--email")
    mailed.now = "2026-11-20T11:00"
    arrives(
        mailed, "slow", "The soup was a bit slow.", rating=3, published_at="2026-11-20T08:59:00Z"
    )
    mailed.run("check", "--quiet", "--email")
    assert len(mailed.post.mails) == 1
    arrives(
        mailed,
        "hurt2",
        "My daughter was poisoned by your cake, she is in hospital.",
        published_at="2026-11-20T08:59:00Z",
        author={"name": "Zoe"},
    )
    mailed.run("check", "--quiet", "--email")
    mailed.run("check", "--quiet", "--email")
    assert [to for to, _ in letters(mailed)] == ["ana@shop.test"] * 2
    assert letters(mailed)[1][1].startswith("Since 08:00 – 1 urgent (phone)")
    further = part(mailed.post.mails[1], "plain")
    assert "poisoned" in further
    assert "allergic reaction" not in further
    assert "1 more urgent" in further


def test_what_a_further_mail_tells_of_an_alert_has_no_mail_of_its_own(mailed):
    path = mailed.folder / "config.yaml"
    path.write_text(path.read_text("utf-8").replace("{mail: false}", "{mail: true}"), "utf-8")
    mailed.run("check", "--quiet", "--email")
    assert len(letters(mailed)) == 1
    mailed.now = "2026-11-20T11:00"
    hurt = {"published_at": "2026-11-20T08:59:00Z", "author": {"name": "Zoe"}}
    arrives(mailed, "hurt2", "My daughter was poisoned by your cake, she is in hospital.", **hurt)
    for _ in range(2):
        assert mailed.run("check", "--quiet", "--email").code == 0
    assert [subject.partition(" –")[0] for _, subject in letters(mailed)[1:]] == ["Since 08:00"]
    alerts = mailed.run("alerts", "--json").json["items"]
    assert {each["kind"] for each in alerts} == {"harm"}
    assert all(each["told"] for each in alerts)


def test_not_before_its_time(mailed):
    mailed.configure("to: ana@shop.test, at: '8:30'")
    mailed.run("check", "--quiet", "--email")
    assert letters(mailed) == []
    mailed.now = "2026-11-20T08:31"
    mailed.run("check", "--quiet", "--email")
    assert len(letters(mailed)) == 1


def test_nothing_new_only_where_somebody_wants_it(mailed):
    mailed.mentions = []
    mailed.write()
    mailed.run("check", "--quiet", "--email")
    assert letters(mailed) == []
    mailed.run("check", "--quiet", "--email", "--even-if-empty")
    mailed.run("check", "--quiet", "--email", "--even-if-empty")
    assert letters(mailed) == [("ana@shop.test", "all quiet: Blue Door Bakery")]
    assert "1 source alive" in part(mailed.post.mails[0], "plain")


def test_colleagues_get_what_is_theirs(mailed):
    mailed.configure(more="team: {Bo: {email: bo@shop.test}, Ana: {email: ana@shop.test}}\n")
    mailed.run("check", "--quiet")
    ids = mailed.ids()
    mailed.run("mark", ids["hurt"], ids["nice"], "--assign", "Ana")
    mailed.run("mark", ids["late"], "--assign", "Bo")
    mailed.run("check", "--quiet", "--email")
    assert [to for to, _ in letters(mailed)] == ["ana@shop.test", "bo@shop.test"]
    whole, theirs = (part(each, "plain") for each in mailed.post.mails)
    assert "allergic" in whole
    assert "two hours late" in whole
    assert "allergic" not in theirs
    assert "two hours late" in theirs
    mailed.run("mark", ids["late"], "--assign", "Ana")
    mailed.now = "2026-11-21T08:00"
    mailed.run("check", "--quiet", "--email")
    assert [to for to, _ in letters(mailed)][2:] == ["ana@shop.test"]


def test_a_failed_mail_is_said_and_tried_again(mailed):
    mailed.configure("to: [grey@shop.test, ana@shop.test]")
    first = mailed.run("check", "--quiet", "--email")
    assert first.code == 6
    assert "grey@shop.test was not delivered" in first.err
    assert first.out == ""
    assert mailed.run("check", "--quiet", "--email").code == 0
    assert mailed.run("check", "--quiet", "--email").code == 0
    assert sorted(to for to, _ in letters(mailed)) == ["ana@shop.test", "grey@shop.test"]


def test_failed_mail_goes_before_failed_sources(mailed):
    mailed.configure("to: full@shop.test")
    (mailed.folder / "google.jsonl").write_text("{broken\n", encoding="utf-8")
    assert mailed.run("check", "--quiet").code == 4
    result = mailed.run("check", "--quiet", "--email", "--even-if-empty")
    assert result.code == 6
    assert "full@shop.test" in result.err


def test_a_source_that_fails_is_left_to_the_mail(mailed):
    (mailed.folder / "google.jsonl").unlink()
    runs = [mailed.run("check", "--quiet", "--email") for _ in range(3)]
    assert [(each.code, each.out, each.err) for each in runs] == [(4, "", "")] * 3
    assert len(mailed.post.mails) == 1  # with the third failure there is something to say
    assert "google" in part(mailed.post.mails[0], "plain")
    assert "google" in mailed.run("check", "--quiet").out


def test_a_dry_run_shows_the_mail_and_sends_none(mailed):
    mailed.run("check", "--quiet")
    result = mailed.run("digest", "--email", "--dry-run")
    assert result.code == 0
    assert result.out.startswith("To: ana@shop.test\nSubject: 1 urgent (phone)")
    assert mailed.post.mails == []
    planned = mailed.run("digest", "--email", "--dry-run", "--json").json
    jsonschema.validate(planned, schema("digest_mail"))
    assert [each["state"] for each in planned["items"]] == ["intended"]
    sent = mailed.run("digest", "--email", "--json").json
    jsonschema.validate(sent, schema("digest_mail"))
    assert [(each["key"], each["state"]) for each in sent["items"]] == [("2026-11-20", "sent")]
    again = mailed.run("digest", "--email")
    assert (again.code, again.out) == (0, "")
    assert "Nothing to mail" in again.err


def test_a_promise_that_becomes_late_is_told_again(mailed):
    mailed.run("check", "--quiet")
    late = mailed.ids()["late"]
    mailed.run("reply", late, "--text", "I am very sorry, Kate. I call you.")
    added = mailed.run("followups", "add", late, "We call you", "--by", "2026-11-20")
    assert added.code == 0, added.err
    mailed.run("check", "--quiet", "--email")
    assert "1 promise due today" in letters(mailed)[0][1]
    mailed.now = "2026-11-21T00:30"
    mailed.run("check", "--quiet", "--email")
    mailed.run("check", "--quiet", "--email")
    assert len(letters(mailed)) == 2
    assert "1 promise late" in letters(mailed)[1][1]
    body = part(mailed.post.mails[1], "plain")
    assert "PROMISE LATE BY" in body
    assert "Reply that says it is late:" in body


@pytest.mark.parametrize(
    "command",
    [["check", "--quiet"], ["check", "--json"], ["fetch", "--quiet"], ["digest", "--email"]],
)
def test_what_a_killed_run_was_about_to_tell_is_said_once(mailed, command):
    mailed.run("check", "--quiet")
    with Store(mailed.folder / "amends.db", now=NOW) as store:
        store.deliveries.intend("mail:ana@shop.test", "digest", "2026-11-19", now=NOW)
        store.deliveries.intend("team", "alert", "a7/2", now=NOW)
    mailed.now = "2026-11-20T11:00"
    said = mailed.run(*command).err
    assert "Nobody knows whether the mail to ana@shop.test arrived: the run was cut off." in said
    assert "Perhaps told on team: a7: the run was cut off." in said
    assert "cut off" not in mailed.run(*command).err


@pytest.mark.parametrize(
    "command", [("check", "--quiet", "--email"), ("digest", "--email", "--quiet")]
)
def test_a_template_that_does_not_work_stops_no_mail(mailed, command):
    mailed.run("check", "--quiet")
    mailed.configure("to: [ana@shop.test, bo@shop.test], templates: mine")
    (mailed.folder / "mine").mkdir()
    (mailed.folder / "mine" / "digest.html.j2").write_text("\n{{ nothing.here }}", encoding="utf-8")
    result = mailed.run(*command)
    assert result.code == 3
    assert result.err.count("digest.html.j2, line 2") == 1
    assert len(mailed.post.mails) == 2
    for letter in mailed.post.mails:
        for kind in ("plain", "html"):
            assert "digest.html.j2, line 2" in part(letter, kind)
            assert "allergic reaction" in part(letter, kind)
    again = mailed.run("check", "--quiet", "--email")
    assert (again.code, again.err) == (0, "")
    assert len(mailed.post.mails) == 2


def test_a_dry_run_says_what_is_wrong_with_a_template(mailed):
    mailed.run("check", "--quiet")
    mailed.configure("to: ana@shop.test, templates: mine")  # a folder that there is not
    result = mailed.run("digest", "--email", "--dry-run")
    assert result.code == 3
    assert "mine" in result.err
    assert "allergic reaction" in result.out


def test_the_doctor_draws_the_mail_with_the_own_templates(mailed):
    mailed.run("check", "--quiet")
    mailed.configure("to: ana@shop.test, templates: mine")
    (mailed.folder / "mine").mkdir()
    own = mailed.folder / "mine" / "digest.html.j2"
    own.write_text("{% if %}", encoding="utf-8")
    result = mailed.run("doctor", "mail", "--dry-run")
    assert result.code == 3
    assert "digest.html.j2, line 1" in result.out
    own.write_text('{% extends "amends/digest.html.j2" %}', encoding="utf-8")
    result = mailed.run("doctor", "mail", "--dry-run")
    assert result.code == 0
    assert "own templates: the summary is drawn" in result.out
