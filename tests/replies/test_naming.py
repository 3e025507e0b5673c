import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.replies.naming import given_name


@pytest.mark.parametrize(("display", "language", "name"), [
    ("Kate", "en", "Kate"),
    ("Katarzyna M.", "pl", "Katarzyna"),
    ("Мария Иванова", "bg", "Мария"),
    ("Jean-Luc Picard", "es", "Jean-Luc"),
    ("Anna O'Neill", "en", "Anna"),
    ("Żaneta", "pl", "Żaneta"),
    ("Нина Петровна", "ru", "Нина Петровна"),
    ("Нина Петровна", "bg", "Нина"),
])  # fmt: skip
def test_a_given_name_is_the_first_word(display, language, name):
    assert given_name(display, language) == name


@pytest.mark.parametrize("display", [
    None, "", " ", "kate", "KATE", "K", "A Google user", "Google User", "kxyleigh.b", "Kate99",
    "@kate", "Kate Smith Jones Brown", "Angry Customer", "Пользователь Google", "Kate\u202e",
    "Kate  Smith", "Kate\nSmith", "{name}", "Мария", "John.", "Familia Ruiz", "Sore Saddle Sal", "Баба Цонка", "Grandma Jones",
    "Ciocia Basia", "Abuela Rosa", "Дядя Витя", "B" + "o" * 30, "Kate " + "X" * 40,
])  # fmt: skip
def test_what_does_not_look_like_a_person_is_not_addressed(display):
    assert given_name(display, "en") is None


def test_a_name_in_another_script_is_not_addressed():
    assert given_name("John", "ru") is None
    assert given_name("Мария", "es") is None


@given(st.text(max_size=80), st.sampled_from(["en", "ru", "es", "pl", "bg"]))
def test_a_name_is_short_and_made_of_letters(display, language):
    name = given_name(display, language)
    assert name is None or (name.replace("-", "").replace(" ", "").isalpha() and len(name) <= 40)
