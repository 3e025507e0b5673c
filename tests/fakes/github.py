"""One repository on GitHub: issues, comments, discussions and the search, as its docs say."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx

from fakes import NOW, SECRET, Platform, answered

REPOSITORY = "lipa-coffee/till"
API = f"https://api.github.com/repos/{REPOSITORY}"


def stamp(at):
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def person(login, kind="User"):
    return {"login": login, "html_url": f"https://github.com/{login}", "type": kind}


class Fake(Platform):
    LISTS = {  # noqa: RUF012
        "/issues": "per_page=100 page q since state sort direction order labels creator milestone",
        "/issues/comments": "per_page=100 page since sort direction",
    }
    REPLIES = False  # what the team wrote comes apart; test_github.py looks at the store

    def __init__(self, items=3):
        self.comments, self.discussions, self.found = [], [], []
        self.left = 4999
        self.issues_enabled = True
        super().__init__(items)

    def make(self, number, at):
        return self.issue(number, at, f"guest{number}")

    def issue(self, number, at, login, **more):
        return {
            "id": 70_000 + number,
            "node_id": f"I_{number}",
            "number": number,
            "title": f"The till stops {number}",
            "body_text": "It froze.",
            "user": person(login),
            "state": "open",
            "state_reason": None,
            "html_url": f"https://github.com/{REPOSITORY}/issues/{number}",
            "url": f"{API}/issues/{number}",
            "repository_url": API,
            "comments_url": f"{API}/issues/{number}/comments",
            "created_at": stamp(at),
            "updated_at": stamp(at),
            "closed_at": None,
            "comments": 0,
            "author_association": "NONE",
            "labels": [{"name": "bug"}],
            "reactions": {"total_count": 3, "+1": 2, "-1": 1},
        } | more

    def comment(self, number, text, *, login="guest9", association="NONE", hours=0.5, kind="User"):
        """Let somebody write under issue `number`, so many hours before NOW."""
        at = stamp(NOW - timedelta(hours=hours))
        made = {
            "id": 500 + len(self.comments),
            "body_text": text,
            "user": person(login, kind),
            "html_url": f"https://github.com/{REPOSITORY}/issues/{number}#issuecomment-{at}",
            "issue_url": f"{API}/issues/{number}",
            "created_at": at,
            "updated_at": at,
            "author_association": association,
            "reactions": {"total_count": 0, "+1": 0},
        }
        self.comments.append(made)
        for issue in self.items:
            if issue["number"] == number:
                issue["comments"] += 1
                issue["updated_at"] = at
        return made

    def age(self, item):
        for key in ("created_at", "updated_at"):
            item[key] = stamp(datetime.fromisoformat(item[key]) - timedelta(hours=1))

    def id_of(self, item):
        return f"#{item['number']}"

    def edit(self, item):
        item["body_text"] += " EDITED"
        item["updated_at"] = stamp(NOW)

    def answer(self, request):
        if not request.headers.get("user-agent"):
            return answered({"message": "Request forbidden by administrative rules."}, 403)
        token = request.headers.get("authorization")
        if token not in {None, f"Bearer {SECRET}"}:
            return answered({"message": "Bad credentials", "status": "401"}, 401)
        path = request.url.path.removeprefix("/api/v3")
        if request.method == "POST" and path.endswith("/graphql"):
            return self.graphql(json.loads(request.content), token)
        assert request.method == "GET"
        return self.rest(request, path)

    def rest(self, request, path):
        if path == "/search/issues":
            return self.search(request)
        if path == "/rate_limit":
            return self.said({"resources": {}})
        if not path.startswith(f"/repos/{REPOSITORY}"):
            return answered({"message": "Not Found", "status": "404"}, 404)
        rest = path.removeprefix(f"/repos/{REPOSITORY}")
        if rest == "":
            return self.said({"full_name": REPOSITORY, "has_issues": self.issues_enabled,
                              "open_issues_count": len(self.items)})  # fmt: skip
        if not self.issues_enabled:
            return answered({"message": "Issues are disabled for this repo"}, 410)
        listed = {"/issues": self.items, "/issues/comments": self.comments}[rest]
        return self.listing(request, listed)

    def listing(self, request, listed):
        asked = request.url.params
        assert asked["sort"] == "updated"
        assert asked["direction"] == "asc"
        assert 1 <= int(asked["per_page"]) <= 100
        since = [each for each in listed if each["updated_at"] >= asked.get("since", "")]
        return self.paged(request, sorted(since, key=lambda each: each["updated_at"]), list)

    def search(self, request):
        asked = request.url.params
        query, page = asked["q"], int(asked.get("page", 1))
        if len(query) > 256 or "is:issue" not in query or page * self.PAGE > 1000:
            return answered({"message": "Validation Failed", "errors": [{"field": "q"}]}, 422)
        newest = sorted(self.found, key=lambda each: each["updated_at"], reverse=True)
        return self.paged(request, newest, lambda items: {
            "total_count": len(newest), "incomplete_results": False, "items": items})  # fmt: skip

    def paged(self, request, items, shape):
        """Answer with a page, its Link header and ETag; 304 to the ETag that is still true."""
        page = int(request.url.params.get("page", 1))
        shown = items[(page - 1) * self.PAGE : page * self.PAGE]
        etag = '"' + hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16] + '"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers={"etag": etag})
        headers = {"etag": etag}
        if len(items) > page * self.PAGE:
            query = urlencode({**request.url.params, "page": page + 1})
            headers["link"] = f'<{request.url.copy_with(query=query.encode())}>; rel="next"'
        return self.said(shape(shown), headers)

    def said(self, body, headers=None):
        self.left -= 1
        response = answered(body, x_ratelimit_limit="5000", x_ratelimit_remaining=str(self.left))
        response.headers.update(headers or {})
        return response

    def graphql(self, question, token):
        if token is None:
            return answered({"message": "This endpoint requires you to be authenticated."}, 403)
        assert question["query"].count("{") == question["query"].count("}")
        asked = question["variables"]
        if f"{asked['owner']}/{asked['name']}" != REPOSITORY:
            error = {"type": "NOT_FOUND", "path": ["repository"], "message": "Could not resolve"}
            return answered({"data": {"repository": None}, "errors": [error]})
        assert 1 <= asked["first"] <= 100
        newest = sorted(self.discussions, key=lambda each: each["updatedAt"], reverse=True)
        if asked["after"] not in {None, *(each["id"] for each in newest)}:
            error = {"type": "INVALID_CURSOR_ARGUMENTS", "message": "no such cursor"}
            return answered({"errors": [error]})
        start = 1 + next((n for n, each in enumerate(newest) if each["id"] == asked["after"]), -1)
        shown = newest[start : start + self.PAGE]
        info = {"hasNextPage": start + self.PAGE < len(newest),
                "endCursor": shown[-1]["id"] if shown else None}  # fmt: skip
        found = {"nodes": shown, "pageInfo": info}
        return answered({"data": {"repository": {"discussions": found}}})

    def discuss(self, number, *comments, login="guest", association="NONE", hours=2, own_id=None):
        """Let somebody start a discussion with these comments, (author, association, text) each."""
        below = [
            self.node(f"DC_{number}{n}", who, their, text, hours - n / 10) | {
                "replies": {"totalCount": 0, "nodes": []}}
            for n, (who, their, text) in enumerate(comments, 1)
        ]  # fmt: skip
        updated = below[-1]["createdAt"] if below else stamp(NOW - timedelta(hours=hours))
        made = self.node(own_id or f"D_{number}", login, association, "How?", hours) | {
            "number": number,
            "title": f"A question {number}",
            "category": {"name": "Q&A"},
            "updatedAt": updated,
            "comments": {"totalCount": len(below), "nodes": below},
        }
        self.discussions.append(made)
        return made

    def node(self, node_id, login, association, text, hours):
        at = stamp(NOW - timedelta(hours=hours))
        return {
            "id": node_id,
            "bodyText": text,
            "createdAt": at,
            "updatedAt": at,
            "url": f"https://github.com/{REPOSITORY}/discussions/{node_id}",
            "upvoteCount": 1,
            "authorAssociation": association,
            "author": {"__typename": "Bot" if login.endswith("bot") else "User", "login": login},
        }
