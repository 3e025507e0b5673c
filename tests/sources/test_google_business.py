from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.config import Config
from amends.errors import AmendsError, AuthFailed, BadRequest, HttpStatus, HttpThrottled
from amends.sources import LogsIn, Named, Probes, Refetches, from_http
from amends.sources.google_business import GoogleBusiness, parse
from amends.sources.google_business.directory import Location
from amends.triage.arrivals import prepare
from fakes import NOW, SECRET
from fakes.google_business import DISABLED, Fake, refused
from fakes.odd import odd_json
from fakes.reading import ids, mentions

DATA = Path(__file__).parent.parent / "data" / "google_business"
LIPA = Location(
    "71", "222", "Lipa Oborishte", "Lipa Oborishte", "OB-1", maps="https://g.example/71"
)
CLIENT = "000000000000-example.apps.googleusercontent.com"


def source(**options):
    return GoogleBusiness(client_id=CLIENT, client_secret="env:GOOGLE_CLIENT_SECRET", **options)


def lent(context, google, login=Fake.LOGIN):
    return context(google, secret=google.secret, login=login)


def run(context, google, bookmark=None, **options):
    return list(source(**options).fetch(lent(context, google), bookmark))


def asked(google, path):
    return [request for request in google.requests if path in request.url.path]


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), LIPA, "oborishte", NOW)))


def test_it_can_all_that_an_owner_needs():
    assert isinstance(source(), Probes)
    assert isinstance(source(), LogsIn)
    assert isinstance(source(), Refetches)


KEYS = ["reviews", "name", "reviewId", "reviewer", "displayName", "isAnonymous", "starRating",
        "comment", "createTime", "updateTime", "reviewReply", "reviewMediaItems"]  # fmt: skip
VALUES = odd_json(KEYS)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=3))
def test_whatever_comes_is_read_or_skipped(reviews):
    told = {"reviews": reviews}
    found, skipped = parse(told, LIPA, None, NOW)
    assert len(found) + len(skipped) == len(reviews)
    assert all(mention.external_id and mention.published_at for mention in found)


# Which locations, and what they are called.


def test_a_location_that_two_accounts_hold_is_read_once(context):
    google = Fake(items=3)
    found = run(context, google)
    assert sorted(ids(found)) == sorted(google.ids)
    lists = asked(google, "/reviews")
    assert {request.url.path.split("/")[3] for request in lists} == {"111"}


@pytest.mark.parametrize("named", ["Lipa lozenets", "72", "locations/72",
                                   "accounts/111/locations/72"])  # fmt: skip
def test_locations_are_meant_by_name_or_id(context, named):
    found = mentions(run(context, Fake(items=4), locations=named))
    assert {mention.item.name for mention in found} == {"Lipa Lozenets"}


@pytest.mark.parametrize("named", ["ob-1", "Lipa Oborishte"])
def test_a_store_code_means_its_location(context, named):
    found = mentions(run(context, Fake(items=4), locations=(named,)))
    assert {mention.item.id for mention in found} == {"71"}


@pytest.mark.parametrize("named", ["Lipa cafés", "222", "accounts/222", "9000222"])
def test_an_account_is_meant_by_name_or_number(context, named):
    google = Fake(items=2)
    assert len(ids(run(context, google, account=named))) == 2
    assert not asked(google, "/accounts/111/locations")


def test_a_name_that_is_not_there_is_told_with_those_that_are(context):
    with pytest.raises(BadRequest, match="no location is called 'Lipa Sofia'") as caught:
        run(context, Fake(), locations="Lipa Sofia")
    assert caught.value.hint == "There are: Lipa Oborishte, Lipa Lozenets, Lipa Mladost."
    with pytest.raises(BadRequest, match="sees no account '333'") as caught:
        run(context, Fake(), account="333")
    assert caught.value.hint == "It sees: Ivana Petrova, Lipa cafés."


