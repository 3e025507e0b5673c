"""`amends import` on a terminal: a guess is shown, and confirmed by asking."""

from __future__ import annotations

import json

import pytest

GUESS = [{"Opinia": "Zupa była zimna i nikt nie przyszedł", "Ocena": 2, "Klient": "Ana"}]


@pytest.fixture
def desk(shop, monkeypatch):
    """Sit at a terminal and give these answers."""
    asked: list[str] = []

    def answering(*answers):
        left = list(answers)
        monkeypatch.setattr("amends.cli.session.Session.dialogue", property(lambda _: True))

        def answer(prompt=""):
            asked.append(prompt)
            return left.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        return shop, asked

    (shop.folder / "export.json").write_text(json.dumps(GUESS), encoding="utf-8")
    return answering


@pytest.mark.parametrize(("said", "count"), [("", 1), ("Y", 1), ("n", 0)])
def test_a_guess_is_shown_and_asked_for(desk, said, count):
    shop, asked = desk("what?", said)
    result = shop.run("import", "export.json")
    assert len(asked) == 2
    assert "text ← Opinia" in result.out
    assert result.code == 0
    assert ("Nothing was stored" in result.err) == (count == 0)
    found = shop.run("inbox", "--json").json["items"]
    assert sum(item["source"] == "import" for item in found) == count


def test_in_the_language_of_the_screen(desk):
    shop, asked = desk("н")
    result = shop.run("--lang", "bg", "import", "export.json")
    assert asked == ["Правилни ли са колоните? [Д/н] "]
    assert "--column" in result.err


@pytest.mark.parametrize(
    "given", [["--yes"], ["--json"], ["--dry-run"], ["--column", "text=Opinia"]]
)
def test_who_says_more_is_not_asked(desk, given):
    shop, asked = desk()
    assert shop.run("import", "export.json", *given).code == 0
    assert asked == []
