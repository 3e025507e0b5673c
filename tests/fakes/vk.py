"""VK's API 5.199: the search through open walls, one community's wall, its goods."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

from fakes import NOW, SECRET, Platform, answered

GROUP = 555
PERSON = f"person-{SECRET}"
ERRORS = {5: "User authorization failed", 6: "Too many requests per second", 8: "Invalid request",
          9: "Flood control", 14: "Captcha needed", 15: "Access denied", 27: "Group authorization failed",
          18: "User was deleted or banned", 28: "Application authorization failed",
          29: "Rate limit reached", 100: "One of the parameters specified was missing or invalid",
          212: "Access to post comments denied"}  # fmt: skip


def error(code, **more):
    return answered({"error": {"inner_type": "base_error", "error_code": code,
                               "error_msg": ERRORS.get(code, "?"), "request_params": [], **more}})  # fmt: skip


def text_of(post):
    """Return what is searched of a post: its own words, and those that it passes on."""
    return " ".join(each["text"] for each in (post, *post.get("copy_history", []))).lower()


class Fake(Platform):
    """Items are posts on walls of strangers, which the search finds."""

    HIDES = True
    OPTIONS = {"query": "Lipa"}  # noqa: RUF012
    REPLIES = False  # our answers stand under comments on our own wall; see test_vk.py
    PEOPLE = 7000

    def __init__(self, items=3):
        self.now = NOW
        self.code = None
        """An error that every method gives."""
        self.codes = []
        """Errors that come before the answers, one each."""
        self.wall, self.comments, self.goods = [], {}, []
        self.members = 800
        self.closed = set()
        super().__init__(items)

    def make(self, number, at):
        return {"id": number, "owner_id": 7000 + number, "from_id": 7000 + number,
                "date": int(at.timestamp()), "text": f"Lipa was cold {number}"}  # fmt: skip

    def age(self, item):
        item["date"] -= 3600

    def id_of(self, item):
        return f"{item['owner_id']}_{item['id']}"

    def edit(self, item):
        item["text"] += " EDITED"
        item["edited"] = int(self.now.timestamp())

    def delete(self, item):
        item |= {"is_deleted": True}

    # The own wall.

    def post(self, number, text, who=-GROUP, hours=5):
        at = int((self.now - timedelta(hours=hours)).timestamp())
        made = {"id": number, "owner_id": -GROUP, "from_id": who, "date": at, "text": text}
        self.wall.insert(0, made)
        return made

    def comment(self, number, text, who, under=None, to=None, hours=4, goods=None):
        """Let somebody comment on a post, or answer the comment `to`."""
        at = int((self.now - timedelta(hours=hours)).timestamp())
        made = {"id": number, "from_id": who, "date": at, "text": text}
        if goods is None:
            made |= {"owner_id": -GROUP, "post_id": under, "parents_stack": [to] if to else []}
        made |= {"reply_to_comment": to, "reply_to_user": 1} if to else {}
        self.comments.setdefault(("goods", goods) if goods else under, []).append(made)
        return made

    # The API.

    def answer(self, request):
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        method = request.url.path.removeprefix("/method/")
        if request.url.host not in {"api.vk.com", "api.vk.ru"}:
            return answered({}, 404)
        if code := self.codes.pop(0) if self.codes else self.code:
            return error(code)
        if form.get("v") != "5.199":
            return error(8)
        token = form.get("access_token")
        if token not in {SECRET, PERSON}:
            return error(5)
        known = {
            "newsfeed.search": self.newsfeed_search,
            "wall.get": self.wall_get,
            "wall.getById": self.wall_get_by_id,
            "wall.getComments": self.wall_comments,
        }
        of_people = {"market.get": self.market_get, "market.getComments": self.market_comments}
        if method in of_people:
            return of_people[method](form) if token == PERSON else error(28)
        return known[method](form) if method in known else error(3)

    def newsfeed_search(self, form):
        size = int(form.get("count", 30))
        day_ago = self.now - timedelta(hours=24)
        since = int(form.get("start_time", day_ago.timestamp()))
        until = int(form.get("end_time", self.now.timestamp()))
        start = form.get("start_from", "0").partition("/")[0]
        if not 0 <= size <= 200 or not form.get("q") or not start.isdecimal():
            return error(100)
        offset = min(int(start), 1000)
        words = form["q"].lower().split()
        found = [each for each in reversed(self.items) if since <= each["date"] <= until
                 and all(word in text_of(each) for word in words)]  # fmt: skip
        found.sort(key=lambda each: -each["date"])
        reached = found[:1000]
        page = reached[offset : offset + min(size, self.PAGE)]
        told = {"count": len(reached), "total_count": len(found)}
        if page and offset + len(page) < len(reached):
            told["next_from"] = f"{offset + len(page)}/{page[-1]['owner_id']}_{page[-1]['id']}"
        return self.given(form, page, **told)

    def wall_get(self, form):
        if form.get("domain") not in {"lipa_coffee", f"club{GROUP}"}:
            return error(100)
        size, offset = int(form.get("count", 20)), int(form.get("offset", 0))
        page = self.wall[offset : offset + min(size, 100)]
        return self.given(form, page, count=len(self.wall))

    def wall_get_by_id(self, form):
        wanted = form.get("posts", "").split(",")
        there = {self.id_of(each): each for each in (*self.items, *self.wall)}
        page = [there[each] for each in wanted if each in there]
        return self.given(form, page)

    def wall_comments(self, form):
        post = int(form["post_id"])
        if form["owner_id"] != str(-GROUP):
            return error(15)
        if post in self.closed:
            return error(212)
        everything = self.comments.get(post, [])
        thread = int(form.get("comment_id", 0))
        level = [
            each for each in everything if each["parents_stack"] == ([thread] if thread else [])
        ]
        size, offset = int(form.get("count", 10)), int(form.get("offset", 0))
        page = [dict(each) for each in level[offset : offset + min(size, self.PAGE)]]
        if form.get("preview_length") != "0":
            page = [each | {"text": each["text"][:90]} for each in page]
        for each in page if not thread else []:
            answers = [a for a in everything if a["parents_stack"] == [each["id"]]]
            shown = answers[: min(10, int(form.get("thread_items_count", 0)))]
            each["thread"] = {"count": len(answers), "items": [self.liked(form, a) for a in shown]}
        told = {"count": len(everything), "current_level_count": len(level)}
        return self.given(form, [self.liked(form, each) for each in page], comments=True, **told)

    def market_get(self, form):
        return answered({"response": {"count": len(self.goods), "items": self.goods}})

    def market_comments(self, form):
        found = self.comments.get(("goods", int(form["item_id"])), [])
        offset = int(form.get("offset", 0))
        page = [self.liked(form, each) for each in found[offset : offset + self.PAGE]]
        return self.given(form, page, comments=True, count=len(found))

    def liked(self, form, comment):
        likes = {"count": 2, "can_like": 1, "user_likes": 0}
        return comment | ({"likes": likes} if form.get("need_likes") == "1" else {})

    def given(self, form, items, comments=False, **told):
        """Return items, with who wrote them if that was asked for."""
        shown = items if comments else [self.shown(each) for each in items]
        if form.get("extended") == "1":
            inner = [a for each in items for a in (each, *each.get("thread", {}).get("items", []))]
            there = {each.get(key) for each in inner for key in ("from_id", "owner_id")}
            authors = {each for each in there if each}
            told["profiles"] = [self.person(each, form) for each in sorted(authors) if each > 0]
            told["groups"] = [self.community(-each, form) for each in sorted(authors) if each < 0]
        return answered({"response": {"items": shown, **told}})

    def shown(self, post):
        more = {
            "likes": {"count": 4, "can_like": 1, "user_likes": 0},
            "reposts": {"count": 1},
            "comments": {"count": len(self.comments.get(post["id"], []))},
            "views": {"count": 300},
            "post_type": "post",
            "inner_type": "wall_wallpost",
        }
        return {**more, **post}

    def person(self, number, form):
        made = {"id": number, "first_name": "Guest", "last_name": str(number), "is_closed": False}
        if "screen_name" in form.get("fields", ""):
            made["screen_name"] = f"id{number}"
        return made | ({"followers_count": 120} if "followers_count" in form.get("fields", "") else {})  # fmt: skip

    def community(self, number, form):
        made = {"id": number, "name": "Lipa Coffee", "screen_name": "lipa_coffee", "is_closed": 0, "type": "group"}  # fmt: skip
        wanted = "members_count" in form.get("fields", "")
        return made | ({"members_count": self.members} if wanted else {})
