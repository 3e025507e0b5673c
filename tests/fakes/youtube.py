"""YouTube's Data API v3: a channel with comments, a search for videos, their statistics.

Odd items are comments under videos of the channel, even ones are videos of somebody else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from fakes import NOW, SECRET, Platform, answered

CHANNEL = "UCLipaCoffeeSofia0000001"
STRANGER = "UCguitarist0000000000001"
OWN_VIDEO = "lipaLatte01"
HINTS = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
PARAMETERS = {
    "commentThreads": {"videoId", "allThreadsRelatedToChannelId", "id", "order", "maxResults",
                       "pageToken", "textFormat", "searchTerms", "moderationStatus"},
    "comments": {"parentId", "id", "maxResults", "pageToken", "textFormat"},
    "search": {"q", "type", "order", "publishedAfter", "maxResults", "pageToken", "channelId",
               "regionCode", "relevanceLanguage"},
    "videos": {"id", "chart", "maxResults"},
    "channels": {"id", "forHandle"},
}  # fmt: skip


def stamp(at):
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def refused(status, reason):
    """Answer as YouTube does: the words are HTML, the reason is the code."""
    error = {
        "code": status,
        "message": "The <code>request</code> was refused.",
        "errors": [{"domain": "youtube.x", "reason": reason, "message": "…"}],
        "status": HINTS[status],
    }
    return answered({"error": error}, status)


class Fake(Platform):
    REACHED = 16  # a day's searches
    OPTIONS = {"query": "lipa"}  # noqa: RUF012

    def __init__(self, items=3):
        self.page = self.PAGE
        self.replies = {}
        self.embedded = 5
        self.disabled = set()
        self.spent = []
        super().__init__(items)

    def make(self, number, at):
        return self.comment(number, at) if number % 2 else self.video(f"video{number:06}", at)

    def comment(self, number, at, video=OWN_VIDEO, text="The coffee was cold."):
        snippet = {
            "authorChannelId": {"value": f"UCguest{number}"},
            "authorDisplayName": f"@guest{number}",
            "textDisplay": text,
            "textOriginal": text,
            "likeCount": 3,
            "publishedAt": stamp(at),
            "updatedAt": stamp(at),
            "videoId": video,
        }
        return {"kind": "youtube#comment", "id": f"Ugx{number:05}AaBQ", "snippet": snippet}

    def video(self, video_id, at, **more):
        snippet = {
            "channelId": STRANGER,
            "channelTitle": "The Guitarist",
            "title": "Lipa breaks cups",
            "description": "A song about a waiter.",
            "publishedAt": stamp(at),
            "defaultLanguage": "en-GB",
        } | more
        counts = {"viewCount": "31000", "likeCount": "900", "commentCount": "77"}
        return {"kind": "youtube#video", "id": video_id, "snippet": snippet, "statistics": counts}

    def age(self, item):
        for key in ("publishedAt", "updatedAt"):
            if key in item["snippet"]:
                older = datetime.fromisoformat(item["snippet"][key]) - timedelta(hours=1)
                item["snippet"][key] = stamp(older)

    def edit(self, item):
        if item["kind"] == "youtube#video":
            item["snippet"]["description"] += " EDITED"
        else:
            item["snippet"]["textOriginal"] += " EDITED"
            item["snippet"]["updatedAt"] = stamp(NOW)

    def reply(self, item, text, by=CHANNEL, minutes=10):
        """Let a channel answer a comment; a video has no answers."""
        there = self.replies.setdefault(item["id"], [])
        made = self.comment(900 + len(there), NOW - timedelta(minutes=minutes), text=text)
        made["id"] = f"{item['id']}.re{len(there)}"
        made["snippet"]["authorChannelId"]["value"] = by
        made["snippet"]["parentId"] = item["id"]
        del made["snippet"]["videoId"]
        there.append(made)

    def is_content(self, request):
        return request.url.path.rpartition("/")[2] in {"commentThreads", "search"}

    def answer(self, request):
        call = request.url.path.removeprefix("/youtube/v3/")
        params = dict(request.url.params)
        if call not in PARAMETERS or request.method != "GET":
            return refused(404, "notFound")
        self.spent.append(call)
        key = params.pop("key", request.headers.get("x-goog-api-key"))
        if key != SECRET:
            return refused(400, "keyInvalid") if key else refused(403, "forbidden")
        parts = set(params.pop("part", "").split(","))
        if not parts <= {"id", "snippet", "replies", "statistics", "contentDetails"}:
            return refused(400, "missingRequiredParameter")
        if not set(params) <= PARAMETERS[call]:
            return refused(400, "badRequest")
        return getattr(self, f"_{call}")(params, parts)

    def _commentThreads(self, params, parts):  # noqa: N802 — YouTube's name
        by = {"videoId", "allThreadsRelatedToChannelId", "id"} & set(params)
        if len(by) != 1 or ("id" in by and {"order", "pageToken", "maxResults"} & set(params)):
            return refused(400, "incompatibleParameters")
        if int(params.get("maxResults", 20)) > 100:
            return refused(400, "invalidParameter")
        if by != {"id"}:
            return self.threads(params, parts, *by)
        wanted = params["id"].split(",")
        found = [self.thread(each, parts) for each in self.comments if each["id"] in wanted]
        return self.listed("commentThread", found)

    def threads(self, params, parts, by):
        if params[by] in self.disabled:
            return refused(403, "commentsDisabled")
        if by == "videoId" and params[by] not in {OWN_VIDEO, *(each["id"] for each in self.videos)}:
            return refused(404, "videoNotFound")
        if by == "allThreadsRelatedToChannelId" and params[by] != CHANNEL:
            return refused(404, "channelNotFound")
        video = params.get("videoId")
        found = [
            self.thread(each, parts)
            for each in self.newest(self.comments)
            if (each["snippet"]["videoId"] == video if video else self.is_ours(each))
        ]
        return self.paged("commentThread", found, params)

    def _comments(self, params, _parts):
        if len({"parentId", "id"} & set(params)) != 1:
            return refused(400, "missingRequiredParameter")
        if int(params.get("maxResults", 20)) > 100:
            return refused(400, "invalidParameter")
        found = self.replies.get(params.get("parentId"), [])
        return self.paged("comment", found, params)

    def _search(self, params, _parts):
        if params.get("type") != "video" or int(params.get("maxResults", 5)) > 50:
            return refused(400, "invalidParameter")
        after = datetime.fromisoformat(params.get("publishedAfter", "1970-01-01T00:00:00Z"))
        found = [
            {"kind": "youtube#searchResult",
             "id": {"kind": "youtube#video", "videoId": each["id"]},
             "snippet": {**each["snippet"], "description": each["snippet"]["description"][:100]}}
            for each in self.newest(self.videos)
            if datetime.fromisoformat(each["snippet"]["publishedAt"]) >= after
        ]  # fmt: skip
        for each in found:
            each["snippet"].pop("defaultLanguage", None)
        return self.paged("searchList", found, params, kind="youtube#searchListResponse")

    def _videos(self, params, parts):
        if ("id" in params) == ("chart" in params):
            return refused(400, "missingRequiredParameter")
        if "chart" in params:
            return self.listed("video", [])
        wanted = params["id"].split(",")
        if len(wanted) > 50:
            return refused(400, "invalidParameter")
        own = self.video(OWN_VIDEO, NOW - timedelta(days=900), channelId=CHANNEL, title="Latte art")
        found = [each for each in (*self.videos, own) if each["id"] in wanted]
        return self.listed("video", [self.cut(each, parts) for each in found])

    def _channels(self, params, _parts):
        wanted = params.get("id", "").split(",")
        known = {CHANNEL: ("Lipa Coffee", "1230"), STRANGER: ("The Guitarist", "40500")}
        if params.get("forHandle") == "@lipacoffee":
            wanted = [CHANNEL]
        found = [
            {"kind": "youtube#channel", "id": each, "snippet": {"title": known[each][0]},
             "statistics": {"subscriberCount": known[each][1], "hiddenSubscriberCount": False}}
            for each in wanted
            if each in known
        ]  # fmt: skip
        return self.listed("channel", found)

    @property
    def comments(self):
        return [each for each in self.items if each["kind"] == "youtube#comment"]

    @property
    def videos(self):
        return [each for each in self.items if each["kind"] == "youtube#video"]

    def is_ours(self, comment):
        return comment["snippet"]["videoId"] == OWN_VIDEO

    def newest(self, items):
        return sorted(items, key=lambda each: each["snippet"]["publishedAt"], reverse=True)

    def cut(self, item, parts):
        return {key: value for key, value in item.items() if key in {"kind", "id", *parts}}

    def thread(self, comment, parts):
        replies = self.replies.get(comment["id"], [])
        snippet = {
            "channelId": CHANNEL,
            "videoId": comment["snippet"]["videoId"],
            "canReply": True,
            "isPublic": True,
            "totalReplyCount": len(replies),
            "topLevelComment": comment,
        }
        there = {"replies": {"comments": replies[: self.embedded]}} if replies else {}
        whole = {"kind": "youtube#commentThread", "id": comment["id"], "snippet": snippet} | there
        return self.cut(whole, parts)

    def paged(self, what, found, params, kind=None):
        size = min(self.page, int(params.get("maxResults", 20)))
        token = params.get("pageToken", "T0")
        if not token.startswith("T") or not token[1:].isdecimal():
            return refused(400, "invalidPageToken")
        start = int(token[1:])
        more = {"nextPageToken": f"T{start + size}"} if start + size < len(found) else {}
        return self.listed(what, found[start : start + size], kind, **more)

    def listed(self, what, items, kind=None, **more):
        info = {"totalResults": len(items), "resultsPerPage": len(items)}
        there = {"items": items} if items or what != "channel" else {}
        return answered({"kind": kind or f"youtube#{what}ListResponse", "etag": "x", "pageInfo": info} | there | more)  # fmt: skip
