"""Telegram's Bot API for one bot: updates that go when the next one is asked for."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from fakes import NOW, SECRET, Platform, answered

BOT = "110201543"
TOKEN = f"{BOT}:{SECRET}-AAHdqTcvCH1vGWJxfSeofSAs0K"
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Lipa Coffee talk", "username": "lipa_talk"}  # fmt: skip
CHANNEL = {"id": -1009876543210, "type": "channel", "title": "Lipa Coffee", "username": "lipa_news"}
KEPT = timedelta(hours=24)
USUAL = {"message", "edited_message", "channel_post", "edited_channel_post", "business_message",
         "edited_business_message", "deleted_business_messages", "callback_query", "my_chat_member"}  # fmt: skip


def error(code, said, **parameters):
    body = {"ok": False, "error_code": code, "description": said}
    return answered(body | ({"parameters": parameters} if parameters else {}), code)


class Fake(Platform):
    """Every item is a message in the group; `updates` is what waits at Telegram."""

    SECRETS = {"env:TELEGRAM_BOT": TOKEN}  # noqa: RUF012
    REPLIES = False  # what our side writes comes apart; test_telegram.py looks at it

    def __init__(self, items=3):
        self.updates = []
        self.next_update = 500
        self.confirmed = []
        self.webhook = ""
        self.other_poller = False
        self.sees_all = False
        self.now = NOW
        super().__init__(items)

    def make(self, number, at):
        who = {"id": 7000 + number, "is_bot": False, "first_name": f"Guest {number}", "username": f"guest{number}"}  # fmt: skip
        message = {"message_id": number, "date": int(at.timestamp()), "chat": GROUP, "from": who,
                   "text": "It was cold."}  # fmt: skip
        self.happens("message", message)
        return message

    def happens(self, kind, what):
        """Let an update wait, as it is at this moment."""
        self.updates.append({"update_id": self.next_update, kind: json.loads(json.dumps(what)),
                             "at": self.now})  # fmt: skip
        self.next_update += 1

    def age(self, item):
        item["date"] -= 3600
        for update in self.updates:
            if "message" in update and update["message"]["message_id"] == item["message_id"]:
                update["message"]["date"] = item["date"]

    def id_of(self, item):
        return f"{item['chat']['id']}:{item['message_id']}"

    def edit(self, item):
        item["text"] += " EDITED"
        item["edit_date"] = int(self.now.timestamp())
        self.happens("edited_message", item)

    def is_content(self, request):
        return request.url.path.endswith("/getUpdates")

    def answer(self, request):
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", request.url.path)
        if not found or request.url.host != "api.telegram.org":
            return error(404, "Not Found")
        if found[1] != TOKEN:
            return error(401, "Unauthorized")
        methods = {
            "getupdates": self.get_updates,
            "getme": self.get_me,
            "getwebhookinfo": self.get_webhook_info,
        }
        method = methods.get(found[2].lower())
        return method(given(request)) if method else error(404, "Not Found: method not found")

    def get_me(self, _params):
        return well({"id": int(BOT), "is_bot": True, "first_name": "Lipa", "username": "lipa_bot",
                     "can_join_groups": True, "can_read_all_group_messages": self.sees_all,
                     "supports_inline_queries": False})  # fmt: skip

    def get_webhook_info(self, _params):
        return well({"url": self.webhook, "has_custom_certificate": False,
                     "pending_update_count": len(self.updates)})  # fmt: skip

    def get_updates(self, params):
        if self.webhook:
            return error(409, "Conflict: can't use getUpdates method while webhook is active; use "
                         "deleteWebhook to delete the webhook first")  # fmt: skip
        if self.other_poller:
            return error(409, "Conflict: terminated by other getUpdates request; make sure that only "
                         "one bot instance is running")  # fmt: skip
        limit, offset = params.get("limit", 100), params.get("offset", 0)
        kinds = set(params.get("allowed_updates", ()))
        if not isinstance(limit, int) or not 1 <= limit <= 100 or not kinds <= USUAL:
            return error(400, "Bad Request: wrong parameters")
        self.updates = [each for each in self.updates if self.now - each["at"] <= KEPT]
        self.confirmed += [each["update_id"] for each in self.updates if each["update_id"] < offset]
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        there = [each for each in self.updates if not kinds or kinds & each.keys()]
        return well([{key: value for key, value in each.items() if key != "at"}
                     for each in there[: min(limit, self.PAGE)]])  # fmt: skip


def given(request):
    """Return the parameters, which may come in a query or in JSON."""
    return dict(request.url.params) | (json.loads(request.content) if request.content else {})


def well(result):
    return answered({"ok": True, "result": result})
