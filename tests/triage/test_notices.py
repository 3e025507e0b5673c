"""What rules tell: once for each mention and rule, only what is new, never in quiet hours."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import jsonschema
import pytest

from amends.config.model import HttpConfig
from amends.delivery import notify
from amends.handling.moves import move
from amends.http import Http
from amends.models.delivery import Ended
from amends.triage import alerting
from amends.triage.schemas import schema
from amends.triage.upkeep import keep_up

HOUR = timedelta(hours=1)
BUSINESS = """
mail: {{host: localhost, port: {port}, security: none, from: shop@shop.test}}
team: {{Elena: {{email: elena@shop.test}}, Bo: {{}}}}
alerts:
  {quiet}
  channels: {{team: {{url: "env:CHAT", text: true}}, hook: {{webhook: "https://hooks.example/x"}}}}
rules:
  press: {{when: {{text: cake}}, then: {{notify: [{targets}]}}}}
  late: {{when: {{text: late}}, then: {{tag: late}}}}
"""


class Desk:
    """An office with rules, and everything that they told."""

    def __init__(self, office, monkeypatch, served):
        self.office, self.served, self.port = office, served, served.port
        self.chat, self.hooks, self.ends = [], [], "sent"
        monkeypatch.setenv("CHAT", "json://127.0.0.1")
        monkeypatch.setattr(notify, "send", self.send)
        self.configure("Elena/mail")

    def configure(self, targets, quiet="mail: true"):
        self.office.configure(BUSINESS.format(port=self.port, targets=targets, quiet=quiet))

    def rewrite(self, old, new):
        """Change the configuration."""
        text = self.office.path.read_text()
        assert old in text
        self.office.path.write_text(text.replace(old, new))

    def send(self, _, title, body):
        self.chat.append((title, body))
        return Ended(self.ends, "why")

    def hook(self, request):
        self.hooks.append(json.loads(request.content))
        return httpx.Response(204)

    def tell(self, hours=0.0):
        with (
            self.office.open(now=self.office.now + hours * HOUR) as business,
            Http(HttpConfig(), transport=httpx.MockTransport(self.hook)) as http,
        ):
            return [
                (each.channel, each.key, each.state) for each in alerting.tell(business, http=http)
            ]


@pytest.fixture
def desk(office, monkeypatch, post_office):
    return Desk(office, monkeypatch, post_office("none"))


def test_a_colleague_is_mailed_once_for_each_mention(desk):
    first = desk.office.arrive("1")
    told = [("mail:elena@shop.test", f"rule:press/{first}", "sent")]
    assert desk.tell() == told
    assert desk.tell(1) == []
    second = desk.office.arrive("2", "The cake was dry.", author="Mo")
    assert desk.tell(2) == [("mail:elena@shop.test", f"rule:press/{second}", "sent")]
    (mail, _) = desk.served.mails
    assert mail.rcpt_tos == ["elena@shop.test"]
    assert b"For Elena: 1 mention (Blue Door Bakery)" in mail.content
    assert b"text/html" in mail.content


def test_several_are_one_message_and_each_is_told_once(desk):
    desk.configure("Elena/team, Bo/team")
    ids = [desk.office.arrive(name, f"Cake {name}.", author=name) for name in ("1", "2")]
    assert desk.tell() == [("team", f"rule:press/{ids[0]}", "sent")]
    ((title, body),) = desk.chat
    assert title == "For Elena, Bo: 2 mentions (Blue Door Bakery)"
    assert all(f"rule “press”: {each} · " in body for each in ids)
    assert desk.tell(1) == []


def test_a_webhook_gets_one_call_for_each(desk):
    desk.configure("Elena/hook")
    ids = [desk.office.arrive(name, f"Cake {name}.", author=name) for name in ("1", "2")]
    assert len(desk.tell()) == 2
    for body in desk.hooks:
        jsonschema.validate(body, schema("alert"))
    assert [body["rule"] for body in desk.hooks] == [
        {
            "name": "press",
            "for": ["Elena"],
            "mention": each,
            "source": "google",
            "place": "Old Town",
        }
        for each in ids
    ]
    assert "Cake" not in json.dumps(desk.hooks)


def test_what_failed_is_told_by_the_next_run(desk):
    desk.configure("Elena/team")
    desk.office.arrive("1")
    desk.ends = "failed"
    assert [state for *_, state in desk.tell()] == ["failed"]
    desk.ends = "sent"
    assert [state for *_, state in desk.tell(1)] == ["sent"]
    assert len(desk.chat) == 2


def test_in_quiet_hours_it_waits(desk):
    """Eight in the morning by universal time is ten in Sofia."""
    desk.configure("Elena/team", quiet="quiet: 9:00-12:00")
    desk.office.arrive("1")
    assert desk.tell() == []
    assert len(desk.tell(2)) == 1


def test_only_what_a_rule_found_lately(desk):
    desk.configure("Elena/team")
    desk.office.arrive("1")
    assert desk.tell(73) == []


def test_only_while_the_rule_holds_and_somebody_is_to_hear(desk):
    desk.configure("Elena/team")
    desk.office.arrive("1")
    desk.rewrite("notify: [Elena/team]", "tag: x")
    assert desk.tell() == []
    desk.configure("Elena/team")
    desk.rewrite("text: cake", "text: pie")
    desk.office.do(keep_up)
    assert desk.tell() == []


def test_a_rule_that_now_tells_says_nothing_of_what_it_held_before(desk):
    desk.configure("Elena/team")
    desk.rewrite("notify: [Elena/team]", "tag: x")
    desk.office.arrive("1")
    desk.configure("Elena/team")
    desk.office.arrive("2", "The bread came late.", author="Mo")
    assert desk.tell() == []


def test_of_health_a_chat_hears_only_the_id(desk):
    desk.configure("Elena/team")
    found = desk.office.arrive("1", "We were poisoned by the cake.", severity=4)
    desk.tell()
    (said,) = [body for title, body in desk.chat if title.startswith("For Elena")]
    assert said.startswith(f"{found} · google")
    assert "poisoned" not in str(desk.chat)
    assert "press" not in said


def test_what_a_person_closed_is_told_nobody(desk):
    desk.configure("Elena/team")
    found = desk.office.arrive("1")
    with desk.office.open() as business, business.change() as change:
        number = business.store.number_of(found)
        handling = business.store.cases([number])[0].handling
        closed = move(handling, "closed", because="by hand", now=business.now)
        change.decide(number, closed, what="marked")
    assert desk.tell() == []
