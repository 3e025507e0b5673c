"""REVIEWS.io's public lists: a company's reviews, and the time line with those of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from fakes import Platform, answered

if TYPE_CHECKING:
    from datetime import datetime

SORTS = {"date_created", "highest_rated", "date_desc"}


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/merchant/reviews": "per_page=100 page store order sort min_rating max_rating min_date max_date",
        "/timeline/data": "per_page=100 page store type sort",
    }
    BASE = 0
    """What the first page of a company's reviews is called."""

    def make(self, number, at):
        kind = "product_review" if number == 2 else "store_review"
        return {"number": number, "at": at, "type": kind, "text": "Too slow.", "replies": []}

    def id_of(self, item):
        kind = "product-" if item["type"] == "product_review" else ""
        return f"{kind}{600 + item['number']}"

    def reply(self, item, text):
        item["replies"].append({"comments": text, "date_created": self.moment(item["at"])})

    def answer(self, request):
        asked = request.url.params
        paths = {"/merchant/reviews": self._company, "/timeline/data": self._timeline}
        if request.url.path not in paths:
            return httpx.Response(404)
        if request.method != "GET":
            return httpx.Response(405)
        assert asked.get("sort", "date_created") in SORTS
        if asked.get("store") != "lipa-coffee":
            return answered({"message": "Store not found"}, 404)
        return answered(paths[request.url.path](asked))

    def _company(self, asked):
        listed = self._sorted("store_review", newest=asked.get("order") == "desc")
        number = max(0, int(asked.get("page", 0)) - self.BASE)
        return {
            "word": "Bad",
            "stats": {"total_reviews": len(listed), "average_rating": "2.0"},
            "reviews": [self._review(item) for item in self._cut(listed, number, asked)],
        }

    def _timeline(self, asked):
        listed = self._sorted(asked.get("type"), newest=asked.get("sort") == "date_desc")
        shown = self._cut(listed, max(0, int(asked.get("page", 1)) - 1), asked)
        return {"stats": {}, "timeline": [self._entry(item) for item in shown]}

    def _sorted(self, kind, *, newest):
        listed = [item for item in self.items if kind in {item["type"], None}]
        return sorted(listed, key=lambda item: item["at"], reverse=newest)

    def _cut(self, listed, number, asked):
        size = min(int(asked.get("per_page", 20)), self.PAGE)
        return listed[size * number : size * (number + 1)]

    def _review(self, item):
        return {
            "store_review_id": 600 + item["number"],
            "rating": 2,
            "title": "Waiting",
            "comments": item["text"],
            "date_created": self.moment(item["at"]),
            "timeago": "1 hour ago",
            "reviewer": {"first_name": "Guest", "last_name": "W", "verified_buyer": "yes"},
            "replies": item["replies"],
        }

    def _entry(self, item):
        return {
            "_id": 600 + item["number"],
            "_source": {
                "type": item["type"],
                "author": "Guest W",
                "rating": 2,
                "comments": item["text"],
                "product_name": "Filter no. 4",
                "sku": "F4",
                "date_created": self.moment(item["at"]),
            },
        }

    @staticmethod
    def moment(at: datetime) -> str:
        return at.strftime("%Y-%m-%d %H:%M:%S")
