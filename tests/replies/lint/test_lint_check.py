"""All rules over replies of invented businesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config import Config
from amends.languages import words
from amends.models import Assessment, Author, Language, Mention
from amends.models.vocabulary import Playbook
from amends.replies.lint import RULES, check
from amends.replies.platforms import platform

FULL = "apologise_explain_solve_follow_up"
WHOLE = (
    "Ines, I'm sorry that the lamp arrived in two pieces. We had packed it in a box that was too"
    " thin, because the right size had run out. A new one left today by courier, at our cost. I'll write to you on Thursday to check that it came."
    " Tom Birch"
)


def found(text, level="error", **known):
    return {each.rule for each in check(text, **known).findings if each.level == level}


def without(number):
    """Return the whole reply without one of its sentences."""
    said = WHOLE.removesuffix(" Tom Birch").split(". ")
    return ". ".join(said[:number] + said[number + 1 :]).rstrip(".") + ". Tom Birch"


def test_a_whole_reply_passes():
    assert found(WHOLE, playbook=FULL) == set()


@pytest.mark.parametrize(
    ("number", "missing"),
    [(0, "no_apology"), (1, "no_explanation"), (2, "no_solution"), (3, "no_follow_up")],
)
def test_each_step_is_missed(number, missing):
    assert missing in found(without(number), playbook=FULL)


def test_steps_are_not_asked_for_where_the_playbook_is_unknown():
    assert found("Ines, the lamp is in the post. Tom") == set()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("denial", "That never happened, our records show nothing of the kind."),
        ("rude", "Calm down and find yourself another place to shout at."),
        ("blames_customer", "You should have read the label before you ordered."),
        ("legal_threat", "Take note that our lawyer will see you in court for defamation."),
        ("deletes_or_threatens_deletion", "We have reported your review and it will be removed."),
        ("asks_to_delete_review", "Could you please delete your review?"),
        ("offers_incentive_for_review", "Change your review to five stars and dinner is on us."),
        ("passive_non_apology", "We are sorry that you feel this way about your stay."),
        ("promises_too_much", "This will never happen again, we guarantee it 100 per cent."),
        ("denial", "Такого у нас не было, вы всё придумали."),
        ("legal_threat", "Nasz prawnik już przygotowuje pozew, do zobaczenia w sądzie."),
        ("passive_non_apology", "Съжаляваме, че сте останали с такова впечатление."),
        ("asks_to_delete_review", "Por favor, borre su reseña."),
    ],
)
def test_what_must_never_be_said(rule, text):
    assert rule in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "You should have heard from us on Monday, and I am sorry that you did not.",
        "Please delete the app's cache and open the map again.",
        "We removed the sentence about quiet rooms from our advert.",
        "Thank you for the story about your grandmother's teapot, Nora.",
        "The label does say wheat, but small print is no excuse.",
    ],
)
def test_near_misses_pass(text):
    assert found(text) == set()


def test_an_unverified_matter_is_not_apologised_for():
    text = "We are so sorry that we served you badly that day. Write to me which day it was. Ada"
    assert "apologises_for_unverified" in found(text, playbook="ask_details")
    assert "apologises_for_unverified" not in found(text, playbook=FULL)


def test_a_late_answer_may_be_apologised_for():
    text = "Sorry that we answer so late. Which day was it, and what did you order? Ada"
    assert "apologises_for_unverified" not in found(text, playbook="ask_details")


def test_the_language_is_that_of_the_customer():
    polish = Assessment(Language("pl", 0.99))
    assert "wrong_language" in found(WHOLE, assessment=polish)
    assert "wrong_language" in found(WHOLE, language="pl")
    assert "wrong_language" not in found(WHOLE, assessment=Assessment(Language("en", 0.99)))


def test_what_is_too_long_for_the_platform():
    assert "too_long_for_platform" in found(2 * WHOLE, platform=platform("x"))
    assert "too_long_for_platform" not in found(2 * WHOLE, platform=platform("google"))


@pytest.mark.parametrize(
    "text", ["Dear {name}, hello.", "Hello [Name], thanks.", "Hi <first name>!"]
)
def test_a_placeholder_is_seen(text):
    assert "unfilled_placeholder" in found(text)


def test_a_placeholder_that_the_customer_wrote_may_be_quoted():
    theirs = Mention(text="Great work by [company name]!")
    assert "unfilled_placeholder" not in found("You wrote [company name]: whom?", mention=theirs)
    assert "unfilled_placeholder" not in found("In it stands “[company name]”: whom?")


def test_addresses_of_the_customer_are_secret_ours_are_not():
    theirs = Mention(text="Write to me: ada@harbour.example", author=Author(name="Ada"))
    assert "reveals_personal_data" in found("I wrote to ada@harbour.example.", mention=theirs)
    assert "reveals_personal_data" not in found("Write to tom@lamps.example.", mention=theirs)


def test_the_sector_makes_it_a_secret_that_somebody_was_there():
    text = "Thank you for coming to your appointment, your treatment went well. Dr Rook"
    dentist = Config.model_validate({"business": {"sector": "dental health"}})
    assert "confirms_client" in found(text, config=dentist)
    assert "confirms_client" not in found(text, config=Config())


def test_a_form_letter_is_seen():
    text = (
        "We apologise for the inconvenience. Your feedback is very important to us. We strive to"
        " improve every day. Kind regards, Amy"
    )
    assert "scripted" in found(text)


def test_a_copy_of_an_earlier_reply_is_seen():
    assert "scripted" in found(WHOLE, earlier=[WHOLE.replace("Ines", "Nora")])
    assert "scripted" not in found(WHOLE, earlier=["Thank you, Nora!"])


def test_tripadvisor_forbids_quoting():
    mention = Mention(text="The lamp came in two pieces, what a shame.", source_type="tripadvisor")
    text = "You write “the lamp came in two pieces”. Tom"
    assert "quotes_the_review" in found(text, mention=mention, platform=platform("tripadvisor"))
    assert "quotes_the_review" not in found(text, mention=mention, platform=platform("google"))


def test_nobody_can_be_called_on_google():
    mention = Mention(source_type="google", kind="review")
    assert "unreachable_promise" in found(
        "I'll call you on Friday. Tom", "warning", mention=mention
    )
    mail = Mention(source_type="email", kind="email")
    assert "unreachable_promise" not in found("I'll call you. Tom", "warning", mention=mail)


def test_strict_makes_errors_of_warnings():
    verdict = check("Thanks. Tom", playbook="ask_details")
    assert verdict.ok
    assert not verdict.strict().ok


def test_readings_say_what_will_be_asked_next():
    kinds = {each.kind for each in check(WHOLE, playbook=FULL).readings}
    assert kinds == {"admits", "precedent", "question"}


@pytest.mark.parametrize("code", ["en", "ru", "es", "pl", "bg"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_its_reason_in_every_language(rule, code):
    for part in ("because", "suggestion"):
        assert f"lint.{rule.id}.{part}" in words(code).messages


@given(
    st.text(max_size=400),
    st.sampled_from([None, *Playbook.__args__]),
    st.sampled_from([None, "x", "google", "tripadvisor"]),
    st.sampled_from([None, "en", "bg", "xx"]),
)
def test_any_text_can_be_checked(text, playbook, where, language):
    known = {
        "mention": Mention(text=text[::-1], source_type=where or ""),
        "playbook": playbook,
        "platform": platform(where) if where else None,
        "language": language,
    }
    verdict = check(text, **known)
    for each in verdict.findings:
        assert 0 <= each.start <= each.end <= len(text)
        assert each.quote == text[each.start : each.end]
        assert each.because
        assert each.suggestion
    assert check(text, **known) == verdict
