"""A file that takes more than one run: equal rows stay apart, none is taken for another."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("cap", [1, 2, 3, 4, 100])
def test_equal_rows_stay_as_many_as_they_are(shop, cap):
    (shop.folder / "config.yaml").write_text(
        f"version: 1\nsources: {{shop: {{type: file, path: a.csv, max_items: {cap}}}}}\n"
    )
    rows = ["Ok,5,2026-11-19"] * 5 + [
        "Cold soup,1,2026-11-19",
        "Ok,5,2026-11-19",
        "Ok,5,2026-11-18",
    ]
    (shop.folder / "a.csv").write_text("text,rating,date\n" + "\n".join(rows) + "\n")
    for _ in range(9):
        last = shop.run("check", "--json").json["sources"][0]
    assert (last["outcome"], last["new"]) == ("unchanged", 0)
    items = shop.run("inbox", "--all", "--json").json["items"]
    assert sorted(item["text"] for item in items) == ["Cold soup"] + ["Ok"] * 7


@pytest.mark.parametrize("cap", [1, 2, 3, 100])
def test_rows_that_share_the_address_of_the_shop(shop, cap):
    (shop.folder / "config.yaml").write_text(
        f"version: 1\nsources: {{shop: {{type: file, path: a.csv, max_items: {cap}}}}}\n"
    )
    rows = [f"Review number {n},{1 + n % 5},https://shop.test/" for n in range(7)]
    (shop.folder / "a.csv").write_text("text,rating,url\n" + "\n".join(rows) + "\n")
    for _ in range(8):
        shop.run("check")
    items = shop.run("inbox", "--all", "--json").json["items"]
    assert sorted(item["text"] for item in items) == [f"Review number {n}" for n in range(7)]
