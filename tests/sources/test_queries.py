"""No word of `watch:` orders a platform anything, and what cannot be searched for is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.errors import BadRequest
from amends.models import Batch
from amends.sources import bluesky, discourse, mastodon, reddit, vk, x, youtube
from amends.sources.queries import (
    LONGEST_NAME,
    advice,
    alternatives,
    names,
    quoted,
    telling,
    unsearchable,
    words,
)

TOKENS = re.compile(r'("[^"]*"|[()|]|-(?=")|[^\s"()|]+)\s*')
"""A tiny reader of queries: phrases, brackets, `|`, a minus before a phrase, anything else."""
PLAIN = re.compile(r"[^\W_]{2,}")
HOSTILE = (
    "-lipa", "author:lipa", "Lipa|Coffee", "NOT", "or", "after:2020", '""Lipa" Coffee"', "“Lipa” x",
    "l", "(Lipa", "Lipa\\", "a\x00b", "#lipa", "@lipa", "Lipa OR x", "Li*a", "lipa*", "Lipa_x",
)  # fmt: skip
WATCHED = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=30)), min_size=1, max_size=30
).map(lambda found: Watch(any=tuple(found), none=tuple(found[:3])))


def orders(query, own=()):
    """Return what of a query is neither a phrase, a plain word nor an operator of ours."""
    assert query.count('"') % 2 == 0, query
    assert query.isprintable() or not re.search(r"[\x00-\x1f\x7f-\x9f]", query), query
    found = [match[1] for match in TOKENS.finditer(query)]
    assert "".join(found) == re.sub(r'\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', "", query), "all is read"
    return [each for each in found if not _harmless(each, own)]


def _harmless(token, own):
    phrase = token[:1] == '"' == token[-1:] and not re.search(r'["“”„«»\\]', token[1:-1])
    word = PLAIN.fullmatch(token) and token.lower() not in {"and", "or", "not", "near"}
    return bool(phrase or word or token in own)


def sent_to_x(watch):
    try:
        return (x.query.query_for(watch, ()),)
    except BadRequest:
        return ()


SENT = {
    "bluesky": lambda watch: map(bluesky.reading.query_for, names(watch)),
    "discourse": lambda watch: map(discourse.walks.quoted, names(watch)),
    "reddit": reddit.lists.queries,
    "vk": lambda watch: map(vk.words, names(watch)),
    "youtube": youtube.videos.queries,
}
OWN = {"reddit": ("OR",), "youtube": ("|",)}


@pytest.mark.parametrize("platform", SENT)
@given(watch=WATCHED)
def test_no_name_orders_anything(platform, watch):
    for query in SENT[platform](watch):
        assert query
        assert orders(query, OWN.get(platform, ())) == [], query


@given(watch=WATCHED)
def test_no_name_orders_mastodon_anything(watch):
    for name in names(watch):
        query = mastodon.reading.query_for(name, watch)
        excluded = [f"-{word}" for word in watch.none if word.isalpha()]
        assert orders(query, excluded) == [], query


@given(watch=WATCHED)
def test_no_name_orders_x_anything_but_a_tag(watch):
    for query in sent_to_x(watch):
        found = orders(query, ("OR", "(", ")", "-", "-is:retweet"))
        assert all(re.fullmatch(r"-?[@#]\w+", each) for each in found), query


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Липа", "Липа"),
        ("2GIS", "2GIS"),
        ("Lipa Coffee", '"Lipa Coffee"'),
        ("-lipa", '"-lipa"'),
        ("or", '"or"'),
        ("l", '"l"'),
        ("Lipa|Coffee", '"Lipa|Coffee"'),
        ('""Lipa" Coffee"', '"Lipa Coffee"'),
        ("„Липа“", "Липа"),
        ("Lipa\\", "Lipa"),
        ("Li\x00pa", '"Li pa"'),
    ],
)
def test_a_name_is_only_looked_for(name, query):
    assert quoted(name) == query


def test_words_stay_words():
    assert words("Липа Кофе -x") == 'Липа Кофе "-x"'


def test_a_star_at_the_end_is_left_out_and_one_within_a_word_cannot_be_searched_for():
    watch = Watch(any=("Lipa*", "Li*a", '"Lipa"', "☕☕", "x" * (LONGEST_NAME + 1)))
    assert names(watch) == ("Lipa",)
    told = [f"{each.where} {each.why}" for each in unsearchable(watch)]
    assert told[0] == "watch: “Li*a” cannot be searched for there: write its spellings out"
    assert [each.rpartition(": ")[2] for each in told[1:]] == [
        "it has no letters",
        "it is longer than 200 characters",
    ]
    assert advice(watch) == f"{told[0]}."
    assert advice(Watch()) is None


def test_names_share_searches_as_far_as_they_fit():
    watch = Watch(any=("ab", "cd", "e f"))
    assert alternatives(watch, " OR ", 20) == ('ab OR cd OR "e f"',)
    assert alternatives(watch, " OR ", 10) == ("ab OR cd", '"e f"')
    assert alternatives(Watch(), "|", 10) == ()


def test_what_is_not_searched_for_is_told_once():
    watch = Watch(any=("Lipa", "Li*a"))
    batches = list(telling(watch, None, [Batch(bookmark={"a": 1}), Batch(bookmark={"a": 2})]))
    assert [len(each.skipped) for each in batches] == [1, 0]
    kept = batches[-1].bookmark
    assert kept["a"] == 2
    (again,) = telling(watch, kept, [Batch(bookmark={"a": 2})])
    assert (again.skipped, again.bookmark) == ((), kept)
    (more,) = telling(Watch(any=("Li*a", "L*a")), kept, [Batch(bookmark={})])
    assert [each.where for each in more.skipped] == ["watch: “L*a”"]
    (without,) = telling(Watch(any=("Lipa",)), kept, [Batch(bookmark={"a": 3})])
    assert without.bookmark == {"a": 3}


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (reddit.Reddit, {"user": "lipa", "client_id": "x" * 12, "client_secret": "env:A"}),
        (discourse.Discourse, {"forum": "forum.example.org", "search": True}),
        (vk.VK, {"token": "env:A"}),
        (youtube.YouTube, {"key": "env:A"}),
    ],
)
def test_where_no_name_is_left_it_is_said_what_to_write(kind, options, context):
    watch = Watch(any=("Li*a",))
    with pytest.raises(BadRequest) as caught:
        list(kind(**options).fetch(context(None, watch=watch), None))
    assert "“Li*a” cannot be searched for there: write its spellings out" in caught.value.hint
