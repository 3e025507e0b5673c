from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from amends.config import Config
from amends.errors import AuthFailed, HttpStatus
from amends.sources import Named
from amends.sources.facebook import Facebook, parse, parse_posts
from amends.store import Store
from amends.triage.arrivals import prepare
from fakes import SECRET, fake
from fakes.facebook import PAGE
from fakes.reading import by_id

DATA = Path(__file__).parent.parent / "data" / "facebook"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def source(**options):
    return Facebook(**{"access_token": "env:META", **options})


def run(context, platform, bookmark=None, **options):
    return list(source(**options).fetch(context(platform, secret=platform.secret), bookmark))


def read_case(case):
    found = json.loads(case.read_bytes())["data"]
    if case.stem == "feed":
        return parse_posts(found, PAGE, NOW)
    menu = "Our autumn menu is here!\nPumpkin soup, quince cake and much more until it is all gone"
    post = {"id": f"{PAGE}_700", "message": menu, "from": {"id": PAGE}}
    return parse(found, post, PAGE, NOW)


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*read_case(case)))


def saved(store, context, platform):
    """Fetch into the store, and return who has been answered there."""
    ordinals = Counter()
    for batch in run(context, platform, store.sources.bookmark("mine", "f")):
        ready = prepare(batch, Named("mine", source()), Config(), ordinals, NOW)
        store.save("mine", "facebook", "f", ready, baseline=timedelta(30), now=NOW)
    rows = store._database.rows("SELECT external_id, answered, reply_text FROM mentions")
    return {external_id: (answered, text) for external_id, answered, text in rows}


def test_the_page_answers_comments_and_posts_of_visitors(context, tmp_path):
    platform = fake("facebook")(items=7)
    platform.reply(platform.items[0], "We are sorry, Guest 1.")
    platform.reply(platform.items[2], "Come in again, Guest 3.")
    with Store(tmp_path / "amends.db", now=NOW) as store:
        first = saved(store, context, platform)
        assert first["700_1"] == ("yes", "We are sorry, Guest 1.")
        assert first[f"{PAGE}_83"] == ("yes", "Come in again, Guest 3.")
        assert Counter(answered for answered, _ in first.values()) == {"yes": 2, "no": 5}
        assert saved(store, context, platform) == first
        platform.reply(platform.items[1], "You too.")
        assert saved(store, context, platform)["700_2"] == ("yes", "You too.")


def test_who_joins_in_before_our_answer_is_answered_by_it_too(context):
    platform = fake("facebook")(items=1)
    friend = {"id": "77", "name": "Friend"}
    before = platform.reply(platform.items[0], "Same here", 5, friend)
    platform.reply(platform.items[0], "We are sorry.", 10)
    after = platform.reply(platform.items[0], "Still cold", 15, friend)
    found = by_id(run(context, platform))
    told = {key: found[key].answered for key in ("700_1", before["id"], after["id"])}
    assert told == {"700_1": "yes", before["id"]: "yes", after["id"]: "no"}
    assert found[after["id"]].parent_id == "700_1"


def test_a_walk_that_begins_midway_does_not_say_that_nobody_answered(context):
    platform = fake("facebook")(items=1)
    for number in range(6):
        platform.reply(platform.items[0], f"{number}", number, {"id": "77", "name": "Friend"})
    platform.reply(platform.items[0], "We are sorry.", 3.5)
    first = run(context, platform, max_items=3)
    second = by_id(run(context, platform, first[-1].bookmark, max_items=50))
    assert second["700_1"].answered == "unknown"


def test_posts_older_than_the_days_are_not_looked_through(context):
    platform = fake("facebook")(items=3)
    found = run(context, platform, days=2)
    assert set(by_id(found)) == {f"{PAGE}_83"}
    asked = next(r for r in platform.requests if r.url.path.endswith("/feed"))
    assert asked.url.params["since"] == str(int(NOW.timestamp()) - 2 * 86400)


def test_posts_without_comments_cost_no_request(context):
    platform = fake("facebook")(items=3)
    run(context, platform)
    under = [r.url.path for r in platform.requests if r.url.path.endswith("/comments")]
    assert {path.split("/")[2] for path in under} == {platform.post}


