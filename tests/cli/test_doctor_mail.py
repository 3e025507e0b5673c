"""`amends doctor mail`: a test letter, step by step."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default

import jsonschema
import pytest

from amends.triage.schemas import schema

MAIL = "mail: {host: localhost, user: bot@shop.test, password: 'env:MAIL_PASSWORD', timeout: 5"
STEPS = ["mail server", "connection", "certificate", "encryption", "login"]
SENT = ["sender", "recipient", "delivery"]


@pytest.fixture
def mailing(shop, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "mail-secret")

    plain = (shop.folder / "config.yaml").read_text(encoding="utf-8")

    def configure(port, more="to: [Ana <ana@shop.test>]"):
        text = f"{plain}{MAIL}, port: {port}, {more}}}\n"
        (shop.folder / "config.yaml").write_text(text, encoding="utf-8")
        return shop

    return configure


def looked_at(result):
    return [(item["what"], item["level"]) for item in result.json["items"]]


def fine(steps):
    return [(step, "ok") for step in steps]


def test_all_is_well(mailing, post_office):
    office = post_office()
    shop = mailing(office.port)
    found = shop.run("doctor", "mail", "--json")
    assert found.code == 0
    jsonschema.validate(found.json, schema("doctor"))
    assert looked_at(found) == fine(STEPS + SENT)
    (mail,) = office.mails
    read = message_from_bytes(mail.content, policy=default)
    assert found.json["items"][-1]["finding"] == f"accepted as {read['message-id']}"
    assert read["subject"] == "Test mail from amends: Blue Door Bakery"
    assert read["list-id"] == '"Blue Door Bakery" <test.amends.shop.test>'
    assert "amends doctor mail" in read.get_content()
    assert shop.run("doctor", "mail").code == 0  # each time a new one
    assert len(office.mails) == 2


def test_it_speaks_the_language_of_the_interface(mailing, post_office):
    office = post_office()
    found = mailing(office.port).run("--lang", "bg", "doctor", "mail")
    assert found.out.splitlines()[-1].startswith("наред   изпращане: прието като <")
    read = message_from_bytes(office.mails[0].content, policy=default)
    assert read["subject"] == "Пробно писмо от amends: Blue Door Bakery"


def test_to_somebody_else(mailing, post_office):
    office = post_office()
    found = mailing(office.port).run("doctor", "mail", "--to", "Bo <bo@shop.test>")
    assert "bo@shop.test is accepted" in found.out
    assert office.mails[0].rcpt_tos == ["bo@shop.test"]


def test_to_the_sender_where_nobody_is_named(mailing, post_office):
    office = post_office()
    assert mailing(office.port, "to: []").run("doctor", "mail").code == 0
    assert office.mails[0].rcpt_tos == ["bot@shop.test"]


def test_a_dry_run_ends_after_the_login(mailing, post_office):
    office = post_office()
    found = mailing(office.port).run("doctor", "mail", "--dry-run", "--json")
    assert (found.code, office.mails) == (0, [])
    assert looked_at(found) == [*fine(STEPS), ("delivery", "note")]


@pytest.mark.parametrize(
    ("to", "steps", "step"),
    [
        ("refused@shop.test", ["sender"], "recipient"),
        ("full@shop.test", ["sender", "recipient"], "delivery"),
        ("cut@shop.test", ["sender", "recipient"], "delivery"),
        ("ана@shop.test", ["sender"], "recipient"),
    ],
)
def test_it_says_at_which_step_it_fails(mailing, post_office, to, steps, step):
    shop = mailing(post_office().port, f"to: [{to}, bo@shop.test]")
    found = shop.run("doctor", "mail", "--json")
    assert found.code == 6
    assert looked_at(found) == [*fine(STEPS + steps), (step, "problem"), *fine(SENT)]
    assert found.err == ""


def test_a_certificate_for_another_name(mailing, post_office):
    for security in ("starttls", "tls"):
        office = post_office(security, host="mail.other.test")
        found = mailing(office.port, f"security: {security}").run("doctor", "mail", "--json")
        assert found.code == 6
        assert found.json["items"][-1]["what"] == "certificate"


def test_a_wrong_password(mailing, post_office, monkeypatch):
    shop = mailing(post_office().port)
    monkeypatch.setenv("MAIL_PASSWORD", "not-this-one")
    found = shop.run("doctor", "mail", "--json")
    assert found.code == 6
    assert looked_at(found) == [*fine(STEPS[:-1]), ("login", "problem")]
    assert "app password" in found.json["items"][-1]["hint"]
    assert "not-this-one" not in found.out


def test_without_a_mail_section(shop):
    found = shop.run("doctor", "mail", "--json")
    assert (found.code, found.out) == (3, "")
    said = json.loads(found.err)
    assert "`mail:`" in said["message"]
    assert "password" in said["hint"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["doctor", "--to", "ana@shop.test"],
        ["doctor", "--dry-run"],
        ["doctor", "post"],
        ["doctor", "mail", "--to", "nobody"],
        ["doctor", "mail", "--to", "a@b.test\r\nBcc: eve@evil.test"],
    ],
)
def test_what_makes_no_sense(mailing, post_office, arguments):
    office = post_office()
    found = mailing(office.port).run(*arguments)
    assert (found.code, found.out, office.mails) == (2, "", [])
