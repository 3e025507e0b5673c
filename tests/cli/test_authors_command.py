"""`amends author`, `amends authors`, and what our own accounts write, from a source to a screen."""

from __future__ import annotations

import json

import jsonschema
import pytest

from amends.triage.schemas import schema

OURS = {"id": "bluedoor", "name": "Blue Door Bakery"}
OLGA = {"id": "olga", "name": "Olga Petrova", "followers": 1840}
BO = {"id": "bo", "name": "Bo"}


def said(external_id, author, text, day, **changes):
    return {
        "external_id": external_id,
        "author": author,
        "text": text,
        "kind": "comment",
        "published_at": f"2026-11-{day:02}T09:00:00Z",
        **changes,
    }


PRAISE = [
    said("p1", OLGA, "Lovely bread and kind people, thank you!", 1, rating=5),
    said("p2", OLGA, "Great cakes again, the best bakery in town.", 3, rating=5),
    said("b1", BO, "Wonderful croissants, best staff!", 2, rating=5),
    said("b2", BO, "Still the best bakery. Thank you!", 9, rating=5),
]
CRUSHED = said("c1", OLGA, "The cake came crushed and nobody picked up.", 11, rating=1)
ANSWER = said("r1", OURS, "We are very sorry, Olga. A new cake?", 12, parent_id="c1")
AGAIN = said("c2", OLGA, "I wrote to you and nothing came. Terrible!", 14, parent_id="r1")


@pytest.fixture
def board(shop):
    """Olga and Bo praise; Olga complains, is answered, and complains again."""
    config = shop.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    text = text.replace("business:\n", "business:\n  own_accounts: [bluedoor]\n")
    config.write_text(text + "scoring: {engine: light}\n", encoding="utf-8")
    shop.mentions = [*PRAISE, CRUSHED, ANSWER, AGAIN]
    shop.width = 80
    shop.write()
    assert shop.run("fetch").code == 0
    return shop


def valid(name, answer):
    jsonschema.Draft202012Validator(schema(name)).validate(answer)
    return answer


def test_one_person_whole(board):
    found = board.run("author", "olga petrova", "--json").json
    item = valid("person", found)["item"]
    assert [each["id"] for each in item["written"]] == [
        board.ids()[name] for name in ("c2", "c1", "p2", "p1")
    ]
    waits = [each["unanswered"] for each in item["written"]]
    assert waits == [True, False, False, False]
    assert item["person"] | {"first_at": "", "last_at": "", "moods": []} == {
        "newest": board.ids()["c2"],
        "name": "Olga Petrova",
        "site": "google",
        "sure": "account",
        "mentions": 4,
        "unanswered": 1,
        "praise": 2,
        "first_at": "",
        "last_at": "",
        "stars": 3.67,
        "moods": [],
        "trend": "worse",
        "reach": {"followers": 1840, "views": None},
        "waiting": board.ids()["c2"],
        "to_thank": board.ids()["p2"],
    }


def test_the_screen_says_in_figures_what_it_draws(board):
    out = board.run("author", board.ids()["c1"]).out
    assert "same account" in out
    assert "4 mentions in 13 d · 1 without an answer" in out
    assert "getting worse" in out
    assert "1,800 followers" in out
    assert out.count("UNANSWERED") == 1
    assert f"An answer first: amends draft {board.ids()['c2']}" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_reply_of_ours_is_no_mention_and_answers_one(board):
    assert set(board.ids()) == {"p1", "p2", "b1", "b2", "c1", "c2"}
    item = board.run("show", board.ids()["c1"], "--json").json["item"]
    assert item["answered"] == "yes"
    assert item["reply"]["text"] == "We are very sorry, Olga. A new cake?"
    assert board.run("show", board.ids()["c2"], "--json").json["item"]["answered"] != "yes"


