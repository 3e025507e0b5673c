"""`amends stories` as people type it."""

from __future__ import annotations

import jsonschema
import pytest

from amends.triage.schemas import schema

ANGRY = "They broke my guitar on the way and for nine months nobody wanted to pay for the repair."


@pytest.fixture
def guitar(shop):
    shop.mentions = [
        {
            "external_id": "video",
            "kind": "post",
            "text": f"{ANGRY} \x1b[31m[bold]",
            "url": "https://tube.example/watch/77",
            "author": {"name": "Dave"},
            "published_at": "2026-11-18T06:00:00Z",
            "reach": {"views": 31000},
        },
        {
            "external_id": "news",
            "kind": "article",
            "text": "A singer (https://tube.example/watch/77) waits for his money.",
            "author": {"name": "The Daily"},
            "published_at": "2026-11-19T06:00:00Z",
        },
        {
            "external_id": "metoo",
            "kind": "comment",
            "text": "Me too!",
            "parent_id": "video",
            "author": {"name": "Eve"},
            "published_at": "2026-11-19T09:00:00Z",
        },
        *shop.mentions,
    ]
    shop.write()
    assert shop.run("check").code == 0
    return shop


def listed(shop) -> list[dict]:
    found = shop.run("stories", "--json").json
    jsonschema.validate(found, schema("stories"))
    return found["items"]


def test_upkeep_finds_it_and_the_list_shows_it(guitar):
    ids = guitar.ids()
    [story] = listed(guitar)
    assert story["root"] == ids["video"]
    assert (story["mentions"], story["authors"], story["reach"]) == (3, 3, 31000)
    assert story["first_article"] == ids["news"]
    line = guitar.run("stories").out
    assert line.startswith(f"{ids['video']}\t3 mentions · 3 authors")
    assert "\x1b" not in line
    guitar.width = 60
    screen = guitar.run("stories").out
    assert all(len(each) <= 60 for each in screen.splitlines())


def test_check_names_the_first_article_while_the_story_runs(guitar):
    ids = guitar.ids()
    press = f"In the press: {ids['news']}, google, A singer"
    [line] = [each for each in guitar.run("check").out.splitlines() if each.startswith(press)]
    assert line.endswith(f"(amends stories show {ids['video']})")
    guitar.now = "2026-12-20T08:00"
    assert "In the press" not in guitar.run("check").out


def test_check_names_no_article_of_a_story_that_is_done(guitar):
    for each in ("video", "news", "metoo"):
        guitar.run("mark", guitar.ids()[each], "--status", "closed", "--because", "settled")
    assert "In the press" not in guitar.run("check").out


@pytest.mark.parametrize("width", [None, 80])
def test_show_names_all_members(guitar, width):
    ids = guitar.ids()
    whole = guitar.run("stories", "show", ids["metoo"], "--json").json
    jsonschema.validate(whole, schema("story"))
    assert [each["id"] for each in whole["members"]] == [ids[k] for k in ("video", "news", "metoo")]
    guitar.width = width
    drawn = guitar.run("stories", "show", ids["metoo"]).out
    assert all(ids[key] in drawn for key in ("video", "news", "metoo"))
    assert "\x1b" not in drawn


def test_join_split_dry_run_and_undo(guitar):
    ids = guitar.ids()
    tried = guitar.run("stories", "join", ids["late"], ids["metoo"], "--dry-run")
    assert tried.code == 0
    assert "nothing was changed" in tried.err
    assert listed(guitar)[0]["mentions"] == 3
    assert guitar.run("stories", "join", ids["late"], ids["metoo"]).code == 0
    assert listed(guitar)[0]["mentions"] == 4
    assert guitar.run("stories", "split", ids["metoo"]).code == 0
    assert listed(guitar)[0]["ids"] == [ids[key] for key in ("video", "late", "news")]
    assert guitar.run("undo").code == 0
    assert guitar.run("undo").code == 0
    assert listed(guitar)[0]["mentions"] == 3


@pytest.mark.parametrize(
    "arguments", [("show", "zzzz"), ("join", "zzzz", "zzzz"), ("split", "zzzz")]
)
def test_unknown_ids(guitar, arguments):
    assert guitar.run("stories", *arguments).code == 2


def test_what_is_in_no_story(guitar):
    late = guitar.ids()["late"]
    for command in ("show", "split"):
        said = guitar.run("stories", command, late)
        assert said.code == 2
        assert "in no story" in said.err


def test_no_story_at_all(shop):
    shop.run("check")
    said = shop.run("stories")
    assert (said.code, said.out) == (0, "")
    assert "No incident" in said.err
