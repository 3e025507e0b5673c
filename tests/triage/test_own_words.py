"""Comments of our own account in a blog's feed, from the XML to the store."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import ClassVar

import pytest

from amends.config import Config
from amends.models import Batch
from amends.sources import Named
from amends.sources.contract import Source
from amends.sources.feed import xml
from amends.store import Store
from amends.triage.arrivals import prepare

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CONFIG = Config.model_validate(
    {"business": {"name": "Lipa Coffee", "own_accounts": ["Elena of Lipa Coffee"]}}
)
OURS = "Elena of Lipa Coffee"
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Comments for Lipa Coffee</title><link>https://blog.example.org</link>
<generator>https://wordpress.org/?v=6.8</generator>{items}</channel></rss>
"""
ITEM = """<item><title>Comment on The new terrace by {who}</title>
<link>https://blog.example.org/terrace/#comment-{number}</link><dc:creator>{who}</dc:creator>
<pubDate>Thu, 19 Nov 2026 {hour:02}:00:00 +0000</pubDate>
<guid isPermaLink="false">https://blog.example.org/?p=9#comment-{number}</guid>
<content:encoded><![CDATA[{before}<p>{text}</p>]]></content:encoded></item>
"""
REPLY = '<p>In reply to <a href="https://blog.example.org/terrace/#comment-{to}">them</a>.</p>'
COMMENTS = (
    (1, "Ivana", None, "My cup was broken."),
    (2, "Bo", None, "The terrace is too loud."),
    (3, OURS, 1, "We are sorry, Ivana."),
    (4, "Ivana", 3, "Nothing has come yet."),
)


class Blog(Source):
    EXAMPLE: ClassVar[str] = ""
    type: str = "feed"


def arrive(store, comments):
    """Let one page of the feed arrive, as a run would."""
    items = [
        ITEM.format(
            number=number,
            who=who,
            hour=8 + number,
            before=REPLY.format(to=to) if to else "",
            text=text,
        )
        for number, who, to, text in comments
    ]
    body = FEED.format(items="".join(items)).encode()
    document = xml.parse(body, {}, "https://blog.example.org/comments/feed/", NOW)
    batch = Batch(tuple(document.mentions))
    ready = prepare(batch, Named("blog", Blog()), CONFIG, Counter(), NOW)
    store.save("blog", "feed", "f", ready, baseline=timedelta(days=30), now=NOW)


def read(store):
    return {
        case.mention.text: case.mention.reply.text if case.answered else None
        for case in store.cases(range(1, 9))
    }


ANSWERED = {
    "My cup was broken.": "We are sorry, Ivana.",
    "The terrace is too loud.": None,
    "Nothing has come yet.": None,
}


@pytest.mark.parametrize("order", list(permutations(COMMENTS))[::4])
def test_a_comment_of_ours_answers_the_one_it_names(tmp_path, order):
    with Store(tmp_path / "a.db", now=NOW) as store:
        for comment in order:
            arrive(store, [comment])
        assert read(store) == ANSWERED
        arrive(store, COMMENTS)
        assert read(store) == ANSWERED


def test_its_events_tell_when_it_came(tmp_path):
    with Store(tmp_path / "a.db", now=NOW) as store:
        arrive(store, COMMENTS[:2])
        arrive(store, COMMENTS[2:3])
        arrive(store, COMMENTS[2:])
        events = [(each["who"], each["what"]) for each in store.events(1)]
        assert events == [("source", "answered_there")]
        assert store.events(2) == []
