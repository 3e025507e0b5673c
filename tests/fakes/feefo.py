"""Feefo's public reviews, version 20: rows of an order, with its service and product reviews."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx

from fakes import NOW, Platform, answered

PERIODS = {"day": 1, "week": 7, "month": 31, "6months": 183, "year": 366, "all": 100_000}
SORTS = {"created_date": "at", "updated_date": "changed"}


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/reviews/all": "page_size=100 page merchant_identifier since_period since_updated_period sort full_thread rating product_sku",
    }

    def make(self, number, at):
        return {"number": number, "at": at, "changed": at, "text": "Too slow.", "thread": []}

    def age(self, item):
        item["at"] -= timedelta(hours=1)
        item["changed"] -= timedelta(hours=1)

    def id_of(self, item):
        return f"review-{item['number']:x}"

    def edit(self, item):
        item["text"] += " EDITED"
        item["changed"] += timedelta(minutes=1)

    def reply(self, item, text):
        item["changed"] += timedelta(minutes=2)
        said = {"author": "merchant", "text": text, "created_at": self.moment(item["changed"])}
        item["thread"].append(said)

    def answer(self, request):
        asked = request.url.params
        if request.url.path.startswith("/api/20/reviews/") is False:
            return httpx.Response(404)
        if request.method != "GET":
            return httpx.Response(405)
        wrong = self._wrong(asked)
        if wrong:
            return answered({"message": wrong}, 400)
        if asked["merchant_identifier"] != "lipa-coffee":
            return answered({"message": "unknown merchant"}, 404)
        since = NOW - timedelta(days=PERIODS[asked.get("since_period", "year")])
        listed = [item for item in self.items if item["at"] >= since]
        sort = asked.get("sort", "-created_date")
        listed.sort(key=lambda item: item[SORTS[sort.lstrip("-")]], reverse=sort.startswith("-"))
        size, number = min(int(asked.get("page_size", 20)), self.PAGE), int(asked.get("page", 1))
        pages = -(-len(listed) // size)
        meta = {"count": len(listed), "pages": pages, "page_size": size, "current_page": number}
        shown = listed[size * (number - 1) : size * number]
        threads = asked.get("full_thread") == "include"
        rows = [self._row(item, threads=threads) for item in shown]
        return answered({"summary": {"meta": meta}, "reviews": rows})

    def _wrong(self, asked):
        if "merchant_identifier" not in asked:
            return "merchant_identifier is required"
        if not 1 <= int(asked.get("page_size", 20)) <= 100:
            return "page_size must be at most 100"
        if asked.get("since_period", "year") not in PERIODS:
            return "since_period"
        return None if asked.get("sort", "-created_date").lstrip("-") in SORTS else "sort"

    def _row(self, item, *, threads):
        review = {
            "id": self.id_of(item),
            "review": item["text"],
            "rating": {"rating": 2, "min": 1, "max": 5},
            "created_at": self.moment(item["at"]),
        }
        if threads:
            review["thread"] = item["thread"]
        row = {
            "merchant": {"identifier": "lipa-coffee"},
            "url": f"https://www.feefo.com/en-GB/reviews/lipa-coffee/{item['number']}",
            "customer": {"display_name": f"Guest {item['number']}"},
            "last_updated_date": self.moment(item["changed"]),
            "locale": "en_GB",
        }
        if item["number"] % 2:
            return row | {"service": review | {"title": "Waiting"}}
        product = {"title": "Filter no. 4", "sku": "F4"}
        return row | {"products": [review | {"product": product}]}

    @staticmethod
    def moment(at: datetime) -> str:
        return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
