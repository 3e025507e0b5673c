"""What guests of an invented bakery write in a year, and what is to be found in it.

The report of it is made by `year.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from amends.models import Assessment, Author, Language, Mention, Rating, Reach, Sentiment

if TYPE_CHECKING:
    import random

    from amends.models.vocabulary import Intent, Signal, Topic

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAYS = 365
BEGAN = NOW - timedelta(days=DAYS)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

HARBOUR, OLD_TOWN, STATION = PLACES = ("Harbour", "Old Town", "Station")
MACHINE = datetime(2026, 6, 8, 6, tzinfo=UTC)
TILL = datetime(2026, 9, 1, 6, tzinfo=UTC)
COURIER = (datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC))

SOURCES = {
    "google": ("google_business", "review", 38),
    "tripadvisor": ("tripadvisor", "review", 14),
    "facebook": ("facebook", "comment", 22),
    "delivery-app": ("delivery_app", "review", 16),
    "mail": ("imap", "email", 10),
}
"""Name → type, kind, how many of a hundred."""
LANGUAGES = {"bg": 44, "en": 25, "ru": 10, "de": 9, "es": 6, "pl": 6}
TOPICS: dict[Topic, float] = {
    "waiting_time": 26,
    "delivery": 18,
    "staff": 16,
    "billing": 12,
    "food": 14,
    "cleanliness": 8,
    "availability": 6,
}
HOURS = (0, 0, 0, 0, 0, 1, 4, 9, 14, 15, 12, 9, 8, 7, 5, 5, 6, 7, 8, 9, 9, 7, 4, 2)
WEEK = (0.8, 0.75, 0.8, 0.9, 1.0, 1.5, 1.35)
"""How much is written in each hour, and on each day from Monday on."""
STAFF = ("Irina", "Marko", "Elena")
REMEDIES = (("a new cake", 24.0), ("money back", 11.5), ("coffee on us", 3.2), ("a call", None))
CONFIG = """\
version: 1
business:
  name: Salt & Linden Bakery
  languages: [bg, en, ru, de, es, pl]
  country: BG
  timezone: Europe/Sofia
  sector: cafe
  customers_per_month: 26000
  signature: {name: Elena, role: owner, gender: female}
places:
  Harbour: {manager: Irina}
  Old Town: {manager: Marko}
  Station: {}
sources:
  google: {type: file, path: google.csv}
  tripadvisor: {type: file, path: tripadvisor.csv}
  facebook: {type: file, path: facebook.csv}
  delivery-app: {type: file, path: delivery-app.csv}
  mail: {type: file, path: mail.csv}
team:
  Irina: {role: manager, places: [Harbour]}
  Marko: {role: manager, places: [Old Town]}
  Elena: {role: owner}
