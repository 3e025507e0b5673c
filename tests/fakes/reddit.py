"""Reddit's Data API: tokens for an app or a person, a search, listings, threads, ids."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import parse_qs

import httpx

from fakes import NOW, SECRET, Platform, answered

CLIENT = "x1Yz2aBcD3eFgH"
OWNER = "lipa_coffee"
LISTING = {"limit", "after", "before", "count", "raw_json"}
SEARCH = LISTING | {"q", "sort", "t", "restrict_sr", "type"}
REASONS = {"secrets": "private", "gone": "banned", "ugly": "quarantined"}


class Fake(Platform):
    HIDES = True
    OPTIONS = {"query": "lipa", "subreddits": []}  # noqa: RUF012
    REPLIES = False  # what we wrote comes apart; test_reddit.py looks at it

    def __init__(self, items=3):
        self.page = self.PAGE
        self.comments = []
        self.inbox = []
        self.left, self.reset = 95.0, 240
        self.refresh_token = None
        self.agents = set()
        super().__init__(items)

    def make(self, number, at):
        return self.post(f"p{number:03}", at)

    def post(self, name, at, **more):
        return {
            "name": f"t3_{name}",
            "id": name,
            "author": f"guest_{name}",
            "title": f"Lipa Coffee & I, {name}",
            "selftext": "They **burnt** it & smiled.",
            "selftext_html": '<!-- SC_OFF --><div class="md"><p>They <strong>burnt</strong> it &amp; '
            "smiled.</p>\n</div><!-- SC_ON -->",
            "url": f"https://www.reddit.com/r/Sofia/comments/{name}/lipa/",
            "domain": "self.Sofia",
            "created_utc": at.timestamp(),
            "edited": False,
            "score": 41,
            "ups": 41,
            "upvote_ratio": 0.93,
            "num_comments": 0,
            "subreddit": "Sofia",
            "subreddit_subscribers": 104_000,
            "permalink": f"/r/Sofia/comments/{name}/lipa/",
            "over_18": False,
            "locked": False,
            "archived": False,
            "removed_by_category": None,
        } | more

    def comment(self, name, under, text, *, by="petko", minutes=30, parent=None, **more):
        """Let somebody write below a post."""
        post = next(each for each in self.items if each["name"] == under)
        post["num_comments"] += 1
        made = {
            "name": f"t1_{name}",
            "id": name,
            "author": by,
            "body": text,
            "body_html": f'<div class="md"><p>{text}</p>\n</div>',
            "link_id": under,
            "parent_id": parent or under,
            "link_title": post["title"],
            "created_utc": (NOW - timedelta(minutes=minutes)).timestamp(),
            "edited": False,
            "score": 5,
            "subreddit": "Sofia",
            "permalink": f"/r/Sofia/comments/{post['id']}/lipa/{name}/",
        } | more
        self.comments.append(made)
        return made

    def age(self, item):
        item["created_utc"] -= 3600

    def id_of(self, item):
        return item["name"]

    def edit(self, item):
        item["selftext"] += " EDITED"
        item["selftext_html"] = item["selftext_html"].replace("</p>", " EDITED</p>")
        item["edited"] = NOW.timestamp()

    def delete(self, item):
        item |= {"author": "[deleted]", "selftext": "[deleted]", "selftext_html": "[deleted]"}

    def is_content(self, request):
        return request.url.path.endswith("/search")

    def answer(self, request):
        self.agents.add(request.headers.get("user-agent"))
        if request.url.host == "www.reddit.com":
            return self.token(request)
        if not request.headers.get("user-agent"):
            return httpx.Response(403, content=b"<html>whoa there, pardner</html>")
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if given not in {f"app-{SECRET}", f"user-{SECRET}"}:
            return answered({"message": "Unauthorized", "error": 401}, 401)
        found = self.found(request, given.startswith("user"))
        found.headers["x-ratelimit-remaining"] = str(self.left)
        found.headers["x-ratelimit-reset"] = str(self.reset)
        found.headers["x-ratelimit-used"] = str(int(100 - self.left))
        return found

    def token(self, request):
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return answered({"message": "Unauthorized", "error": 401}, 401)
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        kind = form.get("grant_type")
        if kind == "client_credentials":
            token = f"app-{SECRET}"
        elif kind == "refresh_token" and form.get("refresh_token") == self.refresh_token:
            token = f"user-{SECRET}"
        else:
            return answered({"error": "invalid_grant"})  # with status 200
        return answered({"access_token": token, "token_type": "bearer", "expires_in": 86400, "scope": "*"})  # fmt: skip

    def found(self, request, user):
        path, params = request.url.path.strip("/"), dict(request.url.params)
        if path in {"api/v1/me", "message/mentions"} and not user:
            return answered({"message": "Forbidden", "error": 403}, 403)
        if path in {"api/v1/me", "api/info"}:
            return answered({"name": OWNER}) if path[-1] == "e" else self.info(params["id"])
        if path.startswith("comments/"):
            return self.thread(path.removeprefix("comments/"))
        if path.startswith("r/"):
            return self.subreddit(*path.split("/")[1:], params)
        places = [{"name": "t5_2r", "title": "Sofia", "created_utc": 1}]
        lists = {"search": self.items, "message/mentions": self.inbox, "subreddits/search": places}
        known = LISTING if path == "message/mentions" else SEARCH
        return self.listed(lists[path], params, known) if path in lists else missing()

    def info(self, ids):
        wanted = ids.split(",")
        assert len(wanted) <= 100
        there = [each for each in (*self.items, *self.comments) if each["name"] in wanted]
        return answered(listing(there))

    def subreddit(self, name, what, params):
        if name in REASONS:
            status = 404 if REASONS[name] == "banned" else 403
            return answered({"reason": REASONS[name], "message": "…", "error": status}, status)
        if name == "nowhere":
            address = "https://oauth.reddit.com/subreddits/search?q=nowhere"
            return httpx.Response(302, headers={"location": address})
        if what == "search":
            wanted = [each for each in self.items if each["subreddit"].lower() == name.lower()]
            return self.listed(wanted, params, SEARCH)
        return self.listed(self.comments if what == "comments" else self.items, params, LISTING)

    def thread(self, name):
        post = next((each for each in self.items if each["id"] == name), None)
        if post is None:
            return missing()
        below = [dict(each) for each in self.comments if each["link_id"] == post["name"]]
        for each in below:
            answers = [other for other in below if other["parent_id"] == each["name"]]
            each["replies"] = listing(answers) if answers else ""
        top = [each for each in below if each["parent_id"] == post["name"]]
        more = {"kind": "more", "data": {"name": "t1__", "count": 7, "children": []}}
        comments = listing(top)
        comments["data"]["children"].append(more)
        return answered([listing([post]), comments])

    def listed(self, things, params, known):
        if not set(params) <= known or not 1 <= int(params.get("limit", 25)) <= 100:
            return answered({"message": "Bad Request", "error": 400}, 400)
        if len(params.get("q", "")) > 512:
            return answered({"message": "Bad Request", "error": 400}, 400)
        newest = sorted(things, key=lambda each: -each["created_utc"])
        names = [each["name"] for each in newest]
        after = params.get("after")
        start = names.index(after) + 1 if after in names else 0
        if after and after not in names:
            return answered(listing([]))  # whatever was deleted leads nowhere
        shown = newest[start : start + min(self.page, int(params.get("limit", 25)))]
        more = start + len(shown) < len(newest)
        if "raw_json" not in params:
            shown = [escaped(each) for each in shown]
        return answered(listing(shown, shown[-1]["name"] if shown and more else None))


def listing(things, after=None):
    """Return a listing; the kind of a thing stands in its name."""
    children = [{"kind": each["name"][:2], "data": each} for each in things]
    data = {"after": after, "before": None, "dist": len(things), "children": children}
    return {"kind": "Listing", "data": data}


def escaped(thing):
    """Return a thing as it is without `raw_json`."""
    return {
        key: value.replace("&", "&amp;").replace("<", "&lt;") if isinstance(value, str) else value
        for key, value in thing.items()
    }


def missing():
    """Answer that there is no such page."""
    return answered({"message": "Not Found", "error": 404}, 404)
