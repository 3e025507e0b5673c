import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_cases import (
    COMPLAINT,
    LANGUAGES,
    NAMES,
    NOW,
    OWNER,
    PLAYBOOKS,
    case,
    config,
    drafted,
    part,
)

from amends.models import Author
from amends.models.vocabulary import Topic
from amends.replies.catalogue import shipped
from amends.replies.phrasebook import book

TOPICS = Topic.__args__
EXPECTED_PARTS = {
    COMPLAINT: ["greeting", "apologise", "explain", "solve", "follow_up", "sign"],
    "ask_details": ["greeting", "ask", "follow_up", "sign"],
    "verify_then_answer": ["greeting", "ask", "follow_up", "sign"],
    "answer": ["greeting", "answer", "sign"],
    "thank": ["greeting", "thank", "sign"],
    "thank_and_fix": [
        "greeting", "thank", "apologise", "explain", "solve", "follow_up", "sign",
    ],
}  # fmt: skip
REFUSED = (
    "нашите извинения", "мнение е важно", "причиненото неудобство", "Приносим извинения",
    "доставленные неудобства", "важно ваше мнение", "Lamentamos", "de su agrado",
    "Dokładamy wszelkich", "Przykro nam", "take this seriously", "reach out", "our team",
    "Pan/", "/ła", "/а ", "(а)", "Dear ",
)  # fmt: skip
APOLOGY = {
    "en": r"sorry|apolog|regret|forgive",
    "ru": r"\bпрост(?:и|ите)\b|извин|прощен|жаль|сожале",
    "es": r"siento|perd[oó]n|disculp|lament",
    "pl": r"przepr|przykro|wybacz",
    "bg": r"съжал|прост(?:и|ете)\b|извин",
}


def everything(language, **sections):
    return config(
        explanations={"delivery": [{"id": "packed_badly"}]},
        remedies={"delivery": [{"id": "full_refund"}, {"id": "deliver_again"}]},
        **sections,
    )


def drafts(playbook, language, settings_, **about):
    mention = case(language, playbook, **about)
    for variant in range(1, 9):
        yield drafted(mention, settings_, playbook=playbook, now=NOW, variant=variant)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("playbook", PLAYBOOKS)
