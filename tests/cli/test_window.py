"""`amends window` as people type it, with the map played by its fake."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import jsonschema
import pytest
from rich.cells import cell_len

from amends import http
from amends.config.model import HttpConfig
from amends.triage.schemas import schema
from fakes import SECRET, answered
from fakes.google_places import Fake

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
MAP = """\
  map:
    type: google_places
    place_id: ChIJN1t_tDeuEmsRUsoyG83frY4
    key: env:MAPS_KEY
    place: Old Town
    neighbours: [ChIJneighbourNumberOne, ChIJhas_moved_away]
"""
LONG = "Тортата дойде с два часа закъснение и никой не вдигна телефона."
FIVE = [
    (1, LONG, "Kate", timedelta(days=40)),
    (5, "Great!", "Bo", timedelta(days=3)),
    (2, "", "A Google user", timedelta(days=300)),
    (5, "Lovely staff and the best bread in town.", "Olga", timedelta(days=9)),
    (3, "So so.", "\x1b[31mMallory [bold]\u202e", timedelta(days=1)),
]
"""Stars, words, author, age: what Google shows first."""


class Street(Fake):
    """Our place with the five, and a neighbour with two."""

    def __init__(self) -> None:
        super().__init__(items=0)
        self.shop = "Lipa Coffee"
        self.items = [self.review(number, *each) for number, each in enumerate(FIVE, 1)]
        self.theirs = [
            self.review(8, 1, "Cold soup.", "Ann", timedelta(days=2)),
            self.review(9, 5, "Fine soup, warm place.", "Joe", timedelta(days=2)),
        ]

    def review(self, number, stars, text, author, ago):
        made = self.make(number, NOW - ago) | {"rating": stars}
        del made["text"], made["originalText"]
        if text:
            made["originalText"] = {"text": text, "languageCode": "bg"}
            made["text"] = {"text": f"In English: {number}", "languageCode": "en"}
        made["authorAttribution"] = made["authorAttribution"] | {"displayName": author}
        return made

    def place(self, place_id, mask):
        found = super().place(place_id, mask)
        if found.status_code != httpx.codes.OK:
            return found
        whole = found.json()
        if place_id in self.neighbours:
            whole["reviews"] = [self.shown(each) for each in self.theirs]
        else:
            whole["displayName"]["text"] = self.shop
        return answered(whole)


def own(number, stars, text, author, ago, **more):
    """Return one of the five as our own reviews tell it."""
    return {
        "external_id": f"own-{number}",
        "source_type": "google_business",
        "text": text,
        "rating": stars,
        "author": {"name": author},
        "published_at": (NOW - ago).isoformat().replace("+00:00", "Z"),
        **more,
    }


@pytest.fixture
def street(monkeypatch) -> Iterator[Street]:
    """Let every request reach the fake map."""
    played, real = Street(), http.Http
    config = HttpConfig(interval=0, retries=0)
    monkeypatch.setattr(
        http,
        "Http",
        lambda _: real(config, transport=httpx.MockTransport(played), wall=lambda: NOW),
    )
    monkeypatch.setenv("MAPS_KEY", SECRET)
    return played


@pytest.fixture
def corner(shop, street):
    """A shop with a map beside its file of reviews."""
    shop.configure(MAP)
    shop.street = street
    return shop


def knows(shop, *reviews):
    """Import what Google has handed out to the owner."""
    lines = "".join(json.dumps(each) + "\n" for each in reviews)
    (shop.folder / "takeout.jsonl").write_text(lines, encoding="utf-8")
    assert shop.run("import", "takeout.jsonl").code == 0
    return shop.ids()


def seen(shop):
    result = shop.run("window", "--json")
    jsonschema.validate(result.json, schema("window"))
    return result.json


def test_who_does_not_read_their_own_reviews_is_told_so(corner):
    ours, *_ = seen(corner)["items"]
    assert {(each["answered"], each["note"]) for each in ours["reviews"]} == {("unknown", "unread")}
    assert (ours["low"], ours["unanswered"], ours["unknown"]) == (2, 0, 5)
    corner.width = 80
    printed = corner.run("window").out
    assert "amends does not have your own reviews at Google" in printed
    assert "Set up google_business in config.yaml" in printed


def test_the_answer_is_the_one_that_stands_with_our_own_review(corner):
    ids = knows(
        corner,
        own(1, *FIVE[0], answered="no"),
        own(2, *FIVE[1], reply={"text": "Thanks, Bo!"}),
        own(3, *FIVE[2], answered="no"),
        own(4, *FIVE[3], reply={"text": "Dear Olga …", "state": "pending"}),
    )
    found = seen(corner)
    first, second, third, fourth, fifth = found["items"][0]["reviews"]
    assert (first["answered"], first["id"]) == ("no", ids["own-1"])
    assert (second["answered"], second["id"]) == ("yes", ids["own-2"])
    assert (third["answered"], third["id"]) == ("no", ids["own-3"]), "the moment and the stars"
    assert (fourth["answered"], fourth["note"]) == ("no", "pending")
    assert (fifth["answered"], fifth["note"]) == ("unknown", "unmatched")
    assert found["items"][0]["unanswered"] == 3
    corner.width = 80
    assert f"Next: amends draft {ids['own-1']}" in corner.run("window").out


def test_our_own_record_counts_where_the_source_is_silent(corner):
    ids = knows(corner, own(1, *FIVE[0]), own(2, *FIVE[1], answered="no"), own(4, *FIVE[3]))
    for name in ("own-1", "own-2"):
        done = corner.run("reply", ids[name], "--text", "We are sorry, please come again.")
        assert done.code == 0, done.err
    found = [(each["answered"], each["note"]) for each in seen(corner)["items"][0]["reviews"]]
    assert found[0] == ("yes", "recorded")
    assert found[1] == ("no", "unseen")
    assert found[3] == ("unknown", "untold")


def test_old_knowledge_says_how_old_it_is(corner):
    ids = knows(corner, own(1, *FIVE[0], answered="no"))
    corner.width = 80
    assert f"{ids['own-1']}  unanswered\n" in corner.run("window").out
    corner.now = "2026-12-20T08:00"
    assert f"{ids['own-1']}  unanswered, known 4 w ago" in corner.run("window").out


def test_neighbours_stand_beside_it(corner):
    ours, neighbour, gone = seen(corner)["items"]
    assert (ours["ours"], ours["name"], ours["rating"], ours["ratings"]) == (
        True, "Lipa Coffee", 4.3, 87,
    )  # fmt: skip
    assert (neighbour["ours"], neighbour["low"], neighbour["unanswered"]) == (False, 1, None)
    assert {(each["answered"], each["note"]) for each in neighbour["reviews"]} == {
        ("unknown", None)
    }
    assert gone["trouble"] == "Google knows no such place now"
    corner.width = 80
    printed = corner.run("window").out
    assert "Corner Café" in printed
    assert "below 3★: 1 of 2" in printed
    assert "Cold soup" not in printed, "neighbours are compared, not read"


def test_what_waits_for_the_platform_is_not_to_be_written_again(corner):
    ids = knows(corner, own(4, *FIVE[3], reply={"text": "Dear Olga …", "state": "pending"}))
    corner.width = 80
    printed = corner.run("window").out
    assert f"{ids['own-4']}  unanswered, your reply waits for approval\n" in printed
    assert "amends draft" not in printed


def test_on_a_screen_only_the_first_words_are_shown(corner):
    corner.width = 40
    printed = corner.run("window").out
    (line,) = [each for each in printed.splitlines() if "Тортата" in each]
    assert line.endswith("…")
    assert cell_len(line) == 40
    assert "телефона" not in printed


@pytest.mark.parametrize("width", [40, 80, 120])
def test_it_fits_the_screen_and_obeys_nobody(corner, width):
    corner.street.shop = "Lipa \x1b]0;owned\x07[red]" + "very long name " * 9
    corner.width = width
    printed = corner.run("window").out
    assert max(map(cell_len, printed.splitlines())) <= width
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "Mallory [bold]" in printed, "the author stands beside the words"
    assert "https://www.google.com/maps/contrib/101/reviews" in printed.replace("\n   ", "")


def test_a_pipe_gets_a_line_for_each_review_uncut(corner):
    corner.street.items[0] |= {"originalText": {"text": "x" * 500, "languageCode": "en"}}
    lines = corner.run("window").out.splitlines()
    cells = [line.split("\t") for line in lines]
    assert [row[:3] for row in cells[:5]] == [["Old Town", "ours", "Lipa Coffee"]] * 5
    assert cells[0][-1] == "x" * 500
    assert [row[1] for row in cells] == ["ours"] * 5 + ["neighbour"] * 3
    assert cells[-1][-1] == "Google knows no such place now"


def test_nothing_of_it_stays_on_the_machine(corner):
    knows(corner, own(1, *FIVE[0], answered="no"))
    before = dump(corner)
    assert corner.run("window").code == 0
    assert seen(corner)["exit_code"] == 0
    assert dump(corner) == before
    for file in corner.folder.rglob("*"):
        if file.is_file():
            assert b"Mallory" not in file.read_bytes(), file.name


def dump(shop):
    with sqlite3.connect(shop.folder / "amends.db") as database:
        return list(database.iterdump())


def test_a_source_that_fails_costs_only_what_it_did_not_show(corner):
    corner.street.fail_after(1, lambda _: answered({"error": {"status": "INTERNAL"}}, 500))
    result = corner.run("window", "--json")
    assert result.code == 4
    assert [each["ours"] for each in result.json["items"]] == [True]
    (failed,) = result.json["failed"]
    assert (failed["name"], failed["outcome"]) == ("map", "failed")
    assert result.json["exit_code"] == 4
    told = corner.run("window")
    assert told.code == 4
    assert "map" in told.err
    assert "map" not in told.out


def test_who_asked_for_time_is_left_alone(corner):
    later = "Sat, 21 Nov 2026 06:00:00 GMT"
    corner.street.fail_after(
        0, lambda _: answered({"error": {"status": "RESOURCE_EXHAUSTED"}}, 429, retry_after=later)
    )
    assert corner.run("check").code == 4
    corner.street.fail_after(0, None)
    corner.street.requests.clear()
    result = corner.run("window", "--json")
    assert (result.code, result.json["failed"][0]["outcome"]) == (4, "throttled")
    assert corner.street.requests == []


def test_only_one_place_is_asked(corner):
    assert corner.run("window", "--place", "Harbour").err.startswith(
        "No source here shows a window"
    )
    assert corner.street.requests == []
    assert corner.run("window", "--place", "old town").out.startswith("Old Town\t")
    assert corner.run("window", "--place", "Nowhere").code == 2


def test_without_a_map_it_says_what_to_do(shop):
    result = shop.run("window")
    assert (result.code, result.out) == (0, "")
    assert "google_places" in result.err
    assert shop.run("window", "--json").json["items"] == []


def test_it_speaks_the_language_of_the_screens(corner):
    corner.width = 80
    assert "Seen first" not in corner.run("--lang", "bg", "window").out
