from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amends.errors import BadRequest
from amends.models import Author
from amends.sources.instagram import Instagram, parse, parse_tags
from fakes import SECRET, fake
from fakes.instagram import ACCOUNT, NAME
from fakes.reading import by_id

DATA = Path(__file__).parent.parent / "data" / "instagram"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
MEDIA = {"id": "1789", "caption": "New beans!", "permalink": "https://www.instagram.com/p/Ab1/"}


def source(**options):
    return Instagram(**{"access_token": "env:META", **options})


def run(context, platform, bookmark=None, **options):
    return list(source(**options).fetch(context(platform, secret=platform.secret), bookmark))


def read_case(case):
    found = json.loads(case.read_bytes())["data"]
    if case.stem == "tags":
        return parse_tags(found, NOW)
    return parse(found, MEDIA, Author(id=ACCOUNT, handle=NAME), NOW)


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*read_case(case)))


def test_replies_that_do_not_come_with_their_comment_are_asked_for(context):
    platform = fake("instagram")(items=1)
    for number in range(4):
        platform.reply(platform.items[0], f"Me too {number}", number, "friend")
    platform.reply(platform.items[0], "We are sorry.", 10)
    found = by_id(run(context, platform))
    assert len(found) == 5
    assert found["179001"].reply.text == "We are sorry."
    assert {mention.answered for mention in found.values()} == {"yes"}


def test_who_writes_after_our_reply_waits_anew(context):
    platform = fake("instagram")(items=1)
    platform.reply(platform.items[0], "We are sorry.", 5)
    again = platform.reply(platform.items[0], "Nothing has happened", 10, "guest.1")
    found = by_id(run(context, platform))
    assert (found["179001"].answered, found[again["id"]].answered) == ("yes", "no")
    assert found[again["id"]].thread_id == "179001"


def test_what_we_write_is_no_mention(context):
    platform = fake("instagram")(items=1)
    platform.items.append(platform.items[0] | {"id": "1790099", "username": NAME, "from": None})
    assert set(by_id(run(context, platform))) == {"179001"}


def test_tags_can_be_left_out(context):
    platform = fake("instagram")(items=5)
    found = by_id(run(context, platform, tags=False))
    assert {mention.kind for mention in found.values()} == {"comment"}
    assert not any(request.url.path.endswith("/tags") for request in platform.requests)


def test_posts_older_than_the_days_are_not_looked_through(context):
    platform = fake("instagram")(items=3)
    assert {m.kind for m in by_id(run(context, platform, days=2)).values()} == {"post"}


def test_a_reply_to_a_comment_of_last_week_is_seen(context):
    platform = fake("instagram")(items=5)
    for item in platform.items[:3]:
        item["at"] -= timedelta(days=8)
    bookmark = run(context, platform)[-1].bookmark
    platform.reply(platform.items[0], "We are sorry.")
    assert by_id(run(context, platform, bookmark))["179001"].reply.text == "We are sorry."


def test_a_page_without_an_account_says_how_to_connect_one(context):
    platform = fake("instagram")()
    platform.connected = False
    with pytest.raises(BadRequest, match="Lipa Coffee") as caught:
        run(context, platform)
    assert "connect it to your Page" in caught.value.hint


def test_no_token_is_in_an_address_or_kept(context):
    platform = fake("instagram")(items=9)
    batches = run(context, platform, max_items=4)
    assert SECRET not in json.dumps([batch.bookmark for batch in batches])
    assert all(SECRET not in str(request.url) for request in platform.requests)


def test_the_probe_names_the_account(context):
    platform = fake("instagram")()
    line = source().probe(context(platform, secret=platform.secret))
    assert line == "@lipacoffee (17841400000000001)"
