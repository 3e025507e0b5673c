"""What the commands say of mails that say "done"."""

from __future__ import annotations

import jsonschema
import pytest

from amends.delivery import mailbox
from amends.delivery.received import Received
from amends.errors import MailboxError
from amends.triage.schemas import schema

MAIL = """\
mail:
  host: localhost
  security: none
  from: desk@shop.example
  to: Ana <ana@shop.example>
  mailbox: {host: localhost, user: desk@shop.example, password: "env:MAILBOX"}
"""


@pytest.fixture
def lying(shop, monkeypatch):
    """The mails that lie in the mailbox of the shop."""
    path = shop.folder / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8") + MAIL, encoding="utf-8")
    monkeypatch.setenv("MAILBOX", "secret")
    mails = []
    monkeypatch.setattr(mailbox, "read", lambda *_, **__: list(mails))
    shop.run("check")
    return mails


def order(shop, name, sender="ana@shop.example", number=1):
    from datetime import UTC, datetime

    from amends.config import load
    from amends.triage import business, orders

    now = datetime(2026, 11, 20, 6, tzinfo=UTC)
    with business.opened(load(shop.folder / "config.yaml"), now) as opened:
        code = orders.token(opened, name)
    return Received(f"<{number}@phone>", sender, f"Done {name} {code}", now, None)


def test_the_check_says_in_one_line_what_was_done(shop, lying):
    ids = shop.ids()
    lying += [order(shop, ids["late"]), order(shop, ids["hurt"], number=2)]
    found = shop.run("check")
    assert found.code == 0
    assert f"2 done by mail: {ids['late']}, {ids['hurt']}." in found.out.splitlines()
    assert "by mail" not in shop.run("check").out
    assert "Ana · decided · replied · by mail" in shop.run("history", ids["late"]).out


def test_json_says_what_became_of_each(shop, lying):
    ids = shop.ids()
    lying += [order(shop, ids["late"]), order(shop, ids["hurt"], "eve@evil.example", 2)]
    found = shop.run("check", "--json").json
    jsonschema.validate(found, schema("check"))
    assert found["mailed_orders"] == {
        "items": [
            {"name": ids["late"], "who": "Ana", "became": "done", "why": None},
            {"name": ids["hurt"], "who": "eve@evil.example", "became": "stranger", "why": None},
        ],
        "error": None,
    }


def test_a_flood_of_strangers_is_counted(shop, lying):
    name = shop.ids()["late"]
    lying += [order(shop, name, f"eve{n}@evil.example", n) for n in range(30)]
    said = [line for line in shop.run("check", "--quiet").out.splitlines() if line]
    assert len(said) == 4
    assert all(line.startswith(f"Not marked: {name}.") for line in said[:3])
    assert said[3] == "27 more mails like that were not obeyed."
    assert shop.run("check", "--quiet").out == ""


@pytest.mark.usefixtures("lying")
@pytest.mark.parametrize("command", ["check", "fetch"])
def test_a_mailbox_that_does_not_answer_is_said_and_the_run_goes_on(shop, monkeypatch, command):
    def refuse(*_, **__):
        raise MailboxError("the mailbox at localhost does not answer", hint="Look at the port.")

    monkeypatch.setattr(mailbox, "read", refuse)
    found = shop.run(command, "--quiet")
    assert found.code == 4
    said = found.out + found.err
    assert "were not read: the mailbox at localhost does not answer." in said
    assert "Look at the port." in said


@pytest.mark.usefixtures("lying")
def test_the_doctor_looks_into_the_mailbox_too(shop, monkeypatch, post_office):
    path = shop.folder / "config.yaml"
    port = post_office().port
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("mail:\n", f"mail:\n  port: {port}\n"), encoding="utf-8")

    def last():
        found = shop.run("doctor", "mail", "--dry-run", "--json")
        item = found.json["items"][-1]
        return found.code, item["what"], item["level"], item["finding"]

    monkeypatch.setattr(mailbox, "probe", lambda *_, **__: 3)
    assert last()[1:] == ("mailbox for “done”", "ok", "read, 3 mails in it")
    monkeypatch.delenv("MAILBOX")
    assert last()[1:3] == ("mailbox for “done”", "problem")
