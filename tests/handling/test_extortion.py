from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from amends.handling.extortion import advice, find_demand
from amends.languages.data import FIRST_CLASS
from amends.models import Assessment, Case, Language, Mention, Rating

LABELLED = Path(__file__).parents[1] / "data" / "extortion"
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def labelled(kind):
    return [
        pytest.param(code, text, id=f"{code}-{number}")
        for code in FIRST_CLASS
        for number, text in enumerate(
            yaml.safe_load((LABELLED / f"{code}.yaml").read_text(encoding="utf-8"))[kind]
        )
    ]


@pytest.mark.parametrize(("code", "text"), labelled("extortion"))
def test_money_or_goods_for_a_review_are_seen(code, text):
    found = find_demand(text, code)
    assert found
    assert found.whole
    assert found.quote in " ".join(text.split())


@pytest.mark.parametrize(("code", "text"), labelled("honest"))
def test_a_customer_who_wants_what_is_theirs_is_no_extortionist(code, text):
    found = find_demand(text, code)
    assert not (found and found.whole), found


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_both_kinds_are_well_represented(code):
    examples = yaml.safe_load((LABELLED / f"{code}.yaml").read_text(encoding="utf-8"))
    assert min(len(examples["extortion"]), len(examples["honest"])) >= 8


def test_a_language_without_words_of_its_own_is_read_with_all_of_them():
    assert find_demand("Pay me 300 euros or I will leave one star everywhere.", "tl")


def test_a_refund_for_stars_everywhere_is_a_demand_only_where_nothing_happened():
    text = "Refund or one star everywhere"
    assert not find_demand(text, "en")
    assert find_demand(text, "en", factless=True)


def test_a_demand_in_one_text_and_a_threat_far_away_are_not_tied():
    between = " ".join(["the soup was cold and the music loud"] * 5)
    found = find_demand(f"Pay me 20 euros. {between}. Or a bad review.", "en")
    assert not (found and found.whole)


def a_case(short_id, hours, text="", *, stars=1, language="en", doubts=("no_fact",)):
    return Case(
        id=short_id,
        mention=Mention(
            text=text,
            source_type="google_business",
            rating=Rating(stars) if stars else None,
            published_at=FRIDAY + timedelta(hours=hours),
        ),
        assessment=Assessment(language=Language(language, 1.0), doubts=doubts),
    )


WAVE = (a_case("b2b2", 0), a_case("c3c3", 20, "Awful"), a_case("d4d4", 47))
MAIL = a_case("m5m5", 60, "Send 300 € to this account.", stars=None)


def test_the_platforms_form_is_named():
    found = advice(a_case("b2b2", 0, "I'll delete this review for 150 €."))
    assert found
    assert found.form
    assert found.form.endswith("/16404809")
    assert found.quote == "I'll delete this review for 150 €"
    assert found.burst == ()


def test_a_wave_and_a_demand_beside_it_concern_all_of_them():
    first, *others = WAVE
    found = advice(first, [*others, MAIL])
    assert found
    assert (found.demanded_in, found.burst) == ("m5m5", ("b2b2", "c3c3", "d4d4"))
    assert advice(MAIL, WAVE) == found


@pytest.mark.parametrize(
    "around",
    [
        pytest.param([MAIL], id="too few"),
        pytest.param(WAVE[1:], id="no demand"),
        pytest.param([WAVE[1], a_case("d4d4", 49), MAIL], id="too slow"),
        pytest.param([WAVE[1], a_case("d4d4", 3, "Cold", doubts=()), MAIL], id="a fact"),
        pytest.param([WAVE[1], a_case("d4d4", 3, stars=2), MAIL], id="two stars"),
        pytest.param(
            [*WAVE[1:], a_case("m5m5", 24 * 12, "Send 300 €.", stars=None)], id="much later"
        ),
    ],
)
def test_what_is_no_wave_or_has_no_demand_is_left_alone(around):
    assert advice(WAVE[0], around) is None


def test_a_complaint_in_the_middle_of_a_wave_is_not_part_of_it():
    honest = a_case("h6h6", 10, "The soup was cold and we waited an hour.", doubts=())
    assert advice(honest, [*WAVE, MAIL]) is None


@given(st.text(max_size=300), st.sampled_from([*FIRST_CLASS, "und"]))
def test_no_text_is_too_strange(text, code):
    found = find_demand(text, code, factless=True)
    assert found is None or found.quote in text
