"""What a draft must not say: confessions, side topics, promises and questions out of place."""

import re

import pytest
from reply_cases import COMPLAINT, LANGUAGES, NOW, case, config, drafted, part

from amends.models import Author
from amends.replies.grounds import survey
from amends.replies.phrasebook import Voice, book, said

DESCRIBED = ("misleading_advertising", "staff", "discrimination", "privacy", "quality", "hygiene")
SILENCE = {
    "en": r"silence|answer|heard from us|write again",
    "ru": r"молчани|молчали|ответ|ещё раз",
    "es": r"silencio|respuesta|noticias nuestras|callados|escribir",
    "pl": r"milczeni|milczeli|odpowied|pisać",
    "bg": r"мълчани|мълчахме|отговор|втори път",
}


def texts(mention, settings_, playbook=COMPLAINT):
    return [
        drafted(mention, settings_, playbook=playbook, now=NOW, variant=variant)
        for variant in range(1, 9)
    ]


def test_causes_and_remedies_are_those_of_the_leading_topic():
    own = config(
        explanations={"communication": [{"text": {"en": "Nobody opened the mailbox"}}]},
        remedies={"food": [{"text": {"en": "the money back for the dish"}}]},
    )
    aside = case(topics=("damage", "communication", "food"))
    for draft in texts(aside, own):
        assert "mailbox" not in draft.text
        assert "dish" not in draft.text
    assert (
        "mailbox" in drafted(case(topics=("communication",)), own, playbook=COMPLAINT, now=NOW).text
    )


def test_after_a_silence_the_matter_is_what_the_letters_were_about():
    mention = case(topics=("communication", "damage"), signals=("repeat_contact",))
    assert survey(mention, config(), language="en", now=NOW).topic == "damage"
    vague = case(topics=("communication", "food"), signals=("repeat_contact",))
    assert survey(vague, config(), language="en", now=NOW).topic == "communication"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("playbook", [COMPLAINT, "thank_and_fix"])
@pytest.mark.parametrize("topic", DESCRIBED)
def test_what_only_they_can_know_is_not_confessed(language, playbook, topic):
    forms = book(language).topics[topic]
    assert forms.wrong is None
    for draft in texts(case(language, playbook, topics=(topic,)), config(), playbook):
        assert forms.about in part(draft, "apologise")


