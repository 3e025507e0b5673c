"""Yelp's business reviews: at most seven excerpts, in Yelp's own order, without pages."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from fakes import SECRET, Platform, answered

HOME = ZoneInfo("America/Los_Angeles")


class Fake(Platform):
    PAGED = False
    REPLIES = False
    MOST = 7
    BUSINESS = "lipa-coffee-sofia"
    LOCALE = re.compile(r"[a-z]{2,3}_[A-Z]{2}")

    def make(self, number, at):
        return {
            "id": f"xAG4O7l-t1ubbwVAlPnDK{number}",
            "url": f"https://www.yelp.com/biz/{self.BUSINESS}?hrid=xAG4O7l-t1ubbwVAlPnDK{number}",
            "text": "Went back again to this place",
            "rating": 2,
            "at": at,
            "user": {"id": f"W8UK02IDdRS2GL_66fuq6{number}", "name": "Ella A.",
                     "profile_url": "https://www.yelp.com/user_details?userid=W8UK", "image_url": None},
        }  # fmt: skip

    def answer(self, request):
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            return self.error(401, "TOKEN_INVALID")
        if request.method != "GET":
            return self.error(405, "METHOD_NOT_ALLOWED")
        found = re.fullmatch(r"/v3/businesses/([^/]+)/reviews", request.url.path)
        if found is None or found[1] != self.BUSINESS:
            return self.error(404, "BUSINESS_NOT_FOUND")
        params = dict(request.url.params)
        good = {"locale": self.LOCALE, "limit": re.compile("[0-9]|[1-4][0-9]|50"),
                "offset": re.compile("[0-9]{1,3}|1000"), "sort_by": re.compile("yelp_sort")}  # fmt: skip
        if not all(name in good and good[name].fullmatch(value) for name, value in params.items()):
            return self.error(400, "VALIDATION_ERROR")
        shown = [self.shown(item) for item in self.items[: self.MOST]]
        return answered(
            {"total": len(self.items), "possible_languages": ["en"], "reviews": shown},
            ratelimit_dailylimit="300",
            ratelimit_remaining="287",
            ratelimit_resettime="2026-11-22T00:00:00+00:00",
        )

    def shown(self, item):
        local = item["at"].astimezone(HOME).strftime("%Y-%m-%d %H:%M:%S")
        return {key: value for key, value in item.items() if key != "at"} | {"time_created": local}

    def error(self, status, code):
        return answered({"error": {"code": code, "description": "…"}}, status)
