"""What a care lead notices, from the files of an owner to the screen."""

from __future__ import annotations

import pytest

ANA = {"id": "ana", "name": "Ana P."}
CRUSHED = "The cake came crushed and nobody answers the phone."
DELETED = {
    "en": "The cake came crushed. And you deleted my comment!",
    "ru": "Торт привезли раздавленным. И вы удалили мой комментарий!",
    "es": "La tarta llegó aplastada. ¡Y borrasteis mi comentario!",
    "pl": "Tort przyjechał zgnieciony. I usunęliście mój komentarz!",
    "bg": "Тортата пристигна смачкана. И изтрихте коментара ми!",
}
NOTICED = {
    "en": "a fan we are losing",
    "ru": "теряем поклонника",
    "es": "un fiel que perdemos",
    "pl": "tracimy dawnego fana",
    "bg": "губим почитател",
}


def a_story(text: str) -> list[dict]:
    """A fan, a complaint that was answered, and another one with no answer for three weeks."""
    told = (
        ("praise", "Lovely coffee and the kindest people, thank you!", 5, "2026-06-01", "yes"),
        ("first", "My cake came crushed and the waiter was rude.", 1, "2026-09-01", "yes"),
        ("again", text, 1, "2026-10-30", "no"),
    )
    return [
        {
            "external_id": name,
            "text": said,
            "rating": stars,
            "author": ANA,
            "published_at": f"{day}T08:00:00Z",
            "answered": answered,
        }
        for name, said, stars, day, answered in told
    ]


def item_of(shop, name: str) -> dict:
    items = shop.run("inbox", "--all", "--json").json["items"]
    return next(item for item in items if item["external_id"] == name)


def test_who_went_quiet_stays_listed_and_late(shop):
    shop.mentions = a_story(CRUSHED)
    shop.write()
    shop.run("check")
    [item] = shop.run("inbox", "--json").json["items"]
    assert item["handling"]["overdue"]
    assert {"gone_quiet", "wronged_before", "lost_fan", "waiting"} <= set(item["signals"])
    reasons = {reason["factor"]: reason["because"] for reason in item["priority"]["reasons"]}
    assert reasons["history"] == "let down again after 1 answered complaint"


def test_what_was_answered_is_not_noticed_again(shop):
    shop.mentions = a_story(CRUSHED)
    shop.write()
    shop.run("check")
    assert "gone_quiet" not in item_of(shop, "first")["signals"]
    assert item_of(shop, "praise")["signals"] == []


@pytest.mark.parametrize("language", NOTICED)
def test_it_is_said_in_five_languages(shop, language):
    shop.mentions = a_story(DELETED[language])
    shop.write()
    path = shop.folder / "config.yaml"
    path.write_text(f"{path.read_text('utf-8')}language: {language}\n", encoding="utf-8")
    shop.run("check")
    item = item_of(shop, "again")
    assert "silenced" in item["signals"]
    out = shop.run("show", item["id"]).out
    assert NOTICED[language] in out
