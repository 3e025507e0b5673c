"""What a sentence means depends on the reply that it stands in."""

import pytest

from amends.models import Author, Mention
from amends.replies.lint import check
from amends.replies.lint.letter import sentences
from amends.replies.lint.signature import signature

FULL = "apologise_explain_solve_follow_up"


def found(text, **known):
    return {each.rule for each in check(text, **known).findings if each.level == "error"}


@pytest.mark.parametrize(
    ("closing", "name"),
    [
        ("Yours sincerely, Mara Lind", "Mara Lind"),
        ("Mara 🌿", "Mara"),
        ("Hello ☺️ Mara", "Mara"),
        ("Pozdrawiam serdecznie, Olga", "Olga"),
        ("Поздрави от Калина", "Калина"),
        ("Liebe Grüße aus Kiel, Jens", "Jens"),
        ("Mara and the team", "Mara and the team"),
        ("Mara Lind, customer care", "Mara Lind, customer care"),
        ("Lind Motors, Sales", None),
        ("The Management", None),
        ("Ihr Team", None),
    ],
)
def test_people_sign_and_houses_do_not(closing, name):
    signed = signature(f"The key is at the desk. {closing}")
    assert (signed and signed.name) == name


def test_the_name_in_the_address_is_that_of_the_house():
    assert signature("Write to me at office@bluelamp.example. Blue Lamp") is None


def test_a_german_date_ends_no_sentence():
    text = "Die Antwort haben Sie bis zum 3. März. Danke."
    assert [each.text for each in sentences(text, ("de",))] == [text[:-7], "Danke."]


@pytest.mark.parametrize(
    "reply",
    [
        "Thank you for the four stars. When a fifth one joins them, your next wash is free. Mara",
        "Спасибо за звёзды! Если их станет пять, следующая мойка бесплатно. Олег",
    ],
)
def test_a_gift_with_a_condition_after_praise_buys_stars(reply):
    assert "offers_incentive_for_review" in found(reply, playbook="thank")


def test_a_gift_to_make_good_buys_nothing():
    reply = "I'm sorry the wash left streaks. If you come by on Monday, the next one is free. Mara"
    assert "offers_incentive_for_review" not in found(reply, playbook=FULL)


def test_who_removes_it_tells_a_wish_from_a_threat():
    assert "asks_to_delete_review" in found("I would ask you to take your review down. Mara")
    threat = "We have reported your post and the platform will remove it. Mara"
    assert "deletes_or_threatens_deletion" in found(threat)
    assert "asks_to_delete_review" not in found(threat)


def test_if_it_was_us_we_say_so_apologises_for_nothing():
    reply = "Which day was it? If the mistake is ours, I will say so here. Mara"
    assert "apologises_for_unverified" not in found(reply, playbook="ask_details")


def test_a_form_letter_apologises_too():
    reply = "We sincerely apologise for the inconvenience caused. Write to us, please. Mara"
    assert "apologises_for_unverified" in found(reply, playbook="verify_then_answer")


@pytest.mark.parametrize(
    "private",
    [
        "The money went to the card ending 4471.",
        "Kwota wróciła na kartę kończącą się na 4471.",
        "The receipt is at lena.brook77@post.example.",
        "We rang you at Hale Bank, where you work.",
    ],
)
def test_personal_details_are_revealed(private):
    mention = Mention(text="The wash took an hour.", author=Author(name="Lena Brook"))
    assert "reveals_personal_data" in found(private, mention=mention)


def test_their_own_public_words_reveal_nothing():
    said = "You sent me home with a filling and an implant that hurt!"
    reply = "Your filling and your implant should not hurt, I'm sorry. Mara"
    assert "reveals_personal_data" in found(reply)
    assert "reveals_personal_data" not in found(reply, mention=Mention(text=said))


def test_blame_weighs_more_where_nobody_is_sorry():
    blame = "A glance at the ticket would have shown you the gate."
    rest = (
        " The printer had run out of ink. Your fare is back on your card. I'll ring on Monday. Mara"
    )
    assert "blames_customer" in found(blame + rest, playbook=FULL)


def test_a_call_is_no_solution_but_asking_what_would_help_is():
    reply = (
        "I'm sorry, Lena. The brush had broken off because nobody checked it."
        " I'll call you on Tuesday afternoon to hear how it was. Mara"
    )
    assert "no_solution" in found(reply, playbook=FULL)
    asked = reply.replace("I'll call", "Tell me what would help you now, I'll call")
    assert "no_solution" not in found(asked, playbook=FULL)


def test_asking_what_went_wrong_admits_nothing():
    reply = "Что за этим стоит: счёт или обещание, которого не сдержали? Напишите мне день. Олег"
    assert "apologises_for_unverified" not in found(reply, playbook="ask_details")
