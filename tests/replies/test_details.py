import pytest
from hypothesis import given
from hypothesis import strategies as st
from reply_cases import case

from amends.models import Cue
from amends.replies.details import detail


def told(text, *cues, language="en", **about):
    found = case(language, text=text, **about)
    quoted = tuple(Cue(name, quote) for name, quote in cues)
    return type(found)(
        id="k7f2",
        mention=found.mention,
        assessment=type(found.assessment)(language=found.assessment.language, cues=quoted),
    )


@pytest.mark.parametrize(("text", "cue", "quoted"), [
    ("You people are a joke. I waited 45 minutes for one coffee.", ("long_wait", "45 minutes"),
     "I waited 45 minutes for one coffee"),
    ("Terrible! The parcel came with a broken lid, horrible service.", ("damaged", "broken"),
     "The parcel came with a broken lid"),
    ("Paid £46 for three tins. Robbers.", ("amount", "£46"), "Paid £46 for three tins"),
])  # fmt: skip
def test_the_fact_is_quoted_and_not_the_insult(text, cue, quoted):
    assert detail(told(text, cue), "en", "wrong") == quoted


@pytest.mark.parametrize("text", [
    "", "Awful.", "THIEVES AND LIARS ALL OF THEM", "call me on 0888123456 now",
    "see https://example.org/my/story there", "write to kate@example.org about tins",
])  # fmt: skip
def test_shouts_numbers_and_addresses_are_not_quoted(text):
    assert detail(told(text), "en", "wrong") is None


def test_an_insult_is_never_part_of_a_quotation():
    text = "Your crooked mechanic charged twice for one bulb"
    assert "crooked" not in (detail(told(text, ("dishonest", "crooked")), "en", "wrong") or "")


def test_no_number_is_cut_in_two():
    text = "Since the 5.2 update it crashes the second I open a sleep story on my phone"
    assert detail(told(text, ("crash", "crashes")), "en", "wrong") in text
    assert not (detail(told(text, ("crash", "crashes")), "en", "wrong") or "").startswith("2 ")


def test_the_question_is_quoted_without_its_greeting():
    text = "Hello, I am Kate. Is the back room step free? Thanks"
    assert detail(told(text), "en", "asked") == "Is the back room step free?"


def test_praise_is_quoted_and_not_the_complaint_beside_it():
    text = "Best cardamom buns outside Stockholm. The floor was sticky and dirty."
    mention = told(text, ("dirty", "sticky and dirty"))
    assert detail(mention, "en", "good") == "Best cardamom buns outside Stockholm"
    assert "floor" in detail(mention, "en", "wrong")


def test_platforms_that_refuse_snippets_get_none():
    text = "I waited 45 minutes for one coffee"
    assert detail(told(text, source_type="tripadvisor"), "en", "wrong") is None


def test_a_reply_in_another_language_quotes_nothing():
    assert detail(told("I waited 45 minutes for one coffee"), "pl", "wrong") is None


@given(text=st.text(max_size=300), side=st.sampled_from(["wrong", "good", "asked", "wished"]))
def test_a_quotation_is_literal_short_and_harmless(text, side):
    found = detail(told(text), "en", side)
    assert found is None or (found in text and len(found) <= 84 and "\n" not in found)
    assert found is None or not set("{}<>[]@#\x1b\u202e\n") & set(found)


def test_our_own_name_is_nothing_that_was_liked():
    mention = told("The bike shop Blue Wheel in Kraków is a hidden gem, thanks Tom!")
    assert "Blue Wheel" in (detail(mention, "en", "good") or "")
    assert "Blue" not in (detail(mention, "en", "good", ["Blue Wheel"]) or "")
