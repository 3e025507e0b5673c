"""WordPress as its handbook and its source describe it: comments, pages, users, permalinks."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta

import httpx

from fakes import NOW, SECRET, Platform, answered

STAFF = 1
ORDERS = {"date", "date_gmt", "id", "include", "post", "parent", "type"}


def refused(code, status):
    """Return an error as WordPress words it."""
    body = {"code": code, "message": "Sorry, no.", "data": {"status": status}}
    return answered(body, status)


def local(text, hours=2):
    """Return a time in the zone of the site, which its answers do not name."""
    return (datetime.fromisoformat(text) + timedelta(hours=hours)).isoformat()


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "wp/v2/comments": "per_page=100 page search after author author_exclude before exclude include offset order orderby parent post status type _fields _embed context",
    }
    OPTIONS = {"user": "anna", "password": "env:WORDPRESS_PASSWORD"}  # noqa: RUF012
    PLUGIN: httpx.Response | None = None
    """What a security plugin answers to visitors."""
    HOME = "https://blog.example.org"

    def __init__(self, items=3, *, pretty=True):
        self.pretty = pretty
        self.replies = []
        super().__init__(items)

    def make(self, number, at):
        return self.comment(10 + number, at, author_name=f"Гост {number}")

    def comment(self, number, at, **changes):
        row = {
            "id": number,
            "post": 4,
            "parent": 0,
            "author": 0,
            "author_name": "Guest",
            "author_url": "",
            "date_gmt": at.strftime("%Y-%m-%dT%H:%M:%S"),
            "content": {"rendered": "<p>Кафето беше студено &amp; горчиво 👋</p>\n"},
            "link": f"{self.HOME}/new-blend/#comment-{number}",
            "status": "approved",
            "type": "comment",
            "author_avatar_urls": {"24": "https://secure.gravatar.com/avatar/x?s=24"},
            "meta": [],
        }
        return row | changes

    def age(self, item):
        earlier = datetime.fromisoformat(item["date_gmt"]) - timedelta(hours=1)
        item["date_gmt"] = earlier.isoformat()

    def edit(self, item):
        item["content"] = {"rendered": "<p>Вече е добре. EDITED</p>"}

    def reply(self, item, text):
        number = 900 + len(self.replies)
        changes = {"parent": item["id"], "author": STAFF, "author_name": "Anna"}
        changes["content"] = {"rendered": f"<p>{text}</p>\n"}
        self.replies.append(self.comment(number, NOW - timedelta(minutes=30), **changes))

    def is_content(self, request):
        asked = request.url.params
        lookup = {"parent", "include"} & set(asked)
        return "page" in asked and not lookup and asked.get("status") not in {"trash", "spam"}

    def answer(self, request):
        route = self.route(request)
        if route is None:
            return self.web_page(request)
        if self.PLUGIN and not self.known(request):
            return self.PLUGIN
        if route != "wp/v2/comments":
            return refused("rest_no_route", 404)
        return self.comments(request)

    def route(self, request):
        if self.pretty and request.url.path.startswith("/wp-json/"):
            return request.url.path.removeprefix("/wp-json/")
        asked = request.url.params.get("rest_route")
        return asked.strip("/") if asked and request.url.path == "/" else None

    def web_page(self, request):
        root = f"{self.HOME}/wp-json/" if self.pretty else f"{self.HOME}/?rest_route=/"
        headers = {"link": f'<{root}>; rel="https://api.w.org/"', "content-type": "text/html"}
        found = 200 if request.url.path == "/" else 404
        return httpx.Response(found, content=b"<!doctype html><title>Blog</title>", headers=headers)

    def known(self, request):
        proof = b64encode(f"anna:{SECRET}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {proof}"

    def comments(self, request):
        asked = request.url.params
        wrong = self.wrong(asked)
        if wrong:
            return answered({"code": "rest_invalid_param", "data": {"params": {wrong: ""}}}, 400)
        status = asked.get("status", "approve")
        if status != "approve" and not self.known(request):
            return refused("rest_forbidden_param", 401)
        states = {"approve": ("approved",), "all": ("approved", "hold")}.get(status, (status,))
        rows = [row for row in (*self.items, *self.replies) if row["status"] in states]
        for field, name in (("post", "post"), ("parent", "parent"), ("id", "include")):
            if asked.get(name):
                wanted = asked[name].split(",")
                rows = [row for row in rows if str(row[field]) in wanted]
        return self.paged(asked, [self.shown(row, asked) for row in rows])

    def wrong(self, asked):
        if not 1 <= int(asked.get("per_page", 10)) <= 100:
            return "per_page"
        if asked.get("order", "desc") not in {"asc", "desc"}:
            return "order"
        return None if asked.get("orderby", "date_gmt") in ORDERS else "orderby"

    def shown(self, row, asked):
        up = {"id": row["post"], "title": {"rendered": "New blend &#8211; at last"}}
        up |= {"author": STAFF, "type": "post", "link": f"{self.HOME}/new-blend/"}
        embedded = {"_embedded": {"up": [up]}} if asked.get("_embed") == "up" else {}
        return {**row, "date": local(row["date_gmt"]), **embedded}

    def paged(self, asked, rows, time="date_gmt"):
        rows.sort(key=lambda row: (row[time], row["id"]), reverse=asked.get("order") != "asc")
        size, page = min(int(asked.get("per_page", 10)), self.PAGE), int(asked.get("page", 1))
        pages = -(-len(rows) // size)
        rows_there = rows[(page - 1) * size : page * size]
        return answered(rows_there, x_wp_total=str(len(rows)), x_wp_totalpages=str(pages))
