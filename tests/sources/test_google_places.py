from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amends.errors import AuthFailed, HttpStatus
from amends.models.window import Storefront
from amends.sources import from_http, make
from amends.sources.google_places import GooglePlaces, parse
from fakes import SECRET, answered, fake

DATA = Path(__file__).parent.parent / "data" / "google_places"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
PLACE = "ChIJN1t_tDeuEmsRUsoyG83frY4"
NEIGHBOUR = "ChIJneighbourNumberOne"


def source(**options):
    return GooglePlaces(**{"place_id": PLACE, "key": "env:K", **options})


def lent(context, server, secret=SECRET):
    return context(server, secret=lambda _: secret)


def run(context, server, **options):
    return list(source(**options).fetch(lent(context, server), None))


@pytest.mark.parametrize("case", sorted(DATA.glob("*.in")), ids=lambda case: case.stem)
def test_payloads_become_mentions(case, expected, told):
    expected(case, told(*parse(json.loads(case.read_bytes()), NOW)))


def test_the_mask_names_every_field_without_a_prefix(context):
    platform = fake("google_places")()
    run(context, platform)
    mask = platform.requests[0].headers["x-goog-fieldmask"]
    assert mask == "id,displayName,rating,userRatingCount,googleMapsUri,reviews"
    assert SECRET not in str(platform.requests[0].url)


def test_words_are_the_original_ones(context):
    (batch,) = run(context, fake("google_places")(items=1))
    (mention,) = batch.mentions
    assert (mention.text, mention.language) == ("Кафето беше студено.", "bg")


def test_neighbours_are_seen_in_the_window_and_never_fetched(context):
    platform = fake("google_places")(items=4)
    ours = source(neighbours=[NEIGHBOUR, "ChIJhas_moved_away"])
    assert {m.item.id for b in ours.fetch(lent(context, platform), None) for m in b.mentions} == {
        PLACE
    }
    first, second, third = ours.storefronts(lent(context, platform))
    assert (first.ours, first.name, first.rating, first.count) == (True, "Lipa Coffee", 4.3, 87)
    assert [review.external_id for review in first.reviews] == [
        platform.id_of(item) for item in platform.items
    ]
    assert (second.ours, second.name, second.reviews) == (False, "Corner Café", ())
    assert third == Storefront(
        "ChIJhas_moved_away", ours=False, trouble="Google knows no such place now"
    )


def test_what_stops_one_place_from_being_read_stops_the_window(context):
    platform = fake("google_places")()
    platform.fail_after(1, lambda _: answered({"error": {"status": "INTERNAL"}}, 500))
    with pytest.raises(HttpStatus):
        list(source(neighbours=NEIGHBOUR).storefronts(lent(context, platform)))


@pytest.mark.parametrize(
    "address",
    [
        PLACE,
        f"https://www.google.com/maps/place/?q=place_id:{PLACE}",
        f"https://www.google.com/maps/search/?api=1&query=Lipa&query_place_id={PLACE}",
    ],
)
def test_a_pasted_address_with_the_id_is_understood(address):
    assert source(place_id=address).place_id == PLACE


def test_an_address_without_the_id_is_explained():
    bad = {"type": "google_places", "place_id": "https://goo.gl/maps/x", "key": "env:K"}
    _, problems = make({"g": bad | {"neighbours": ["near"]}})
    assert len(problems) == 2
    assert all("Place ID" in problem.message for problem in problems)


def test_a_wrong_key_says_where_to_copy_it(context):
    with pytest.raises(AuthFailed) as caught:
        list(source().fetch(lent(context, fake("google_places")(), "other"), None))
    assert "copy it again" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "code", "step"),
    [
        (404, "NOT_FOUND", "another id now"),
        (400, "INVALID_ARGUMENT", "Place ID"),
        (403, "PERMISSION_DENIED", "Enable"),
        (429, "RESOURCE_EXHAUSTED", "Quotas"),
    ],
)
def test_refusals_name_the_next_step(status, code, step, context):
    body = {"error": {"code": status, "message": "…", "status": code}}
    with pytest.raises(HttpStatus) as caught:
        run(context, lambda _: answered(body, status))
    assert step in from_http(caught.value).hint


def test_the_probe_says_whose_place_it_is_and_if_its_id_is_another_now(context):
    platform = fake("google_places")()
    line = source().probe(lent(context, platform))
    assert line == "Lipa Coffee: 4.3 of 5 stars, 87 ratings"
    moved = {"id": "ChIJanother", "displayName": {"text": "Lipa"}}
    line = source().probe(lent(context, lambda _: answered(moved)))
    assert line == "Lipa: no ratings yet; Google calls it ChIJanother now: change place_id"
