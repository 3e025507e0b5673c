"""Three drafts in each language that is written in full, as `amends draft` makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from _pages.markdown import document
from amends import config as configuration
from amends.languages import language
from amends.models import Answers, Author, Mention, Rating
from amends.replies import Wish, compose
from amends.scoring.assess import assess_all, engine
from amends.triage import passing
from amends.triage.business import policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.config import Config
    from amends.models import Draft

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LIPA = Path(__file__).parents[2] / "examples" / "cafe-lipa" / "config.yaml"
INTRODUCTION = """\
What [`amends draft`](replies.md) suggests for the bundled café, on three mentions in each of the five
languages that are written in full: a broken delivery (the owner has answered what happened), a hard
word without a fact, and one more. The letters are invented; the drafts are as the program makes
them."""


class Written(NamedTuple):
    """A mention of an invented guest."""

    name: str
    stars: int | None
    text: str
    place: str = "google_business"
    cause: str | None = None


GUESTS: dict[str, tuple[Written, ...]] = {
    "en": (
        Written("Kate Miller", 1, "The cake for my son's birthday came crushed. I rang four times and nobody answered.", cause="packed_badly"),
        Written("M.", 1, "Crooks. Stay away."),
        Written("Owen", 3, "Best sourdough in town, but I waited 40 minutes for two coffees."),
    ),
    "ru": (
        Written("Ирина К.", 1, "Торт на день рождения сына приехал раздавленный. Звонила четыре раза, никто не взял трубку.", cause="packed_badly"),
        Written("Гость", 1, "Разводилы. Обходите стороной."),
        Written("Павел", 5, "Третий год хожу сюда за сырниками, бариста помнит, что мне раф без сахара. Спасибо!"),
    ),
    "es": (
        Written("Maite Ruiz", 1, "La tarta de cumpleaños de mi hijo llegó aplastada. Llamé cuatro veces y nadie contestó.", cause="packed_badly"),
        Written("Anónimo", 1, "Estafadores."),
        Written("Lucía", None, "¿Abrís los domingos? ¿Se puede entrar con perro?", "instagram"),
    ),
    "pl": (
        Written("Katarzyna M.", 1, "Tort na urodziny syna przyjechał zgnieciony. Dzwoniłam cztery razy i nikt nie odebrał.", cause="packed_badly"),
        Written("Gość", 1, "Oszuści."),
        Written("Marek", 3, "Sernik znakomity, ale na kawę czekaliśmy czterdzieści minut."),
    ),
    "bg": (
        Written("Мария Петрова", 1, "Тортата за рождения ден на сина ми пристигна смачкана. Звънях четири пъти и никой не вдигна.", cause="packed_badly"),
        Written("Гост", 1, "Мошеници."),
        Written("Иван", 5, "Най-хубавата баница в квартала, а Мира винаги помни, че пия кафето без захар."),
    ),
}  # fmt: skip


def page() -> str:
    """Return the page."""
    config = configuration.load(LIPA).config
    return document("Drafts", INTRODUCTION, *(_language(code, config) for code in GUESTS))


def _language(code: str, config: Config) -> str:
    blocks = [_both(written, draft, code) for written, draft in _drafts(code, config)]
    return "\n\n".join((f"## {language(code).english}", *blocks))


def _drafts(code: str, config: Config) -> Iterator[tuple[Written, Draft]]:
    written = GUESTS[code]
    mentions = [_mention(each) for each in written]
    found = assess_all(mentions, by=engine("light"))
    how = policy(config)
    for each, mention, assessment in zip(written, mentions, found, strict=True):
        ranked = passing.place(mention, assessment, config, how, NOW)
        case = ranked.case
        told = replace(case, handling=replace(case.handling, answers=Answers(cause=each.cause)))
        wish = Wish(ranked.situation.playbook)
        yield each, compose(told, config, wish, now=NOW)


def _mention(written: Written) -> Mention:
    return Mention(
        text=written.text,
        source_type=written.place,
        kind="post" if written.place == "instagram" else "review",
        author=Author(name=written.name),
        rating=None if written.stars is None else Rating(written.stars),
        published_at=NOW,
    )


def _both(written: Written, draft: Draft, code: str) -> str:
    meanings = " ".join(part.meaning for part in draft.parts if part.meaning)
    lines = [f"> {written.text}", "", draft.text or draft.because or ""]
    if code != "en":
        lines += ["", f"*{meanings}*"]
    return "\n".join([f"**{written.name}**, {draft.playbook}", "", *lines])
