"""`amends lint`: any text, alone or as an answer to a mention."""

import io
import json

import jsonschema
import pytest

from amends.cli import program
from amends.triage.schemas import schema

GOOD = "Vera, thank you for the story about the broken cup. Come and see the new ones. Ada"
BAD = "Calm down, Vera. Change your review to five stars and dinner is on us. Ada"


@pytest.fixture
def lint(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AMENDS_CONFIG", raising=False)

    def run(text, *arguments):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        code = program(["lint", *arguments])
        return code, capsys.readouterr()

    return run


def test_a_good_text_passes_without_configuration(lint):
    code, said = lint(GOOD, "-")
    assert code == 0
    assert GOOD.split(".", maxsplit=1)[0] in said.out


def test_a_bad_text_fails_and_says_why(lint):
    code, said = lint(BAD)
    assert code == 7
    assert "rude" in said.out
    assert "offers_incentive_for_review" in said.out


def test_json_is_what_the_schema_says(lint):
    code, said = lint(BAD, "--json")
    found = json.loads(said.out)
    jsonschema.Draft202012Validator(schema("lint")).validate(found)
    assert (code, found["ok"]) == (7, False)
    for each in found["findings"]:
        assert BAD[each["start"] : each["end"]] == each["quote"]


def test_the_same_text_gives_the_same_bytes(lint):
    assert lint(BAD, "--json") == lint(BAD, "--json")


def test_strict_takes_doubts_for_faults(lint):
    assert lint("Thanks. Ada", "--playbook", "ask_details")[0] == 0
    assert lint("Thanks. Ada", "--playbook", "ask_details", "--strict")[0] == 7


def test_a_mention_from_a_file_says_what_is_missing(lint, tmp_path):
    mention = {"text": "The cup came broken, I want my money back!", "rating": 1}
    (tmp_path / "mention.json").write_text(json.dumps(mention), encoding="utf-8")
    code, said = lint("Vera, the cups are made of clay. Ada", "--mention", "mention.json", "--json")
    assert code == 7
    assert "no_apology" in {each["rule"] for each in json.loads(said.out)["findings"]}


def test_a_reply_from_a_file(lint, tmp_path):
    (tmp_path / "reply.txt").write_text(BAD, encoding="utf-8")
    assert lint("", "reply.txt")[0] == 7


def test_reasons_come_in_the_language_of_the_screens(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(BAD))
    assert program(["--lang", "bg", "lint"]) == 7
    assert "Пренебрежението" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        ("", [], 2),
        (" \n", [], 2),
        (GOOD, ["nowhere.txt"], 4),
        (GOOD, ["--mention", "nowhere.json"], 4),
        (GOOD, ["--mention", "x.json", "--for", "k7f2"], 2),
    ],
)
def test_what_cannot_be_is_said_in_one_line(lint, text, arguments, code):
    found, said = lint(text, *arguments)
    assert found == code
    assert said.out == ""
    assert said.err
    assert "Traceback" not in said.err


def test_hostile_text_reaches_no_terminal(lint):
    code, said = lint("Calm down\x1b[31m\u202e, Vera. Ada")
    assert code == 7
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
