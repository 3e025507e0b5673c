from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reply_cases import COMPLAINT, LANGUAGES, NOW, case, config, drafted

from amends.replies import written_languages
from amends.replies.pledges import day_named, pledged

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(("language", "text", "day"), [
    ("en", "Sorry. I'll ring you on Wednesday.", date(2026, 11, 25)),
    ("en", "By 2 January I'll write again.", date(2027, 1, 2)),
    ("en", "By November 30 I'll write again.", date(2026, 11, 30)),
    ("ru", "Напишу вам 25 ноября.", date(2026, 11, 25)),
    ("ru", "В среду позвоню.", date(2026, 11, 25)),
    ("es", "El 25 de noviembre te escribo.", date(2026, 11, 25)),
    ("pl", "Napiszę w środę.", date(2026, 11, 25)),
    ("bg", "До 25 ноември ще пиша.", date(2026, 11, 25)),
    ("ru", "До вторника сообщу, что показала проверка.", date(2026, 11, 24)),
    ("ru", "К четвергу всё узнаю.", date(2026, 11, 26)),
    ("pl", "Odpiszę do piątku.", date(2026, 11, 27)),
    ("pl", "Do poniedziałku zwrócę pieniądze.", date(2026, 11, 23)),
    ("cs", "Do čtvrtka napíšu.", date(2026, 11, 26)),
    ("uk", "До понеділка напишу.", date(2026, 11, 23)),
    ("bg", "Утре ще Ви се обадя.", date(2026, 11, 22)),
    ("ru", "Завтра утром позвоню вам сама.", date(2026, 11, 22)),
    ("es", "Mañana te escribo.", date(2026, 11, 22)),
])  # fmt: skip
def test_a_day_to_come_is_a_promise(language, text, day):
    (found,) = pledged(text, language, TODAY)
    assert found.by == day
    assert found.what in text


@pytest.mark.parametrize("text", [
    "On 3 November the machine broke down.", "No day at all.", "The 45th of November", "",
    "It took 20 minutes, decided 12 marble tables.",
])  # fmt: skip
def test_what_was_and_what_never_comes_is_none(text):
    assert pledged(text, "en", TODAY) == ()


@pytest.mark.parametrize("language", written_languages())
def test_the_days_of_our_own_drafts_are_understood(language):
    for ahead in range(7):
        now = NOW + timedelta(days=ahead)
        for variant in range(1, 6):
            draft = drafted(case(language), config(), playbook=COMPLAINT, now=now, variant=variant)
            found = {each.by for each in pledged(draft.text, language, now.date())}
            assert {promise.by for promise in draft.promises} == found, draft.text


@pytest.mark.parametrize(("said", "day"), [
    ("2026-11-25", date(2026, 11, 25)), ("25 Nov", date(2026, 11, 25)),
    ("Wed", date(2026, 11, 25)), ("soon", None), ("", None), ("25.11.", date(2026, 11, 25)),
    ("25 Nov 2027", date(2027, 11, 25)), ("Monica", None), ("Frida", None), ("31/2", None),
])  # fmt: skip
def test_a_day_is_named_in_a_few_words(said, day):
    assert day_named(said, "en", TODAY) == day


@given(text=st.text(max_size=200), language=st.sampled_from([*LANGUAGES, "xx"]))
def test_any_text_gives_days_to_come(text, language):
    assert all(each.by >= TODAY for each in pledged(text, language, TODAY))


@pytest.mark.parametrize(("language", "text"), [
    ("bg", "Ще Ви върнем парите до понеделник и ще Ви пиша в сряда."),
    ("pl", "Odpiszę w poniedziałek i zwrócę 90 euro do środy."),
    ("en", "We refund you by Monday, and I will write on Wednesday."),
])  # fmt: skip
def test_two_promises_may_share_a_sentence(language, text):
    found = [each.by for each in pledged(text, language, TODAY)]
    assert found == [date(2026, 11, 23), date(2026, 11, 25)]


@pytest.mark.parametrize(("language", "text"), [
    ("es", "Por la mañana hay más gente."),
    ("ru", "Завтрак был холодным. По вторникам мы закрыты."),
    ("en", "We open on Monday from 9 to 18 and on Saturday from 10 to 14."),
    ("en", "From Monday to Friday we open at 7:30."),
    ("bg", "От понеделник до петък отваряме в 7:30, а в събота в 9."),
    ("pl", "W poniedziałek i we wtorek otwieramy o 7:30."),
])  # fmt: skip
def test_opening_hours_promise_nothing(language, text):
    assert pledged(text, language, TODAY) == ()


@pytest.mark.parametrize(("language", "said"), [
    ("pl", "śr"), ("pl", "śr."), ("bg", "ср"), ("ru", "ср"), ("en", "Wed"),
])  # fmt: skip
def test_weekdays_as_the_screens_abbreviate_them(language, said):
    assert day_named(said, language, TODAY).weekday() == 2
