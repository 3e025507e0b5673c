"""One Mastodon server as docs.joinmastodon.org describes it: ids, `Link`, tokens, its search."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx

from fakes import NOW, SECRET, Platform, answered

HOST = "mastodon.example"
HOME = f"https://{HOST}"


def stamp(at):
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def account(name, number, host=HOST):
    away = host != HOST
    return {
        "id": str(number), "username": name, "acct": f"{name}@{host}" if away else name,
        "display_name": name.title(), "url": f"https://{host}/@{name}",
        "uri": f"https://{host}/users/{name}", "followers_count": 120, "following_count": 3,
        "statuses_count": 7, "bot": False, "locked": False, "group": False, "indexable": True,
        "created_at": "2022-11-01T00:00:00.000Z", "note": "", "avatar": f"https://{host}/a.png",
        "avatar_static": f"https://{host}/a.png", "header": f"https://{host}/h.png",
        "header_static": f"https://{host}/h.png", "emojis": [], "fields": [],
    }  # fmt: skip


class Fake(Platform):
    REACHED = 10  # the first pages of a tag
    OPTIONS = {"servers": [HOST], "tags": ["LipaCoffee"]}  # noqa: RUF012
    REPLIES = False  # our answers come apart; test_mastodon.py looks at them
    ME = account("lipa", 1)
    SEARCHES = True
    """Whether its admin runs a full-text search."""
    OPEN = True
    """Whether visitors may read timelines."""
    QUOTES = True
    """Whether its software knows quotes (4.5 and later)."""

    def __init__(self, items=3):
        self.notifications, self.mine, self.left = [], [], 300
        self.number = 0
        super().__init__(items)

    def make(self, number, at):
        return self.status(f"#LipaCoffee is cold {number}", at, f"guest{number}")

    def status(self, text, at, author="guest", host=HOST, **more):
        """Return a post as this server holds it; ids are made of the time of arrival here."""
        self.number += 1
        local = str(115_000_000_000_000_000 + self.number)
        remote = str(110_000_000_000_000_000 + self.number) if host != HOST else local
        who = self.ME if author == "lipa" else account(author, 100 + self.number, host)
        return {
            "id": local, "uri": f"https://{host}/users/{author}/statuses/{remote}",
            "url": f"https://{host}/@{author}/{remote}", "created_at": stamp(at),
            "edited_at": None, "content": f"<p>{html.escape(text)}</p>", "spoiler_text": "",
            "sensitive": False, "visibility": "public", "language": "en", "in_reply_to_id": None,
            "in_reply_to_account_id": None, "replies_count": 0, "reblogs_count": 1,
            "favourites_count": 2, "quotes_count": 0, "reblog": None, "account": who,
            "mentions": [], "emojis": [], "card": None, "poll": None, "media_attachments": [],
            "tags": [{"name": tag.lower(), "url": f"https://{HOST}/tags/{tag.lower()}"}
                     for tag in re.findall(r"#(\w+)", text)],
        } | more  # fmt: skip

    def age(self, item):
        item["created_at"] = stamp(datetime.fromisoformat(item["created_at"]) - timedelta(hours=1))

    def id_of(self, item):
        return item["uri"]

    def edit(self, item):
        item["content"] += "<p>EDITED</p>"
        item["edited_at"] = stamp(NOW)

    def notify(self, status, kind="mention"):
        """Let somebody name us, in public or not."""
        self.number += 1
        self.notifications.append({
            "id": str(self.number), "type": kind, "created_at": status["created_at"],
            "account": status["account"], "status": status, "group_key": f"ungrouped-{self.number}",
        })  # fmt: skip

    @property
    def statuses(self):
        named = [each["status"] for each in self.notifications]
        return [*self.items, *(each for each in named if each not in self.items), *self.mine]

    def is_content(self, request):
        return not request.url.path.endswith("/verify_credentials")

    def answer(self, request):
        assert request.method == "GET"
        token = request.headers.get("authorization")
        if token not in {None, f"Bearer {SECRET}"}:
            return self.said({"error": "The access token is invalid"}, 401)
        if request.url.host != HOST:
            assert token is None, "the token went to another server"
        way = request.url.path.removeprefix("/api/")
        for pattern, needs_user, made in self.ways():
            if found := re.fullmatch(pattern, way):
                if (needs_user or not self.OPEN) and token is None:
                    said = "This method requires an authenticated user"
                    return self.said({"error": said}, 422 if self.OPEN else 401)
                return made(request, *found.groups())
        return httpx.Response(404, content=b"<!doctype html><title>Not here</title>")

    def ways(self):
        return (
            (r"v1/timelines/tag/([^/]+)", False, self.tag),
            (r"v1/notifications", True, self.notified),
            (r"v1/accounts/verify_credentials", True, lambda _: self.said(self.credentials())),
            (r"v1/accounts/(\d+)/statuses", False, self.written_by),
            (r"v1/statuses", False, self.several),
            (r"v1/statuses/([^/]+)", False, self.one),
            (r"v2/search", True, self.search),
        )

    def credentials(self):
        source = {"privacy": "public", "sensitive": False, "language": None, "note": "",
                  "fields": [], "follow_requests_count": 0, "indexable": False,
                  **({"quote_policy": "public"} if self.QUOTES else {})}  # fmt: skip
        role = {"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": False}
        return {**self.ME, "source": source, "role": role}

    def tag(self, request, name):
        tagged = [each for each in self.items
                  if name.lower() in {tag["name"] for tag in each["tags"]}]  # fmt: skip
        return self.listed(request, tagged)

    def notified(self, request):
        """Give what was told; private messages of strangers only who asks for what is filtered out.

        That is what Mastodon does unless its user chose otherwise (4.3, `NotificationPolicy`).
        """
        kinds = request.url.params.get_list("types[]")
        assert self.QUOTES or "quote" not in kinds  # Pleroma refuses kinds that it does not know
        shown = [each for each in self.notifications if each["type"] in kinds]
        if request.url.params.get("include_filtered") != "true":
            shown = [each for each in shown if each["status"]["visibility"] != "direct"]
        return self.listed(request, shown)

    def written_by(self, request, number):
        return self.listed(request, self.mine if number == self.ME["id"] else [])

    def listed(self, request, found):
        """Answer with a page: below `max_id`, or immediately above `min_id`; newest on top."""
        asked = request.url.params
        known = {"limit", "max_id", "min_id", "types[]", "include_filtered", "exclude_reblogs"}
        assert {*asked} <= known
        assert 1 <= int(asked.get("limit", 20)) <= 40
        rising = sorted(found, key=lambda each: int(each["id"]))
        if "min_id" in asked:
            above = [each for each in rising if int(each["id"]) > int(asked["min_id"])]
            shown = above[: self.PAGE][::-1]
        else:
            most = int(asked.get("max_id", 2**62))
            shown = [each for each in rising if int(each["id"]) < most][-self.PAGE :][::-1]
        return self.said(shown, link=self.links(request, shown))

    def links(self, request, shown):
        if not shown:
            return None
        kept = [(key, value) for key, value in request.url.params.multi_items()
                if key not in {"min_id", "max_id"}]  # fmt: skip
        ways = {"next": ("max_id", shown[-1]["id"]), "prev": ("min_id", shown[0]["id"])}
        base = request.url.copy_with(query=None)
        return ", ".join(
            f'<{base}?{urlencode([*kept, way])}>; rel="{rel}"' for rel, way in ways.items()
        )

    def several(self, request):
        ids = request.url.params.get_list("id[]")
        if len(ids) > 20:  # StatusesController#check_statuses_limit
            return self.said({"error": "Validation failed"}, 422)
        return self.said([each for each in self.statuses if each["id"] in ids])

    def one(self, request, local):
        known = "authorization" in request.headers
        found = [each for each in self.statuses if each["id"] == local
                 and (known or each["visibility"] in {"public", "unlisted"})]  # fmt: skip
        return self.said(found[0]) if found else self.said({"error": "Record not found"}, 404)

    def search(self, request):
        asked = request.url.params
        assert {*asked} <= {"q", "type", "limit", "offset", "resolve"}
        assert int(asked.get("limit", 20)) <= 40
        start = int(asked.get("offset", 0))
        resolved = asked["q"].startswith("https://") and asked.get("resolve") == "true"
        found = self.looked_up(asked["q"]) if resolved else self.found(asked["q"])
        hits = found[start : start + self.PAGE] if asked["type"] == "statuses" else []
        return self.said({"accounts": [], "statuses": hits, "hashtags": []})

    def looked_up(self, address):
        """Return the post of an address, search or not; one that is private was kept from before.

        `SearchService#url_query?` of Mastodon: only where `resolve` is asked for.
        """
        return [each for each in self.statuses if address in {each["uri"], each["url"]}]

    def found(self, query):
        if not self.SEARCHES or query.startswith("https://"):
            return []
        if query.startswith("from:"):
            return self.mine
        phrase = re.match(r'"([^"]+)"', query)[1].lower()
        without = [word.lower() for word in re.findall(r" -(\w+)", query)]
        texts = [(each, re.sub("<.*?>", " ", each["content"]).lower()) for each in self.statuses]
        return [each for each, text in texts
                if phrase in text and not any(word in text for word in without)][::-1]  # fmt: skip

    def said(self, body, status=200, link=None):
        self.left -= 1
        response = answered(
            body, status, x_ratelimit_limit="300", x_ratelimit_remaining=str(self.left),
            x_ratelimit_reset="2026-11-21T08:05:00.123456Z",
        )  # fmt: skip
        if link:
            response.headers["link"] = link
        return response
