"""What a batch may bring into the store, whatever its source says."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config import Config
from amends.models import Author, Batch, Item, Mention, OwnerReply, Rating, Reach, Skipped
from amends.sources import Named
from amends.sources.contract import Source
from amends.triage import arrivals, harmless

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
NASTY = "\x1b[31mred\x1b[0m\x9b2J \u202eevil\ud800\x00\x85ok"
NICE = "red evil ok"


class Plain(Source):
    EXAMPLE: ClassVar[str] = ""
    type: str = "plain"


def prepared(*mentions, config=None, batch=None, **options):
    named = Named("mine", Plain(**options))
    made = Config.model_validate(config or {})
    given = replace(batch or Batch(), mentions=mentions)
    return arrivals.prepare(given, named, made, Counter(), NOW)


def cleaned(**fields):
    return arrivals.clean(Mention(**fields), NOW)


def test_no_field_keeps_what_is_hostile():
    mention = cleaned(
        text=NASTY,
        title=NASTY,
        external_id=NASTY,
        source=NASTY,
        source_type=NASTY,
        url=f"https://x.example/{NASTY}",
        place=NASTY,
        author=Author(id=NASTY, name=NASTY, handle=NASTY),
        thread_id=NASTY,
        parent_id=NASTY,
        item=Item(id=NASTY, name=NASTY),
        language=NASTY,
        reply=OwnerReply(text=NASTY),
        extra={NASTY: [NASTY, {NASTY: NASTY}]},
        published_at=NOW,
    )
    assert (mention.title, mention.place, mention.source, mention.source_type) == (NICE,) * 4
    assert mention.author == Author(NICE, NICE, NICE)
    assert mention.item == Item(NICE, NICE)
    assert mention.reply.text == mention.text == "red evil\nok"
    assert mention.url == f"https://x.example/{NICE}"
    assert mention.extra == {NICE: ["red evil\nok", {NICE: "red evil\nok"}]}
    assert mention.language is None
    assert mention.external_id.isalnum()
    assert mention.thread_id == mention.parent_id == mention.external_id


def test_ordinary_fields_stay_as_they_are():
    whole = Mention(
        text="Two\n\nlines",
        title="Title",
        external_id="https://x.example/a  b?c=1#d",
        source="my  shop",
        source_type="plain",
        url="https://x.example/?a=1#b",
        place="Old  Town",
        author=Author("u1", "Ana", "@ana", 7),
        published_at=NOW,
        updated_at=NOW,
        thread_id="t",
        parent_id="p",
        item=Item("1", "Cake"),
        rating=Rating(4),
        language="bg",
        reach=Reach(1, 2, 3, 0),
        answered="yes",
        reply=OwnerReply("Thank you", NOW, "pending"),
        author_previous_unanswered=2,
        extra={"order": "17", "paid": True, "lines": [1, 2.5, None]},
    )
    assert arrivals.clean(whole, NOW) == whole


def test_ids_that_differ_only_in_what_nobody_sees_stay_apart():
    batch = prepared(
        Mention(text="a", external_id="1\u200b"),
        Mention(text="b", external_id="1"),
        Mention(text="c", external_id="1" * 5000),
        batch=Batch(gone_ids=("1\u200b", "2")),
    )
    ids = [mention.external_id for mention in batch.mentions]
    assert len(set(ids)) == 3
    assert max(map(len, ids)) < 100
    assert batch.gone_ids == (ids[0], "2")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://x.example/a?b=c", "https://x.example/a?b=c"),
        ("HTTP://x.example", "HTTP://x.example"),
        ("mailto:ana@x.example", "mailto:ana@x.example"),
        ("https://me:hunter2@x.example/a", "https://x.example/a"),
        ("javascript:alert(1)", None),
        ("java\x00script:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//x.example/a", None),
        ("x.example/a", None),
        ("https://", None),
        ("http://[x", None),
        ("https://x.example/" + "a" * 5000, None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_that_may_be_opened_are_kept(url, kept):
    assert cleaned(url=url).url == kept


@pytest.mark.parametrize(
    ("number", "kept"),
    [(0, 0), (7, 7), (2**53, 2**53), (2**53 + 1, None), (-1, None), (None, None)],
)
def test_counts_are_believable_or_unknown(number, kept):
    mention = cleaned(
        reach=Reach(number, number, number, number), author=Author(followers=number),
        author_previous_unanswered=number,
    )  # fmt: skip
    assert mention.reach == Reach(kept, kept, kept, kept)
    assert mention.author.followers == kept
    assert mention.author_previous_unanswered == (kept or 0)


@pytest.mark.parametrize(
    ("rating", "kept"),
    [
        (Rating(0), Rating(0)),
        (Rating(85, 100), Rating(85, 100)),
        (Rating(6), None),
        (Rating(-1), None),
        (Rating(0, 0), None),
        (Rating(float("nan")), None),
        (Rating(1, float("inf")), None),
        (Rating(10**400, 10**400), None),
    ],
)
def test_a_rating_that_cannot_be_is_none(rating, kept):
    assert cleaned(rating=rating).rating == kept


def test_other_times_are_believable_or_unknown():
    far = datetime(9999, 1, 1, tzinfo=UTC)
    mention = cleaned(updated_at=far, reply=OwnerReply("a", datetime(1, 1, 1, tzinfo=UTC)))
    assert (mention.updated_at, mention.reply.published_at) == (None, None)
    soon = cleaned(updated_at=NOW + timedelta(hours=2))
    assert soon.updated_at == NOW


def test_what_is_not_known_is_kept_within_bounds():
    extra = {
        "first": "x" * 1000,
        "vast": "y" * 50_000,
        "many": list(range(500)),
        "nan": float("nan"),
        "digits": 10**5000,
        "when": NOW,
        **{f"key {number}": number for number in range(100)},
    }
    kept = harmless.fields(extra)
    assert kept["first"] == extra["first"]
    assert "vast" not in kept
    assert len(kept["many"]) == 50
    assert (kept["nan"], kept["digits"], kept["when"]) == (None, None, str(NOW))
    assert len(kept) <= 50
    nested = deep = {}
    for _ in range(2000):
        deep["in"] = deep = {}
    assert len(json.dumps(harmless.fields(nested))) < 200


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@given(st.dictionaries(st.text(st.characters()), VALUES))
def test_any_extra_becomes_what_can_be_stored(extra):
    kept = harmless.fields(extra)
    written = json.dumps(kept, ensure_ascii=False, allow_nan=False)
    assert len(written.encode()) <= harmless.MAX_EXTRA
    assert harmless.fields(kept) == kept


def test_what_was_skipped_is_told_on_one_harmless_line():
    batch = prepared(batch=Batch(skipped=(Skipped("line\n3", NASTY),)))
    assert batch.skipped == (Skipped("line 3", NICE),)


OURS = {
    "business": {
        "name": "Anna",
        "own_accounts": ["Anna", "u17", "Lipa", "Blue Door Bakery", "lipa.example"],
    }
}


@pytest.mark.parametrize(
    ("author", "ours"),
    [
        (Author(id="U17"), True),
        (Author(handle="lipa", name="Someone"), True),
        (Author(id="9", handle="ANNA"), True),
        (Author(name="blue door bakery"), True),
        (Author(name="lipa.example"), True),
        (Author(name="Anna"), True),  # the very name of the business
        (Author(name="Lipa"), False),  # may be anybody's first name
        (Author(id="9", name="Anna"), False),
        (Author(handle="@anna17", name="Blue Door Bakery"), False),
        (Author(name="Blue Door"), False),
        (Author(), False),
    ],
)
def test_only_what_is_surely_ours_is_no_mention(author, ours):
    batch = prepared(Mention(text="a", author=author), config=OURS)
    assert (batch.mentions == ()) == ours
    assert len(batch.own) == ours


def test_what_is_ours_is_cleaned_and_keeps_its_place_in_the_thread():
    ours = Mention(text=NASTY, author=Author(id="u17"), url="https://x.example/", parent_id="c1")
    batch = prepared(ours, ours, Mention(text="a", url="https://x.example/"), config=OURS)
    [first, second] = batch.own
    assert (first.text, first.parent_id, first.source) == ("red evil\nok", "c1", "mine")
    assert first.external_id != second.external_id
    assert batch.mentions[0].external_id == "https://x.example/"  # whoever else writes there


def test_what_the_source_knows_to_be_ours_is_ours_too():
    ours = Mention(text=NASTY, author=Author(id="colleague"), external_id="1", parent_id="c1")
    batch = prepared(Mention(text="a"), batch=Batch(own=(ours,)), config=OURS)
    [kept] = batch.own
    assert (kept.text, kept.parent_id, kept.source) == ("red evil\nok", "c1", "mine")
    assert len(batch.mentions) == 1


PLACES = {"places": {"oborishte": {"aliases": ["Oborishte St", "Оборище"]}, "Mall": {}}}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("oborishte  st", "oborishte"),
        ("\x00ОБОРИЩЕ\n", "oborishte"),
        ("mall", "Mall"),
        ("Mall", "Mall"),
        ("Airport", "Airport"),
        (None, None),
    ],
)
def test_a_place_gets_the_name_that_it_has_in_the_configuration(told, kept):
    [mention] = prepared(Mention(text="a", place=told), config=PLACES).mentions
    assert mention.place == kept
    [mention] = prepared(Mention(text="a"), config=PLACES, place=told).mentions
    assert mention.place == kept


class Post(Plain):
    KNOWS_OURS: ClassVar[bool] = True


def test_a_name_counts_for_nothing_where_the_source_knows_better():
    """Anybody can write a mail in the name of the business."""
    config = Config.model_validate({"business": {"own_accounts": ["info@lipa.example"]}})
    forged = Mention(text="All solved", external_id="1", author=Author(id="info@lipa.example"))
    sure = replace(forged, external_id="2")
    given = Batch(mentions=(forged,), own=(sure,))
    named = Named("mine", Post())
    found = arrivals.prepare(given, named, config, Counter(), NOW)
    assert [each.external_id for each in found.mentions] == ["1"]
    assert [each.external_id for each in found.own] == ["2"]
    by_name = arrivals.prepare(given, Named("mine", Plain()), config, Counter(), NOW)
    assert (len(by_name.mentions), len(by_name.own)) == (0, 2)
