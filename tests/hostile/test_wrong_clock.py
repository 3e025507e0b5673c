"""The system's clock is wrong for one run: nothing is closed, erased, answered or forgotten by it.

With libfaketime where it is installed, which also deceives SQLite and Python's own clock; with
`--now` everywhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

FAKETIME = shutil.which("faketime")
RIGHT = "2026-11-20T08:00Z"
NEXT_DAY = "2026-11-21T08:00Z"
WRONG = {
    "1970": "1970-01-02T00:00Z",
    "two months ahead": "2027-01-20T08:00Z",
    "2099": "2099-12-31T23:00Z",
}


def by_option(shop, clock, *arguments):
    shop.now = clock
    return shop.run(*arguments)


def by_faketime(shop, clock, *arguments):
    said = clock.replace("T", " ").replace("Z", ":00")
    done = subprocess.run(
        [FAKETIME, "-f", f"@{said}", sys.executable, "-m", "amends", *arguments],
        cwd=shop.folder,
        env={**os.environ, "TZ": "UTC", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def asked(shop):
    """A shop that waits for a customer, has promised something, and has a mention to answer."""
    shop.configure("store: {keep: '400'}\nscoring: {engine: light}\n")
    shop.now = RIGHT
    shop.run("check")
    ids = shop.ids()
    shop.run("reply", ids["late"], "--text", "What was your order?", "--wait")
    shop.run("followups", "add", ids["hurt"], "a doctor's bill", "--by", "2026-12-01")
    return shop, ids


def looked_at(shop, ids):
    shop.now = NEXT_DAY
    found = {}
    for name, short_id in ids.items():
        item = shop.run("show", short_id, "--json").json["item"]
        found[name] = (item["text"], item["handling"]["status"], item["handling"]["stage"])
    return found


@pytest.mark.parametrize("wrong", WRONG)
def test_one_run_by_a_wrong_clock(asked, wrong):
    shop, ids = asked
    before = looked_at(shop, ids)
    by_option(shop, WRONG[wrong], "check")
    assert looked_at(shop, ids) == before
    assert by_option(shop, NEXT_DAY, "check").code == 0
    assert looked_at(shop, ids) == before
    assert {row["id"] for row in shop.run("inbox", "--json").json["items"]} >= {ids["hurt"]}


@pytest.mark.skipif(FAKETIME is None, reason="needs faketime")
@pytest.mark.parametrize("wrong", ["1970", "2099"])
def test_one_run_by_a_wrong_system(asked, wrong):
    shop, ids = asked
    before = looked_at(shop, ids)
    by_faketime(shop, WRONG[wrong], "check")
    assert looked_at(shop, ids) == before


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_is_one_whatever_the_clock_says(asked, wrong):
    shop, _ = asked
    shop.mentions.append(
        {"external_id": "new", "text": "Cold soup, and slow.", "published_at": "2026-11-20T02:00Z"}
    )
    shop.write()
    by_option(shop, RIGHT, "check")
    new = shop.ids()["new"]
    by_option(shop, WRONG[wrong], "reply", new, "--text", "Sorry about the soup.")
    by_option(shop, NEXT_DAY, "check")
    handling = shop.run("show", new, "--json").json["item"]["handling"]
    assert (handling["status"], handling["stage"]) == ("replied", "done")
    shop.mentions[-1]["text"] = "Cold soup, slow, and now a rude answer too!"
    shop.write()
    by_option(shop, NEXT_DAY, "check")
    handling = shop.run("show", new, "--json").json["item"]["handling"]
    assert (handling["status"], handling["stage"]) == ("replied", "to_do")


def test_the_history_keeps_its_order(asked):
    shop, ids = asked
    for clock, remark in ((WRONG["2099"], "first"), (WRONG["1970"], "second"), (RIGHT, "third")):
        by_option(shop, clock, "mark", ids["nice"], "--note", remark)
    shop.now = NEXT_DAY
    lines = shop.run("history", ids["nice"], "--json").json["items"]
    assert [line["note"] for line in lines if line["what"] == "noted"] == [
        "first",
        "second",
        "third",
    ]
    by_option(shop, WRONG["1970"], "undo")
    shop.now = NEXT_DAY
    lines = shop.run("history", ids["nice"], "--json").json["items"]
    assert [line["note"] for line in lines if line["undone"]] == ["third"]