def test_an_imported_reply_of_ours_answers_too(board):
    lines = [
        said("i1", BO, "Where is my order?", 15),
        said("i2", OURS, "Here.", 16, parent_id="i1"),
    ]
    (board.folder / "in.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    taken = board.run("import", "in.jsonl", "--json").json
    assert len(taken["new"]) == 1
    assert board.run("show", taken["new"][0], "--json").json["item"]["reply"]["text"] == "Here."


def test_a_name_that_fits_several_lists_them(board):
    board.mentions += [said("o", {"name": "Olga"}, "Where do you park?", 5)]
    board.write()
    board.run("fetch")
    found = valid("person", board.run("author", "OLGA", "--json").json)
    assert found["item"] is None
    assert [each["sure"] for each in found["matching"]] == ["account", "name"]
    assert "author ID" in board.run("author", "olga").out
    assert board.run("author", "petrov").out.startswith("Olga Petrova")


def test_who_is_not_known(board):
    board.mentions += [said("g", {"name": "A Google user"}, "Cold.", 5)]
    board.write()
    board.run("fetch")
    assert board.run("author", "nobody").code == 2
    assert board.run("author", "").code == 2
    nameless = board.run("author", board.ids()["g"])
    assert (nameless.code, nameless.out) == (2, "")
    assert "names nobody" in nameless.err


def test_who_wrote_several_times(board):
    found = valid("people", board.run("authors", "--json").json)
    assert [each["name"] for each in found["items"]] == ["Olga Petrova", "Bo"]
    assert [each["unanswered"] for each in found["items"]] == [1, 0]
    waiting = board.run("authors", "--unanswered", "--json").json
    assert [each["name"] for each in waiting["items"]] == ["Olga Petrova"]
    one = board.run("authors", "--limit", "1", "--json").json
    assert (len(one["items"]), one["total"]) == (1, 2)


def test_fans_get_thanks_and_no_complaint_is_thanked_away(board):
    out = board.run("authors", "--fans").out
    assert f"An answer first: amends draft {board.ids()['c2']}" in out
    assert f"Thank them in person: amends draft {board.ids()['b2']}" in out
    assert "no gift" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("language", ["ru", "es", "pl", "bg"])
def test_every_language_fits_the_screen(board, language):
    for command in (("author", "bo"), ("authors", "--fans"), ("authors",)):
        out = board.run("--lang", language, *command).out
        assert max(map(len, out.splitlines())) <= 80


def test_a_pipe_gets_one_line_each(board):
    board.width = None
    lines = board.run("authors").out.splitlines()
    assert [line.split("\t")[1] for line in lines] == ["Olga Petrova", "Bo"]
    assert {line.count("\t") for line in lines} == {7}


def test_names_from_outside_stay_on_their_line(board):
    nasty = {"id": "n", "name": "Eve\x1b[31m\n[bold]x\u202e"}
    board.mentions += [said("n1", nasty, "a", 5), said("n2", nasty, "b", 6)]
    board.write()
    board.run("fetch")
    for command in (("authors",), ("author", "n")):
        out = board.run(*command).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "[bold]x" in out


def test_nobody_yet(shop):
    shop.run("fetch")
    listed = shop.run("authors")
    assert (listed.code, listed.out) == (0, "")
    assert "several times" in listed.err
    assert "praised" in shop.run("authors", "--fans").err


def test_who_writes_again_without_an_answer_comes_first(shop):
    """Also where earlier mentions stand behind the newest, as one row."""
    texts = [
        "The cake came late and nobody picked up the phone.",
        "Again no answer, and I still wait for my money.",
        "Third letter: the waiter was rude and the refund is missing.",
    ]
    earlier = [said(f"k{n}", {"id": "kate"}, texts[n], 10 + n, rating=2) for n in range(3)]
    once = said("o", {"id": "other"}, texts[2].replace("Third letter", "Hello"), 12, rating=2)
    shop.mentions = [*earlier, once]
    shop.write()
    shop.run("fetch")
    items = shop.run("inbox", "--json").json["items"]
    assert [item["external_id"] for item in items] == ["k2", "o"]
    [mine] = [each for each in items[0]["priority"]["reasons"] if each["factor"] == "history"]
    assert mine["because"] == "2 earlier messages without an answer"
    assert mine["points"] > 0
