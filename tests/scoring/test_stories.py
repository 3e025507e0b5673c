"""Which mentions tell of one incident, and which only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.models.story import Pin, Telling, Voice
from amends.scoring import stories as scoring_stories
from amends.scoring.bursts import DAY, bursts
from amends.scoring.stories import gather
from amends.scoring.story_traces import QUOTED, Read, address, left, shared, trace

HOUR = DAY // 24
ANGRY = "They broke my guitar on the way and for nine months nobody wanted to pay for the repair."


def voice(number: int, words: str = "", **changes) -> Voice:
    values = {
        "same_as": None,
        "published_at": number * HOUR,
        "source": "web",
        "external_id": f"e{number}",
        "kind": "comment",
        "person": f"p{number}",
        "words": words,
        "intent": "complaint",
    }
    return Voice(number=number, **(values | changes))


VIDEO = voice(5, ANGRY, kind="post", url="https://www.youtube.com/watch?v=5YGc4zOqozo")


def stories(*voices, pins=None, found=()):
    return {n: tuple(member) for n, member in gather(map(Read, voices), pins or {}, found).items()}


# ── what belongs together ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "other",
    [
        voice(9, "Look: https://youtu.be/5YGc4zOqozo?si=abc, terrible.", source="forum"),
        voice(9, "As in (http://m.youtube.com/watch?v=5YGc4zOqozo&utm_source=x).", kind="article"),
        voice(9, "They sing (https://youtube.com/watch?v=5YGc4zOqozo), and sing."),
        voice(9, "Same here", url="https://www.youtube.com/watch?v=5YGc4zOqozo&lc=Ugx12"),
        voice(9, "Me too!", parent_id="e5"),
        voice(9, "Me too!", thread_id="e5", parent_id="unknown"),
        voice(9, "me too", thread_id="https://youtube.com/watch?v=5YGc4zOqozo"),
        voice(9, "Seen this?", kind="post", linked=("https://youtu.be/5YGc4zOqozo",)),
    ],
)
def test_a_link_or_a_comment_ties(other):
    assert stories(VIDEO, other) == {9: (5, "link")}
    assert stories(other, VIDEO) == {9: (5, "link")}


def test_a_link_ties_to_what_was_published_later_too():
    early = voice(1, "More under https://youtu.be/5YGc4zOqozo soon", kind="post")
    assert stories(early, VIDEO) == {1: (5, "link")}


@pytest.mark.parametrize(
    "words",
    [
        ANGRY.upper() + " !!!",
        ANGRY.replace("nine", "ten"),
        "A musician writes: “for nine months nobody wanted to pay for the repair”. We asked them.",
    ],
)
def test_words_passed_on_tie(words):
    assert stories(VIDEO, voice(9, words, kind="article")) == {9: (5, "words")}


def test_the_shortest_quotation_counts_and_a_shorter_one_does_not():
    words = ANGRY.split()
    quoted = " ".join(words[3 : 3 + QUOTED])
    shorter = " ".join(words[3 : 2 + QUOTED])
    frame = "Somebody on the train told me quite loudly: {} and so on, who knows."
    assert stories(VIDEO, voice(9, frame.format(quoted)))
    assert not stories(VIDEO, voice(9, frame.format(shorter)))


@given(st.integers(0, len(ANGRY.split()) - QUOTED), st.lists(st.sampled_from("abcdef"), max_size=9))
def test_every_quotation_leaves_a_trace_that_finds_it(start, around):
    quoted = " ".join([*around, *ANGRY.split()[start : start + QUOTED], *around])
    first, later = Read(VIDEO), Read(voice(9, quoted + " " + "x" * 40))
    assert left(first) & shared(later)
    assert left(later) & shared(first)


# ── what does not ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "other",
    [
        voice(9, ANGRY, person="p5"),  # the same person says it twice: a case, not a story
        voice(9, ANGRY, intent="praise"),
        voice(9, "Never again!"),
        voice(9, "See https://www.youtube.com/ and https://www.youtube.com/watch?v=other"),
        voice(9, "Me too!", parent_id="e5", source="other"),
        voice(9, "The soup was cold and the waiter did not even say sorry to us, sadly."),
    ],
)
def test_no_tie(other):
    assert stories(VIDEO, other) == {}


def test_a_page_that_many_reviews_share_is_nobodys():
    page = "https://maps.example/place/lipa"
    shop = [voice(n, f"Review {n}", kind="review", url=page) for n in (1, 2)]
    blog = voice(9, f"We went to {page}", kind="article")
    assert stories(shop[0], blog)
    assert stories(*shop, blog) == {}


def test_comments_under_a_post_that_is_no_mention_are_not_tied():
    ours = [voice(n, "Cold!", thread_id="our-post", parent_id="our-post") for n in (1, 2, 3)]
    assert stories(*ours) == {}


def test_one_author_in_a_thread_is_no_story():
    assert stories(VIDEO, voice(9, "And another thing", parent_id="e5", person="p5")) == {}


# ── its root ─────────────────────────────────────────────────────────────────────────────────


def test_the_root_is_what_the_others_lead_to():
    repost = voice(1, ANGRY, kind="post")
    under = [voice(n, "Me too", parent_id="e5") for n in (10, 11)]
    article = voice(20, "It began with https://youtu.be/5YGc4zOqozo", kind="article")
    below = [voice(n, "Shame", parent_id="e20") for n in (21, 22, 23, 24)]
    found = stories(repost, VIDEO, *under, article, *below)
    assert {root for root, _ in found.values()} == {5}
    assert found[1] == (5, "words")
    assert len(found) == 8


def test_without_links_it_is_the_earliest():
    assert stories(voice(7, ANGRY), voice(3, ANGRY), voice(5, ANGRY)) == {
        7: (3, "words"),
        5: (3, "words"),
    }


def test_links_in_a_circle_end():
    one = voice(1, "see https://a.example/two", kind="post", url="https://a.example/one")
    two = voice(2, "see https://a.example/one", kind="post", url="https://a.example/two")
    assert stories(one, two) == {2: (1, "link")}


def test_a_copy_speaks_for_what_it_repeats():
    copy = VIDEO._replace(number=6, same_as=5, url="https://vimeo.example/1", external_id="c")
    comment = voice(9, "Oh no, https://vimeo.example/1")
    assert stories(VIDEO, copy, comment) == {9: (5, "link")}


# ── what people decided ──────────────────────────────────────────────────────────────────────


def test_what_was_kept_apart_stays_apart():
    one, other = voice(8, ANGRY), voice(9, "Me too", parent_id="e5")
    assert stories(VIDEO, one, other, pins={9: Pin(None)}) == {8: (5, "words")}
    assert stories(VIDEO, one, other, pins={5: Pin(None)}) == {}


def test_what_was_joined_stays_joined_and_brings_its_comments():
    far = voice(8, "Something else", kind="post")
    comment = voice(9, "Me too", parent_id="e8")
    found = stories(VIDEO, far, comment, pins={8: Pin(5)})
    assert found == {8: (5, "hand"), 9: (5, "link")}


def test_joined_elsewhere_the_own_ties_count_no_more():
    one, other = voice(8, "Strange", kind="post"), voice(9, "Me too", parent_id="e5")
    assert stories(VIDEO, one, other, pins={9: Pin(8)}) == {9: (8, "hand")}


def test_a_form_that_everybody_fills_in_costs_no_comparison_of_all_with_all(monkeypatch):
    compared = []
    monkeypatch.setattr(scoring_stories, "passed_on", lambda *pair: compared.append(pair))
    form = "A message from the form on your web page, sent by visitor number"
    assert stories(*(voice(n, f"{form} {n}") for n in range(1, 401))) == {}
    assert 400 < len(compared) <= 400 * 30


def test_what_hundreds_pass_on_is_one_story_all_the_same():
    told = stories(*(voice(n, f"{ANGRY} {n}") for n in range(1, 301)))
    assert len(told) == 299


# ── the order of arrival ─────────────────────────────────────────────────────────────────────

_LINE = st.builds(
    voice,
    st.just(0),
    st.sampled_from(
        ["Me too", ANGRY, ANGRY[:60], "Look: https://a.example/3", "https://a.example/5"]
    ),
    kind=st.sampled_from(["comment", "post", "review", "article"]),
    person=st.sampled_from(["a", "b", "c", None]),
    parent_id=st.sampled_from([None, None, "e1", "e4"]),
    url=st.sampled_from([None, "https://a.example/3", "https://a.example/5"]),
)


@given(st.lists(_LINE, max_size=9), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_given_changes_nothing(lines, rng):
    voices = [
        each._replace(number=n, external_id=f"e{n}", published_at=n % 4)
        for n, each in enumerate(lines, start=1)
    ]
    shuffled = list(voices)
    rng.shuffle(shuffled)
    assert stories(*voices) == stories(*shuffled)


# ── many at one place ────────────────────────────────────────────────────────────────────────


def at(day: float, person: int | None, severity: int = 2, *, number: int = 0) -> Telling:
    number = number or int(day * 100) + (person or 0)
    return Telling(number, int(day * DAY), None if person is None else f"p{person}", severity)


QUIET = 0
"""When the place was first written about."""


def test_three_who_fell_ill_are_a_story():
    ill = [at(100 + n / 2, n, 3) for n in range(3)]
    assert bursts(ill, QUIET) == [[each.number for each in ill]]


def test_many_moderate_ones_where_nobody_complained_before_are_a_story():
    assert bursts([at(100 + n / 3, n) for n in range(4)], QUIET)


def test_everyday_slow_service_is_no_story():
    daily = [at(day + n / 3, day * 3 + n) for day in range(120) for n in range(2)]
    assert bursts(daily, QUIET) == []


def test_nor_is_it_while_nobody_knows_what_is_usual():
    week = [at(100 + n, n) for n in range(7)]
    assert bursts(week, 100 * DAY) == []


def test_where_everything_is_new_nothing_is_unusual():
    assert bursts([at(100 + n / 50, n, 3) for n in range(500)], 100 * DAY) == []


def test_a_busy_weekend_is_none_either():
    daily = [at(day + n / 100, day * 100 + n) for day in range(100) for n in range(100)]
    weekend = [at(100 + n / 400, 100_000 + n) for n in range(600)]
    assert bursts([*daily, *weekend], QUIET) == []


def test_but_a_flood_of_it_is():
    daily = [at(day, day) for day in range(100)]
    flood = [at(100 + n / 10, 1000 + n) for n in range(20)]
    [found] = bursts([*daily, *flood], QUIET)
    assert {each.number for each in flood} <= set(found)
    assert len(found) <= len(flood) + 3


@pytest.mark.parametrize(
    "reports",
    [
        [at(100, 1, 4), at(100.2, 2, 4)],  # two
        [at(100, 1, 4), at(100.1, 1, 4, number=7), at(100.2, 2, 4)],  # one of them twice
        [at(100, None, 4, number=n) for n in range(5)],  # may be one person
        [at(100, 1, 3), at(104, 2, 3), at(108, 3, 3)],  # not at once
    ],
)
def test_too_few_or_too_far_apart(reports):
    assert bursts(reports, QUIET) == []


def test_a_burst_makes_a_story_of_its_mentions():
    ill = [voice(n, "Ill after the soup", kind="review") for n in (1, 2, 3)]
    assert stories(*ill, found=[[1, 2, 3]]) == {2: (1, "place"), 3: (1, "place")}
    assert stories(*ill, found=[[1, 2, 3]], pins={1: Pin(None)}) == {3: (2, "place")}


# ── addresses ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.example/x/", "https://a.example/x#comments"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2&utm_source=mail"),
        ("https://youtu.be/abc?t=20", "https://m.youtube.com/watch?v=abc&feature=share"),
        ("www.a.example/x.", "https://a.example/x"),
    ],
)
def test_addresses_of_the_same_page(one, other):
    assert address(one) == address(other) is not None


@pytest.mark.parametrize("odd", ["https://a.example/", "www.a.example", "", None, "https://[x/y"])
def test_no_page(odd):
    assert address(odd) is None


@given(st.text(max_size=60))
def test_any_text_may_stand_where_an_address_should(odd):
    address(f"https://{odd}")
    left(Read(voice(1, f"https://{odd} {odd}", url=odd, kind="post", thread_id=odd)))


def test_traces_fit_into_a_database():
    assert all(0 <= trace("x", str(n)) < 2**63 for n in range(100))
