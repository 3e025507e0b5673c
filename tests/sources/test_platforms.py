"""Every source against its platform's fake: outcomes, interruptions, edits, secrets, odd data."""

from __future__ import annotations

import json
import logging
import random
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.config import Config
from amends.config.model import HttpConfig, Watch
from amends.errors import HttpError, SourceError
from amends.http import Deadline, Http
from amends.models import Reach
from amends.sources import FetchContext, Named, Refetches, from_http, make, registry
from amends.store import Store
from amends.triage.arrivals import prepare
from fakes import NOW, SECRET, fake
from fakes.reading import mentions

TYPES = sorted(set(registry.BUILT_IN) - {"file", "imap"})
"""All that speak HTTP; a mailbox has its own loop in tests/sources/imap/test_imap_loop.py."""
FAKES = {name: fake(name) for name in TYPES}
PAGED = [name for name in TYPES if FAKES[name].PAGED]
KEPT = [name for name in TYPES if registry.load(name).KEEP != "none"]
ASKED_AGAIN = [name for name in TYPES if issubclass(registry.load(name), Refetches)]


def source_of(platform, **changes):
    name = type(platform).__module__.rpartition(".")[2]
    options = yaml.load(registry.load(name).EXAMPLE, yaml.CBaseLoader)
    named, problems = make({"mine": {**options, **type(platform).OPTIONS, **changes}})
    assert problems == []
    return named[0].source


def read(platform, context, bookmark=None, **changes):
    """Fetch as a run does; return the batches, and the error that ended it if any."""
    source = source_of(platform, **changes)
    lent = context(platform, secret=platform.secret, login=type(platform).LOGIN)
    batches = []
    try:
        batches.extend(source.fetch(lent, bookmark))
    except HttpError as error:
        return batches, from_http(error)
    except SourceError as error:
        return batches, error
    return batches, None


def ids(batches):
    return {mention.external_id for mention in mentions(batches)}


@pytest.mark.parametrize("name", TYPES)
def test_all_that_is_there_is_found(name, context):
    platform = FAKES[name]()
    batches, error = read(platform, context)
    assert error is None
    assert ids(batches) == platform.ids
    assert not any(batch.gone_ids for batch in batches)
    assert not batches[-1].more


UNCOUNTED = set(
    "app_store_connect feed feefo google_business google_places judgeme reviews_io telegram"
    " woocommerce wordpress yelp zendesk".split()
)
"""Nobody counts likes there, answers or views."""


@pytest.mark.parametrize("name", TYPES)
def test_a_mention_says_when_it_was_written_by_whom_and_where(name, context):
    platform = FAKES[name]()
    found = {each.external_id: each for each in mentions(read(platform, context)[0])}
    for hours, item in enumerate(reversed(platform.items), 1):
        mention = found[platform.id_of(item)]
        off = abs(NOW - timedelta(hours=hours) - mention.published_at)
        assert off < timedelta(seconds=1)
        assert not mention.date_uncertain
        assert mention.text
        assert "<" not in mention.text
        assert (mention.reach == Reach()) == (name in UNCOUNTED)
        assert (mention.rating is not None) == (mention.kind == "review")
        author = mention.author
        assert (author.name or author.handle or author.id) or name == "feed"
    addresses = [each.url for each in found.values() if each.url]
    assert addresses or name == "yandex_market"
    assert all(each.startswith("https://") for each in addresses)


SEARCHED = set("bluesky discourse hackernews mastodon reddit vk x youtube".split())
SIFTED = SEARCHED - {"bluesky"} | {"feed", "telegram"}
"""Where a namesake is among the items of the fake; on pages of our own nothing is about others."""


@pytest.mark.parametrize("name", TYPES)
def test_what_was_searched_for_and_what_was_left_out_is_told(name, context):
    platform, options = FAKES[name](), {}
    if "filter" in registry.load(name).model_fields:
        options["filter"] = "true"
    login, others = type(platform).LOGIN, Watch(any=("Zzyzx",))
    lent = context(platform, secret=platform.secret, login=login, watch=others)
    batches = list(source_of(platform, **options).fetch(lent, None))
    dropped = [each for batch in batches for each in batch.dropped]
    missing = platform.ids - ids(batches)
    assert bool(missing) == (name in SIFTED)
    assert sum(batch.filtered for batch in batches) == len(missing) == len(dropped)
    assert {each.why for each in dropped} <= {"none of your names is in it"}
    assert any(batch.asked for batch in batches) == (name in SEARCHED)


