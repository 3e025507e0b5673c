"""Three drafts in each language that is written in full, as `amends draft` makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

from _pages.markdown import document
from amends import config as configuration
from amends.handling.clocks import Calendar
from amends.languages import language
from amends.models import Answers, Author, Mention, Rating
from amends.replies import Wish, compose
from amends.scoring.assess import assess_all, engine
from amends.triage import passing
from amends.triage.business import policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amends.config import Config
    from amends.models import Draft

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LIPA = Path(__file__).parents[2] / "examples" / "cafe-lipa" / "config.yaml"
GUESTS = Path(__file__).parent / "example" / "guests.yaml"
INTRODUCTION = """\
What [`amends draft`](replies.md) suggests for the bundled café, on three mentions in each of the
five languages that are written in full: a broken delivery (the owner has answered what happened), a
hard word without a fact, and one more. The letters are invented; the drafts are as the program
makes them."""


class Written(NamedTuple):
    """A mention of an invented guest."""

    name: str
    text: str
    stars: int | None = None
    place: str = "google_business"
    cause: str | None = None


def page() -> str:
    """Return the page."""
    config = configuration.load(LIPA).config
    guests = yaml.safe_load(GUESTS.read_text("utf-8"))
    return document(
        "Drafts",
        INTRODUCTION,
        *(
            _language(code, [Written(**each) for each in letters], config)
            for code, letters in guests.items()
        ),
    )


def _language(code: str, letters: Sequence[Written], config: Config) -> str:
    blocks = [_both(written, draft, code) for written, draft in _drafts(letters, config)]
    return "\n\n".join((f"## {language(code).english}", *blocks))


def _drafts(letters: Sequence[Written], config: Config) -> Iterator[tuple[Written, Draft]]:
    mentions = [_mention(each) for each in letters]
    found = assess_all(mentions, by=engine("light"))
    how, calendar = policy(config), Calendar(config)
    for each, mention, assessment in zip(letters, mentions, found, strict=True):
        ranked = passing.place(mention, assessment, calendar, how, NOW)
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
