"""The Algolia search of Hacker News, as hn.algolia.com/api describes it."""

from __future__ import annotations

import re

from fakes import Platform, answered


class Fake(Platform):
    OPTIONS = {"query": "Lipa Coffee"}  # noqa: RUF012
    PAGED = False  # a page holds a thousand
    REPLIES = False

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

    def answer(self, request):
        bounds = dict(re.findall(r"(>=|<=)(\d+)", request.url.params.get("numericFilters", "")))
        hits = [
            item
            for item in reversed(self.items)
            if int(bounds.get(">=", 0)) <= item["created_at_i"] <= int(bounds.get("<=", 2**40))
        ]
        size = int(request.url.params["hitsPerPage"])
        return answered({"hits": hits[:size], "nbHits": len(hits)})
