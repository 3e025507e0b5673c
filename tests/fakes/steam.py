"""Steam's GetAppReviews: protobuf as JSON, so whatever is false, zero or empty is left out."""

from __future__ import annotations

import json

import httpx

from fakes import Platform, answered

HOSTS = {"api.steampowered.com", "partner.steam-api.com"}
KEY = "publisher-s3cr3t-t0ken-Xy9"
NAMES = {"english", "bulgarian", "latam", "spanish", "schinese"}


def asked_for(request):
    """Return the parameters by name, as text: of `input_json`, else those of the address."""
    params = dict(request.url.params)
    for name, value in json.loads(params.pop("input_json", "{}")).items():
        listed = value if isinstance(value, list) else [value]
        numbered = {f"{name}[{number}]": each for number, each in enumerate(listed)}
        told = numbered if isinstance(value, list) else {name: value}
        params |= {key: json.dumps(each).strip('"') for key, each in told.items()}
    return params


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/GetAppReviews/v1/": "num_per_page=100 key appid filter languages day_range review_type "
        "purchase_type cursor date_range_start date_range_end filter_offtopic_activity",
    }

    def asked(self, request):
        return {name.partition("[")[0]: value for name, value in asked_for(request).items()}

    hiccups = 0
    """So many answers come back without reviews though there are some."""

    def make(self, number, at):
        stamp = int(at.timestamp())
        return {
            "recommendationid": str(2**60 + number),
            "author": {
                "steamid": str(76561190000000000 + number),
                "num_reviews": 3,
                "playtime_forever": 700,
                "playtime_at_review": 640,
                "last_played": stamp,
            },
            "language": "english",
            "review": "[b]It crashes[/b] at the first boss.",
            "timestamp_created": stamp,
            "timestamp_updated": stamp,
            "voted_up": False,
            "votes_up": 4,
            "votes_funny": 0,
            "weighted_vote_score": 0.52,
            "comment_count": 0,
            "steam_purchase": number % 2 == 0,
            "received_for_free": False,
            "refunded": number == 2,
            "written_during_early_access": False,
            "primarily_steam_deck": False,
        }

    def age(self, item):
        item["timestamp_created"] -= 3600
        item["timestamp_updated"] -= 3600

    def id_of(self, item):
        return item["recommendationid"]

    def edit(self, item):
        item["review"] += " EDITED"
        item["timestamp_updated"] += 60

    def reply(self, item, text):
        item["developer_response"] = text
        item["timestamp_dev_responded"] = item["timestamp_updated"] + 30

    def answer(self, request):
        asked = asked_for(request)
        if request.method != "GET":
            return httpx.Response(405)
        if request.url.path.rstrip("/") != "/IUserReviewsService/GetAppReviews/v1":
            return httpx.Response(404)
        assert request.url.host in HOSTS
        if request.url.host.startswith("partner") and KEY not in {
            request.url.params.get("key"),
            request.headers.get("x-webapi-key"),
        }:
            return httpx.Response(403, content=b"<html>Forbidden</html>")
        if asked.get("appid") != "620":
            return answered({"response": {}})
        return answered({"response": self._page(asked)})

    def _page(self, asked):
        cursor = asked.get("cursor", "*")
        listed = self._listed(asked)
        start = self._place(listed, cursor)
        if start is None:
            return {}
        size = min(int(asked.get("num_per_page", 20)), 100, self.PAGE)
        shown = listed[start : start + size]
        if shown and self.hiccups:
            self.hiccups -= 1
            shown = []
        page = {"cursor": f"AoJ+{start + len(shown)}/w=" if shown else cursor}
        if shown:
            page["reviews"] = [self._without_defaults(item) for item in shown]
            page["total_matching"] = len(listed)
        if cursor == "*":
            total = {"num_reviews": len(shown), "total_reviews": len(listed)}
            page["query_summary"] = self._without_defaults(total) | {"review_score_desc": "Mixed"}
        return page

    def _listed(self, asked):
        """Order and cut as the parameters say; what is none of their values is ignored."""
        languages = [value for name, value in asked.items() if name.startswith("languages[")]
        wanted = set(languages) & (NAMES | {"all"}) if languages else {"english"}
        bought = asked.get("purchase_type", "0")
        found = [
            item
            for item in self.items
            if ("all" in wanted or item["language"] in wanted)
            and (bought == "1" or item["steam_purchase"] == (bought == "0"))
            and (asked.get("filter_offtopic_activity") in {"false", "0"} or not item.get("bomb"))
        ]
        orders = {"1": "timestamp_created", "2": "timestamp_updated"}
        order = orders.get(asked.get("filter"), "votes_up")
        return sorted(found, key=lambda item: item[order], reverse=True)

    @staticmethod
    def _place(listed, cursor):
        if cursor == "*":
            return 0
        if not (cursor.startswith("AoJ+") and cursor.endswith("/w=")):
            return None
        return int(cursor[4:-3])

    def _without_defaults(self, value):
        if not isinstance(value, dict):
            return value
        return {
            key: self._without_defaults(each)
            for key, each in value.items()
            if key != "bomb" and each not in (False, 0, "", [], {})
        }