def test_one_wrong_name_does_not_keep_the_others_waiting(context):
    batches = run(context, Fake(items=2), locations=("71", "Lipa Sofia"))
    assert len(ids(batches)) == 1
    assert [each.where for batch in batches for each in batch.skipped] == ["location Lipa Sofia"]


def test_a_login_without_a_location_says_which_account_is_due(context):
    google = Fake()
    google.locations = []
    with pytest.raises(BadRequest, match="manages no location") as caught:
        run(context, google)
    assert "business.google.com" in caught.value.hint


def test_branches_of_one_name_are_told_apart(context):
    google = Fake(items=4)
    for each in google.locations:
        each["title"] = "Lipa"
    google.locations[1]["storefrontAddress"] = {"addressLines": ["ul. Krum 2", "et. 1"]}
    found = mentions(run(context, google))
    assert {mention.place for mention in found} == {"OB-1", "Lipa, ul. Krum 2"}


def test_the_place_is_what_the_owner_calls_the_location(context):
    config = Config.model_validate({"places": {"oborishte": {"aliases": ["lipa OBORISHTE"]}}})

    def places(**options):
        built = source(**options)
        batches = built.fetch(lent(context, Fake(items=2)), None)
        ready = [prepare(each, Named("g", built), config, {}, NOW) for each in batches]
        return {mention.item.id: mention.place for mention in mentions(ready)}

    assert places() == {"71": "oborishte", "72": "Lipa Lozenets"}
    assert places(places={"72": "lozenets"}) == {"71": "oborishte", "72": "lozenets"}
    assert places(place="all") == {"71": "all", "72": "all"}


# What is not verified.


def test_a_location_that_is_not_verified_is_passed_over_in_silence_unless_it_is_named(context):
    assert not [each for batch in run(context, Fake()) for each in batch.skipped]
    batches = run(context, Fake(items=1), locations=("71", "73"))
    assert [each.where for batch in batches for each in batch.skipped] == ["Lipa Mladost"]


def test_a_location_that_is_not_verified_any_more_is_told(context):
    google = Fake(items=4)
    before = run(context, google)[-1].bookmark
    google.locations[1] = google.locations[1] | {"metadata": {}}
    batches = run(context, google, before)
    assert [each.where for batch in batches for each in batch.skipped] == ["Lipa Lozenets"]
    assert "72" in batches[-1].bookmark


def test_only_locations_that_are_not_verified_are_an_error_with_the_next_step(context):
    google = Fake()
    google.locations = google.locations[2:]
    with pytest.raises(HttpStatus) as caught:
        run(context, google)
    error = from_http(caught.value)
    assert isinstance(error, BadRequest)
    assert "does business.google.com say that it is verified?" in error.hint


# Cuts.


def cut_at(google, location, status):
    """Let the list of one location fail."""

    def fault(request):
        if f"/locations/{location}/" in request.url.path:
            return refused(status, "INTERNAL" if status == 500 else "UNAVAILABLE")
        return google.answer(request)

    google.fail_after(0, fault)


def test_a_location_that_breaks_keeps_no_other_waiting_and_loses_nothing(context):
    google = Fake(items=8)
    cut_at(google, "71", 500)
    batches, built = [], source()
    with pytest.raises(HttpStatus):
        batches.extend(built.fetch(lent(context, google), None))
    assert {each.partition("/reviews")[0] for each in ids(batches)} == {"locations/72"}
    google.fail_after(0, None)
    rest = run(context, google, batches[-1].bookmark)
    assert ids(rest)[0].startswith("locations/71/")
    assert set(ids(batches)) | set(ids(rest)) == google.ids


def test_a_run_that_was_cut_between_locations_begins_with_the_one_that_waits(context):
    google = Fake(items=6)
    first = run(context, google, max_items=3)
    assert first[-1].more
    assert {each.partition("/reviews")[0] for each in ids(first)} == {"locations/71"}
    second = run(context, google, first[-1].bookmark, max_items=3)
    assert ids(second)[0].startswith("locations/72/")
    assert set(ids(first)) | set(ids(second)) >= google.ids


