"""The clock was wrong for a day: nothing is lost, doubled, or silent for ever."""

from __future__ import annotations

import json

import pytest

CSV = (
    "name,text,rating,date\n"
    "Ana,The soup was cold and nobody cared,1,2026-11-20 14:00\n"
    "Bo,A fine place with friendly people,5,2026-11-19 10:00\n"
    "Cy,No date at all on this one,2,\n"
)
MBOX = (
    "From x Fri Nov 20 10:00:00 2026\nFrom: a@b.test\nSubject: Late\n"
    "Date: Fri, 20 Nov 2026 14:00:00 +0000\n\nThe parcel came late.\n\n"
)
DAYS = {
    "right": "2026-11-20T08:00Z",
    "an hour later": "2026-11-20T09:00Z",
    "a day back": "2026-11-19T08:00Z",
    "a month back": "2026-10-20T08:00Z",
    "a year ahead": "2027-11-20T08:00Z",
    "in 1970": "1970-01-01T00:00Z",
    "in 2099": "2099-12-31T23:00Z",
}


@pytest.fixture
def exports(shop):
    (shop.folder / "config.yaml").write_text(
        "version: 1\nsources:\n"
        "  export: {type: file, path: a.csv}\n  mails: {type: file, path: a.mbox}\n",
        encoding="utf-8",
    )
    (shop.folder / "a.csv").write_text(CSV, encoding="utf-8")
    (shop.folder / "a.mbox").write_text(MBOX, encoding="utf-8")
    return shop


def found(shop) -> list[str]:
    items = shop.run("inbox", "--all", "--json").json["items"]
    return sorted(item["text"] for item in items)


@pytest.mark.parametrize("wrong", list(DAYS))
def test_rows_without_ids_stay_the_same_whatever_the_clock_says(exports, wrong):
    for count, clock in enumerate([DAYS["right"], DAYS[wrong], DAYS["an hour later"]]):
        with (exports.folder / "a.csv").open("a") as export:
            export.write(f"Di,Another row {count} that makes it read again,3,2026-11-18 10:00\n")
        with (exports.folder / "a.mbox").open("a") as mails:
            mails.write(MBOX.replace("late", f"late {count}"))
        exports.now = clock
        assert exports.run("check").code == 0
    texts = found(exports)
    assert len(texts) == len(set(texts)) == 3 + 1 + 2 * 3


def test_the_same_for_what_is_imported(exports):
    for clock in DAYS.values():
        exports.now = clock
        assert exports.run("import", "a.csv").code == 0
    assert len(found(exports)) == 3


def test_a_first_run_by_a_clock_ahead_does_not_make_the_year_history(shop):
    shop.now = DAYS["a year ahead"]
    shop.mentions = []
    shop.write()
    shop.run("check")
    shop.now = DAYS["right"]
    shop.mentions = [{"text": "Cold soup, and slow.", "published_at": "2026-11-19T08:00:00Z"}]
    shop.write()
    assert shop.run("check", "--json").json["backlog"] == 0
    [item] = shop.run("inbox", "--json").json["items"]
    assert json.dumps(item).count("backfill") == 0