COUNTER = re.compile(
    r"(?<!ac)count|like|(?<!re)view|score|ups$|share|repost|points|num_|vote|comments$|follower|reads"
    r"|reaction|helpful|thumbs",
    re.IGNORECASE,
)


def uncounted(value):
    """Return the JSON value without its counters."""
    if isinstance(value, list):
        return [uncounted(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: uncounted(each)
        for key, each in value.items()
        if not (COUNTER.search(key) and all(isinstance(one, int | str) for one in _leaves(each)))
    }


def _leaves(value):
    return value.values() if isinstance(value, dict) else [value]


OMIT_NOTHING = {"discourse", "steam"}
"""There a counter that is missing stands for none."""


@pytest.mark.parametrize("name", [name for name in TYPES if name not in OMIT_NOTHING])
def test_what_nobody_counts_is_unknown_and_not_nothing(name, context):
    platform = FAKES[name]()
    answer = changed(platform, uncounted)
    lent = context(answer, secret=platform.secret, login=type(platform).LOGIN)
    found = mentions(source_of(platform).fetch(lent, None))
    assert {each.reach for each in found} == {Reach()}
    assert {each.author.followers for each in found} == {None}


def changed(platform, change):
    """Return the platform with its JSON changed on the way."""

    def answer(request):
        response = platform(request)
        try:
            body = json.dumps(change(json.loads(response.content)))
        except ValueError:
            return response
        headers = {k: v for k, v in response.headers.items() if k != "content-length"}
        return httpx.Response(response.status_code, content=body.encode(), headers=headers)

    return answer


@pytest.mark.parametrize("name", KEPT)
def test_the_second_fetch_stores_nothing_new(name, context, tmp_path):
    platform = FAKES[name]()
    with Store(tmp_path / "amends.db", now=NOW) as store:
        first = stored(store, platform, context)
        second = stored(store, platform, context)
        platform.add(1)
        third = stored(store, platform, context)
    assert first == {"new": 3, "changed": 0}
    assert second == {"new": 0, "changed": 0}
    assert third["new"] == 1


@pytest.mark.parametrize("name", [name for name in KEPT if FAKES[name].EDITS])
def test_an_edit_of_the_newest_is_a_revision(name, context, tmp_path):
    platform = FAKES[name]()
    with Store(tmp_path / "amends.db", now=NOW) as store:
        stored(store, platform, context)
        platform.edit(platform.items[-1])
        assert stored(store, platform, context) == {"new": 0, "changed": 1}


READ_WHOLE = {"feed", "google_business", "google_play", "hackernews", "trustpilot", "yelp"}
"""Where one request brings everything there is, or what was edited can be seen in no other way."""


@pytest.mark.parametrize("name", [name for name in KEPT if name not in READ_WHOLE])
def test_the_second_fetch_asks_for_less(name, context):
    platform = FAKES[name](items=10)
    for number, item in enumerate(reversed(platform.items)):
        for _ in range(60 * number):
            platform.age(item)
    first, _ = read(platform, context)
    asked = len(platform.requests)
    _, error = read(platform, context, first[-1].bookmark)
    assert error is None
    assert len(platform.requests) < 2 * asked


@pytest.mark.parametrize("name", TYPES)
def test_what_is_only_missing_is_not_gone(name, context):
    platform = FAKES[name]()
    first, _ = read(platform, context)
    platform.items.clear()
    second, _ = read(platform, context, first[-1].bookmark)
    assert not any(batch.gone_ids for batch in second)


def stored(store, platform, context):
    """Fetch once into the store, going on from its bookmark."""
    name = type(platform).__module__.rpartition(".")[2]
    batches, error = read(platform, context, store.sources.bookmark("mine", "f"))
    assert error is None
    told = Counter(new=0, changed=0)
    named, ordinals = Named("mine", source_of(platform)), Counter()
    for batch in batches:
        ready = prepare(batch, named, Config(), ordinals, NOW)
        saved = store.save("mine", name, "f", ready, baseline=timedelta(30), now=NOW)
        told.update(new=len(saved.new), changed=len(saved.changed))
    return dict(told)


@pytest.mark.parametrize("name", [name for name in TYPES if FAKES[name].REPLIES])
def test_an_answer_of_the_business_is_seen(name, context):
    platform = FAKES[name]()
    platform.reply(platform.items[-1], "We are sorry, please come again.")
    batches, _ = read(platform, context)
    newest = platform.id_of(platform.items[-1])
    found = prepare_all(platform, batches)
    mention = [each for each in found if each.external_id == newest][-1]
    assert mention.answered == "yes" or mention.reply
    assert mention.reply is None or "We are sorry" in mention.reply.text


def prepare_all(platform, batches):
    named, ordinals = Named("mine", source_of(platform)), Counter()
    return mentions(prepare(batch, named, Config(), ordinals, NOW) for batch in batches)


@pytest.mark.parametrize("name", PAGED)
def test_a_cut_after_the_first_page_loses_nothing(name, context):
    platform = FAKES[name](items=7)
    platform.fail_after(1, lambda _: httpx.Response(500))
    first, error = read(platform, context)
    assert error is not None
    assert first
    assert ids(first) < platform.ids
    platform.fail_after(0, None)
    second, error = read(platform, context, first[-1].bookmark)
    assert error is None
    assert ids(first) | ids(second) == platform.ids


@pytest.mark.parametrize("name", TYPES)
def test_small_runs_come_to_the_same_in_the_end(name, context):
    platform = FAKES[name](items=7)
    found, bookmark = set(), None
    for _ in range(30):
        batches, error = read(platform, context, bookmark, max_items="2")
        assert error is None
        assert len(mentions(batches)) <= 2
        found |= ids(batches)
        bookmark = json.loads(json.dumps(batches[-1].bookmark)) if batches else bookmark
        if not batches or not batches[-1].more:
            break
    if registry.load(name).KEEP != "none":
        assert found == platform.ids


class Clock:
    """A time that only passes while somebody waits."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("name", [name for name in PAGED if name in KEPT])
def test_what_there_was_no_time_for_is_read_by_the_next_runs(name):
    """With its usual pause between requests, and answers that take half a second."""
    platform, clock = FAKES[name](items=FAKES[name].REACHED), Clock()
    usual = registry.load(name).model_fields["interval"].default or HttpConfig().interval

    def slow(request):
        clock.sleep(0.5)
        return platform(request)

    source, found, bookmark = source_of(platform), set(), None
    for _ in range(12):
        transport = httpx.MockTransport(slow)
        http = Http(HttpConfig(retries=0), transport=transport, sleep=clock.sleep, clock=clock)
        deadline = Deadline(source.max_seconds, clock)
        lent = FetchContext(
            http.source(deadline, usual),
            NOW,
            deadline,
            Watch(),
            platform.secret,
            Kept(type(platform).LOGIN),
        )
        batches = list(source.fetch(lent, bookmark))
        found |= ids(batches)
        bookmark = batches[-1].bookmark
        if not batches[-1].more:
            break
    assert found == platform.ids


class Kept:
    """A login that is kept nowhere but here."""

    def __init__(self, token):
        self.token = token

    def read(self):
        return self.token

    def renew(self, token):
        self.token = token


@pytest.mark.parametrize("name", [name for name in TYPES if FAKES[name].LISTS])
def test_a_page_holds_as_many_as_the_platform_gives(name, context):
    platform = FAKES[name]()
    read(platform, context)
    sizes = {
        (request.url.path, parameter, platform.asked(request).get(parameter), most)
        for request in platform.requests
        for parameter, most in platform.understood(request)
        if most
    }
    assert sizes
    assert [each for each in sizes if each[2] != each[3]] == []


FAULTS = {
    "401": (lambda _: httpx.Response(401), "auth"),
    "402": (lambda _: httpx.Response(402), "payment"),
    "410": (lambda _: httpx.Response(410), "gone"),
    "420": (lambda _: httpx.Response(420), "throttled"),
    "429": (lambda _: httpx.Response(429, headers={"retry-after": "86400"}), "throttled"),
    "500": (lambda _: httpx.Response(500), "failed"),
    "503": (lambda _: httpx.Response(503), "throttled"),
    "wall": (lambda _: httpx.Response(403, headers={"cf-mitigated": "challenge"}), "blocked"),
    "html": (lambda _: httpx.Response(200, content=b"<!doctype html><p>Just a moment"), "failed"),
    "nothing": (lambda _: httpx.Response(200, content=b""), "failed"),
    "half": (lambda _: httpx.Response(200, content=b'{"reviews": [{"id": "1", "te'), "failed"),
    "304": (lambda _: httpx.Response(304), None),
    "403": (lambda _: httpx.Response(403, content=b"<html>no</html>"), None),
    "404": (lambda _: httpx.Response(404), None),
    "null": (lambda _: httpx.Response(200, content=b"null"), "failed"),
    "list": (lambda _: httpx.Response(200, content=b"[[],{},null]"), "failed"),
    "number": (lambda _: httpx.Response(200, content=b"7"), "failed"),
    "deep": (lambda _: httpx.Response(200, content=b"[" * 50_000), "failed"),
    "bytes": (lambda _: httpx.Response(200, content=bytes(range(256)) * 20), "failed"),
}
"""What is answered, and what that is called; None: it depends on the platform."""
NO_FAULT = {("feed", "304"), *((name, "list") for name in ("mastodon", "woocommerce", "wordpress"))}
"""Feeds are asked whether they have changed; where a page is a list, its rows are skipped."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", TYPES)
def test_a_broken_answer_has_an_outcome_and_keeps_secrets(name, fault, context, caplog):
    caplog.set_level(logging.DEBUG)
    answer, outcome = FAULTS[fault]
    platform = FAKES[name]()
    platform.fail_after(0, answer)
    batches, error = read(platform, context)
    assert mentions(batches) == []
    if (name, fault) in NO_FAULT:
        assert error is None
        assert fault == "304" or any(batch.skipped for batch in batches)
    else:
        assert error.message
        assert "\n" not in error.message
        assert SECRET not in f"{error.message} {error.hint} {error.__cause__}"
        assert outcome in {error.outcome, None}
        assert fault != "429" or error.until == NOW + timedelta(days=1)
    assert SECRET not in caplog.text


