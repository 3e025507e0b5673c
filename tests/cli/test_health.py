"""`amends health` as a monitor calls it: one line on stdout and a code, whatever happens."""

from __future__ import annotations

import json

import jsonschema
import pytest

from amends.triage.schemas import schema


def test_a_probe_after_a_run(shop):
    shop.run("check")
    found = shop.run("health")
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        "AMENDS OK - 1 source read 0 min ago, 1 urgent, 1 overdue, 1 alert"
        " | age=0s;93600;180000;0 sources=1;;;0 failing=0;0;;0 urgent=1;;;0 overdue=1;;;0"
        " alerts=1;;;0 undelivered=0;0;;0\n"
    )
    assert shop.run("health", "--urgent", "0").code == 1
    assert shop.run("health", "--urgent", ",0").code == 2


@pytest.mark.parametrize("arguments", [[], ["--overdue", "0"], ["--max-age", "x"]])
def test_its_json_keeps_to_its_schema(shop, arguments):
    shop.run("check")
    found = shop.run("health", "--json", *arguments)
    jsonschema.validate(found.json, schema("health"))
    assert found.json["exit_code"] == found.code
    assert found.err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--nonsense"], "No such option"),
        (["surplus"], "unexpected extra argument"),
        (["--urgent"], "requires an argument"),
        (["--urgent", "many"], "'many' is no limit"),
        (["--max-age", "26"], "'26' has no unit: write 26h, 90m or 2d"),
    ],
)
def test_what_it_is_told_wrong_is_unknown_and_not_critical(shop, arguments, said):
    shop.run("check")
    found = shop.run("health", *arguments)
    assert found.code == 3
    assert found.out.startswith("AMENDS UNKNOWN - ")
    assert said in found.out
    assert found.out.count("\n") == 1
    assert found.err == ""


def test_without_a_configuration(shop):
    (shop.folder / "config.yaml").unlink()
    found = shop.run("health")
    assert (found.code, found.err) == (3, "")
    assert found.out.startswith("AMENDS UNKNOWN - ")


def test_a_configuration_with_a_fault_that_would_break_the_line(shop):
    (shop.folder / "config.yaml").write_text("version: 1\nbad|key: [1\n", encoding="utf-8")
    found = shop.run("health")
    assert found.code == 3
    assert found.out.count("|") == 0
    assert found.out.count("\n") == 1


def test_without_a_database_none_is_made(shop):
    found = shop.run("health")
    assert found.code == 3
    assert not (shop.folder / "amends.db").exists()


def test_a_bug_is_said_in_the_same_way(shop, monkeypatch):
    from amends.triage import probing

    shop.run("check")
    monkeypatch.setattr(probing, "probe", lambda *_: 1 / 0)
    found = shop.run("health")
    assert (found.code, found.out) == (
        3,
        "AMENDS UNKNOWN - bug: ZeroDivisionError: division by zero\n",
    )
    assert shop.run("health", "--json").json["message"].startswith("bug: ")


def test_names_from_the_configuration_cannot_break_the_line(shop):
    text = (shop.folder / "config.yaml").read_text(encoding="utf-8")
    name = json.dumps("a|b=1;2 \x1b[31m")
    (shop.folder / "config.yaml").write_text(
        text + f"  {name}: {{type: file, path: missing.jsonl}}\n", encoding="utf-8"
    )
    checked = shop.run("check")
    found = shop.run("health")
    if checked.code == 3:  # such a name is refused before
        assert found.code == 3
    else:
        assert found.code == 1
    assert found.out.count("|") <= 1
    assert found.out.rstrip("\n").isprintable()


def test_it_speaks_the_language_of_the_screens(shop):
    shop.run("check")
    assert "1 спешни" not in shop.run("--lang", "bg", "health").out
    assert "спешни: 1" in shop.run("--lang", "bg", "health").out
