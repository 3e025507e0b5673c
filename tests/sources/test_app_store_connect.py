from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from amends.errors import AuthFailed, BadAnswer, BadRequest, Throttled
from amends.sources import Probes
from amends.sources.app_store_connect import AppStoreConnect, parse
from fakes import NOW, answered
from fakes.app_store_connect import APP, BUNDLE, ISSUER, KEY_ID, Fake
from fakes.reading import mentions

DATA = Path(__file__).parent.parent / "data" / "app_store_connect"
KEY = "file:AuthKey_2X9R4HXF34.p8"


def source(**options):
    return AppStoreConnect(
        **{"app": APP, "key": KEY, "key_id": KEY_ID, "issuer": ISSUER, **options}
    )


def run(context, apple, bookmark=None, **options):
    return list(source(**options).fetch(context(apple, secret=Fake().secret), bookmark))


def probed(context, apple, **options):
    made = source(**options)
    assert isinstance(made, Probes)
    return made.probe(context(apple, secret=Fake().secret))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), APP, NOW)))


def test_the_newest_are_asked_for_with_their_answers(context):
    apple = Fake(items=5)
    assert len(mentions(run(context, apple))) == 5
    first, second, third = (dict(request.url.params) for request in apple.requests)
    assert first == {"sort": "-createdDate", "limit": "200", "include": "response"}
    assert second == {**first, "cursor": second["cursor"]}
    assert third["cursor"] != second["cursor"]


def test_the_next_run_goes_back_a_week_before_the_newest(context):
    apple = Fake(items=4)
    apple.items[0]["at"] -= timedelta(days=20)
    apple.items[1]["at"] -= timedelta(days=8)
    bookmark = run(context, apple)[-1].bookmark
    apple.add()
    found = mentions(run(context, apple, bookmark))
    assert [each.external_id for each in found] == [
        apple.id_of(item) for item in reversed(apple.items) if item is not apple.items[0]
    ]


def test_a_key_may_belong_to_one_person(context):
    apple = Fake()
    apple.individual = True
    assert len(mentions(run(context, apple, issuer=None))) == 3
    with pytest.raises(AuthFailed, match="does not accept the key"):
        run(context, apple)


def test_a_bundle_id_is_not_taken_for_the_beginning_of_another(context):
    assert mentions(run(context, Fake(), app=BUNDLE))[0].item.id == APP
    with pytest.raises(BadRequest, match=r"no app example\.lipa$"):
        run(context, Fake(), app="example.lipa")


def test_an_unknown_number_is_no_app(context):
    with pytest.raises(BadRequest, match="no app 999"):
        run(context, Fake(), app="999")


def test_an_answer_that_waits_for_apple_is_pending(context):
    apple = Fake()
    apple.reply(apple.items[-1], "Soon.", state="PENDING_PUBLISH")
    newest = mentions(run(context, apple))[0]
    assert (newest.reply.text, newest.reply.state) == ("Soon.", "pending")
    assert newest.answered == "no"
    assert mentions(run(context, apple))[1].answered == "no"


class Spoilt(Fake):
    """Apple, whose answers are changed on the way."""

    change = staticmethod(lambda body: None)

    def told(self, body, status=200):
        self.change(body)
        return super().told(body, status)


@pytest.mark.parametrize(
    "link", ["https://apple.example/v1/x?cursor=a", "http://api.appstoreconnect.apple.com/?a=b", 7]
)
def test_the_key_goes_to_apple_only(context, link):
    apple = Spoilt(items=5)
    apple.change = lambda body: body["links"].update(next=link)
    with pytest.raises(BadAnswer, match="not at Apple's address"):
        run(context, apple)
    assert {request.url.host for request in apple.requests} == {"api.appstoreconnect.apple.com"}


def test_a_link_may_be_relative(context):
    apple = Spoilt(items=3)
    apple.change = lambda body: body["links"].update(
        {"next": body["links"]["next"].removeprefix("https://api.appstoreconnect.apple.com")}
        if "next" in body["links"]
        else {}
    )
    assert len(mentions(run(context, apple))) == 3


def test_a_lost_order_is_noticed(context):
    apple = Spoilt(items=5)
    apple.change = lambda body: (
        body["links"].update(next=body["links"]["next"].replace("-created", "created"))
        if "next" in body["links"]
        else None
    )
    with pytest.raises(BadAnswer, match="order of time"):
        run(context, apple)


def test_a_walk_goes_on_although_reviews_were_deleted_above(context):
    apple = Fake(items=6)
    first = run(context, apple, max_items=2)
    assert first[-1].more
    del apple.items[-2:]  # what was below is on top now, beside the page to go on with
    found = mentions(run(context, apple, first[-1].bookmark))
    assert {each.external_id for each in found} == apple.ids


def test_the_probe_says_whose_and_what_is_left(context):
    apple = Fake()
    assert (
        probed(context, apple) == "Lipa Coffee, 3 reviews, 2,998 of 3,500 requests left this hour"
    )
    assert len(apple.requests) == 2


def test_an_hour_that_is_used_up_is_waited_for(context):
    apple = Fake()
    apple.left = 0
    with pytest.raises(Throttled) as caught:
        run(context, apple)
    assert caught.value.until == NOW + timedelta(hours=1)


def refusing(status, code, **headers):
    return lambda _: answered(
        {"errors": [{"status": str(status), "code": code}]}, status, **headers
    )


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("Sat, 21 Nov 2026 07:30:00 GMT", "30 minutes ahead"),
        ("Sat, 21 Nov 2026 08:20:00 GMT", "20 minutes behind"),
        ("Sat, 21 Nov 2026 08:00:30 GMT", "`key_id`"),
        ("yesterday", "`key_id`"),
    ],
)
def test_a_refused_key_may_be_a_matter_of_the_clock(context, date, words):
    with pytest.raises(AuthFailed) as caught:
        probed(context, refusing(401, "NOT_AUTHORIZED", date=date))
    assert words in caught.value.hint


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("FORBIDDEN_ERROR", "Customer Support"),
        ("FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED", "account holder"),
    ],
)
def test_a_forbidden_key_lacks_a_role_or_a_signature(context, code, words):
    with pytest.raises(AuthFailed) as caught:
        run(context, refusing(403, code))
    assert words in caught.value.hint


def test_the_role_may_be_missing(context):
    apple = Fake()
    apple.key_rights = False
    with pytest.raises(AuthFailed, match="may not read reviews"):
        probed(context, apple)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://apps.apple.com/bg/app/lipa-coffee/id123456789?see-all=reviews", APP),
        (" 123456789 ", APP),
        (BUNDLE, BUNDLE),
    ],
)
def test_an_app_is_a_number_an_address_or_a_bundle_id(written, meant):
    assert source(app=written).app == meant


@pytest.mark.parametrize(
    "wrong",
    [{"app": "Lipa Coffee"}, {"app": "https://lipa.example"}, {"issuer": "me"}, {"key_id": "x.p8"},
     {"key": "-----BEGIN PRIVATE KEY-----"}],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(wrong):
    with pytest.raises(ValidationError):
        source(**wrong)


def test_a_wall_stays_a_wall(context):
    wall = httpx.Response(403, headers={"cf-mitigated": "challenge"})
    with pytest.raises(Exception, match="bot wall"):
        run(context, lambda _: wall)
