from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.models import Author, Mention, Rating
from amends.sources import identify
from amends.sources.identity import digest

WHEN = datetime(2026, 11, 20, tzinfo=UTC)
mentions = st.builds(
    Mention,
    text=st.sampled_from(["Ok", "Okay", "Bad", ""]),
    title=st.none() | st.sampled_from(["Ok", "A"]),
    url=st.none() | st.sampled_from(["https://x.example/1", "https://x.example/2"]),
    external_id=st.sampled_from(["", "", "7"]),
    author=st.builds(Author, name=st.none() | st.sampled_from(["Ana", "Ivan"])),
    published_at=st.none() | st.sampled_from([WHEN, WHEN + timedelta(days=1)]),
    rating=st.none() | st.builds(Rating, st.sampled_from([1, 5])),
)


def ids(rows) -> list[str]:
    return [mention.external_id for mention in identify(rows)]


@given(st.lists(mentions, max_size=12))
def test_the_same_input_gives_the_same_ids(rows):
    assert ids(rows) == ids(rows)
    assert all(ids(rows))


@given(st.lists(mentions, max_size=12), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert Counter(ids(shuffled)) == Counter(ids(rows))
    before = {(row, identified) for row, identified in zip(map(repr, rows), ids(rows), strict=True)}
    after = {(row, found) for row, found in zip(map(repr, shuffled), ids(shuffled), strict=True)}
    assert after == before


@given(st.lists(mentions.map(lambda m: replace(m, external_id="", url=None)), max_size=12))
def test_without_ids_and_addresses_every_row_stays_itself(rows):
    assert len(set(ids(rows))) == len(rows)


def test_what_the_source_gives_is_kept():
    assert ids([Mention(external_id="a", url="https://x.example")]) == ["a"]
    assert ids([Mention(url="https://x.example/1")]) == ["https://x.example/1"]


def test_an_address_that_different_rows_share_is_no_id():
    shop = "https://x.example/shop"
    first, second, again = ids(
        [Mention("cold", url=shop), Mention("late", url=shop), Mention("cold", url=shop)]
    )
    assert len({first, second, again}) == 3
    assert shop not in (first, second)
    assert again == f"{first}-2"


def test_equal_rows_are_counted_over_all_batches_of_an_input():
    row, seen = Mention("Ok", published_at=WHEN), Counter()
    batches = [identify([row], seen), identify([row], seen)]
    assert [batch[0].external_id for batch in batches] == ids([row, row])


def test_a_guessed_time_is_no_part_of_the_id():
    today = Mention("Ok", published_at=WHEN, date_uncertain=True)
    tomorrow = replace(today, published_at=WHEN + timedelta(days=1))
    assert ids([today]) == ids([tomorrow])
    assert ids([replace(tomorrow, date_uncertain=False)]) != ids([tomorrow])


def test_invisible_characters_and_blanks_make_no_other_id():
    assert ids([Mention("Ok \u200b then\r\n")]) == ids([Mention("Ok then")])
    assert ids([Mention("\ud800")]) == ids([Mention("")])


def test_a_digest_minds_words_and_their_order_alone():
    assert digest("Cold  SOUP\n", "Caf\u00e9") == digest("cold soup", "Cafe\u0301")
    assert len({digest("a", "b"), digest("b", "a"), digest("ab", ""), digest("ab")}) == 4
    assert digest("a\x1fb", "c") != digest("a", "b\x1fc")