def test_where_each_run_is_cut_every_location_has_its_turn(context):
    google, bookmark, seen = Fake(items=6), None, []
    for day in range(6):
        built, ctx = source(max_items=3), lent(context, google)
        batches = list(built.fetch(replace(ctx, now=NOW + timedelta(days=day)), bookmark))
        bookmark = batches[-1].bookmark
        seen.append({each.partition("/reviews")[0][-2:] for each in ids(batches)})
    assert seen == [{"71"}, {"72"}] * 3


# What a second look finds.


def test_the_newest_month_is_read_again_and_once_a_week_half_a_year(context):
    google = Fake(items=0)
    google.page = 1
    for days in (1, 20, 100, 300, 400):
        item = google.make(2 * days + 1, NOW - timedelta(days=days))
        google.items.append(item)
    first = run(context, google)
    assert len(ids(first)) == 5
    soon = run(context, google, first[-1].bookmark)
    assert len(ids(soon)) == 3  # the last of them is beyond the month
    kept = first[-1].bookmark
    kept["71"]["far"] -= 8 * 86_400
    later = run(context, google, kept)
    assert len(ids(later)) == 4
    assert later[-1].bookmark["71"]["far"] == int(NOW.timestamp())


@pytest.mark.parametrize(
    ("state", "more", "answered", "reason"),
    [
        ("APPROVED", {}, "yes", None),
        ("PENDING", {}, "no", None),
        ("REJECTED", {"policyViolation": "OFF_TOPIC"}, "no", "off topic"),
        ("SOMETHING_NEW", {}, "no", None),
    ],
)
def test_only_a_reply_that_google_shows_is_an_answer(context, state, more, answered, reason):
    google = Fake(items=1)
    before = run(context, google)
    google.reply(google.items[0], "We are sorry.", state, **more)
    (mention,) = mentions(run(context, google, before[-1].bookmark))
    assert (mention.answered, mention.reply.reason) == (answered, reason)
    assert mention.reply.text == "We are sorry."


# Reading single ones again.


def test_a_deleted_review_is_gone_and_a_changed_one_is_as_it_is_now(context):
    google = Fake(items=4)
    wanted = (*sorted(google.ids), "locations/99/reviews/x", "odd", "")
    deleted = google.items.pop(1)
    google.edit(google.items[0])
    batches = list(source().refetch(lent(context, google), wanted))
    assert {each for batch in batches for each in batch.gone_ids} == {google.id_of(deleted)}
    assert set(ids(batches)) == google.ids
    assert any("EDITED" in mention.text for mention in mentions(batches))


def test_reviews_of_a_location_that_may_not_be_read_any_more_are_not_gone(context):
    google = Fake(items=4)
    google.locations[0] = google.locations[0] | {"metadata": {}}
    batches = list(source().refetch(lent(context, google), tuple(google.ids)))
    assert not any(batch.gone_ids for batch in batches)
    assert {each.partition("/reviews")[0] for each in ids(batches)} == {"locations/72"}


# The login, and what is wrong with it.


def test_a_login_is_asked_for_in_googles_way(context):
    consent = source().consent(lent(context, Fake(), None))
    assert consent.authorize_url == "https://accounts.google.com/o/oauth2/v2/auth"
    assert consent.scope == "https://www.googleapis.com/auth/business.manage"
    assert consent.extra == {"access_type": "offline", "prompt": "consent"}
    assert consent.client.token_url == "https://oauth2.googleapis.com/token"
    assert SECRET not in repr(consent)


def test_without_a_login_the_next_step_is_to_log_in(context):
    with pytest.raises(AuthFailed, match="nobody has logged in") as caught:
        list(source().fetch(lent(context, Fake(), None), None))
    assert caught.value.hint == "amends sources login NAME"


def test_a_refresh_token_of_the_configuration_does_as_well(context):
    google = Fake()
    google.SECRETS = {**Fake.SECRETS, "env:TOKEN": Fake.LOGIN}
    built = source(refresh_token="env:TOKEN")
    assert len(ids(built.fetch(lent(context, google, None), None))) == 3


