"""A Facebook Page in the Graph API: its feed, comments under its posts, answers of the Page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from fakes import Platform, answered
from fakes.graph import chosen, error, fields_of, listed, refused

PAGE = "104500000000001"
FIELDS = {"filter": {"toplevel", "stream"}, "order": {"chronological", "reverse_chronological"}}


class Fake(Platform):
    """Every third item is a post of a visitor, the others are comments under a post of the Page."""

    LISTS = {  # noqa: RUF012
        "/comments": "limit=100 fields after filter order appsecret_proof",
        "/feed": "limit=100 fields after since until appsecret_proof",
        "/ratings": "limit=100 fields after appsecret_proof",
    }
    OPTIONS = {"access_token": "env:META"}  # noqa: RUF012
    REPLIES = False  # what the Page wrote comes apart; test_facebook.py looks at the store

    def __init__(self, items: int = 3) -> None:
        self.answers = []
        self.post = f"{PAGE}_700"
        super().__init__(items)

    def make(self, number, at):
        visitor = {"id": f"9{number}", "name": f"Guest {number}"}
        if number % 3 == 0:
            return {"id": f"{PAGE}_8{number}", "message": "Cold again.", "at": at, "from": visitor,
                    "visitor": True}  # fmt: skip
        return {"id": f"700_{number}", "message": "It was cold.", "at": at, "from": visitor,
                "under": self.post, "parent": None}  # fmt: skip

    def edit(self, item):
        item["message"] += " EDITED"

    def reply(self, item, text, minutes=10, who=None):
        """Let the Page, or somebody else, write under a post or a comment."""
        post, parent = item.get("under", item["id"]), item["id"] if "under" in item else None
        at = item["at"] + timedelta(minutes=minutes)
        said = {"id": f"{post.rpartition('_')[2]}_5{len(self.answers)}", "message": text, "at": at,
                "from": who or {"id": PAGE, "name": "Lipa Coffee"}, "under": post, "parent": parent}  # fmt: skip
        self.answers.append(said)
        return said

    def is_content(self, request):
        return not request.url.path.endswith("/me")

    def answer(self, request):
        if found := refused(request):
            return found
        node, _, edge = request.url.path.split("/", 2)[2].partition("/")
        node = PAGE if node == "me" else node
        if edge == "comments" and node in {post["id"] for post in self.posts}:
            return self.comments(request, node)
        edges = {
            "": self.page,
            "feed": self.feed,
            "accounts": self.accounts,
            "ratings": self.ratings,
        }
        if node != PAGE or edge not in edges or request.method != "GET":
            return error(100, subcode=33, message="Unsupported get request. Object does not exist")
        return edges[edge](request)

    def page(self, request):
        page = {"id": PAGE, "name": "Lipa Coffee", "overall_star_rating": 4.6, "rating_count": 31}
        return answered(chosen(page, fields_of(request.url.params.get("fields", "id"))))

    def accounts(self, _request):
        return error(
            100, message="Tried accessing nonexisting field (accounts) on node type (Page)"
        )

    def ratings(self, _request):
        return error(12)

    @property
    def posts(self):
        ours = {"id": self.post, "message": "New beans!\nCome and try.", "at": datetime(2026, 11, 10, tzinfo=UTC),
                "from": {"id": PAGE, "name": "Lipa Coffee"}}  # fmt: skip
        return [*[item for item in reversed(self.items) if "visitor" in item], ours]

    def feed(self, request):
        since = int(request.url.params.get("since", 0))
        posts = [post for post in self.posts if post["at"].timestamp() >= since]
        return listed(request, posts, 100, self.shown_post)

    def comments(self, request, post):
        params = request.url.params
        if any(params.get(name, "") not in {"", *good} for name, good in FIELDS.items()):
            return error(100, message=f"Param must be one of {FIELDS}")
        found = self.under(post)
        if params.get("filter", "toplevel") == "toplevel":
            found = [each for each in found if each["parent"] is None]
        found.sort(
            key=lambda each: each["at"], reverse=params.get("order") == "reverse_chronological"
        )
        return listed(request, found, self.PAGE, self.shown_comment)

    def under(self, post):
        return [each for each in (*self.items, *self.answers) if each.get("under") == post]

    def shown_post(self, post):
        total = sum(each["parent"] is None for each in self.under(post["id"]))
        return shown(post) | {
            "permalink_url": f"https://www.facebook.com/{post['id']}",
            "comments": {
                "data": [],
                "summary": {"order": "ranked", "total_count": total, "can_comment": True},
            },
        }

    def shown_comment(self, comment):
        found = shown(comment) | {
            "permalink_url": f"https://www.facebook.com/{comment['under']}?comment_id={comment['id']}",
            "comment_count": sum(each["parent"] == comment["id"] for each in self.answers),
            "like_count": 2,
        }
        return found | ({"parent": {"id": comment["parent"]}} if comment["parent"] else {})


def shown(node):
    found = {"id": node["id"], "message": node["message"], "is_hidden": node.get("hidden", False),
             "created_time": re.sub(r"\+00:00$", "+0000", node["at"].isoformat(timespec="seconds"))}  # fmt: skip
    return found | ({"from": node["from"]} if node["from"] else {})
