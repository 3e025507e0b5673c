"""The Algolia search of Hacker News, as hn.algolia.com/api describes it."""

from __future__ import annotations

import re

from fakes import Platform, answered


class Fake(Platform):
    HIDES = True
    OPTIONS = {"query": "Lipa Coffee"}  # noqa: RUF012
    PAGED = False  # a page holds a thousand
    REPLIES = False

    def __init__(self, items=3):
        self.deleted = set()
        super().__init__(items)

    def make(self, number, at):
        return {
            "objectID": str(4000 + number),
            "created_at_i": int(at.timestamp()),
            "author": f"guest{number}",
            "title": f"Lipa Coffee, visit {number}",
            "story_text": "They burnt it.",
            "points": 3,
            "num_comments": 1,
        }

    def age(self, item):
        item["created_at_i"] -= 3600

    def id_of(self, item):
        return item["objectID"]

    def edit(self, item):
        item["story_text"] += " EDITED"

    def delete(self, item):
        super().delete(item)
        self.deleted.add(self.id_of(item))

    def answer(self, request):
        if request.url.host == "hacker-news.firebaseio.com":
            number = re.fullmatch(r"/v0/item/(\d+)\.json", request.url.path)[1]
            there = {"id": int(number), "type": "story"}
            return answered(there | {"deleted": True} if number in self.deleted else None)
        named = re.findall(r"story_(\d+)", request.url.params.get("tags", ""))
        bounds = dict(re.findall(r"(>=|<=)(\d+)", request.url.params.get("numericFilters", "")))
        hits = [
            item
            for item in reversed(self.items)
            if (not named or self.id_of(item) in named)
            and int(bounds.get(">=", 0)) <= item["created_at_i"] <= int(bounds.get("<=", 2**40))
        ]
        size = int(request.url.params["hitsPerPage"])
        return answered({"hits": hits[:size], "nbHits": len(hits)})
