from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.config.model import Watch
from amends.sources.watch import MAX_SEARCHED, matches


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("I was at LIPA.", "lipa", True),
        ("lipase is an enzyme", "lipa", False),
        ("бяхме в „Липа“ снощи", "липа", True),
        ("были в Липе", "липа", True),
        ("липовый чай", "липа", False),
        ("в Липата е пълно", "липа", True),
        ("бяхме в „Липа“", "Lipa", True),
        ("сидели в Липе", "Lipa", True),
        ("we sat in Lipa", "липа", True),
        ("липса на място", "Lipa", False),
        ("chocolates and lips", "Lipa", False),
        ("Zhar-Ptitsa", "Жар-Птица", True),
        ("the Zhara place", "Жара", True),
        ("в кафето на Дуа Липа", "Dua Lipa", True),
        ("были в Липе", "лип*", True),
        ("Café Lipa", "cafe lipa", True),
        ("Cafe  \n Lipa", "café lipa", True),
        ("мой чай", "мои чаи", False),
        ("#lipa_coffee", "lipa", False),
        ("a+b (c)", "a+b", True),
        ("aab", "a+b", False),
        ("Łódź", "łódź", True),
    ],
)
def test_a_phrase_is_found_as_whole_words(text, phrase, found):
    assert matches(text, Watch(any=(phrase,))) is found


def test_any_all_and_none():
    watch = Watch(any=("lipa", "липа"), all=("coffee",), none=("lip balm",))
    assert matches("Lipa coffee", watch)
    assert matches("липа, coffee", watch)
    assert not matches("Lipa tea", watch)
    assert not matches("coffee", watch)
    assert not matches("Lipa coffee and lip balm", watch)


def test_without_words_everything_is_wanted():
    assert matches("", Watch())


def test_only_the_beginning_of_an_endless_text_is_searched():
    assert not matches("x " * MAX_SEARCHED + "lipa", Watch(any=("lipa",)))


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_and_any_phrase_can_be_compared(text, phrase):
    assert isinstance(matches(text, Watch(any=(phrase,))), bool)


@pytest.mark.parametrize(
    ("text", "languages", "found"),
    [
        ("Byłam w Lipie", ("pl",), True),
        ("Byłam w Lipie", (), False),
        ("Kocham Lipę", ("bg", "pl"), True),
        ("Moje lipcowe zdjęcia", ("pl",), False),
        ("czekałem pod Browarem", ("pl",), False),
    ],
)
def test_polish_endings_where_polish_is_spoken(text, languages, found):
    assert matches(text, Watch(any=("Lipa",), languages=languages)) is found


SPELLINGS = [
    "Café Lipa", "CAFE LIPA", "cafe  lipa", "Cafe Lípa", "кафе Липа", "в Кафе Липе", "кафето Липата",
    "siedzieliśmy w cafe Lipie",
]  # fmt: skip
NAMESAKES = [
    "Dua Lipa sang in a café",
    "липов чай в кафе",
    "Lipa City, Batangas",
    "a cup of lip balm",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_one_name_is_found_in_eight_spellings(text):
    watch = Watch(any=("Café Lipa", "кафе Липа"), none=("Dua Lipa",), languages=("bg", "ru", "pl"))
    assert matches(text, watch)


@pytest.mark.parametrize("text", NAMESAKES)
def test_and_its_namesakes_are_not(text):
    watch = Watch(any=("Café Lipa", "кафе Липа"), none=("Dua Lipa",), languages=("bg", "ru", "pl"))
    assert not matches(text, watch)


@given(st.text("лlipаaшшчщъьюяzhсхcкą-'", min_size=1, max_size=12), st.booleans())
def test_a_word_is_always_found_as_it_is_written(word, polish):
    if word.strip(" *-'") != word:
        return
    assert matches(f"at {word} today", Watch(any=(word,), languages=("pl",) if polish else ()))


@pytest.mark.parametrize(
    ("text", "name", "languages"),
    [
        ("McDonald’s is bad", "McDonald's", ()),
        ("Lipa’s cups", "Lipa's", ()),
        ("#lipacoffee", "Lipa Coffee", ()),
        ("lipa-coffee was closed", "Lipa Coffee", ()),
        ("@lipa_coffee hello", "Lipa Coffee", ()),
        ("у Липа Кофе", "Lipa Coffee", ()),
        ("w tej kawiarni", "Kawiarnia", ("pl",)),
        ("po kawiarniach", "Kawiarnia", ("pl",)),
        ("w Piekarni", "Piekarnia", ("pl",)),
        ("w Żabce", "Żabka", ("pl",)),
        ("w Biedronce", "Biedronka", ("pl",)),
        ("w Aptece", "Apteka", ("pl",)),
        ("Zlota jest droga", "Złota", ("pl",)),
        ("в Красной поляне", "Красная поляна", ()),
        ("у Белого кролика", "Белый кролик", ()),
        ("сидели в Теремке", "Теремок", ()),
        ("были у елки", "Ёлка", ()),
        ("в ресторантът на ъгъла", "Ресторант", ()),
    ],
)
def test_the_forms_that_people_write_are_found(text, name, languages):
    assert matches(text, Watch(any=(name,), languages=languages))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("она пришла", "Ona"),
        ("у нас дома", "Nas"),
        ("так и было", "Tak"),
        ("весь мир", "Mir"),
        ("сами пришли", "Sami"),
        ("it was nice", "Вас"),
        ("we can do it", "Сан"),
        ("not good", "Нот"),
        ("a hit", "Хит"),
        ("столь плохо", "Стол"),
        ("поёт соло", "Соль"),
    ],
)
def test_everyday_words_of_the_other_script_are_not(text, name):
    assert not matches(text, Watch(any=(name,)))


@pytest.mark.parametrize("name", ["Ь кафе", "Й кафе", "Ъ Кафе"])
def test_a_letter_that_may_be_silent_does_not_vanish(name):
    assert not matches("кафе", Watch(any=(name,)))
    assert matches(f"в {name}", Watch(any=(name,)))


@pytest.mark.parametrize("name", ["*li*pa*", "*a*a*b", "l*i*p*a*x", "****a"])
def test_many_stars_come_to_an_end(name):
    assert not matches("lipaa " * 3_300 + "a" * 200, Watch(any=(f"{name}q",)))