scoring: {engine: light}
"""


class Told(NamedTuple):
    """One invented mention, and what is to be found in it."""

    mention: Mention
    assessment: Assessment


@cache
def texts() -> dict[str, dict[str, list[str]]]:
    """Return what people write: language → what it is about → sentences."""
    path = Path(__file__).with_name("year.yaml")
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def tell(number: int, rng: random.Random) -> Told:
    """Return the n-th mention of the year."""
    at = _moment(rng)
    source = _one_of({name: share for name, (_, _, share) in SOURCES.items()}, rng)
    language = _one_of(LANGUAGES, rng)
    place = _one_of({HARBOUR: 45, OLD_TOWN: 33, STATION: 22}, rng)
    draw = rng.random()
    if COURIER[0] <= at < COURIER[1] and rng.random() < 0.55:
        return _complaint(number, at, source, language, STATION, ("delivery",), rng)
    if draw < 0.03:
        return _made(number, at, source, language, place, _aside(rng), rng)
    if draw < 0.10:
        return _made(number, at, source, language, place, _Words("question", "question", 0.0), rng)
    if draw < _unhappy(at):
        return _complaint(number, at, source, language, place, _topics(at, place, rng), rng)
    mood = round(rng.uniform(0.45, 0.98), 2)
    words = _Words("praise", "praise", mood, ("staff",) if rng.random() < 0.3 else ("food",))
    return _made(number, at, source, language, place, words, rng)


def _unhappy(at: datetime) -> float:
    """Return up to which draw a mention is a complaint; more of them in the heat of summer."""
    return 0.38 + (0.05 if at.month in {7, 8} else 0.0) - (0.05 if at > MACHINE else 0.0)


class _Words(NamedTuple):
    about: str
    intent: Intent
    mood: float
    topics: tuple[Topic, ...] = ()
    severity: int = 0
    signals: tuple[Signal, ...] = ()
    text: str | None = None


def _aside(rng: random.Random) -> _Words:
    if rng.random() < 0.7:
        return _Words("", "spam", 0.1, text="Cheap followers and likes, write to me today.")
    return _Words("", "irrelevant", 0.0, text="Which bus goes from here to the museum?")


def _complaint(
    number: int,
    at: datetime,
    source: str,
    language: str,
    place: str,
    topics: tuple[Topic, ...],
    rng: random.Random,
) -> Told:
    severity = rng.choices((1, 2, 3), (46, 40, 13))[0]
    mixed = rng.random() < 0.16
    mood = -round(rng.uniform(0.05, 0.3) if mixed else rng.uniform(0.35, 0.95), 2)
    signals: tuple[Signal, ...] = ("churn",) if rng.random() < 0.07 * severity else ()
    intent: Intent = "mixed" if mixed else "complaint"
    words = _Words(topics[0], intent, mood, topics, severity, signals)
    return _made(number, at, source, language, place, words, rng)


def _topics(at: datetime, place: str, rng: random.Random) -> tuple[Topic, ...]:
    weights = dict(TOPICS)
    weights["waiting_time"] *= (2.4 if at < MACHINE else 0.45) if place == HARBOUR else 0.6
    weights["billing"] *= 1.9 if place == OLD_TOWN else 0.6
    weights["delivery"] *= 1.6 if place == STATION else 0.7
    first = _one_of(weights, rng)
    if rng.random() < 0.2:
        second = _one_of(weights, rng)
        return (first, second) if second != first else (first,)
    return (first,)


def _made(
    number: int,
    at: datetime,
    source: str,
    language: str,
    place: str,
    words: _Words,
    rng: random.Random,
) -> Told:
    kind, form, _ = SOURCES[source]
    author = _author(number, source, rng)
    mention = Mention(
        text=words.text or _text(language, words, rng),
        external_id=f"y{number}",
        source=source,
        source_type=kind,
        kind=form,  # type: ignore[arg-type]
        url=f"https://{source}.example/r/{number}" if source != "mail" else None,
        place=place if source != "facebook" or rng.random() < 0.6 else None,
        author=author,
        published_at=at,
        rating=_rating(source, words, rng),
        reach=_reach(source, words, rng),
        answered="no",
    )
    label = "negative" if words.mood < -0.1 else "positive" if words.mood > 0.2 else "neutral"
    if words.intent == "mixed":
        label = "negative" if words.severity > 1 else "mixed"
    assessment = Assessment(
        language=Language(language, 0.98),
        sentiment=Sentiment(label, words.mood, 0.9),  # type: ignore[arg-type]
        intent=words.intent,
        topics=words.topics,
        severity=words.severity,
        signals=words.signals,
        engine="light",
        scorer="light:none:year:1",
    )
    return Told(mention, assessment)


def _text(language: str, words: _Words, rng: random.Random) -> str:
    known = texts()[language]
    said = [rng.choice(known[each]) for each in words.topics or (words.about,) if each in known]
    if words.intent in {"praise", "question"}:
        said = [rng.choice(known[words.about])]
        if words.intent == "praise" and rng.random() < 0.4:
            said = list(dict.fromkeys([*said, rng.choice(known["praise"])]))
    if words.intent == "mixed":
        said = [rng.choice(known["praise"]), *said]
    if "churn" in words.signals:
        said.append(rng.choice(known["leaving"]))
    return " ".join(said)


def _author(number: int, source: str, rng: random.Random) -> Author:
    regular = rng.random() < 0.25
    who = rng.randint(0, 400) if regular else 1000 + number
    followers = int(rng.lognormvariate(5, 1.6)) if source == "facebook" else None
    first = rng.choice(("Maria", "Ivan", "Kate", "Jorge", "Anna", "Piotr", "Lena", "Georgi"))
    return Author(id=f"{source}-{who}", name=f"{first} {chr(65 + who % 26)}.", followers=followers)


def _rating(source: str, words: _Words, rng: random.Random) -> Rating | None:
    if source in {"facebook", "mail"} or words.intent in {"question", "spam", "irrelevant"}:
        return None
    if words.intent == "praise":
        return Rating(rng.choices((5, 4), (82, 18))[0])
    if words.intent == "mixed":
        return Rating(rng.choices((3, 4, 2), (60, 20, 20))[0])
    return Rating(rng.choices((1, 2, 3), (30 + 15 * words.severity, 35, 20))[0])


def _reach(source: str, words: _Words, rng: random.Random) -> Reach:
    if source != "facebook":
        return Reach(likes=rng.randint(0, 4) if source == "google" else None)
    views = int(rng.lognormvariate(4.5 + 0.4 * words.severity, 1.5))
    return Reach(
        likes=views // rng.randint(15, 60),
        shares=views // rng.randint(200, 900),
        replies=views // rng.randint(80, 300),
        views=views,
    )


def _moment(rng: random.Random) -> datetime:
    """Return a moment of the year: more at weekends and in the morning, growing a little."""
    while True:
        day = int(DAYS * rng.random() ** 0.85)
        at = BEGAN + day * DAY
        if rng.random() < WEEK[at.weekday()] / 1.5:
            break
    hour = rng.choices(range(24), HOURS)[0]
    local = at.replace(hour=hour, minute=rng.randint(0, 59), second=rng.randint(1, 59))
    return min(local - 3 * HOUR, NOW - timedelta(minutes=rng.randint(5, 300)))


def _one_of(weights: dict[Any, float], rng: random.Random) -> Any:
    return rng.choices(list(weights), list(weights.values()))[0]
