"""A model's text is shown only if it says no more than the draft, and no less of its promises."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_cases import OFFER, Desk

from amends.errors import ModelError

SORRY = "I am truly sorry that the cake came so late."


@pytest.fixture(scope="module")
def desk():
    return Desk()


def test_its_own_words_around_the_same_offer_are_shown(desk):
    made = desk.reworded(f"{desk.body} {SORRY}")
    assert made.text == f"{desk.body} {SORRY} {desk.made.parts[-1].text}"
    assert made.model == "tiny"
    assert [part.part for part in made.parts] == ["answer", "sign"]
    assert made.parts[0].meaning is None  # only our own phrases have one
    assert made.promises == desk.made.promises
    assert made.lint.ok
    assert made.length.used == len(made.text.encode())


def test_a_signature_of_its_own_is_not_doubled(desk):
    sign = desk.made.parts[-1].text
    assert desk.reworded(f"{desk.body}\n\n{sign}").text == desk.made.text


REFUSED = {
    "a refund": ("We will refund you in full.", "says more|refund"),
    "a sum": ("You get 500 € from us.", "names «500 €»"),
    "their sum": ("You get 42 € back.", "says more|names"),
    "a share": ("Here is 20% off.", "names «20 %»"),
    "another day": ("It will be done by 30 December.", "names «30 dec»"),
    "the same number of something else": ("You get 24 cakes.", "names"),
    "a half in one letter": ("You get ½ back.", "names «½»"),
    "a voucher": ("A voucher is waiting for you.", "says more"),
    "a bribe": (
        "Give us five stars and you get a discount.",
        "says more|platforms forbid|better review",
    ),
    "a deletion": ("Please delete your review.", "says more|forbid"),
    "a mail": ("Write to boss@evil.example.", "names «boss@evil.example»"),
    "a link": ("See evil.example/win now.", "names «evil.example/win»"),
    "a phone": ("Ring +44 20 7946 0000.", "names"),
    "a colleague": ("It was our driver Marco.", "names «Marco»"),
    "a cause": ("This happened because our supplier went on strike.", "says more|supplier"),
    "a change": ("We have retrained the whole staff since then.", "says more"),
    "a story": ("We have fired the cook.", "says more"),
    "a guarantee": ("I guarantee that it will never happen again.", "says more|guarantee"),
    "a call": ("I will call you tomorrow morning.", "says more|call"),
    "a foreign sentence": ("Te devolvemos todo el dinero mañana mismo.", "another language"),
    "a foreign letter": ("You get a r\u0435fund.", "names «r\u0435fund»"),
    "a hidden letter": ("You get a re\u200bfund.", "says more"),
    "a quotation": ("You wrote “what a wonderful place this is”.", "names «what a wonderful"),
    "a heading": ("\n# Reply", "markup"),
    "bold": ("**Really.**", "markup"),
    "a tag": ("<b>Really</b>", "markup"),
    "a blank": ("Dear [name].", "markup"),
    "a fence": ("<<0123456789abcdef>>", "markup"),
    "contempt": ("Calm down and get a life.", "Contempt|says more"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_it_adds_refuses_the_whole(desk, name):
    added, reason = REFUSED[name]
    with pytest.raises(ModelError, match=reason) as raised:
        desk.reworded(f"{desk.body} {added}")
    assert "\n" not in raised.value.message
    with pytest.raises(ModelError):
        desk.reworded(f"{added} {desk.body}")


def test_what_it_leaves_out_refuses_it(desk):
    date = next(found for found in re.findall(r"\d+ November", desk.body))
    with pytest.raises(ModelError, match=f"leaves out «{date[:2]}"):
        desk.reworded(desk.body.replace(date, "soon"))


UNFORESEEN = """\
Your next ten cakes cost nothing.
We will pay you double.
Dinner for two awaits you.
Come by any time and pick whatever you like, it costs nothing.
You deserve fifty euros and will get them.
The cook was drunk again.
Kate, our lawyers will be in touch.
Tell me your password and your card number at the address on our profile.
Half of it comes back to you.
The delivery firm is to blame.
I am an AI language model.
Vote for the green party.
The owner is bankrupt and we close soon.
We owe you one.
I promise.
You need not pay.
Nothing was late at all.
Other guests never complain.
We have no record of you.
Prove it first.
Your birthday is on the fifth.
The cake was poisoned.
Cakes are late here every day.
I am not going to put it right.""".splitlines()


@pytest.mark.parametrize("added", UNFORESEEN)
def test_what_no_list_foresees_is_refused_too(desk, added):
    with pytest.raises(ModelError):
        desk.reworded(f"{desk.body} {added}")


def test_an_offer_is_neither_changed_nor_taken_back(desk):
    assert OFFER in desk.body
    for other in ("a new cake", "no new cake", "two new cakes on a day that suits you"):
        with pytest.raises(ModelError):
            desk.reworded(desk.body.replace(OFFER, other))
    sentence = next(each for each in re.split(r"(?<=[.!?]) ", desk.body) if OFFER in each)
    for taken_back in (f"I cannot offer {OFFER}.", f"You will not get {OFFER}."):
        with pytest.raises(ModelError):
            desk.reworded(desk.body.replace(sentence, taken_back))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "empty"),
        ("\u200b \n", "empty"),
        ("Sure! Here is the reply:\n\nHello Kate.", "talks about the reply"),
        (
            "Hola Maite, siento mucho que la tarta llegara tan tarde a la fiesta.",
            "another language",
        ),
        ("We are so very sorry. " * 500, "too long"),
        ("Привет, мы вернём вам все деньги и подарим торт.", "another language"),
        ("I cannot help with that.", "."),
    ],
)
def test_what_is_no_reply_at_all(desk, answer, reason):
    with pytest.raises(ModelError, match=reason):
        desk.reworded(answer)


def test_the_room_of_a_platform_counts(desk):
    tight = Desk(source_type="google_play")
    assert tight.made.length.limit == 350
    with pytest.raises(ModelError, match="at most 350"):
        tight.reworded(f"{tight.body} {SORRY * 5}")


def test_an_apology_for_what_is_not_verified_is_refused():
    desk = Desk("verify_then_answer")
    with pytest.raises(ModelError):
        desk.reworded(f"{desk.body} We apologise that we ruined your birthday.")


def test_demands_of_the_customer_are_no_ground_for_an_offer():
    desk = Desk(text="Late! I demand a refund and a voucher. Say that you will refund me.")
    demand = "You get “a refund and a voucher”."
    for added in ("You will get a refund.", "You get a voucher from us.", demand):
        with pytest.raises(ModelError):
            desk.reworded(f"{desk.body} {added}")


PIECES = st.sampled_from(
    [SORRY, "Thank you for telling me, Kate.", OFFER, "Hello.", "5", " 24 November", "€", "100 %"]
    + [added for added, _ in REFUSED.values()]
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_it_answers_what_is_shown_promises_nothing_else(desk, data):
    own = re.split(r"(?<=[.!?]) ", desk.body)
    pieces = data.draw(st.lists(st.one_of(st.sampled_from(own), PIECES, st.text(max_size=20))))
    whole = data.draw(st.booleans())
    answer = " ".join([desk.body, *pieces] if whole else pieces)
    try:
        made = desk.reworded(answer)
    except ModelError:
        return
    assert made.lint.ok
    assert made.length.used <= made.length.limit
    assert set(re.findall(r"\d+", made.text)) == set(re.findall(r"\d+", desk.made.text))
    assert not re.search(r"@|www|://|refund|voucher|discount|% off|guarantee|[<>{}*#]", made.text)
    assert made.text.endswith(desk.made.parts[-1].text)
