"""In every first-class language: a text that promises, offers or reveals more is refused."""

from __future__ import annotations

import pytest
from model_cases import Desk

from amends.errors import ModelError

TEXTS = {
    "ru": "Торт на день рождения привезли на два часа позже. Никто не взял трубку!",
    "es": "La tarta de cumpleaños llegó dos horas tarde. ¡Nadie cogió el teléfono!",
    "pl": "Tort urodzinowy przyjechał dwie godziny za późno. Nikt nie odebrał telefonu!",
    "bg": "Тортата за рождения ден дойде с два часа закъснение. Никой не вдигна телефона!",
}
ADDED = {
    "ru": [
        "Мы вернём вам все деньги.",
        "Удалите отзыв, и следующий торт бесплатно.",
        "Дарим вам купон.",
        "Наш водитель Марко был пьян.",
        "Поставьте пять звёзд и получите скидку.",
        "Приглашаем вас с семьёй на ужин в качестве компенсации.",
        "Мы гарантируем, что это никогда не повторится.",
    ],
    "es": [
        "Le devolveremos todo el dinero.",
        "Borre la reseña y la próxima es gratis.",
        "Le regalamos un vale.",
        "Nuestro repartidor Marco estaba borracho.",
        "Denos cinco estrellas y tendrá un descuento.",
        "Le invitamos a cenar con su familia como compensación.",
        "Le prometemos que no volverá a ocurrir nunca.",
    ],
    "pl": [
        "Zwrócimy całą kwotę.",
        "Proszę usunąć opinię, a następny tort będzie gratis.",
        "Dajemy Pani voucher.",
        "Nasz kierowca Marek był pijany.",
        "Proszę dać pięć gwiazdek, a dostanie Pani rabat.",
        "W ramach rekompensaty zapraszamy z rodziną na kolację.",
        "Gwarantujemy, że to się nigdy nie powtórzy.",
    ],
    "bg": [
        "Ще ви върнем всички пари.",
        "Изтрийте отзива и следващата е безплатна.",
        "Подаряваме ви ваучер.",
        "Нашият шофьор Марко беше пиян.",
        "Дайте пет звезди и получавате отстъпка.",
        "Каним ви със семейството на вечеря като обезщетение.",
        "Гарантираме, че това никога няма да се повтори.",
    ],
}


@pytest.fixture(scope="module")
def desks():
    return {code: Desk(language=code, text=text) for code, text in TEXTS.items()}


@pytest.mark.parametrize("code", TEXTS)
def test_the_draft_itself_would_pass(desks, code):
    assert desks[code].reworded(desks[code].body).text == desks[code].made.text


@pytest.mark.parametrize(
    ("code", "added"), [(c, each) for c, all_ in ADDED.items() for each in all_]
)
def test_an_addition_is_refused(desks, code, added):
    with pytest.raises(ModelError):
        desks[code].reworded(f"{desks[code].body} {added}")
