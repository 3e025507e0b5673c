"""A feed that was cut short anywhere: nothing is misread, nothing is invented."""

from __future__ import annotations

from datetime import UTC, datetime

from loopback_server import FEED

from amends.errors import BadAnswer
from amends.sources.feed import xml

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_a_feed_cut_anywhere_keeps_its_letters():
    whole = {mention.text for mention in xml.parse(FEED, {}, "http://x.test/", NOW).mentions}
    assert len(whole) == 5
    most = 0
    for length in range(1, len(FEED), 3):
        try:
            found = xml.parse(FEED[:length], {}, "http://x.test/", NOW)
        except BadAnswer:
            continue
        texts = {mention.text for mention in found.mentions}
        assert texts <= whole, length
        most = max(most, len(texts))
    assert most == 5
