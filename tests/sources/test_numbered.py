from __future__ import annotations

import pytest

from amends.models import Mention, Skipped
from amends.sources.numbered import Numbered
from amends.sources.paging import Page


def page(*ids, last=None, skipped=()):
    return Page(tuple(Mention(external_id=each) for each in ids), skipped, last=last)


def walked(pages):
    ask, cursor, found = Numbered(pages), None, []
    for _ in range(9):
        got = ask(cursor)
        found.append("".join(mention.external_id for mention in got.mentions))
        if got.ends:
            return found
        cursor = got.next
    return found


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ({1: page("a", "b"), 2: page("c"), 3: page()}, ["ab", "c", ""]),
        ({1: page("a", "b"), 2: page("c", last=True)}, ["ab", "c"]),
        ({1: page("a", "b"), 2: page("b", "a")}, ["ab", ""]),
        ({1: page("a", "b"), 2: page("b", "c"), 3: page()}, ["ab", "bc", ""]),
        ({1: page()}, [""]),
        ({1: page(skipped=(Skipped("1", "odd"),)), 2: page("a", last=True)}, ["", "a"]),
    ],
)
def test_a_list_ends_where_it_says_so_or_is_empty_or_repeats_itself(pages, found):
    assert walked(pages.__getitem__) == found


def test_the_first_page_may_be_asked_for_again():
    ask = Numbered({1: page("a"), 2: page("b")}.__getitem__)
    assert [ask(cursor).mentions[0].external_id for cursor in (None, 2, None, 2)] == list("abab")


@pytest.mark.parametrize("cursor", [None, {}, [], "x", -3, 0, 1, "1"])
def test_a_cursor_without_sense_is_the_first_page(cursor):
    assert Numbered(lambda number: page(str(number)))(cursor).mentions[0].external_id == "1"


@pytest.mark.parametrize("shift", [0, 1])
def test_a_list_that_counts_from_0_or_from_1_is_read_whole(shift):
    pages = [page("a"), page("b"), page("c"), page()]
    ask = Numbered(lambda number: pages[max(0, number - shift)], first=0)
    found, cursor = [], None
    while not (got := ask(cursor)).ends:
        found += [mention.external_id for mention in got.mentions]
        cursor = got.next
    assert found == [*"a" * shift, *"abc"]