def again(answer, platform, context, wanted):
    """Ask once more for single mentions; return the batches, and whether it failed."""
    lent = context(answer, secret=platform.secret, login=type(platform).LOGIN)
    batches = []
    try:
        batches.extend(source_of(platform).refetch(lent, tuple(wanted)))
    except (HttpError, SourceError):
        return batches, True
    return batches, False


def seen(mention):
    """Return what must be the same however a mention was asked for."""
    return replace(mention, answered="unknown", reply=None)


@pytest.mark.parametrize("name", ASKED_AGAIN)
def test_what_is_asked_for_again_is_the_same_mention(name, context):
    platform = FAKES[name](items=5)
    first = mentions(read(platform, context)[0])
    batches, _ = again(platform, platform, context, [each.external_id for each in first])
    assert sorted(map(repr, map(seen, mentions(batches)))) == sorted(map(repr, map(seen, first)))
    assert not any(batch.gone_ids for batch in batches)


@pytest.mark.parametrize("name", [name for name in ASKED_AGAIN if FAKES[name].DELETIONS])
def test_what_was_deleted_is_gone_when_it_is_asked_for_again(name, context):
    platform = FAKES[name](items=5)
    first = ids(read(platform, context)[0])
    lost = platform.id_of(platform.items[2])
    platform.delete(platform.items[2])
    batches, _ = again(platform, platform, context, sorted(first))
    assert [each for batch in batches for each in batch.gone_ids] == [lost]
    assert ids(batches) == first - {lost}


