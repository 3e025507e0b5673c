"""What comes after the first answer, and what the owner answered before it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from reply_cases import COMPLAINT, LANGUAGES, case, config, drafted, part

from amends.models import Answers
from amends.models.reply import Purpose
from amends.replies import lint, platform, written_languages

APOLOGY = re.compile(r"sorry|apologi|прост|извин|sient|perd|przepr|przykro|съжал", re.IGNORECASE)
OFFERS = {"delivery": [{"id": "full_refund"}, {"id": "replacement"}, {"id": "deliver_again"}]}


def knowing(about=None, *, verified=None, **answers):
    found = about or case()
    handling = replace(found.handling, answers=Answers(**answers), verified=verified)
    return replace(found, handling=handling)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", Purpose.__args__)
def test_every_purpose_can_be_worded_in_every_language(language, purpose):
    draft = drafted(case(language), config(), playbook=COMPLAINT, purpose=purpose, rounds=2)
    assert draft.text
    assert not re.search(r"[{}]", draft.text)
    assert draft.purpose == purpose
    assert (part(draft, "sign") is None) == (purpose == "phone")


def test_a_hold_reply_is_two_sentences_and_a_promise():
    draft = drafted(case(), config(), playbook=COMPLAINT, purpose="hold")
    assert [found.part for found in draft.parts] == ["greeting", "explain", "follow_up", "sign"]
    (promise,) = draft.promises
    assert promise.by == date(2026, 11, 23)
    assert not APOLOGY.search(draft.text)


HARM = {"severity": 4, "topics": ("food", "safety"), "signals": ("safety",), "cues": ("poisoning",)}
CHILD = {"en": "my son", "ru": "у сына", "es": "mi hijo", "pl": "mój syn", "bg": "синът ми"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_critical_harm_a_hold_reply_begins_with_the_person(language):
    owner = {"contact": {"email": "elena@lipa.test"}}
    about = case(language, **HARM, kind="review", source_type="trustpilot", text=CHILD[language])
    texts = set()
    for variant in range(1, 4):
        draft = drafted(
            about, config(business=owner), playbook=COMPLAINT, purpose="hold", variant=variant
        )
        names = [found.part for found in draft.parts]
        assert names == ["greeting", "ask", "solve", "follow_up", "sign"]
        assert re.search(r"child|ребён|criatura|peque|dzieck|дете", part(draft, "ask"))
        assert "elena@lipa.test" in part(draft, "solve")
        assert all(found.meaning for found in draft.parts[:-1]) or language == "en"
        assert re.search(r"2[34]", part(draft, "follow_up"))
        assert not APOLOGY.search(draft.text)
        texts.add(draft.text)
    assert len(texts) == 3


@pytest.mark.parametrize("language", written_languages())
@pytest.mark.parametrize("cues", [("poisoning",), ("fire",), ("death",)])
@pytest.mark.parametrize("source_type", ["google_business", "tripadvisor", "mastodon", "tiktok"])
def test_a_hold_reply_after_harm_passes_the_lint(language, cues, source_type):
    about = case(language, **{**HARM, "cues": cues}, kind="review", source_type=source_type)
    for variant in range(1, 6):
        draft = drafted(
            about, config(), playbook=COMPLAINT, purpose="hold", variant=variant, language=language
        )
        assert part(draft, "ask")
        assert ("?" in part(draft, "ask")) <= ("death" not in cues)
        found = lint.check(
            draft.text,
            mention=about.mention,
            assessment=about.assessment,
            platform=platform(source_type),
            language=language,
            config=config(),
            interface="en",
        )
        assert not found.findings, draft.text


def test_where_nobody_is_to_be_confirmed_no_hold_reply_asks_how_they_are():
    clinic = config(business={"sector": "health"})
    about = case(**HARM, kind="review", source_type="google_business")
    for variant in range(1, 5):
        draft = drafted(about, clinic, playbook=COMPLAINT, purpose="hold", variant=variant)
        assert "?" not in draft.text
        assert "what happened" not in draft.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_next_round_does_not_apologise_again_and_then_moves_to_the_phone(language):
    first, later = (
        drafted(case(language), config(), playbook=COMPLAINT, purpose="again", rounds=rounds)
        for rounds in (1, 2)
    )
    assert not APOLOGY.search(first.text + later.text)
    assert not first.promises
    assert [promise.what for promise in later.promises] == ["speak with them"]
    whole = drafted(case(language), config(), playbook=COMPLAINT)
    assert len(first.text) < len(whole.text)


def test_a_promise_that_is_late_is_apologised_for():
    draft = drafted(case(), config(), playbook=COMPLAINT, purpose="late")
    assert APOLOGY.search(part(draft, "apologise"))
    assert draft.promises


def test_the_phone_sheet_lets_them_speak_first():
    draft = drafted(case(), config(remedies=OFFERS), playbook=COMPLAINT, purpose="phone")
    names = [found.part for found in draft.parts]
    assert names.index("ask") < names.index("apologise") < names.index("solve")
    assert "Elena Dimova" in draft.text
    assert "rite to me" not in draft.text


def test_what_happened_is_said_and_unknown_is_not_invented():
    own = config(explanations={"delivery": [{"id": "left_late"}]})
    known = drafted(knowing(cause="packed_badly"), own, playbook=COMPLAINT)
    assert "packed it badly" in part(known, "explain")
    unknown = drafted(knowing(cause="unknown"), own, playbook=COMPLAINT)
    assert "left us too late" not in unknown.text
    assert unknown.promises[0].what == "tell what we found"
    own_words = drafted(knowing(cause="The oven was cold that morning"), own, playbook=COMPLAINT)
    assert "The oven was cold that morning" in part(own_words, "explain")


def test_own_words_stay_in_their_language():
    polish = knowing(case("pl"), cause="The oven was cold that morning and nobody noticed it")
    draft = drafted(polish, config(), playbook=COMPLAINT)
    assert "oven" not in draft.text
    assert draft.promises[0].what == "tell what we found"


def test_what_was_chosen_is_offered_and_nothing_else():
    own = config(remedies=OFFERS)
    draft = drafted(knowing(offers=("replacement", "deliver_again")), own, playbook=COMPLAINT)
    assert "new one in place" in draft.text
    assert "brought to your door" in draft.text
    assert "whole amount" not in draft.text
    said = drafted(knowing(offers=("a hamper of our own jam",)), own, playbook=COMPLAINT)
    assert "a hamper of our own jam" in part(said, "solve")


def test_who_and_until_when_stand_in_the_promise():
    told = knowing(who="Mira", by=datetime(2026, 11, 30, 16, tzinfo=UTC))
    draft = drafted(told, config(), playbook=COMPLAINT)
    assert {promise.who for promise in draft.promises} == {"Mira"}
    assert draft.promises[-1].by == date(2026, 11, 30)
    assert "30 November" in part(draft, "follow_up")


@pytest.mark.parametrize(("verified", "said"), [
    ("not_found", r"not found|nothing that fits|no trace|not yet"),
    ("unclear", r"might|could fit|Part of it"),
])  # fmt: skip
def test_what_was_looked_into_is_said(verified, said):
    about = knowing(case(playbook="verify_then_answer"), verified=verified)
    draft = drafted(about, config(), playbook="verify_then_answer")
    assert re.search(said, part(draft, "ask"))


def test_the_same_words_are_not_sent_twice_from_one_source():
    earlier = []
    for _ in range(6):
        draft = drafted(case(), config(), playbook=COMPLAINT, earlier=earlier)
        assert draft.text not in earlier
        earlier.insert(0, draft.text)
    assert draft.variant > 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sector", ["health", "legal", "finance"])
def test_in_some_sectors_nobody_is_confirmed(language, sector):
    own = config(business={"sector": sector})
    for playbook in (COMPLAINT, "thank_and_fix", "thank"):
        about = case(language, playbook, text="The filling hurt for 12 days and cost 240 euro")
        draft = drafted(about, own, playbook=playbook)
        assert "240" not in draft.text
        assert "12" not in draft.text.replace("2026-12", "")
        assert not re.search("Kate|Ирин|Maite|Katarzyn|Мария", draft.text)
    private = drafted(case(language, kind="email"), own, playbook=COMPLAINT)
    assert part(private, "solve") != part(draft, "solve")


def test_a_cause_that_cannot_be_said_is_promised_and_its_absence_told():
    polish = knowing(case("pl"), cause="The oven was cold that morning and nobody noticed it")
    assert drafted(polish, config(), playbook=COMPLAINT).unsaid
    small = knowing(case(source_type="x"), cause="The oven " + "really " * 40 + "was cold")
    draft = drafted(small, config(), playbook=COMPLAINT)
    assert draft.unsaid
    assert part(draft, "explain")
    assert not drafted(knowing(cause="packed_badly"), config(), playbook=COMPLAINT).unsaid


def test_a_promise_that_has_passed_is_not_made_again():
    old = knowing(by=datetime(2026, 11, 20, 16, tzinfo=UTC))
    assert drafted(old, config(), playbook=COMPLAINT).promises[-1].by == date(2026, 11, 25)


def test_variants_count_only_what_has_not_been_sent():
    first, second = (
        drafted(case(), config(), playbook=COMPLAINT, variant=number) for number in (1, 2)
    )
    after = [
        drafted(case(), config(), playbook=COMPLAINT, variant=number, earlier=[first.text])
        for number in (1, 2)
    ]
    assert first.text not in {draft.text for draft in after}
    assert after[0].text == second.text
    assert after[0].text != after[1].text


@pytest.mark.parametrize("source_type", ["google_business", "tripadvisor"])
@pytest.mark.parametrize("language", written_languages())
@pytest.mark.parametrize(("purpose", "rounds"), [
    ("hold", 0), ("late", 1), ("again", 1), ("again", 2), ("done", 1), ("all_right", 1),
])  # fmt: skip
def test_where_nobody_can_be_written_to_nobody_is_told_to_wait_for_a_letter(
    language, purpose, rounds, source_type
):
    about = case(language, source_type=source_type)
    for variant in range(1, 7):
        draft = drafted(
            about, config(), playbook=COMPLAINT, purpose=purpose, rounds=rounds, variant=variant,
            language=language,
        )  # fmt: skip
        found = lint.check(
            draft.text,
            mention=about.mention,
            assessment=about.assessment,
            platform=platform(source_type),
            language=language,
            config=config(),
            interface="en",
        )
        assert not found.findings, draft.text
