"""A Discourse forum: posts by descending ids, some of them not public; topics; the search."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import httpx

from fakes import NOW, SECRET, Platform, answered

PARAMETERS = {"posts.json": {"before"}, "search.json": {"q", "page"}}

NOT_IN_TOPICS = {"topic_title", "topic_html_title", "badges_granted", "excerpt", "truncated", "raw",
                 "category_id", "posts_count", "flair_group_id", "post_url"}  # fmt: skip


def stamp(at):
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def refused(status, error_type, **more):
    """Answer as the application does."""
    return answered({"errors": ["No."], "error_type": error_type} | more, status)


def person(post):
    """Return who wrote a post, in short."""
    name = post["username"]
    return {"id": post["user_id"], "username": name, "name": "", "avatar_template": "/x.png"}


class Fake(Platform):
    OPTIONS = {"filter": "false"}  # noqa: RUF012
    SECRETS = {"env:DISCOURSE_KEY": SECRET}  # noqa: RUF012
    GAP = 40
    """Ids between two public posts: there are private messages, too."""
    WINDOW = 50
    """A page looks at so many ids."""

    def __init__(self, items=3):
        self.login_required = False
        self.search_closed = False
        self.overloaded = False
        self.page = self.PAGE
        self.views = 431
        self.private = set()
        """Ids of posts whose topic was made private."""
        self.messages = set()
        """Topics that were made private messages, which the key may read."""
        super().__init__(items)

    def make(self, number, at):
        return self.post(number, at, topic=number)

    def post(self, number, at, *, topic, place=1, username=None, **more):
        name = username or f"guest{number}"
        return {
            "id": 9000 + number * self.GAP,
            "name": "",
            "username": name,
            "avatar_template": "/user_avatar/forum/x/{size}/1_2.png",
            "created_at": stamp(at),
            "cooked": f"<p>Lipa Coffee burnt my beans, visit {number}.</p>",
            "post_number": place,
            "post_type": 1,
            "posts_count": 2,
            "updated_at": stamp(at),
            "reply_count": 1,
            "reply_to_post_number": None,
            "quote_count": 0,
            "incoming_link_count": 3,
            "reads": 57,
            "readers_count": 56,
            "score": 22.4,
            "yours": False,
            "topic_id": topic,
            "topic_slug": f"burnt-beans-{topic}",
            "topic_title": f"Burnt beans {topic}",
            "topic_html_title": f"Burnt beans {topic}",
            "category_id": 12,
            "display_username": "",
            "primary_group_name": None,
            "flair_name": None,
            "flair_url": None,
            "flair_bg_color": None,
            "flair_color": None,
            "flair_group_id": None,
            "badges_granted": [],
            "version": 1,
            "can_edit": False,
            "can_delete": False,
            "can_recover": False,
            "can_see_hidden_post": False,
            "can_wiki": False,
            "user_title": None,
            "bookmarked": False,
            "raw": f"Lipa Coffee burnt my beans, visit {number}.",
            "actions_summary": [{"id": 2, "count": 4, "can_act": True}],
            "moderator": False,
            "admin": False,
            "staff": False,
            "user_id": 70 + number,
            "hidden": False,
            "trust_level": 1,
            "deleted_at": None,
            "user_deleted": False,
            "edit_reason": None,
            "can_view_edit_history": True,
            "wiki": False,
            "excerpt": "Lipa Coffee burnt …",
            "truncated": False,
            "reviewable_id": None,
            "reviewable_score_count": 0,
            "reviewable_score_pending_count": 0,
            "post_url": f"/t/burnt-beans-{topic}/{topic}/{place}",
        } | more

    def age(self, item):
        for key in ("created_at", "updated_at"):
            item[key] = stamp(datetime.fromisoformat(item[key]) - timedelta(hours=1))

    def edit(self, item):
        item["cooked"] += "<p>EDITED</p>"
        item["version"] += 1
        item["updated_at"] = stamp(NOW)

    def reply(self, item, text, username="lipa_ivana", **more):
        """Let somebody answer a post; the answer has the next id."""
        made = self.post(1, NOW - timedelta(minutes=9), topic=item["topic_id"], place=2)
        number = len(self.answers) + 1
        made |= {"id": max(each["id"] for each in self.all) + number, "username": username,
                 "cooked": f"<p>{text}</p>", "reply_to_post_number": 1, "post_number": 1 + number}  # fmt: skip
        self.answers.append(made | more)
        return self.answers[-1]

    @property
    def answers(self):
        return self.__dict__.setdefault("_answers", [])

    @property
    def all(self):
        return sorted((*self.items, *self.answers), key=lambda each: -each["id"])

    def is_content(self, request):
        return request.url.path in {"/posts.json", "/search.json"}

    def answer(self, request):
        path, params = request.url.path.removeprefix("/"), dict(request.url.params)
        if path == "site/basic-info.json":
            return answered(self.about())
        if refusal := self.refusal(request.headers):
            return refused(403, refusal)
        if request.method != "GET" or not set(params) <= PARAMETERS.get(path, set()):
            return refused(400, "invalid_parameters")
        if path == "posts.json":
            return self.latest(params)
        if path == "search.json":
            return self.search(params)
        return self.single(*path.removesuffix(".json").partition("/")[::2])

    def refusal(self, headers):
        """Return why whoever asks may not read; None: they may."""
        key, user = headers.get("api-key"), headers.get("api-username")
        if key is None:
            return "not_logged_in" if self.login_required else None
        return None if (key, user) == (SECRET, "lipa_ivana") else "invalid_access"

    def history(self, number):
        """Return what a post answers, as today's software does; the description lacks it."""
        post = next((each for each in self.all if str(each["id"]) == number), None)
        if post is None:
            return refused(404, "not_found")
        chain = [
            each
            for each in self.all
            if each["topic_id"] == post["topic_id"]
            and each["post_number"] == post["reply_to_post_number"]
        ]
        return answered(chain)

    def latest(self, params):
        top = int(params.get("before", self.all[0]["id"] + 1 if self.all else 1))
        found = [each for each in self.all if top - self.WINDOW <= each["id"] < top]
        return answered({"latest_posts": found[: self.page]})

    def search(self, params):
        if self.search_closed:
            return httpx.Response(200, content=b"<!DOCTYPE html><title>Login</title>")
        page, words = int(params.get("page", 1)), params.get("q", "")
        if page > 10:
            return refused(400, "invalid_parameters")
        term = re.sub(r"\b(after|order):\S+", "", words).strip().strip('"').casefold()
        if len(term) < 3:
            return refused(400, "invalid_parameters")
        after = re.search(r"after:(\d{4}-\d\d-\d\d)", words)
        hits = [
            each
            for each in self.all
            if term in each["cooked"].casefold() and (not after or each["created_at"] >= after[1])
        ]
        topics = {each["topic_id"]: each for each in reversed(hits)}  # one of each, the latest
        hits = [each for each in hits if each is topics[each["topic_id"]]]
        start = (page - 1) * self.page
        shown = hits[start : start + self.page]
        keys = ("id", "username", "created_at", "post_number", "topic_id", "avatar_template")
        posts = [{key: each[key] for key in keys} | {"blurb": "Lipa …", "like_count": 4} for each in shown]  # fmt: skip
        told = {
            "post_ids": [each["id"] for each in shown],
            "more_full_page_results": True if len(hits) > start + self.page else None,
            "error": "overloaded" if self.overloaded else None,
            "term": words,
        }
        topics = [
            {
                "id": each["topic_id"],
                "title": each["topic_title"],
                "category_id": each["category_id"],
            }
            for each in shown
        ]
        there = {"topics": topics} if topics else {}
        return answered({"posts": posts, "users": [], "grouped_search_result": told} | there)

    def single(self, kind, number):
        if number.endswith("/reply-history"):
            return self.history(number.partition("/")[0])
        of = {"posts": "id", "t": "topic_id"}.get(kind)
        found = next((each for each in self.all if str(each[of]) == number), None) if of else None
        if found is None:
            return refused(404, "not_found")
        if kind == "posts":
            if found["id"] in self.private:
                return refused(403, "invalid_access")
            hidden = {"topic_title", "topic_html_title", "badges_granted", "excerpt", "truncated",
                      "category_id"}  # fmt: skip
            whole = {key: value for key, value in found.items() if key not in hidden}
            return answered(whole | {"mentioned_users": []})
        return answered(self.topic(found))

    def topic(self, post):
        """Return a topic as it is shown to a visitor, its posts apart."""
        there = [each for each in reversed(self.all) if each["topic_id"] == post["topic_id"]]
        first = [
            {key: value for key, value in each.items() if key not in NOT_IN_TOPICS}
            | {"read": True, "link_counts": [], "reviewable_id": 0}
            for each in there[:20]
        ]
        nothing = (
            "word_count deleted_at featured_link pinned_at pinned_until image_url draft unpinned"
            " highest_post_number deleted_by topic_timer thumbnails slow_mode_enabled_until"
        )
        no = "closed archived has_summary pinned_globally pinned has_deleted bookmarked"
        lists = "timeline_lookup suggested_topics tags actions_summary bookmarks"
        numbers = "slow_mode_seconds draft_sequence message_bus_last_id reply_count"
        told = {
            "id": post["topic_id"],
            "title": post["topic_title"],
            "fancy_title": post["topic_title"],
            "slug": post["topic_slug"],
            "views": self.views,
            "posts_count": 2,
            "like_count": 4,
            "visible": True,
            "archetype": "private_message" if post["topic_id"] in self.messages else "regular",
            "category_id": 12,
            "user_id": post["user_id"],
            "created_at": post["created_at"],
            "last_posted_at": post["created_at"],
            "draft_key": f"topic_{post['topic_id']}",
            "current_post_number": 1,
            "chunk_size": 20,
            "participant_count": 2,
            "show_read_indicator": False,
            "tags_descriptions": {},
            "post_stream": {"posts": first, "stream": [each["id"] for each in there]},
            "details": {
                "can_edit": False,
                "notification_level": 1,
                "participants": [],
                "created_by": person(post),
                "last_poster": person(post),
            },
        }
        return (
            dict.fromkeys(nothing.split())
            | dict.fromkeys(no.split(), False)
            | {name: [] for name in lists.split()}
            | dict.fromkeys(numbers.split(), 0)
            | told
        )

    def about(self):
        address = "https://forum.example.org/logo.png"
        logos = (
            "logo_url",
            "logo_small_url",
            "apple_touch_icon_url",
            "favicon_url",
            "mobile_logo_url",
        )
        return dict.fromkeys(logos, address) | {
            "title": "Coffee people",
            "description": "All about coffee",
            "header_primary_color": "333333",
            "header_background_color": "ffffff",
            "login_required": self.login_required,
            "locale": "en",
            "include_in_discourse_discover": False,
        }
