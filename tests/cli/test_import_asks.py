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


def test_the_first_mentions_are_cards(desk):
    shop, _ = desk("")
    out = shop.run("--width", "60", "import", "export.json").out
    assert "★" in out
    assert "Ana" in out
    assert "Zupa była zimna" in out
    assert '"text"' not in out
    assert all(len(line) <= 60 for line in out.splitlines()[1:])


class TestUnasked:
    """A guess that nobody was asked about is told on stderr, and changes no exit code."""

    CSV = "Opinia,Ocena\nZimna zupa,2\n"

    @pytest.mark.parametrize("given", [[], ["--json"], ["--yes"]])
    def test_in_a_pipe_it_is_told(self, shop, given):
        result = shop.run("import", "-", "--source", "x", *given, stdin=self.CSV)
        assert result.code == 0
        [told] = [line for line in result.err.splitlines() if "guessed" in line]
        assert told.startswith("standard input: csv, ")
        assert "text ← Opinia, rating ← Ocena" in told
        assert told.endswith("; guessed, see --dry-run")

    def test_each_file_by_its_name(self, shop):
        for name in ("a.csv", "b.csv"):
            (shop.folder / name).write_text(self.CSV, encoding="utf-8")
        told = shop.run("import", "[ab].csv", "--yes").err
        assert [line[:5] for line in told.splitlines() if "guessed" in line] == ["a.csv", "b.csv"]

    def test_a_dry_run_of_a_pipe_shows_it(self, shop):
        result = shop.run("import", "-", "--dry-run", stdin=self.CSV)
        assert "text ← Opinia" in result.out
        assert "guessed" not in result.err

    def test_not_where_somebody_said_which_is_which(self, shop):
        given = ["--column", "text=Opinia"]
        assert "guessed" not in shop.run("import", "-", *given, stdin=self.CSV).err

    def test_not_where_it_is_no_guess(self, shop):
        known = json.dumps({"text": "Fine", "rating": 5})
        told = shop.run("import", "-", "--format", "jsonl", stdin=known).err
        assert "guessed" not in told
