"""A professional Instagram account in the Graph API: its media, their comments, posts that tag it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from fakes import Platform, answered
from fakes.graph import chosen, error, fields_of, listed, refused

PAGE = "104500000000001"
ACCOUNT = "17841400000000001"
NAME = "lipacoffee"


class Fake(Platform):
    """One item of three is a post that tags us, the others are comments under a post of ours."""

    LISTS = {  # noqa: RUF012
        "/comments": "limit=50 fields after appsecret_proof",
        "/media": "limit=100 fields after since until appsecret_proof",
        "/tags": "limit=100 fields after appsecret_proof",
    }
    OPTIONS = {"access_token": "env:META"}  # noqa: RUF012
    REPLY_PAGE = 2

    def __init__(self, items: int = 3) -> None:
        self.answers = []
        self.post = "1789500000000001"
        self.connected = True
        super().__init__(items)

    def make(self, number, at):
        common = {"at": at, "username": f"guest.{number}", "like_count": 2}
        if number % 3 == 2:
            return common | {"id": f"18000{number}", "caption": "Cold coffee at @lipacoffee",
                             "tagged": True, "comments_count": 1}  # fmt: skip
        return common | {"id": f"17900{number}", "text": "It was cold.", "under": self.post,
                         "from": {"id": f"61{number}", "username": f"guest.{number}"}}  # fmt: skip

    def edit(self, item):
        item["caption" if "tagged" in item else "text"] += " EDITED"

    def reply(self, item, text, minutes=10, who=NAME):
        if "tagged" in item:
            item = next(each for each in self.items if "under" in each)
        said = {"id": f"17955{len(self.answers)}", "text": text, "username": who, "like_count": 0,
                "from": {"id": ACCOUNT if who == NAME else "77", "username": who},
                "parent": item["id"], "at": item["at"] + timedelta(minutes=minutes)}  # fmt: skip
        self.answers.append(said)
        return said

    def is_content(self, request):
        return not request.url.path.endswith(("/me", "/media"))

    def answer(self, request):
        if found := refused(request):
            return found
        node, _, edge = request.url.path.split("/", 2)[2].partition("/")
        edges = {
            ("me", ""): self.page,
            (ACCOUNT, "media"): self.media,
            (ACCOUNT, "tags"): self.tags,
            (self.post, "comments"): self.comments,
            ("me", "accounts"): self.accounts,
        }
        if edge == "replies" and node in {item["id"] for item in self.items}:
            return self.replies(request, node)
        if request.method != "GET" or (node, edge) not in edges:
            return error(100, subcode=33, message="Unsupported get request. Object does not exist")
        return edges[node, edge](request)

    def page(self, request):
        page = {"id": PAGE, "name": "Lipa Coffee"}
        if self.connected:
            page["instagram_business_account"] = {"id": ACCOUNT, "username": NAME}
        return answered(chosen(page, fields_of(request.url.params.get("fields", "id"))))

    def accounts(self, _request):
        return error(
            100, message="Tried accessing nonexisting field (accounts) on node type (Page)"
        )

    def media(self, request):
        ours = {"id": self.post, "caption": "New beans!", "at": datetime(2026, 11, 10, tzinfo=UTC),
                "comments_count": len(self.under), "permalink": "https://www.instagram.com/p/Ab1/"}  # fmt: skip
        since = int(request.url.params.get("since", 0))
        return listed(request, [ours] if ours["at"].timestamp() >= since else [], 100, shown)

    def tags(self, request):
        tagging = [item for item in reversed(self.items) if "tagged" in item]
        tagging = [
            item | {"permalink": f"https://www.instagram.com/p/{item['id']}/"} for item in tagging
        ]
        return listed(request, tagging, self.PAGE, shown)

    def comments(self, request):
        return listed(request, self.under, self.PAGE, self.shown_comment, own_limit=50)

    def replies(self, request, comment):
        return listed(request, self.below(comment), self.REPLY_PAGE, shown, own_limit=50)

    @property
    def under(self):
        return [item for item in reversed(self.items) if "under" in item]

    def below(self, comment):
        return sorted((r for r in self.answers if r["parent"] == comment), key=lambda r: r["at"])

    def shown_comment(self, comment):
        below = self.below(comment["id"])
        found = {"data": [shown(each) for each in below[: self.REPLY_PAGE]]}
        if len(below) > self.REPLY_PAGE:
            after = below[self.REPLY_PAGE - 1]["id"]
            found["paging"] = {"cursors": {"before": "QVFIx", "after": f"QVFI{after}"},
                               "next": f"https://graph.facebook.com/v26.0/{comment['id']}/replies?after=QVFI{after}"}  # fmt: skip
        return shown(comment) | ({"replies": found} if below else {})


def shown(node):
    stamp = re.sub(r"\+00:00$", "+0000", node["at"].isoformat(timespec="seconds"))
    kept = {
        key: value for key, value in node.items() if key not in {"at", "under", "tagged", "parent"}
    }
    parent = {"parent_id": node["parent"]} if "parent" in node else {}
    return {"hidden": False} | kept | {"timestamp": stamp} | parent
