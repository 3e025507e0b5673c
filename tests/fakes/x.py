"""X's API v2: recent search, lookup and usage, with the names of fields of 2.166 or of 2.167."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import httpx

from fakes import NOW, SECRET, Platform, answered

WINDOW = timedelta(days=7)
EPOCH = 1_288_834_974_657
OLD_FIELDS = {"article", "attachments", "author_id", "conversation_id", "created_at", "entities", "id", "lang",
              "edit_history_tweet_ids", "in_reply_to_user_id", "note_tweet", "public_metrics", "referenced_tweets",
              "reply_settings", "source", "text", "withheld"}  # fmt: skip
NEW_FIELDS = {"article", "attachments", "conversation_id", "created_at", "entities", "id", "lang", "note_post",
              "public_metrics", "reply_settings", "source", "text", "withheld"}  # fmt: skip
USER_FIELDS = {"created_at", "description", "id", "name", "public_metrics", "username", "verified"}


def id_at(at, number=0):
    """Return the id of a post that was written then."""
    return str(((int(at.timestamp() * 1000) - EPOCH) << 22) + number)


def stamp(at):
    return f"{at:%Y-%m-%dT%H:%M:%S.000Z}"


class Fake(Platform):
    OPTIONS = {"query": "Lipa", "budget": "100"}  # noqa: RUF012
    REPLIES = False  # the search says nothing of answers

    def __init__(self, items=3):
        self.now = NOW
        self.new_names = False
        self.longest = 512
        self.reads = 0
        """Posts that were given, which is what X counts."""
        self.people = 0
        self.deleted, self.protected = set(), set()
        super().__init__(items)

    def make(self, number, at):
        own = id_at(at, number)
        return {"versions": [own], "at": at, "text": f"Lipa was cold, visit {number}", "author": str(7000 + number),
                "number": number, "likes": number}  # fmt: skip

    def age(self, item):
        item["at"] -= timedelta(hours=1)  # its id stays: it is the older one all the same

    def id_of(self, item):
        return item["versions"][0]

    def edit(self, item):
        item["text"] += " EDITED"
        item["at"] = self.now - timedelta(minutes=5)
        item["versions"] = [*item["versions"], id_at(item["at"], item["number"])]

    def is_content(self, request):
        return "/usage/" not in request.url.path

    def answer(self, request):
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            return refused(401, "Unauthorized")
        known = {
            "/2/tweets/search/recent": self.search,
            "/2/tweets": self.lookup,
            "/2/usage/tweets": self.usage,
        }
        here = request.url.host == "api.x.com" and request.method == "GET"
        found = known.get(request.url.path) if here else None
        return found(request.url.params) if found else refused(404, "Not Found")

    def usage(self, params):
        if not 1 <= int(params.get("days", 7)) <= 90:
            return self.invalid("days", params["days"])
        told = {
            "project_cap": 3_000_000,
            "project_usage": self.reads,
            "project_id": "1",
            "cap_reset_day": 9,
        }
        if "daily_project_usage" in params.get("usage.fields", ""):
            told["daily_project_usage"] = {"project_id": 1, "usage": [
                {"date": stamp(datetime(2026, 10, 31, tzinfo=UTC)), "usage": 99_999},
                {"date": stamp(self.now), "usage": self.reads}]}  # fmt: skip
        return answered({"data": in_words(told) if self.new_names else told})

    def invalid(self, parameter, *values):
        kind = "https://api.x.com/2/problems/invalid-request"
        if self.new_names:
            return refused(400, "Invalid Request", kind, parameter=parameter)
        fault = {"parameters": {parameter: list(values)}, "message": f"wrong: {parameter}"}
        return refused(400, "Invalid Request", kind, errors=[fault])

    def wrong(self, params):
        """Return the refusal of a parameter that does not exist, or of a value."""
        mine, other = ("post.fields", "tweet.fields") if self.new_names else ("tweet.fields", "post.fields")  # fmt: skip
        if other in params:
            return self.invalid(other, params[other])
        fields = set(filter(None, params.get(mine, "").split(",")))
        if not fields <= (NEW_FIELDS if self.new_names else OLD_FIELDS):
            return self.invalid(mine, params[mine])
        if not set(filter(None, params.get("user.fields", "").split(","))) <= USER_FIELDS:
            return self.invalid("user.fields", params["user.fields"])
        return None

    def search(self, params):
        if found := self.wrong(params):
            return found
        query, size = params.get("query", ""), int(params.get("max_results", 10))
        if not 0 < len(query) <= self.longest:
            return self.invalid("query", query)
        if not 10 <= size <= 100:
            return self.invalid("max_results", str(size))
        since, start = params.get("since_id"), params.get("start_time")
        if since and (start or self.at(since) < self.now - WINDOW):
            return self.invalid("since_id", since)
        there = [each for each in self.items if self.now - WINDOW <= each["at"] <= self.now]
        there.sort(key=lambda each: int(each["versions"][-1]), reverse=True)
        if since:
            there = [each for each in there if int(each["versions"][-1]) > int(since)]
        if token := params.get("next_token"):
            if not re.fullmatch("b26v[0-9]+", token):
                return self.invalid("next_token", token)
            there = [each for each in there if int(each["versions"][-1]) < int(token[4:])]
        page, rest = there[: min(size, self.PAGE)], there[min(size, self.PAGE) :]
        meta = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0]["versions"][-1], "oldest_id": page[-1]["versions"][-1]}
        if rest:
            meta["next_token"] = f"b26v{page[-1]['versions'][-1]}"
        return answered(self.given(page, params) | {"meta": meta})

    def lookup(self, params):
        if found := self.wrong(params):
            return found
        ids = params.get("ids", "").split(",")
        if not 1 <= len(ids) <= 100 or not all(re.fullmatch("[0-9]{1,19}", each) for each in ids):
            return self.invalid("ids", params.get("ids", ""))
        found = {own: item for item in self.items for own in item["versions"]}
        away = [
            each for each in ids if each not in found or self.id_of(found[each]) in self.deleted
        ]
        hidden = [
            each for each in ids if each not in away and self.id_of(found[each]) in self.protected
        ]
        host = "api.x.com" if self.new_names else "api.twitter.com"
        faults = [fault(host, each, "resource-not-found") for each in away]
        faults += [fault(host, each, "not-authorized-for-resource") for each in hidden]
        page = [found[each] for each in ids if each not in away and each not in hidden]
        asked = {self.id_of(found[each]): each for each in ids if each in found}
        told = self.given(page, params, asked)
        return answered(told | ({"errors": faults} if faults else {}))

    def at(self, own):
        return datetime.fromtimestamp(((int(own) >> 22) + EPOCH) / 1000, UTC)

    def given(self, items, params, versions=None):
        """Return posts as they are asked for, and count what that costs."""
        self.reads += len(items)
        posts = [self.shown(each, params, (versions or {}).get(self.id_of(each))) for each in items]
        told = {"data": posts} if posts else {}
        if "author_id" in params.get("expansions", "") and posts:
            authors = {each["author"]: self.user(each, params) for each in items}
            self.people += len(authors)
            told["includes"] = {"users": list(authors.values())}
        return told

    def shown(self, item, params, version=None):
        new = self.new_names
        wanted = params.get("post.fields" if new else "tweet.fields", "").split(",")
        metrics = {"repost_count" if new else "retweet_count": 2, "reply_count": 1, "like_count": item["likes"],
                   "quote_count": 3, "bookmark_count": 0, "impression_count": 500}  # fmt: skip
        known = {
            "author_id": item["author"],
            "conversation_id": item.get("thread", item["versions"][0]),
            "created_at": stamp(item["at"]),
            "lang": "en",
            "public_metrics": metrics,
        }
        expanded = params.get("expansions", "").split(",")
        told = {key: value for key, value in known.items() if key in wanted or key in expanded}
        told |= {key: value for key, value in item.get("more", {}).items() if key in wanted}
        own = version or item["versions"][-1]
        edits = {"edit_history_post_ids" if new else "edit_history_tweet_ids": item["versions"]}
        return told | edits | {"id": own, "text": item["text"].replace("&", "&amp;")}

    def user(self, item, params):
        user = {"id": item["author"], "name": f"Guest {item['number']}", "username": f"guest{item['number']}"}  # fmt: skip
        if "public_metrics" in params.get("user.fields", ""):
            counts = {"followers_count": 120, "following_count": 3, "listed_count": 0}
            user["public_metrics"] = counts | {"post_count" if self.new_names else "tweet_count": 9}
        return user


def refused(status, title, kind="about:blank", headers=None, **more):
    """Return a problem as RFC 7807 has it."""
    body = {"title": title, "type": kind, "detail": title, "status": status, **more}
    named = {"content-type": "application/problem+json", **(headers or {})}
    return httpx.Response(status, content=json.dumps(body).encode(), headers=named)


def in_words(told):
    """Return numbers as the texts that they are since the fields have new names."""
    if isinstance(told, dict):
        return {key: in_words(each) for key, each in told.items() if key != "cap_reset_day"}
    return [in_words(each) for each in told] if isinstance(told, list) else str(told)


def fault(host, own, kind):
    told = {"value": own, "resource_id": own, "parameter": "ids", "resource_type": "tweet", "title": "Not Found Error",
            "detail": f"Could not find tweet with ids: [{own}].", "type": f"https://{host}/2/problems/{kind}"}  # fmt: skip
    return told | ({} if kind == "resource-not-found" else {"section": "data"})
