"""Bluesky as its lexicons describe it: sessions, the search, notifications, profiles, threads."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import httpx

from fakes import NOW, SECRET, Platform, answered

ENTRANCE = "https://bsky.social"
HOME = "https://morel.us-east.host.bsky.network"
ME = "did:plc:lipaaaaaaaaaaaaaaaaaaaaa"
HANDLE = "lipa.example"
CID = "bafyreigotsxggijeqo6mzzokgwg3oob6dzbxinnpuxtnxqqsebpl4ssohi"
PARAMS = {
    "app.bsky.feed.searchPosts": {"q", "sort", "since", "until", "limit", "cursor", "lang"},
    "app.bsky.notification.listNotifications": {"reasons", "limit", "cursor"},
    "app.bsky.feed.getAuthorFeed": {"actor", "filter", "limit", "cursor"},
    "app.bsky.feed.getPosts": {"uris"},
    "app.bsky.actor.getProfiles": {"actors"},
    "app.bsky.feed.getPostThread": {"uri", "depth", "parentHeight"},
}


def stamp(at):
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def did(name):
    return ME if name == "lipa" else f"did:plc:{name.lower():a<24}"


def person(name):
    handle = HANDLE if name == "lipa" else f"{name}.bsky.social"
    return {"did": did(name), "handle": handle, "displayName": name.title(), "labels": [],
            "viewer": {"muted": False, "blockedBy": False}}  # fmt: skip


class Fake(Platform):
    REPLIES = False  # our answers come apart; test_bluesky.py looks at them
    FOLLOWERS = 120

    def __init__(self, items=3):
        self.reasons, self.mine, self.hidden = {}, [], set()
        self.sessions, self.logins = 0, 0
        self.access, self.renewal = "", ""
        self.left = 3000
        super().__init__(items)

    def make(self, number, at):
        """Return a post that mentions us: what concerns the account is found without words."""
        post = self.post(f"@{HANDLE} the coffee is cold {number}", at, f"guest{number}")
        self.reasons[post["uri"]] = "mention"
        return post

    def post(self, text, at, author="guest", **record):
        self.number = getattr(self, "number", 0) + 1
        return {
            "uri": f"at://{did(author)}/app.bsky.feed.post/3n2vv{self.number:08}", "cid": CID,
            "author": person(author), "indexedAt": stamp(at), "labels": [],
            "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": stamp(at),
                       "langs": ["en"]} | record,
            "replyCount": 0, "repostCount": 1, "likeCount": 2, "quoteCount": 0, "bookmarkCount": 0,
            "viewer": {"threadMuted": False, "embeddingDisabled": False},
        }  # fmt: skip

    def age(self, item):
        item["indexedAt"] = self.older(item["indexedAt"])
        item["record"]["createdAt"] = self.older(item["record"]["createdAt"])

    def older(self, said):
        return stamp(datetime.fromisoformat(said) - timedelta(hours=1))

    def id_of(self, item):
        return item["uri"]

    def edit(self, item):
        item["record"]["text"] += " EDITED"

    def is_content(self, request):
        return request.url.path.endswith(("searchPosts", "listNotifications", "getAuthorFeed"))

    @property
    def posts(self):
        return [*self.items, *self.mine]

    def answer(self, request):
        method = request.url.path.removeprefix("/xrpc/")
        if method.startswith("com.atproto.server."):
            return self.session(request, method.rpartition(".")[2])
        if request.headers.get("authorization") != f"Bearer {self.access}":
            return self.refused("ExpiredToken", 400)
        if f"https://{request.url.host}" != HOME:
            return httpx.Response(403, content=b"<html><h1>Forbidden</h1></html>")
        if method not in PARAMS:
            return self.refused("MethodNotImplemented", 501)
        assert request.method == "GET"
        asked = parse_qs(request.url.query.decode())
        if set(asked) - PARAMS[method] or not 1 <= int(asked.get("limit", ["25"])[0]) <= 100:
            return self.refused("InvalidRequest", 400)
        return getattr(self, method.rpartition(".")[2])(asked)

    # Sessions.

    def session(self, request, name):
        assert request.method == "POST"
        if name == "createSession":
            self.logins += 1
            asked = json.loads(request.content)
            if asked != {"identifier": HANDLE, "password": SECRET}:
                return self.refused("AuthenticationRequired", 401)
        elif name != "refreshSession" or request.content:
            return self.refused("InvalidRequest", 400)
        elif request.headers.get("authorization") != f"Bearer {self.renewal}":
            return self.refused("ExpiredToken", 400)
        self.sessions += 1
        self.access, self.renewal = f"access-{self.sessions}", f"renewal-{self.sessions}-{SECRET}"
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer",
                   "serviceEndpoint": HOME}  # fmt: skip
        return answered({"did": ME, "handle": HANDLE, "active": True, "email": "a@lipa.example",
                         "accessJwt": self.access, "refreshJwt": self.renewal,
                         "didDoc": {"id": ME, "service": [service]}})  # fmt: skip

    # Questions.

    def searchPosts(self, asked):  # noqa: N802 — the name of the method
        since = asked.get("since", ["1970-01-01T00:00:00Z"])[0]
        if len(since) < 20:
            return self.refused("InvalidRequest", 400)
        words = asked["q"][0].strip('"').lower()
        hits = [post for post in self.posts if words in post["record"]["text"].lower()
                and self.at(post) >= datetime.fromisoformat(since)]  # fmt: skip
        return self.paged("posts", sorted(hits, key=self.at, reverse=True), asked)

    def at(self, post):
        said = (post["indexedAt"], post["record"]["createdAt"])
        return min(map(datetime.fromisoformat, said))

    def listNotifications(self, asked):  # noqa: N802
        told = [self.notification(post) for post in self.items
                if self.reasons.get(post["uri"]) in asked["reasons"]]  # fmt: skip
        newest = sorted(told, key=lambda each: each["indexedAt"], reverse=True)
        return self.paged("notifications", newest, asked)

    def notification(self, post):
        return {"uri": post["uri"], "cid": CID, "author": post["author"], "isRead": False,
                "reason": self.reasons[post["uri"]], "record": post["record"],
                "indexedAt": post["indexedAt"], "labels": []}  # fmt: skip

    def getAuthorFeed(self, asked):  # noqa: N802
        found = [{"post": post} for post in self.mine if asked["actor"] == [ME]]
        return self.paged("feed", found[::-1], asked)

    def getPosts(self, asked):  # noqa: N802
        if len(asked["uris"]) > 25:
            return self.refused("InvalidRequest", 400)
        return self.said({"posts": [post for post in self.posts if post["uri"] in asked["uris"]
                                    and post["uri"] not in self.hidden]})  # fmt: skip

    def getProfiles(self, asked):  # noqa: N802
        if len(asked["actors"]) > 25:
            return self.refused("InvalidRequest", 400)
        known = {post["author"]["did"]: post["author"] for post in self.posts}
        profiles = [{**known[each], "followersCount": self.FOLLOWERS, "followsCount": 3,
                     "postsCount": 9} for each in asked["actors"] if each in known]  # fmt: skip
        return self.said({"profiles": profiles})

    def getPostThread(self, asked):  # noqa: N802
        found = [post for post in self.posts if post["uri"] == asked["uri"][0]]
        if not found:
            return self.refused("NotFound", 400)
        blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": asked["uri"][0],
                   "blocked": True, "author": {"did": found[0]["author"]["did"]}}  # fmt: skip
        shown = {"$type": "app.bsky.feed.defs#threadViewPost", "post": found[0], "replies": []}
        return self.said({"thread": blocked if asked["uri"][0] in self.hidden else shown})

    def paged(self, name, found, asked):
        start = int(asked.get("cursor", ["0"])[0].removeprefix("after-"))
        end = start + min(self.PAGE, int(asked["limit"][0]))
        onward = {"cursor": f"after-{end}"} if len(found) > end else {}
        return self.said({name: found[start:end]} | onward)

    def said(self, body):
        self.left -= 1
        return answered(body, ratelimit_limit="3000", ratelimit_remaining=str(self.left),
                        ratelimit_reset=str(int(NOW.timestamp()) + 300),
                        ratelimit_policy="3000;w=300")  # fmt: skip

    def refused(self, name, status):
        return answered({"error": name, "message": "…"}, status)