@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize("about", [
    {}, {"topics": ()}, {"text": ""}, {"severity": 4}, {"kind": "email"}, {"kind": "call"},
    {"quotes": ("42 €",)}, {"source_type": "tripadvisor"}, {"author": Author(handle="kx.b")},
])  # fmt: skip
def test_every_draft_is_whole_and_proper(playbook, language, configured, about):
    settings_ = everything(language) if configured else config()
    for draft in drafts(playbook, language, settings_, **about):
        assert [found.part for found in draft.parts] == EXPECTED_PARTS[playbook]
        assert draft.language == language
        assert not draft.fallback_language
        assert not re.search(r"[{}]|\s\s|\.\.|\s[.,]", draft.text)
        assert not [phrase for phrase in REFUSED if phrase in draft.text]
        assert "!" not in draft.text
        assert draft.text.endswith(f"Elena Dimova, {OWNER[language]}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("playbook", ["ask_details", "verify_then_answer"])
@pytest.mark.parametrize("text", ["…", ""])
def test_nobody_apologises_for_what_may_not_have_happened(language, playbook, text):
    for topic in TOPICS:
        for draft in drafts(playbook, language, config(), topics=(topic,), text=text):
            assert not re.search(APOLOGY[language], draft.text, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("playbook", ["ask_details", "verify_then_answer", "thank"])
def test_what_the_customer_wrote_about_is_named(language, playbook):
    for draft in drafts(playbook, language, config(), topics=("food",)):
        forms = book(language).topics["food"]
        assert forms.about in draft.text
        assert "topic food" in draft.parts[1].based_on


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("severity", [2, 4])
def test_a_complaint_is_met_with_an_apology(language, severity):
    for draft in drafts(COMPLAINT, language, config(), severity=severity):
        assert re.search(APOLOGY[language], part(draft, "apologise"), re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_case_gives_the_same_draft_and_variants_differ(language):
    once = list(drafts(COMPLAINT, language, everything(language)))
    assert once == list(drafts(COMPLAINT, language, everything(language)))
    assert len({draft.text for draft in once}) == len(once)


@pytest.mark.parametrize("language", LANGUAGES)
def test_variants_differ_even_where_there_is_little_to_say(language):
    thanks = list(drafts("thank", language, config()))
    assert len({draft.text for draft in thanks}) == len(thanks)


def test_two_cases_do_not_get_the_same_words():
    texts = set()
    for name in ("k7f2", "m3xd", "p9k2", "c8mm"):
        mention = case()
        other = type(mention)(id=name, mention=mention.mention, assessment=mention.assessment)
        texts.add(drafted(other, config(), playbook=COMPLAINT, now=NOW).text)
    assert len(texts) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_has_its_meaning_in_the_language_of_the_interface(language):
    draft = drafted(
        case(language, quotes=("42 €",)), everything(language), playbook=COMPLAINT, now=NOW,
        interface="es",
    )  # fmt: skip
    meanings = [found.meaning for found in draft.parts if found.part != "sign"]
    assert all(meaning is None for meaning in meanings) == (language == "es")
    assert language == "es" or "Hola" in meanings[0]


def test_meaning_and_text_are_the_same_phrase():
    polish = drafted(case("pl"), everything("pl"), playbook=COMPLAINT, now=NOW)
    for found in polish.parts[1:-1]:
        apologises = re.search(APOLOGY["en"], found.meaning)
        assert bool(apologises) == (found.part == "apologise")
    assert "the whole amount back" in polish.parts[3].meaning
    assert "zwrot całej kwoty" in polish.parts[3].text


def test_an_explanation_counts_only_while_it_is_true():
    def explain(first, last):
        valid = {"text": "We ran out of boxes.", "from": first, "to": last}
        own = config(explanations={"delivery": [valid]}, business={"languages": ["en"]})
        return drafted(case(), own, playbook=COMPLAINT, now=NOW)

    told = explain("2026-11-21", "2026-11-21")
    assert "We ran out of boxes." in part(told, "explain")
    assert told.parts[2].based_on == "explanations.delivery[0]"
    assert [promise.by for promise in told.promises] == [date(2026, 11, 25)]
    for first, last in [("2026-11-22", "2026-12-01"), ("2026-10-01", "2026-11-20")]:
        later = explain(first, last)
        assert "boxes" not in later.text
        assert "23 November" in part(later, "explain")
        assert later.promises[0].by == date(2026, 11, 23)


def test_a_text_of_one_language_never_enters_a_draft_in_another():
    own = config(
        explanations={"delivery": [{"text": "Кутията беше голяма"}]},
        remedies={"delivery": [{"text": {"bg": "нова торта", "pl": "nowy tort"}}]},
        business={"facts": {"delivery": "от 9 до 17"}},
    )
    bulgarian, polish, english = (
        drafted(case(code), own, playbook=COMPLAINT, now=NOW) for code in ("bg", "pl", "en")
    )
    assert "Кутията беше голяма." in part(bulgarian, "explain")
    assert "Кутията" not in polish.text + english.text
    assert "nowy tort" in polish.text
    assert "торта" not in english.text + polish.text
    answer = drafted(case("pl", "answer"), own, playbook="answer", now=NOW)
    assert "17" not in answer.text


def test_two_remedies_are_a_choice_and_one_is_an_offer():
    entries = [{"text": {"en": "A new cake."}}, {"text": {"en": "a refund"}}]
    both = drafted(case(), config(remedies={"delivery": entries}), playbook=COMPLAINT, now=NOW)
    assert re.search("a refund or a new cake", part(both, "solve"), re.IGNORECASE)
    one = drafted(case(), config(remedies={"delivery": entries[:1]}), playbook=COMPLAINT, now=NOW)
    assert "a new cake" in part(one, "solve")
    assert not one.needs_approval


def test_what_another_must_grant_is_not_offered_but_decided():
    shared = {"text": {"en": "a refund"}, "by": "Mira"}
    alone = drafted(case(), config(remedies={"delivery": [shared]}), playbook=COMPLAINT, now=NOW)
    assert alone.needs_approval
    assert "Mira" in part(alone, "solve")
    assert "refund" not in alone.text
    own = {"text": {"en": "a new cake"}}
    beside = config(remedies={"delivery": [shared, own]})
    draft = drafted(case(), beside, playbook=COMPLAINT, now=NOW)
    assert "a new cake" in part(draft, "solve")
    assert not draft.needs_approval


def test_the_limit_of_the_signer_counts_and_not_the_granter():
    dear = [{"text": {"en": "a refund"}, "cost": 80, "by": "Mira"}]
    cheap = [{"text": {"en": "a refund"}, "cost": 20, "by": "Mira"}]
    team = {"Elena": {"may_grant": 50}}
    for entries, needs in ((dear, True), (cheap, False)):
        own = config(remedies={"delivery": entries}, team=team)
        draft = drafted(case(), own, playbook=COMPLAINT, now=NOW)
        assert draft.needs_approval is needs


@pytest.mark.parametrize("granter", ["Elena", "elena dimova"])
def test_what_the_signer_may_grant_needs_no_approval(granter):
    own = config(remedies={"delivery": [{"id": "full_refund", "by": granter}]})
    assert not drafted(case(), own, playbook=COMPLAINT, now=NOW).needs_approval


@pytest.mark.parametrize("remedy", [
    {"public": False}, {"max_severity": 1}, {"text": {"en": "20 € back"}},
])  # fmt: skip
def test_a_remedy_that_does_not_fit_is_not_named_in_public(remedy):
    own = config(remedies={"delivery": [{"text": {"en": "twenty back"}, **remedy}]})
    assert "back" not in part(drafted(case(), own, playbook=COMPLAINT, now=NOW), "solve")
    by_mail = drafted(case(kind="email"), own, playbook=COMPLAINT, now=NOW)
    assert ("back" in part(by_mail, "solve")) == ("max_severity" not in remedy)


def test_a_visit_is_offered_only_when_there_is_nothing_else():
    visit, call = {"id": "again_on_us", "needs_visit": True}, {"id": "call_back"}
    both = drafted(
        case(), config(remedies={"delivery": [visit, call]}), playbook=COMPLAINT, now=NOW
    )
    assert "on us" not in both.text
    alone = drafted(case(), config(remedies={"delivery": [visit]}), playbook=COMPLAINT, now=NOW)
    assert "on us" in alone.text


@pytest.mark.parametrize("about", [{"kind": "call"}, {"text": ""}])
def test_nobody_is_thanked_for_writing_who_did_not_write(about):
    for draft in drafts("ask_details", "en", config(), **about):
        assert part(draft, "greeting") in {"Hello Kate.", "Good day, Kate."}


def test_what_we_promise_can_be_reached():
    public = drafted(case(), config(), playbook=COMPLAINT, now=NOW)
    by_mail = drafted(case(kind="email"), config(), playbook=COMPLAINT, now=NOW)
    caller = case(kind="call", author=Author(name="Kate", handle="+44 20 0000 0000"))
    by_phone = drafted(caller, config(), playbook=COMPLAINT, now=NOW)
    assert not re.search(r"write to you|call you", public.text)
    assert "write to you" in part(by_mail, "follow_up")
    assert "call you" in part(by_phone, "follow_up")
    assert {promise.who for promise in by_mail.promises} == {"Elena Dimova"}
    assert public.promises[-1].by == date(2026, 11, 25)
    assert "Wednesday 25 November" in part(public, "follow_up")


def test_a_question_is_answered_from_the_facts():
    facts = {"opening_hours": {"en": "We open at 8."}, "prices": {"en": "Coffee is 2 €."}}
    own = config(business={"facts": facts})
    asked = case("en", "answer", topics=("price",), text="How much does a coffee cost?")
    told = drafted(asked, own, playbook="answer", now=NOW)
    assert "Coffee is 2 €." in part(told, "answer")
    assert told.parts[1].based_on.endswith("business.facts.prices")
    assert not told.promises
    unknown = drafted(case("en", "answer", text="Do you bake?"), own, playbook="answer", now=NOW)
    assert "Coffee" not in unknown.text
    assert [promise.by for promise in unknown.promises] == [date(2026, 11, 23)]


def test_a_suggestion_is_thanked_for_and_not_apologised_for():
    suggestion = case("en", "thank_and_fix")
    assessed = type(suggestion.assessment)(
        language=suggestion.assessment.language, intent="suggestion", topics=("food",)
    )
    idea = type(suggestion)(id="m3xd", mention=suggestion.mention, assessment=assessed)
    draft = drafted(idea, config(), playbook="thank_and_fix", now=NOW)
    assert [found.part for found in draft.parts] == [
        "greeting", "thank", "solve", "follow_up", "sign",
    ]  # fmt: skip
    assert "sorry" not in draft.text


@pytest.mark.parametrize(
    ("gender", "said"), [("female", "sama"), ("male", "sam"), ("neutral", "osobiście")]
)
def test_the_signer_has_a_gender(gender, said):
    own = config(business={"signature": {"name": "E.", "gender": gender}})
    texts = [draft.text for draft in drafts("ask_details", "pl", own)]
    assert any(re.search(rf"\b{said}\b", text) for text in texts)


@pytest.mark.parametrize(("text", "said"), [
    ("I bake it again", "I bake it again"), ("DHL at our cost", "DHL at our cost"),
    ("New cake", "new cake"),
])  # fmt: skip
def test_only_ordinary_words_lose_their_capital(text, said):
    own = config(remedies={"delivery": [{"text": {"en": text}}]})
    assert said in part(drafted(case(), own, playbook=COMPLAINT, now=NOW), "solve")


def test_a_third_remedy_and_one_said_twice_are_left_out():
    texts = ["a refund", "a refund", "a new cake", "a song"]
    own = config(remedies={"delivery": [{"text": {"en": text}} for text in texts]})
    told = part(drafted(case(), own, playbook=COMPLAINT, now=NOW), "solve")
    assert "a refund or a new cake" in told.lower()
    assert "song" not in told


@pytest.mark.parametrize(
    ("name", "greeted"), [("Katarzyna Nowak", "Pani Katarzyno"), ("Xavio", None)]
)
def test_polish_greets_by_the_vocatives_that_it_knows(name, greeted):
    named = case("pl", author=Author(name=name))
    draft = drafted(named, config(), playbook="ask_details", now=NOW)
    assert (greeted in draft.text) if greeted else (name not in draft.text)


def test_without_a_person_the_business_signs():
    own = config(business={"signature": {}})
    draft = drafted(case(), own, playbook=COMPLAINT, now=NOW)
    assert part(draft, "sign") == "Café Lipa"
    assert draft.promises[0].who == "Café Lipa"


def test_nothing_to_sign_with_leaves_the_signature_out():
    own = config(business={"signature": {}, "name": ""})
    assert part(drafted(case(), own, playbook="thank", now=NOW), "sign") is None


def test_the_language_is_that_of_the_text_else_our_own():
    def written(language, confidence=0.9, wanted=None, own=("bg", "en")):
        assessed = case(language)
        unsure = type(assessed.assessment)(
            language=type(assessed.assessment.language)(language, confidence)
        )
        mention = type(assessed)(id="k7f2", mention=assessed.mention, assessment=unsure)
        draft = drafted(
            mention, config(business={"languages": own}), playbook="thank", now=NOW, language=wanted
        )
        return draft.language, draft.fallback_language

    assert written("pl") == ("pl", False)
    assert written("pl", 0.4) == ("bg", True)
    assert written("ja") == ("bg", True)
    assert written("ja", own=("ja",)) == ("en", True)
    assert written("pl", wanted="es") == ("es", False)
    assert written("pl", wanted="ja") == ("bg", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reply_says_why_in_the_language_of_the_interface(language):
    spam = case("en", "no_reply")
    draft = drafted(spam, config(), playbook="no_reply", now=NOW, interface=language)
    assert draft.parts == ()
    assert draft.text is None
    assert draft.because
    answered = case("en", "no_reply", answered="yes")
    other = drafted(answered, config(), playbook="no_reply", now=NOW, interface=language)
    assert other.because != draft.because


def test_short_leaves_out_what_is_not_needed():
    for playbook in ("ask_details", "thank"):
        full, brief = (
            drafted(case("en", playbook), config(), playbook=playbook, now=NOW, short=short)
            for short in (False, True)
        )
        assert len(brief.text) < len(full.text)
        assert [p.part for p in brief.parts] == [p.part for p in full.parts]


def test_a_fact_is_quoted_but_not_on_tripadvisor():
    billed = {"quotes": ("42 €",), "topics": ("billing",)}
    texts = [draft.text for draft in drafts(COMPLAINT, "pl", config(), **billed)]
    assert all("42 €" in text for text in texts)
    there = drafts(COMPLAINT, "pl", config(), **billed, source_type="tripadvisor")
    assert not any("42" in draft.text for draft in there)


def test_the_private_address_is_named_only_where_the_platform_allows_it():
    own = config(business={"contact": {"email": "elena@lipa.example"}})
    here = drafted(case(), own, playbook="ask_details", now=NOW)
    google = drafted(case(source_type="google_business"), own, playbook="ask_details", now=NOW)
    assert "at elena@lipa.example" in here.text
    assert "example" not in google.text
    assert "the address on our profile" in google.text
    worded = config(business={"contact": {"text": {"en": "the desk"}}})
    assert "at the desk" in drafted(case(), worded, playbook="ask_details", now=NOW).text


def test_reach_and_fans_change_nothing():
    plain = drafted(case(), everything("en"), playbook=COMPLAINT, now=NOW)
    famous = case(author=Author(name=NAMES["en"], followers=900_000))
    assert drafted(famous, everything("en"), playbook=COMPLAINT, now=NOW) == plain


HOSTILE = ["{name}", "{0.__class__}", "%s {cause}", "<b>Kate</b>", "[red]Kate[/]", "Kate\nBcc: x",
           "\u202eetaK", "K" * 100_000, "Kate\x1b[31m", "{{7*7}}", "A Google user", "kxyleigh.b"]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_not_used(name):
    hostile = case(author=Author(name=name), quotes=(name,))
    neutral = case(author=Author())
    for playbook in PLAYBOOKS:
        draft = drafted(hostile, everything("en"), playbook=playbook, now=NOW)
        assert draft == drafted(neutral, everything("en"), playbook=playbook, now=NOW)


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=60),
    quote=st.text(max_size=40),
    topics=st.lists(st.sampled_from(TOPICS), max_size=4).map(tuple),
    severity=st.integers(0, 4),
    playbook=st.sampled_from(PLAYBOOKS),
    language=st.sampled_from([*LANGUAGES, "ja", "und"]),
    variant=st.integers(-3, 10_000),
    short=st.booleans(),
)
def test_any_mention_gives_a_clean_draft(
    *, name, quote, topics, severity, playbook, language, variant, short
):
    mention = case(
        language, playbook, topics=topics, severity=severity, quotes=(quote,),
        author=Author(name=name), title=name,
    )  # fmt: skip
    draft = drafted(mention, config(), playbook=playbook, now=NOW, variant=variant, short=short)
    kinds = {unicodedata.category(character) for character in draft.text}
    assert not kinds & {"Cc", "Cf", "Cs", "Co"}
    assert not re.search(r"[{}<>\[\]!]", draft.text)
    expected = [p for p in EXPECTED_PARTS[playbook] if p != "sign"]
    assert [found.part for found in draft.parts][:-1] == expected


@settings(max_examples=40, deadline=None)
@given(
    remedies=st.dictionaries(
        st.sampled_from(TOPICS), st.lists(st.sampled_from(sorted(shipped("remedies"))), max_size=3)
    ),
    causes=st.dictionaries(
        st.sampled_from(TOPICS), st.lists(st.sampled_from(sorted(shipped("causes"))), max_size=2)
    ),
    topics=st.lists(st.sampled_from(TOPICS), max_size=3).map(tuple),
    language=st.sampled_from(LANGUAGES),
    playbook=st.sampled_from(PLAYBOOKS),
)
def test_nothing_is_offered_or_explained_that_the_configuration_does_not_hold(
    remedies, causes, topics, language, playbook
):
    own = config(
        remedies={topic: [{"id": found} for found in ids] for topic, ids in remedies.items()},
        explanations={topic: [{"id": found} for found in ids] for topic, ids in causes.items()},
    )
    draft = drafted(case(language, playbook, topics=topics), own, playbook=playbook, now=NOW)
    for shelf, held in (("remedies", remedies), ("causes", causes)):
        allowed = set(held.get(topics[0] if topics else "other", ()))
        texts = {name: texts[language] for name, texts in shipped(shelf).items()}
        permitted = " ".join(texts[name] for name in allowed)
        named = {name for name, text in texts.items() if text in draft.text}
        assert all(texts[name] in permitted for name in named)


def test_no_day_that_is_promised_is_closed():
    open_days = dict.fromkeys(("mon", "tue", "wed", "fri"), "9:00-18:00")
    own = config(sla={"hours": open_days, "holidays": ["2026-11-25"]})
    for ahead in range(14):
        draft = drafted(case(), own, playbook=COMPLAINT, now=NOW + timedelta(days=ahead))
        for promise in draft.promises:
            assert promise.by.weekday() in (0, 1, 2, 4)
            assert promise.by != date(2026, 11, 25)
