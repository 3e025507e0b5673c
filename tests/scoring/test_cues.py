"""Words that mean something, found in texts."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.languages import names, read
from amends.languages.data import FIRST_CLASS
from amends.languages.lexicon import Lexicon, split
from amends.models.vocabulary import Doubt, Signal, Topic
from amends.scoring.cues import GRAMMAR, MAX_QUOTE, count_words, find_cues, without_courtesies
from amends.scoring.meanings import KNOWN_BY_SHAPE, MEANINGS


def found(text, *languages, **options):
    return {cue.name for cue in find_cues(text, languages or ("en",), **options)}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "My wife got food poisoning from the mussels", "poisoning"),
        ("en", "you have charged me twice for one taxi", "double_charge"),
        ("en", "this is the THIRD  time I ask", "repeat_contact"),
        ("en", "nobody has yet answered", "no_answer"),
        ("en", "a bag of 12 weeks old bread", "days"),
        ("ru", "Отравились всей семьёй", "poisoning"),
        ("ru", "деньги дважды списали", "double_charge"),
        ("es", "Me han cobrado dos veces la misma cena", "double_charge"),
        ("es", "acabo en urgencias", "hospital"),
        ("pl", "Nigdy wiecej nie zamowie", "never_again"),
        ("pl", "trafiłam do szpitala", "hospital"),
        ("bg", "Никой не вдига телефона", "no_answer"),
        ("bg", "натравяне от баницата", "poisoning"),
        ("de", "Der Anwalt ist informiert", "legal"),
        ("tr", "Çok kötü bir deneyim", "bad"),
    ],
)
def test_finds(language, text, name):
    assert name in found(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The room was cold and there was no hot water"),
        ("ru", "Не было горячей воды, в номере было холодно"),
        ("es", "No había agua caliente y la habitación estaba helada"),
        ("pl", "Nie było ciepłej wody i w pokoju było zimno"),
        ("bg", "Студена стая и без топла вода"),
    ],
)
def test_a_cold_room_is_neither_noise_nor_bad_food(language, text):
    names = found(text, language)
    assert "discomfort" in names
    assert not names & {"noise", "bad_food"}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Nobody was hurt and we were not poisoned", "poisoning"),
        ("en", "zero risk, no allergic reaction at all", "allergy"),
        ("ru", "обошлось без отравления", "poisoning"),
        ("ru", "никакого пожара не было", "fire"),
        ("es", "sin intoxicación alguna", "poisoning"),
        ("pl", "nie było żadnego zatrucia", "poisoning"),
        ("bg", "нямаше никакво натравяне", "poisoning"),
    ],
)
def test_denied_harm_is_none(language, text, name):
    assert name not in found(text, language)


def test_a_denial_reaches_three_words_and_no_further_than_its_clause():
    assert "poisoning" in found("We did not book again. Poisoned once is enough")
    assert "poisoning" in found("no, poisoned")
    assert "poisoning" in found("not that my dear sister was poisoned")


def test_denied_praise_speaks_against_the_business():
    (cue,) = find_cues("The soup was not very good", ("en",))[1:] or find_cues(
        "not very good", ("en",)
    )
    assert cue.name == "bad"
    assert cue.quote == "not very good"


def test_words_of_the_business_mean_nothing():
    assert "bad_food" in found("Cold Lemon Corner")
    assert found("Cold Lemon Corner is great", names=("Cold Lemon Corner",)) == {"good"}


def test_quotes_are_literal_and_short():
    text = "FOOD   poisoning!! nobody " + "x" * 200 + " answered"
    for cue in find_cues(text, ("en",)):
        assert cue.quote in text
        assert len(cue.quote) <= MAX_QUOTE


def test_cues_come_in_the_order_of_the_text_and_once():
    cues = find_cues("rude, rude and cold", ("en",))
    assert [cue.name for cue in cues] == ["rude", "bad_food"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("gone are my 1 250,50 zł, and", "1 250,50 zł"),
        ("it was €42!", "€42"),
        ("взеха 64 лв.", "64 лв"),
        ("R$ 90 no pix", "R$ 90"),
        ("2 990 рублей", "2 990 рублей"),
    ],
)
def test_sums_are_known_by_their_shape(text, quote):
    assert [cue.quote for cue in find_cues(text, ("und",))] == [quote]


@pytest.mark.parametrize("text", ["42 minutes", "room 12", "3 leisure centres", "5 eurovans"])
def test_other_numbers_are_no_sums(text):
    assert "amount" not in found(text, "und")


def test_emoji_speak_every_language():
    assert found("🤮", "ja") == {"bad"}
    assert found("❤️", "und") == {"good"}


def test_words_are_counted_without_emoji():
    assert count_words("Don't stop 👍 me, 2 times…") == 5


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "why did you delete my comment", "deleted_comment"),
        ("en", "It used to be lovely here", "lost_fan"),
        ("en", "second time this month: wrong again", "wronged_before"),
        ("en", "I've given up, keep the thing", "given_up"),
        ("en", "Thanks for nothing", "sarcasm"),
        ("en", "Great service /s", "sarcasm"),
        ("en", "a text in your name asks for money", "impostor"),
        ("en", "I opened a dispute at PayPal", "chargeback"),
        ("en", "I used to work in that kitchen", "ex_staff"),
        ("en", "Sorry, wrong branch", "wrong_company"),
        ("en", "loyal customer since 2011", "regular"),
        ("ru", "Вы удалили мой отзыв", "deleted_comment"),
        ("ru", "звонят от вашего имени", "impostor"),
        ("ru", "уже не жду", "given_up"),
        ("es", "me borraron el comentario", "deleted_comment"),
        ("es", "ya no es lo que era", "lost_fan"),
        ("es", "otra vez lo mismo", "wronged_before"),
        ("pl", "usunęli moją opinię", "deleted_comment"),
        ("pl", "zeszli na psy", "lost_fan"),
        ("pl", "ktoś podszywa się pod was", "impostor"),
        ("bg", "изтрихте ми коментара", "deleted_comment"),
        ("bg", "пак същото", "wronged_before"),
        ("bg", "вече не чакам", "given_up"),
        ("de", "Meine Bewertung wurde gelöscht", "deleted_comment"),
        ("uk", "видалили мій відгук", "deleted_comment"),
    ],
)
def test_hears_what_lies_behind(language, text, name):
    assert name in found(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "these buns are to die for"),
        ("en", "nearly had a heart attack when I saw how cheap it was"),
        ("en", "dead on time, every week"),
        ("en", "that stout should be illegal"),
        ("ru", "Отравили добротой!"),
        ("ru", "медовик незаконно вкусный"),
        ("es", "la tarta está de muerte"),
        ("pl", "mało nie dostałam zawału przy tej cenie"),
        ("bg", "умрях за тоя еклер"),
    ],
)
def test_idioms_hurt_nobody(language, text):
    harmful = {name for name in found(text, language) if MEANINGS[name].side == "harm"}
    assert not harmful


def test_an_idiom_hides_only_what_it_holds():
    assert {"idiom", "poisoning"} <= found("a cake to die for, and we were poisoned")


def test_applause_beside_a_fault_is_scorn():
    assert "sarcasm" in found("Bravo. My parcel arrived broken")
    assert "sarcasm" not in found("Bravo, what an evening")


def test_a_span_of_time_is_a_wait_only_beside_silence():
    assert "still_waiting" not in found("We stayed for two weeks")
    assert "still_waiting" in found("Two weeks and nobody has answered")


def test_an_allergen_counts_beside_what_went_wrong():
    assert "allergy" not in found("I am allergic to peanuts, what can I eat?")
    assert "allergy" in found("I said I am allergic and the dish was wrong")


def test_names_are_fold_and_split_alike():
    lexicon = Lexicon({"bad": ["tout … cassé*", "# heures"]})
    words = split("TOUT est vraiment CASSÉES, 3 heures")
    assert [match.name for match in lexicon.matches(words)] == ["bad", "bad"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from([*names(), "und", "ja"]))
def test_never_raises_and_quotes_the_text(text, language):
    for cue in find_cues(text, (language,)):
        assert cue.quote in text
        assert cue.name in MEANINGS


@pytest.mark.parametrize(
    "text",
    ["not " * 250_000, "a" * 1_000_000, "never again " * 90_000, "’" * 1_000_000, "1 " * 500_000],
)
def test_long_texts_cost_little(text):
    find_cues("warm up", ("en",))
    started = time.perf_counter()
    find_cues(text, ("en", "ru"))
    assert time.perf_counter() - started < 15


@pytest.mark.parametrize("code", names())
def test_every_cue_file_speaks_of_known_names(code):
    raw = read(code, "cues")
    unknown = set(raw) - set(MEANINGS) - GRAMMAR
    assert not unknown
    assert raw["negators"]
    for name, phrases in raw.items():
        assert isinstance(phrases, list), name
        assert len(phrases) == len(set(phrases)), f"{code} {name} repeats itself"
        for phrase in phrases:
            assert re.fullmatch(r"[^\s*…]\S*(\s(…|\S+))*", phrase), f"{code} {name} {phrase!r}"
            assert not re.search(r"\*\S|…$", phrase), f"{code} {name} {phrase!r}"
            for piece in phrase.split():
                known = piece in {"#", "…"} or re.search(r"[^\W_]|[\u2600-\U0001faff]", piece)
                assert known, f"{code} {name}: {piece!r} of {phrase!r} is no word"


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_first_class_languages_know_every_name(code):
    assert set(MEANINGS) - KNOWN_BY_SHAPE <= set(read(code, "cues"))


def test_meanings_use_the_closed_lists():
    for meaning in MEANINGS.values():
        assert set(meaning.topics) <= set(Topic.__args__)
        assert set(meaning.signals) <= set(Signal.__args__)
        assert meaning.doubt is None or meaning.doubt in Doubt.__args__
        assert 0 <= meaning.severity <= 4


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Good morning, where is it? Thanks in advance. Kind regards"),
        ("ru", "Добрый день! Где заказ? Заранее спасибо. С уважением"),
        ("es", "Buenas tardes, ¿dónde está? Gracias de antemano"),
        ("pl", "Dobry wieczór, gdzie on jest? Z góry dziękuję. Pozdrawiam serdecznie"),
        ("bg", "Добър ден, къде е? Предварително благодаря. Поздрави"),
        ("fr", "Bonjour, où est-il ? Merci d'avance. Bien à vous"),
        ("de", "Guten Tag, wo ist es? Vielen Dank im Voraus. Mit freundlichen Grüßen"),
    ],
)
def test_courtesies_praise_nobody(language, text):
    said = without_courtesies(text, (language,))
    assert len(said) == len(text)
    assert not found(said, language) & {"good", "thanks", "resolved"}


def test_a_greeting_inside_a_sentence_is_none():
    assert "good" in found(without_courtesies("We had a good evening", ("en",)))


def test_a_phrase_says_better_what_its_words_say():
    assert found("me cobraron dos veces", "es") & {"double_charge", "repeat_contact"} == {
        "double_charge"
    }


@pytest.mark.parametrize(
    ("text", "regular"),
    [
        ("Хожу к вам уже 6 лет", True),
        ("Я ваш клиент 6 лет подряд", True),
        ("Больше десяти лет, точнее больше 10 лет, беру хлеб здесь", True),
        ("Дочке 6 лет, она сейчас в больнице", False),
        ("Сыну пять лет", False),
    ],
)
def test_the_age_of_a_child_makes_no_regular_customer(text, regular):
    assert ("regular" in found(text, "ru")) is regular


@pytest.mark.parametrize(
    "written", ["Naprawiarnia Kleks", "#NaprawiarniaKleks", "naprawiarnia_kleks"]
)
def test_our_own_name_means_nothing_however_it_is_written(written):
    assert "warranty" in found(f"{written} zepsuła rower", "pl")
    assert "warranty" not in found(f"{written} zepsuła rower", "pl", names=["Naprawiarnia Kleks"])
