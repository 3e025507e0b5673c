"""`amends alerts`: the list, one of them, and the tests of the ways, with their exit codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from amends.delivery import notify
from amends.models.alert import AlertReason, Signal
from amends.models.delivery import Ended
from amends.store import Store
from amends.triage.schemas import schema

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)  # 8:00 in Sofia
HOUR = timedelta(hours=1)
CHAT = '\nalerts:\n  channels:\n    team: {url: "env:CHAT"}\n    phone: {url: "env:PHONE"}\n'


@pytest.fixture
def noted(shop):
    """A shop with a storm that goes on, and another that is over."""
    shop.mentions = [each for each in shop.mentions if each["external_id"] == "nice"]
    shop.write()
    shop.run("fetch", "--quiet")
    with Store(shop.folder / "amends.db", now=NOW) as store:
        for place, hours in (("Old Town", 9), ("Harbour", 3), (None, 0)):
            seen = [Signal("storm", f"place:{place}", 1, (AlertReason("x", {}),), ("bcdf",))]
            times = {"unseen_for": 2 * HOUR, "cool_down": 24 * HOUR}
            store.alerts.renew(seen if place else (), now=NOW - hours * HOUR, **times)
            if place == "Harbour":
                store.alerts.renew(seen, now=NOW, **times)
    return shop


def configured(shop, more):
    with (shop.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(more)


def test_nothing_is_alarming(shop):
    result = shop.run("alerts")
    assert (result.code, result.out) == (0, "")
    assert result.err == "Nothing is alarming.\n"
    assert shop.run("alerts", "--json").json["items"] == []


def test_what_goes_on(noted):
    result = noted.run("alerts")
    assert result.code == 0
    assert result.out.splitlines()[0] == "a2 Unusually many write: Harbour"
    assert "a1" not in result.out
    assert "amends show bcdf" in result.out


def test_all_of_them(noted):
    assert [item["id"] for item in noted.run("alerts", "--all", "--json").json["items"]] == [
        "a2",
        "a1",
    ]
    assert [item["id"] for item in noted.run("alerts", "--all", "--jsonl").jsonl] == ["a2", "a1"]
    assert "over since" in noted.run("alerts", "--all").out


def test_json_keeps_its_promise(noted):
    jsonschema.validate(noted.run("alerts", "--all", "--json").json, schema("alerts"))
    jsonschema.validate(noted.run("alerts", "show", "a1", "--json").json, schema("alerts"))


def test_one_of_them(noted):
    assert noted.run("alerts", "show", "a1").out.startswith("a1 Unusually many write: Old Town")
    unknown = noted.run("alerts", "show", "a9")
    assert (unknown.code, unknown.out) == (2, "")
    assert "a9" in unknown.err


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "Пишут"), ("es", "Escriben"), ("pl", "Pisze"), ("bg", "Пишат")],
)
def test_in_five_languages(noted, language, said):
    assert said in noted.run("--lang", language, "alerts").out


def test_the_tests_of_the_ways(shop, monkeypatch):
    configured(shop, CHAT)
    monkeypatch.setenv("CHAT", "json://127.0.0.1/s3cr3t")
    sent = []

    def send(*message):
        sent.append(message)
        return Ended("sent")

    monkeypatch.setattr(notify, "send", send)
    result = shop.run("alerts", "test")
    assert result.code == 6
    first, second = result.out.splitlines()
    assert first == "team: sent"
    assert second.startswith("phone: not sent: secret env:PHONE")
    assert "s3cr3t" not in result.out + result.err
    ((url, title, text),) = sent
    assert url == "json://127.0.0.1/s3cr3t"
    assert "test" in title.lower()
    assert "only a test" in text
    assert shop.run("alerts", "test", "team").code == 0
    found = shop.run("alerts", "test", "--json")
    jsonschema.validate(found.json, schema("alerts_test"))
    assert [item["state"] for item in found.json["items"]] == ["sent", "failed"]


def test_what_perhaps_arrived_is_no_success(shop, monkeypatch):
    configured(shop, CHAT)
    monkeypatch.setenv("CHAT", "json://127.0.0.1")
    monkeypatch.setattr(notify, "send", lambda *_: Ended("unknown", "no answer within 30 s"))
    result = shop.run("alerts", "test", "team")
    assert (result.code, result.out) == (6, "team: perhaps sent: no answer within 30 s\n")


def test_a_dry_run_only_names_them(shop):
    configured(shop, CHAT)
    result = shop.run("alerts", "test", "--dry-run")
    assert (result.code, result.out) == (0, "team: would get a test\nphone: would get a test\n")


def test_a_channel_that_there_is_not(shop):
    configured(shop, CHAT)
    result = shop.run("alerts", "test", "taem")
    assert result.code == 2
    assert "mail, team, phone" in result.err


def test_nobody_to_tell(shop):
    result = shop.run("alerts", "test")
    assert result.code == 6
    assert "config.yaml" in result.err


def test_the_check_shows_them_on_top(noted):
    result = noted.run("check", "--json")
    jsonschema.validate(result.json, schema("check"))
    assert [item["id"] for item in result.json["alerts"]] == ["a2"]
    _, top, *_ = noted.run("check").out.splitlines()
    assert top == "a2 Unusually many write: Harbour  for 3 h · amends show bcdf"


def test_harm_is_an_alert_until_it_has_its_answer(shop):
    shop.run("fetch", "--quiet")
    hurt = shop.ids()["hurt"]
    (item,) = shop.run("check", "--json").json["alerts"]
    assert (item["kind"], item["mentions"]) == ("harm", [hurt])
    shop.now = "2026-11-20T09:00"
    text = "We are so sorry. Please ring us at once."
    assert shop.run("reply", hurt, "--text", text).code == 0
    assert shop.run("check", "--json").json["alerts"] == []


def test_a_check_tells_nothing_unless_it_is_asked_to(noted, monkeypatch):
    configured(noted, CHAT)
    monkeypatch.setattr(notify, "send", lambda *_: pytest.fail("something was sent"))
    assert noted.run("check").code == 0
    assert noted.run("fetch").code == 0


def test_a_check_tells_once(noted, monkeypatch):
    configured(noted, CHAT)
    sent = []
    monkeypatch.setenv("CHAT", "json://127.0.0.1/chat")
    monkeypatch.setenv("PHONE", "json://127.0.0.1/phone")
    monkeypatch.setattr(notify, "send", lambda url, *_: sent.append(url) or Ended("sent"))
    first = noted.run("check", "--notify")
    assert (first.code, len(sent)) == (0, 2)
    assert "Told on team: a2." in first.err
    again = noted.run("check", "--quiet", "--notify")
    assert (again.code, again.out, again.err) == (0, "", "")
    assert len(sent) == 2
    assert noted.run("alerts", "--json").json["items"][0]["told"] == {"team": 1, "phone": 1}


def test_what_was_not_told_is_said_and_shows_in_the_exit_code(noted, monkeypatch):
    configured(noted, CHAT)
    result = noted.run("check", "--quiet", "--notify")
    assert result.code == 6
    assert result.out == ""
    assert result.err.count("Not told on") == 2


def test_harm_that_stands_in_the_list_is_not_said_twice(shop):
    checked = shop.run("check").out
    assert "allergic reaction" in checked
    assert "This cannot wait" not in checked
    assert "This cannot wait" in shop.run("alerts").out
    assert [each["kind"] for each in shop.run("check", "--json").json["alerts"]] == ["harm"]
