"""A feed of comments as WordPress writes it, without ETag."""

from __future__ import annotations

from email.utils import format_datetime
from xml.sax.saxutils import escape

import httpx

from fakes import Platform


class Fake(Platform):
    PAGED = False
    REPLIES = False

    def make(self, number, at):
        return {"id": f"https://blog.example.org/?p=1#comment-{number}", "at": at, "text": "Cold!"}

    def answer(self, request):
        entries = "".join(
            f"<item><title>Comment</title><link>{escape(item['id'])}</link>"
            f"<pubDate>{format_datetime(item['at'])}</pubDate>"
            f"<guid>{escape(item['id'])}</guid><description>{item['text']}</description></item>"
            for item in reversed(self.items)
        )
        body = f'<rss version="2.0"><channel><title>Comments</title>{entries}</channel></rss>'
        return httpx.Response(200, content=body.encode(), headers={"content-type": "text/xml"})
