"""One Zendesk account: the export for administrators, the search for agents, ratings."""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta

import httpx

from fakes import NOW, SECRET, Platform, answered

HOME = "https://lipa-coffee.zendesk.com"
BASIC = "Basic " + base64.b64encode(f"anna@lipa.example/token:{SECRET}".encode()).decode()


def stamp(at):
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def moment(text):
    return datetime.fromisoformat(text)


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/incremental/tickets/cursor": "per_page=500 cursor start_time include",
        "/satisfaction_ratings": "page[size]=100 page[after] score start_time end_time",
    }
    OPTIONS = {"ratings": "true"}  # noqa: RUF012

    def __init__(self, items=3):
        self.role = "admin"
        self.ratings = []
        self.cursors = {}
        super().__init__(items)

    def make(self, number, at):
        return {
            "id": 35_000 + number,
            "url": f"{HOME}/api/v2/tickets/{35_000 + number}.json",
            "subject": f"Order {number}",
            "raw_subject": f"Order {number}",
            "description": "My parcel is empty.",
            "status": "new",
            "priority": None,
            "type": None,
            "requester_id": 900 + number,
            "submitter_id": 900 + number,
            "assignee_id": None,
            "organization_id": None,
            "group_id": None,
            "tags": ["shop"],
            "via": {"channel": "email"},
            "satisfaction_rating": None,
            "custom_fields": [],
            "external_id": None,
            "created_at": stamp(at),
            "updated_at": stamp(at),
        }

    def age(self, item):
        for key in ("created_at", "updated_at"):
            item[key] = stamp(moment(item[key]) - timedelta(hours=1))

    def edit(self, item):
        item["description"] += " EDITED"
        item["updated_at"] = stamp(NOW)

    def reply(self, item, text):
        assert text
        item["status"] = "pending"
        item["updated_at"] = stamp(NOW)

    def rate(self, score, comment, hours=1):
        at = stamp(NOW - timedelta(hours=hours))
        self.ratings.append(
            {"id": 60 + len(self.ratings), "url": f"{HOME}/api/v2/satisfaction_ratings/6.json",
             "score": score, "comment": comment, "reason": "The issue took too long to resolve",
             "ticket_id": 35_001, "requester_id": 901, "assignee_id": 7, "group_id": 8,
             "created_at": at, "updated_at": at}
        )  # fmt: skip

    def answer(self, request):
        assert request.method == "GET"
        assert request.url.host == "lipa-coffee.zendesk.com"
        if request.headers.get("authorization") not in {BASIC, f"Bearer {SECRET}"}:
            return answered({"error": "Couldn't authenticate you"}, 401)
        asked = request.url.params
        path = request.url.path.removeprefix("/api/v2/")
        path = path.removesuffix(".json")  # both are the same
        if path == "users/me":
            user = {"id": 7, "name": "Anna", "role": self.role}
            return answered({"user": user}, x_rate_limit="400", x_rate_limit_remaining="399")
        if path == "search/export":
            return self.search(asked)
        if self.role != "admin":
            error = {"title": "Forbidden", "message": "You do not have access to this page."}
            return answered({"error": error}, 403)
        if path == "incremental/tickets/cursor":
            return self.export(asked)
        assert path == "satisfaction_ratings"
        return self.rated(asked)

    def export(self, asked):
        """The cursor names the time and the id of the last ticket that was given."""
        assert 1 <= int(asked.get("per_page", 1000)) <= 1000
        if "cursor" in asked:
            if not re.fullmatch(r"\S+Z\|\d+", asked["cursor"]):
                return answered({"error": "InvalidCursor", "description": "bad cursor"}, 400)
            at, number = asked["cursor"].split("|")
        else:
            start = int(asked["start_time"])
            if start > NOW.timestamp() - 60:
                return answered({"error": "StartTimeTooRecent"}, 422)
            at, number = stamp(datetime.fromtimestamp(start, NOW.tzinfo)), "0"
        place = (at, int(number))
        ordered = sorted(self.items, key=lambda each: (each["updated_at"], each["id"]))
        later = [each for each in ordered if (each["updated_at"], each["id"]) > place]
        shown = later[: self.PAGE]
        if shown:
            at, number = shown[-1]["updated_at"], shown[-1]["id"]
        after = f"{at}|{number}"
        answer = {
            "tickets": shown,
            "after_cursor": after,
            "after_url": f"{HOME}/api/v2/incremental/tickets/cursor.json?cursor={after}",
            "before_cursor": None,
            "before_url": None,
            "end_of_stream": len(later) <= self.PAGE,
        }
        people = [{"id": each["requester_id"], "name": f"Guest {each['id']}"} for each in shown]
        return answered(answer | ({"users": people} if asked.get("include") == "users" else {}))

    def search(self, asked):
        query = asked["query"]
        if "type:" in query or asked["filter[type]"] != "ticket":
            return answered({"error": "invalid", "description": "type"}, 422)
        since = re.search(r"updated>=(\S+)", query)
        until = re.search(r"updated<(?!=)(\S+)", query)
        found = [
            each
            for each in reversed(self.items)
            if (since is None or each["updated_at"] >= since[1])
            and (until is None or each["updated_at"] < until[1])
        ]
        return self.paged(asked, found, "results")

    def rated(self, asked):
        assert asked["score"] == "received_with_comment"
        start, end = int(asked["start_time"]), int(asked.get("end_time", 2**40))
        found = [each for each in self.ratings
                 if start <= moment(each["created_at"]).timestamp() <= end]  # fmt: skip
        return self.paged(asked, found, "satisfaction_ratings")

    def paged(self, asked, found, key):
        if not 1 <= int(asked["page[size]"]) <= 1000:
            return answered({"error": "InvalidPaginationParameter"}, 400)
        after = asked.get("page[after]")
        if after is not None and after not in self.cursors:
            return answered({"error": "InvalidCursor"}, 400)
        start = self.cursors.get(after, 0)
        cursor = f"c{start + self.PAGE}"
        self.cursors[cursor] = start + self.PAGE
        more = start + self.PAGE < len(found)
        shown = found[start : start + self.PAGE]
        meta = {"has_more": more, "after_cursor": cursor if more else None, "before_cursor": None}
        following = f"{HOME}/api/v2/{key}?page%5Bafter%5D={cursor}" if more else None
        return answered({key: shown, "meta": meta, "links": {"next": following, "prev": None}})

    def forget(self):
        """Let the cursors of the search expire, as they do after an hour."""
        self.cursors.clear()


def too_many(_):
    return httpx.Response(429, text="Rate limit exceeded", headers={"retry-after": "93"})
