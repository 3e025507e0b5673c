"""What a capable model makes of a draft is shown; so the check is strict, not deaf."""

from __future__ import annotations

from dataclasses import replace

import pytest
from model_cases import Desk

from amends.errors import ModelError
from amends.models import Part

REVIEWS = {
    "en": "The birthday cake came two hours late. Nobody picked up the phone!",
    "ru": "Торт на день рождения привезли на два часа позже. Никто не взял трубку!",
    "bg": "Тортата за рождения ден дойде с два часа закъснение. Никой не вдигна телефона!",
}
DRAFTS = {
    "en": (
        "Hello Kate. I have read it twice: your order came late. I'm sorry, and putting it right is"
        " up to us. We are still finding out why it happened. You will have the answer by"
        " 23 November, even if it doesn't flatter us. To put it right I offer you a new cake on a"
        " day that suits you. Or tell me at the address on our profile what would be better. On"
        " Wednesday 25 November I'll look at it again and say here whether it is settled."
    ),
    "ru": (
        "Здравствуйте, Ирина! Прочитала дважды: ваш заказ приехал с опозданием. Простите нас."
        " Почему так вышло, я ещё выясняю и отвечу вам до 23 ноября. Предлагаю вот что: новый торт"
        " в удобный вам день. Или напишите мне по адресу из нашего профиля, что помогло бы больше."
        " В среду, 25 ноября, я напишу здесь, чем всё закончилось."
    ),
    "bg": (
        "Здравейте, Мария. Прочетох го два пъти: поръчката Ви е закъсняла. Съжалявам. Още проверявам"
        " защо е станало така и до 23 ноември ще Ви отговоря. Предлагам Ви нова торта в удобен за вас"
        " ден. Или ми пишете на имейла от профила ни какво би помогнало повече. В сряда, 25 ноември,"
        " ще допиша тук как е приключило."
    ),
}
GOOD = [
    (
        "en",
        (
            "Hello Kate, I'm really sorry that your birthday cake came two hours late."
            " Putting it right is up to us. We're still finding out why it happened,"
            " and you will have the answer by 23 November, even if it doesn't flatter us. To put it"
            " right, I'd like to offer you a new cake on a day that suits you; or tell me at the address"
            " on our profile what would be better. On Wednesday 25 November I'll look at it again and say"
            " here whether it is settled."
        ),
    ),
    (
        "en",
        (
            "Dear Kate, thank you for telling us. I am so sorry: your birthday cake was two hours late."
            " Why it happened we are still finding out; the answer will be here by 23 November. I offer"
            " you a new cake on a day that suits you, or tell me at the address on our profile what would"
            " be better. I'll look at it again on Wednesday 25 November and say here whether it is"
            " settled."
        ),
    ),
    (
        "ru",
        (
            "Здравствуйте, Ирина! Простите нас, пожалуйста: торт на день рождения приехал на два часа"
            " позже. Почему так вышло, я ещё выясняю и отвечу вам до 23 ноября. Предлагаю новый торт в"
            " удобный вам день, или напишите мне по адресу из нашего профиля, что помогло бы больше. А в"
            " среду, 25 ноября, я напишу здесь, чем всё закончилось."
        ),
    ),
    (
        "bg",
        (
            "Здравейте, Мария. Много съжалявам, че тортата за рождения ден е закъсняла с два часа. Още"
            " проверявам защо е станало така и до 23 ноември ще Ви отговоря. Предлагам Ви нова торта в"
            " удобен за вас ден или ми пишете на имейла от профила ни какво би помогнало повече. В сряда,"
            " 25 ноември, ще допиша тук как е приключило."
        ),
    ),
]


@pytest.mark.parametrize(("language", "answer"), GOOD)
def test_the_same_in_better_words_is_shown(language, answer):
    desk = Desk(language=language, text=REVIEWS[language])
    sign = next(part for part in desk.made.parts if part.part == "sign")
    desk.made = replace(desk.made, parts=(Part("answer", DRAFTS[language]), sign))
    desk.made = replace(desk.made, lint=desk.lint(desk.made.text))
    assert desk.reworded(answer).parts[0].text == answer


def test_a_denial_is_not_dropped():
    desk = Desk(language="en", text=REVIEWS["en"])
    sign = next(part for part in desk.made.parts if part.part == "sign")
    desk.made = replace(desk.made, parts=(Part("answer", DRAFTS["en"]), sign))
    with pytest.raises(ModelError, match="says more"):
        desk.reworded(DRAFTS["en"].replace("doesn't flatter", "flatters"))
