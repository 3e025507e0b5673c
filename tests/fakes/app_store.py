"""Apple's public feed of one storefront at a time: pages of 50, ten of them."""

from __future__ import annotations

import json
import re

import httpx

from fakes import Platform, answered

PATH = re.compile(
    r"/(?P<country>[a-z]{2})/rss/customerreviews/page=(?P<page>\d+)/id=(?P<app>\d+)"
    r"/sortby=(?P<order>mostrecent|mosthelpful)/(?P<form>json|xml)"
)
APP = "123456789"
SOLD_IN = {"us", "bg"}


class Fake(Platform):
    REACHED = 20  # ten pages of a country
    OPTIONS = {"countries": "us"}  # noqa: RUF012
    REPLIES = False

    def make(self, number, at):
        return {"id": str(9000 + number), "at": at, "text": "It crashes."}

    def answer(self, request):
        if request.url.path == "/lookup":
            return self._lookup(request.url.params)
        found = PATH.fullmatch(request.url.path)
        if found is None or found["form"] == "xml":
            return httpx.Response(404, content=b"<html>not here</html>")
        page = int(found["page"])
        if not 1 <= page <= 10 or found["app"] != APP or found["country"] not in SOLD_IN:
            return httpx.Response(400, content=b"<html>CustomerReviews RSS page depth</html>")
        newest = list(reversed(self.items))
        shown = newest[(page - 1) * self.PAGE : page * self.PAGE]
        entries = [self._entry(item) for item in shown]
        feed = {"author": {"name": {"label": "iTunes Store"}}, "link": []}
        if entries:
            feed["entry"] = entries[0] if len(entries) == 1 else entries
        return httpx.Response(
            200,
            content=json.dumps({"feed": feed}).encode(),
            headers={"content-type": "text/javascript; charset=utf-8"},
        )

    def _lookup(self, asked):
        if asked.get("id") != APP or asked.get("country") not in SOLD_IN:
            return answered({"resultCount": 0, "results": []})
        count, name = len(self.items), "Lipa Coffee"
        app = {"trackId": int(APP), "trackCensoredName": name, "userRatingCount": count}
        return answered({"resultCount": 1, "results": [app]})

    def _entry(self, item):
        labels = {"id": item["id"], "im:rating": "2", "title": "Bad", "content": item["text"],
                  "updated": item["at"].isoformat(), "im:version": "1.0", "im:voteSum": "0",
                  "im:voteCount": "0"}  # fmt: skip
        entry = {key: {"label": value} for key, value in labels.items()}
        return entry | {"author": {"name": {"label": "guest"}}}