@pytest.mark.parametrize("code", LANGUAGES)
def test_damage_speaks_of_no_order(code):
    assert not re.search(r"order|заказ|pedido|zam[oó]w|поръчк", book(code).topics["damage"].wrong)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "playbook", [COMPLAINT, "thank_and_fix", "ask_details", "verify_then_answer"]
)
@pytest.mark.parametrize("about", [
    {"signals": ("repeat_contact",)}, {"signals": ("waiting",)}, {"previous_unanswered": 1},
])  # fmt: skip
def test_a_long_silence_is_apologised_for_first(language, playbook, about):
    for draft in texts(case(language, playbook, **about), config(), playbook):
        said = part(draft, "apologise")
        assert re.search(SILENCE[language], re.split(r"(?<=\.)\s", said)[0], re.IGNORECASE)
        names = [found.part for found in draft.parts]
        assert names.index("apologise") == (2 if playbook == "thank_and_fix" else 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_apologies_end_in_the_same_words(language):
    for topics in (("delivery",), ("damage",), ("quality",)):
        late = case(language, topics=topics, signals=("repeat_contact",))
        for draft in texts(late, config()):
            said = [each for each in re.split(r"[.:]\s?", part(draft, "apologise").lower()) if each]
            assert len(set(said)) == len(said), draft.text


def test_a_history_of_the_same_name_alone_is_not_apologised_for():
    namesake = case("en", "ask_details", previous_unanswered=2, same_name_only=True)
    assert part(drafted(namesake, config(), playbook="ask_details", now=NOW), "apologise") is None


def test_no_counts_and_no_minutes_are_quoted():
    for quote in ("3 пъти", "30 минути", "4 calls", "10 %"):
        mention = case(quotes=(quote,), signals=("money",))
        assert survey(mention, config(), language="en", now=NOW).quote is None


def test_a_sum_is_named_only_where_money_matters():
    beside = texts(case(quotes=("42 €",), topics=("food",)), config())
    assert not any("42" in draft.text for draft in beside)
    for draft in texts(case(quotes=("42 €",), topics=("billing",)), config()):
        assert re.search(r"the sum you name, 42 €", draft.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_come_first_where_somebody_was_hurt(language):
    hurt = {
        "severity": 4,
        "topics": ("safety", "food"),
        "signals": ("safety",),
        "cues": ("injury",),
    }
    child = {
        "en": "my daughter",
        "ru": "у дочки",
        "es": "mi hija",
        "pl": "moja córka",
        "bg": "дъщеря ми",
    }
    for draft in texts(case(language, **hurt), config()):
        assert "?" in part(draft, "apologise") or "hope" in (draft.parts[1].meaning or "hope")
        assert book(language).topics["safety"].about not in draft.text
    for draft in texts(case(language, **hurt, text=f"… {child[language]} …"), config()):
        assert re.search(r"child|ребён|niñ[oa]|peque|criatura|dziec|дете", part(draft, "apologise"))


def test_nobody_asks_how_the_dead_are():
    mention = case(
        severity=4, topics=("safety",), signals=("safety",), cues=("death",), text="my son"
    )
    for draft in texts(mention, config()):
        assert not re.search(r"\?|child|hope", part(draft, "apologise"))


def test_where_people_were_hurt_one_thing_is_offered_and_a_talk():
    entries = [
        {"text": {"en": "a talk with me in person or by phone"}},
        {"text": {"en": "a call from me"}},
    ]
    own = config(remedies={"safety": entries})
    for draft in texts(case(severity=4, topics=("safety",)), own):
        solve = part(draft, "solve")
        assert "a talk with me in person or by phone" in solve
        assert "a call from me" not in solve
        assert "today" in solve


@pytest.mark.parametrize(("about", "where"), [
    ({"source_type": "google_business"}, "at the address on our profile"),
    ({"source_type": "tripadvisor"}, "at the address on our profile"),
    ({"source_type": "app_store"}, "at the address on our profile"),
    ({"kind": "comment", "source_type": "feed"}, "right here"),
    ({"kind": "post", "source_type": "hackernews"}, "right here"),
    ({"kind": "post", "source_type": "mastodon"}, "in a private message"),
    ({"kind": "email", "source_type": "mail"}, "in reply to this message"),
    ({"kind": "call", "source_type": "file"}, "or call me again"),
])  # fmt: skip
def test_without_a_contact_the_way_is_one_that_exists(about, where):
    for draft in texts(case("en", "ask_details", **about), config(), "ask_details"):
        assert where in draft.text
        assert ("our profile" in draft.text) == ("our profile" in where)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_promises_to_call_without_a_number(language):
    calling = said(book(language).reach["call"], Voice())
    for draft in texts(case(language, kind="call"), config()):
        assert calling not in draft.text
        assert draft.promises[-1].what == book("en").promises["ready"]
    known = case(language, kind="call", author=Author(handle="+48 600 700 800"))
    assert any(calling in draft.text for draft in texts(known, config()))


@pytest.mark.parametrize(("about", "settings_"), [
    ({"language": "pl"}, {"delivery": [{"text": {"en": "We forgot it"}}]}),
    ({"severity": 4}, {"delivery": [{"text": {"en": "We forgot it"}}]}),
])  # fmt: skip
def test_who_knows_the_cause_does_not_say_that_he_does_not(about, settings_):
    phrases = {
        said(phrase, Voice("female"))
        for phrase in book(about.get("language", "en")).phrases["explain_later"].values()
    }
    own = config(explanations=settings_)
    for draft in texts(case(**about), own):
        told = part(draft, "explain")
        pieces = {max(re.split(r"\{\w+\}", phrase), key=len) for phrase in phrases}
        assert any(piece.strip(" .") in told for piece in pieces)
        assert draft.promises[0].what == book("en").promises["look"]