@pytest.mark.parametrize("name", [name for name in ASKED_AGAIN if FAKES[name].HIDES])
def test_what_may_be_hidden_is_not_gone(name, context):
    platform = FAKES[name]()
    first = ids(read(platform, context)[0])
    platform.items.pop()
    batches, failed = again(platform, platform, context, sorted(first))
    assert not failed
    assert not any(batch.gone_ids for batch in batches)


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in {"404", "410"}])
@pytest.mark.parametrize("name", ASKED_AGAIN)
def test_a_broken_answer_makes_nothing_gone(name, fault, context):
    platform = FAKES[name]()
    first = ids(read(platform, context)[0])
    platform.requests.clear()

    def answer(request):
        response = platform(request)
        let_in = re.search(r"token|session|usage", request.url.path, re.IGNORECASE)
        return response if let_in else FAULTS[fault][0](request)

    batches, failed = again(answer, platform, context, sorted(first))
    assert failed or fault in {"401", "403"}  # which may speak of that one mention
    assert not any(batch.gone_ids or batch.mentions for batch in batches)


FOREIGN = ["0123456789abcdef0123456789abcdef", "https://elsewhere.example/1", "../x y", "-1"]


@pytest.mark.parametrize("name", ASKED_AGAIN)
def test_what_it_never_gave_is_neither_there_nor_gone(name, context):
    """An export may bring mentions under the name of a source."""
    platform = FAKES[name]()
    batches, failed = again(platform, platform, context, FOREIGN)
    assert not failed
    assert not any(batch.gone_ids or batch.mentions for batch in batches)


