"""Apple's public feed of one storefront at a time: pages of 50, ten of them."""

from __future__ import annotations

import re
from datetime import timedelta

from fakes import Platform, answered


class Fake(Platform):
    OPTIONS = {"countries": "us"}  # noqa: RUF012
    REPLIES = False

    def make(self, number, at):
        return {"id": str(9000 + number), "at": at, "text": "It crashes."}

    def age(self, item):
        item["at"] -= timedelta(hours=1)

    def id_of(self, item):
        return item["id"]

    def edit(self, item):
        item["text"] += " EDITED"

    def answer(self, request):
        page = int(re.search(r"page=(\d+)", str(request.url))[1])
        newest = list(reversed(self.items))
        shown = newest[(page - 1) * self.PAGE : page * self.PAGE]
        return answered(
            {"feed": {"entry": [self._entry(item) for item in shown]}} if shown else {"feed": {}}
        )

    def _entry(self, item):
        labels = {"id": item["id"], "im:rating": "2", "title": "Bad", "content": item["text"],
                  "updated": item["at"].isoformat(), "im:version": "1.0", "im:voteSum": "0",
                  "im:voteCount": "0"}  # fmt: skip
        entry = {key: {"label": value} for key, value in labels.items()}
        return entry | {"author": {"name": {"label": "guest"}}}