def test_a_new_comment_under_an_old_post_is_found_on_the_first_page(context):
    platform = fake("facebook")(items=8)
    bookmark = run(context, platform)[-1].bookmark
    for item in platform.items:
        item["at"] -= timedelta(days=9)
    bookmark[platform.post]["mark"] -= 9 * 86400
    bookmark[platform.post]["mark"] += 8 * 86400
    platform.requests.clear()
    platform.items.append(platform.make(10, NOW - timedelta(minutes=5)))
    assert "700_10" in by_id(run(context, platform, bookmark))
    assert sum(r.url.path.endswith("/comments") for r in platform.requests) == 1


def test_a_cut_under_one_post_keeps_the_others_coming(context):
    platform = fake("facebook")(items=8)
    platform.fail_after(2, lambda _: httpx.Response(500))
    source_, batches = source(), []
    with pytest.raises(HttpStatus):
        batches.extend(source_.fetch(context(platform, secret=platform.secret), None))
    platform.fail_after(0, None)
    rest = run(context, platform, json.loads(json.dumps(batches[-1].bookmark)))
    assert set(by_id(batches)) | set(by_id(rest)) == platform.ids


def test_neither_the_token_nor_the_address_of_the_next_page_is_kept(context):
    platform = fake("facebook")(items=9)
    batches = run(context, platform, max_items=5)
    kept = json.dumps([batch.bookmark for batch in batches])
    assert "after" in kept
    assert SECRET not in kept
    assert "http" not in kept
    assert all(SECRET not in str(request.url) for request in platform.requests)


def test_a_cursor_that_is_no_longer_known_begins_the_walk_anew(context):
    platform = fake("facebook")(items=9)
    bookmark = run(context, platform, max_items=5)[-1].bookmark
    bookmark[platform.post]["walk"]["page"] = {"after": "gone"}
    found = by_id(run(context, platform, bookmark))
    assert {key for key in platform.ids if key.startswith("700")} <= set(found)


def test_hidden_comments_and_people_without_a_name_are_mentions(context):
    platform = fake("facebook")(items=2)
    platform.items[0] |= {"hidden": True, "from": None}
    mention = by_id(run(context, platform))["700_1"]
    assert mention.extra["hidden"] is True
    assert mention.author.shown is None


def test_the_token_of_a_person_is_refused_before_anything_is_read(context):
    platform = fake("facebook")()
    with pytest.raises(AuthFailed, match="does not belong to the Page 7") as caught:
        run(context, platform, page="7")
    assert "With that of the Page: put it where `access_token:`" in caught.value.hint
    assert len(platform.requests) == 1


def test_without_a_login_it_says_how(context):
    with pytest.raises(AuthFailed) as caught:
        list(Facebook().fetch(context(fake("facebook")()), None))
    assert caught.value.hint == "Log in first: amends sources login NAME"


def test_the_probe_names_the_page_and_what_cannot_be_read(context):
    platform = fake("facebook")()
    line = source().probe(context(platform, secret=platform.secret))
    assert line == ("Page Lipa Coffee (104500000000001); 31 ratings that Meta lets no program read")


@pytest.mark.parametrize("room", [2, 5])
def test_many_small_runs_find_all_while_people_go_on_writing(room, context):
    platform, found, bookmark = fake("facebook")(items=9), set(), None
    friend = {"id": "77", "name": "Friend"}
    visitors = [item for item in platform.items if "visitor" in item]
    wanted = {
        platform.reply(post, "Me too", n, friend)["id"] for post in visitors for n in range(4)
    }
    for turn in range(45):
        batches = run(context, platform, bookmark, max_items=room)
        assert sum(len(batch.mentions) for batch in batches) <= room
        found |= set(by_id(batches))
        bookmark = json.loads(json.dumps(batches[-1].bookmark))
        if turn % 5 == 0 and turn < 30:
            wanted.add(platform.reply(visitors[turn % 3], "And me", 20 + turn, friend)["id"])
    assert found == platform.ids | wanted
