"""An export of yesterday, read today, overwrites nothing and invents no comeback."""

from __future__ import annotations

import json

WORDS = "They brought a new cake the same evening."
REPLY = {"comment": "Thank you!", "updateTime": "2026-11-20T07:00:00Z"}
NEW = {
    "name": "accounts/1/locations/2/reviews/abc",
    "reviewer": {"displayName": "Ana"},
    "starRating": "FOUR",
    "comment": WORDS,
    "createTime": "2026-11-18T10:00:00Z",
    "updateTime": "2026-11-20T06:00:00Z",
    "reviewReply": REPLY,
}
OLD = NEW | {"comment": "Cold soup", "starRating": "ONE", "updateTime": "2026-11-19T06:00:00Z"}
del OLD["reviewReply"]


def written(shop, name, review):
    (shop.folder / name).write_text(json.dumps({"reviews": [review]}), encoding="utf-8")


def the_one(shop):
    items = shop.run("inbox", "--all", "--source", "maps", "--json").json["items"]
    (found,) = [item for item in items if item["external_id"] == "locations/2/reviews/abc"]
    return found


def test_an_older_import_is_known_already(shop):
    written(shop, "new.json", NEW)
    written(shop, "old.json", OLD)
    shop.run("import", "new.json", "--source", "maps", "--place", "Harbour")
    short_id = the_one(shop)["id"]
    assert shop.run("reply", short_id, "--text", "Thank you, Ana!").code == 0
    before = the_one(shop)
    told = shop.run("import", "old.json", "--source", "maps", "--json").json
    assert (told["new"], told["changed"], told["known"]) == ([], 0, 1)
    assert the_one(shop) == before
    assert "came back" not in shop.run("show", short_id).out


def test_so_is_an_older_file_of_a_folder(shop):
    shop.configure("  maps: {type: file, path: m-*.json}\n")
    written(shop, "m-1.json", NEW)
    shop.run("check")
    before = the_one(shop)
    written(shop, "m-2.json", OLD)
    shop.run("check")
    after = the_one(shop)
    assert after["text"] == WORDS
    told = ("reply", "rating", "answered", "updated_at")
    assert [after[key] for key in told] == [before[key] for key in told]
