"""Yandex Market's goods-feedback, after the OpenAPI that Yandex publishes."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

from fakes import NOW, SECRET, Platform, answered

CABINET, KEY = 1045, f"ACMA:{SECRET}:1a2b"
MOSCOW = timezone(timedelta(hours=3))
HALF_A_YEAR = timedelta(days=184)
WAY = re.compile(r"/v2/businesses/(\d+)/goods-feedback(/comments)?")
FILTERS = {"feedbackIds", "dateTimeFrom", "dateTimeTo", "reactionStatus", "ratingValues",
           "offerIds", "paid"}  # fmt: skip


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/goods-feedback": "limit=50 pageToken page_token",
        "/goods-feedback/comments": "limit=50 pageToken page_token",
    }
    SECRETS = {"env:YANDEX_MARKET_KEY": KEY}  # noqa: RUF012

    def __init__(self, items=3):
        self.shops = [(501, CABINET), (502, CABINET)]
        self.forbidden = False
        super().__init__(items)

    def make(self, number, at):
        return {"id": 2**53 + number, "at": at, "comment": "Пришла разбитой.", "comments": []}

    def edit(self, item):
        item["comment"] += " EDITED"

    def reply(self, item, text, status="PUBLISHED", who="BUSINESS", **more):
        number = item["id"] * 100 + len(item["comments"])
        item["comments"].append(
            {"id": number, "text": text, "canModify": who == "BUSINESS", "status": status,
             "author": {"type": who, "name": "Lipa Coffee"}, "feedbackId": item["id"]} | more
        )  # fmt: skip

    def is_content(self, request):
        return request.url.path.endswith("/goods-feedback")

    def answer(self, request):
        if request.headers.get("api-key") != KEY:
            return failed(401, "UNAUTHORIZED")
        if request.url.path == "/v2/campaigns" and request.method == "GET":
            return self.campaigns()
        way = WAY.fullmatch(request.url.path)
        if self.forbidden:
            return failed(403, "FORBIDDEN")
        if way is None or int(way[1]) != CABINET or request.method != "POST":
            return failed(404, "NOT_FOUND")
        return self.comments(request) if way[2] else self.feedbacks(request)

    def campaigns(self):
        shops = [
            {"id": shop, "domain": "Lipa", "business": {"id": cabinet, "name": "Lipa Coffee"}}
            for shop, cabinet in self.shops
        ]
        return answered({"campaigns": shops, "pager": {"total": len(shops)}})

    def feedbacks(self, request):
        asked = json.loads(request.content or b"{}")
        since, until = moment(asked, "dateTimeFrom"), moment(asked, "dateTimeTo") or NOW
        since = since or until - HALF_A_YEAR
        if set(asked) - FILTERS or until - since > HALF_A_YEAR:
            return failed(400, "BAD_REQUEST")
        found = sorted((item for item in self.items if since < item["at"] < until),
                       key=lambda item: item["at"])  # fmt: skip
        return paged(request, self.PAGE, "feedbacks", [feedback(item) for item in found])

    def comments(self, request):
        asked = json.loads(request.content)
        if set(asked) - {"feedbackId", "commentIds"} or len(asked) != 1:
            return failed(400, "BAD_REQUEST")
        item = next((each for each in self.items if each["id"] == asked.get("feedbackId")), None)
        if item is None:
            return failed(404, "NOT_FOUND")
        there = [each for each in item["comments"] if each["status"] != "DELETED"]
        return paged(request, self.PAGE, "comments", there)


def moment(asked, name):
    return datetime.fromisoformat(asked[name]) if name in asked else None


def feedback(item):
    direct = [each for each in item["comments"] if "parentId" not in each]
    return {
        "feedbackId": item["id"],
        "createdAt": item["at"].astimezone(MOSCOW).isoformat(),
        "needReaction": not item["comments"],
        "identifiers": {"orderId": 7000 + item["id"], "offerId": "LIPA-250"},
        "author": "Гость",
        "description": {
            "advantages": "Запах",
            "disadvantages": "Банка",
            "comment": item["comment"],
        },
        "statistics": {"rating": 2, "commentsCount": len(direct), "recommended": False},
    }


def paged(request, most, name, items):
    limit = int(request.url.params.get("limit", "25"))
    token = request.url.params.get("pageToken", "p0")
    if not 1 <= limit <= 50 or not re.fullmatch(r"p\d+", token):
        return failed(400, "BAD_REQUEST")
    start = int(token[1:])
    end = start + min(limit, most)
    paging = {"nextPageToken": f"p{end}"} if end < len(items) else {}
    return answered({"status": "OK", "result": {name: items[start:end], "paging": paging}})


def failed(status, code):
    told = {"code": code, "message": "Слова, которые могут измениться."}
    return answered({"status": "ERROR", "errors": [told]}, status)