def test_a_login_that_has_ended_says_why_that_may_be(context):
    with pytest.raises(AuthFailed, match="invalid_grant") as caught:
        list(source().fetch(lent(context, Fake(), "1//old"), None))
    assert "amends sources login" in caught.value.hint
    assert "7 days" in caught.value.hint


def test_a_wrong_secret_says_what_to_check(context):
    google = Fake()
    google.SECRETS = {"env:GOOGLE_CLIENT_SECRET": "GOCSPX-wrong"}
    with pytest.raises(AuthFailed, match="invalid_client") as caught:
        list(source().fetch(lent(context, google), None))
    assert "client id and its secret" in caught.value.hint


def test_the_probe_says_what_the_login_sees(context):
    assert source().probe(lent(context, Fake())) == (
        "2 accounts, 3 locations: Lipa Oborishte, Lipa Lozenets; 1 not verified"
    )
    assert source(account="222", locations="71").probe(lent(context, Fake())) == (
        "1 account, 1 location: Lipa Oborishte"
    )


ZERO = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "RATE_LIMIT_EXCEEDED",
    "metadata": {"quota_limit_value": "0", "service": "mybusinessaccountmanagement.googleapis.com"},
}


@pytest.mark.parametrize(
    ("path", "answer", "kind", "step"),
    [
        ("/reviews", refused(403, "PERMISSION_DENIED", "x", [DISABLED]), "auth",
         "apis/api/mybusiness.googleapis.com/overview?project=831723124880 → Enable"),
        ("/v1/accounts", refused(429, "RESOURCE_EXHAUSTED", "x", [ZERO]), "auth", "contact/api_default"),
        ("/v1/accounts", refused(429, "RESOURCE_EXHAUSTED"), "throttled", "contact/api_default"),
        ("/v1/accounts", refused(403, "PERMISSION_DENIED"), "auth", "owns or manages the profile"),
        ("/reviews", refused(404, "NOT_FOUND"), "failed", "verified"),
        ("/v1/accounts", refused(401, "UNAUTHENTICATED"), "auth", "amends sources login NAME"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_next_step(context, path, answer, kind, step):
    google = Fake()

    def play(request):
        return answer if path in request.url.path else google(request)

    for ask in (source().probe, lambda ctx: list(source().fetch(ctx, None))):
        with pytest.raises(AmendsError) as caught:
            ask(context(play, secret=google.secret, login=Fake.LOGIN))
        error = caught.value
        error = from_http(error) if isinstance(error, HttpStatus) else error
        assert error.outcome == kind
        assert step in error.hint
        assert SECRET not in f"{error.message}{error.hint}"


def test_throttled_midway_is_not_taken_for_a_matter_of_one_location(context):
    google = Fake(items=4)
    cut_at(google, "71", 503)
    with pytest.raises(HttpThrottled):
        run(context, google)
    assert not asked(google, "/locations/72/reviews")


# Options.


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"client_id": "123"}, "apps.googleusercontent.com"),
        ({"client_secret": "GOCSPX-123"}, "a secret must not stand in this file"),
        ({"locations": "https://business.google.com/n/1/profile"}, "not a web address"),
        ({"places": {"https://maps.google.com/?cid=1": "x"}}, "not a web address"),
    ],
)
def test_options_are_checked(options, words):
    with pytest.raises(ValidationError) as caught:
        GoogleBusiness(**{"client_id": CLIENT, "client_secret": "env:X", **options})
    assert words in str(caught.value)


def test_the_example_follows_googles_terms_and_what_was_imported_is_left_alone():
    assert "keep: 30 " in GoogleBusiness.EXAMPLE
    assert GoogleBusiness.KEEP == "full"


def test_a_new_client_drops_no_bookmark_and_another_place_does():
    other = GoogleBusiness(client_id=f"1{CLIENT}", client_secret="env:Y", refresh_token="env:Z")
    assert other.settings() == source().settings()
    assert source(places={"a": "b"}).settings() != source().settings()