def nameless(value, names):
    """Return the JSON value without whatever is one of `names`."""
    if isinstance(value, list):
        return [nameless(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: nameless(each, names) for key, each in value.items() if str(each) not in names}


@pytest.mark.parametrize("name", TYPES)
def test_what_has_no_id_is_skipped_and_told(name, context):
    platform = FAKES[name]()
    lost = platform.id_of(platform.items[-1])
    names = {lost, re.split(r"[/:_]", lost)[-1]}
    answer = changed(platform, lambda body: nameless(body, names))
    lent = context(answer, secret=platform.secret, login=type(platform).LOGIN)
    batches = list(source_of(platform).fetch(lent, None))
    told = [each for batch in batches for each in batch.skipped]
    assert platform.ids - ids(batches) <= {lost}
    assert told or len(mentions(batches)) >= len(platform.ids), "by another name, or told"


@pytest.mark.parametrize("name", TYPES)
def test_no_secret_is_in_what_is_kept(name, context):
    platform = FAKES[name](items=5)
    batches, _ = read(platform, context)
    kept = [[batch.bookmark, repr(batch.mentions), repr(batch.skipped)] for batch in batches]
    assert SECRET not in json.dumps(kept)
    assert SECRET not in repr(source_of(platform))


@pytest.mark.parametrize("name", KEPT)
def test_a_bookmark_holds_nothing_of_people(name, context):
    """Whoever is erased is not looked for there."""
    platform = FAKES[name](items=5)
    for options in ({}, {"max_items": "3"}):
        batches, _ = read(platform, context, **options)
        kept = json.dumps([batch.bookmark for batch in batches], ensure_ascii=False)
        for mention in mentions(batches):
            author = mention.author
            said = (mention.text, mention.title, author.name, author.handle)
            assert not [each for each in said if each and len(each) > 3 and each in kept]


@pytest.mark.parametrize("bookmark", [[], "x", 7, {"mark": "x"}, {"walk": 3}, {"mine": 7},
                                      {"page": {}}, {"walk": {"page": [], "done": 3}}])  # fmt: skip
@pytest.mark.parametrize("name", TYPES)
def test_a_bookmark_of_another_shape_does_no_harm(name, bookmark, context):
    platform = FAKES[name]()
    batches, error = read(platform, context, bookmark)
    assert error is None
    assert ids(batches) == platform.ids


ODD = [
    None, "", "x", " ", -1, 0, 1, 2**63 - 1, 2**70, 1e308, True, False, [], {}, [None], [{}],
    {"x": 1}, "🙃\ud83d", "0000-00-00", "9999-12-31T23:59:59Z", "javascript:alert(1)", "\x00\x1b[2J",
    "A" * 100_000, [[]], {"label": None}, "2026-02-30T25:61:00Z", "NaN",
]  # fmt: skip


def spoilt(value, dice):
    """Return the JSON value with one thing in it made odd, left out, or added."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(list(value))
        return {**value, key: spoilt(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.9:
        place = dice.randrange(len(value))
        return [*value[:place], spoilt(value[place], dice), *value[place + 1 :]]
    if isinstance(value, dict) and dice.random() < 0.5:
        left = dict(value)
        if left:
            left.pop(dice.choice(list(left)))
        return left | {"something_new": dice.choice(ODD)}
    return dice.choice(ODD)


@pytest.mark.parametrize("name", TYPES)
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_odd_data_gives_clean_mentions_or_an_error(name, seed, context):
    platform, dice = FAKES[name](), random.Random(seed)

    source = source_of(platform, max_items="50")
    lent = context(
        changed(platform, lambda body: spoilt(body, dice)),
        secret=platform.secret,
        login=type(platform).LOGIN,
    )
    named, ordinals = Named("mine", source), Counter()
    try:
        for number, batch in enumerate(source.fetch(lent, None)):
            json.dumps(batch.bookmark)
            for mention in prepare(batch, named, Config(), ordinals, NOW).mentions:
                assert mention.external_id
                assert isinstance(mention.text, str)
            if number > 20:
                break
    except (HttpError, SourceError):
        pass


def test_every_type_has_a_fake_of_its_name():
    there = {path.stem for path in (Path(__file__).parent.parent / "fakes").glob("[!_]*.py")}
    assert there >= set(TYPES)
