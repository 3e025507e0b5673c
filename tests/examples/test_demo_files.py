"""The files of `examples/cafe-lipa` can be read, and hold what the demo is to show."""

from __future__ import annotations

import csv
import json
import mailbox
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from amends.config.model import Config
from amends.triage.demo_dates import expand

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[2] / "examples"
CAFE = EXAMPLES / "cafe-lipa"
EXPECTED: dict[str, Any] = json.loads(
    Path(__file__).with_name("expected.json").read_text(encoding="utf-8")
)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"

Row = dict[str, Any]


def _expanded(name: str) -> str:
    return expand((CAFE / name).read_text(encoding="utf-8"), NOW)


def _row(key: str, author: str, published: datetime, text: str, **more: Any) -> Row:
    return {"key": key, "author": author, "published": published, "text": text, **more}


def _google() -> Iterator[Row]:
    for row in csv.DictReader(_expanded("google-reviews.csv").splitlines(keepends=True)):
        yield _row(
            f"google/{row['review_id']}",
            row["reviewer"],
            datetime.fromisoformat(row["created"]),
            row["comment"],
            stars=int(row["stars"]),
            place=row["place"],
            reply=row["reply"],
            replied=row["reply_date"],
        )


def _json(source: str, items: list[Row]) -> Iterator[Row]:
    for item in items:
        yield _row(
            f"{source}/{item['external_id']}",
            item["author"].get("name") or item["author"]["handle"],
            datetime.fromisoformat(item["published_at"]),
            item["text"],
            stars=item.get("rating", {}).get("value"),
            place=item.get("place"),
            raw=item,
        )


def _mail(folder: Path) -> Iterator[Row]:
    path = folder / "mailbox.mbox"
    path.write_text(_expanded("mailbox.mbox"), encoding="utf-8", newline="\n")
    box = mailbox.mbox(path, create=False)
    try:
        for message in box:
            name, address = parseaddr(str(make_header(decode_header(message["From"]))))
            yield _row(
                f"mail/{message['Message-ID'].strip('<>')}",
                name,
                parsedate_to_datetime(message["Date"]),
                message.get_payload(decode=True).decode("utf-8"),
                address=address,
                message=message,
            )
    finally:
        box.close()


def _blog() -> Iterator[Row]:
    for item in ET.fromstring(_expanded("blog-comments.xml")).iter("item"):
        yield _row(
            f"blog/{item.findtext('guid')}",
            item.findtext(f"{DC}creator", ""),
            parsedate_to_datetime(item.findtext("pubDate", "")),
            item.findtext(f"{CONTENT}encoded", ""),
        )


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """Every mention of the demo by `source/external_id`, read by nothing but the standard library."""
    social = [json.loads(line) for line in _expanded("social.jsonl").splitlines()]
    found = [
        *_google(),
        *_json("app", json.loads(_expanded("app-store.json"))),
        *_json("social", social),
        *_mail(tmp_path_factory.mktemp("mail")),
        *_blog(),
    ]
    assert len({row["key"] for row in found}) == len(found), "an id stands twice"
    return {row["key"]: row for row in found}


@pytest.fixture(scope="module")
def config() -> Config:
    raw = yaml.load((CAFE / "config.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)
    return Config.model_validate({**raw, "version": int(raw["version"])})


def _named(rows: dict[str, Row], name: str) -> Row:
    return rows[EXPECTED["names"].get(name, name)]


def test_each_source_holds_its_share(rows: dict[str, Row]) -> None:
    counts = Counter(key.partition("/")[0] for key in rows)
    assert counts == EXPECTED["counts"]
    assert counts.total() == 70


def test_every_mention_has_one_language_or_stars_alone(rows: dict[str, Row]) -> None:
    labelled = [key for keys in EXPECTED["languages"].values() for key in keys]
    assert sorted([*labelled, *EXPECTED["star_only"]]) == sorted(rows)
    assert all((key in EXPECTED["star_only"]) == (not row["text"]) for key, row in rows.items())


def test_the_five_languages_of_the_screens_lead(rows: dict[str, Row]) -> None:
    by_count = Counter({code: len(keys) for code, keys in EXPECTED["languages"].items()})
    assert len(by_count) == 8
    assert {code for code, _ in by_count.most_common(5)} == {"bg", "ru", "pl", "es", "en"}
    cyrillic = re.compile("[а-яА-Я]")
    for code in ("pl", "es", "en", "de", "fr", "it"):
        keys = EXPECTED["languages"][code]
        assert not [key for key in keys if cyrillic.search(rows[key]["text"])]


def test_no_marker_is_left_and_every_date_lies_in_the_past(rows: dict[str, Row]) -> None:
    for path in CAFE.iterdir():
        assert "{{" not in _expanded(path.name), path.name
    assert all(row["published"] < NOW for row in rows.values())
    assert not re.search(r"20\d\d-\d\d-\d\d", "".join(p.read_text("utf-8") for p in CAFE.iterdir()))


@pytest.mark.parametrize(
    ("name", "age"),
    [
        ("nuts", timedelta(hours=5)),
        ("cake", timedelta(hours=26)),
        ("double_charge", timedelta(hours=9)),
        ("guitar", timedelta(days=2)),
    ],
)
def test_ages_are_the_ones_the_demo_tells(rows: dict[str, Row], name: str, age: timedelta) -> None:
    assert NOW - _named(rows, name)["published"] == age


def test_the_guitar_waits_for_nine_months_with_one_author(rows: dict[str, Row]) -> None:
    letters = [_named(rows, name) for name in ("guitar_letter", "guitar_reminder")]
    posts = [_named(rows, name) for name in ("guitar_plea", "guitar")]
    assert len({row["address"] for row in letters}) == 1
    assert len({post["raw"]["author"]["id"] for post in posts}) == 1
    assert len({row["author"] for row in [*letters, *posts]}) == 1
    assert (NOW - letters[0]["published"]).days // 31 == 9
    assert letters[1]["message"]["In-Reply-To"] == letters[0]["message"]["Message-ID"]
    assert "\n> " in letters[1]["text"]
    raw = posts[1]["raw"]
    assert raw["reach"] == {"likes": 2100, "shares": 640, "replies": 388, "views": 31000}
    assert raw["author"]["followers"] == 12400
    assert raw["author_previous_unanswered"] == 3


def test_the_ambassador_praises_three_times(rows: dict[str, Row]) -> None:
    fan = _named(rows, "ambassador")["author"]
    assert [row["stars"] for row in rows.values() if row["author"] == fan] == [5, 5, 5]


def test_the_owner_has_answered_three(rows: dict[str, Row]) -> None:
    answered = {key for key, row in rows.items() if row.get("reply")}
    assert answered == set(EXPECTED["answered"])
    for key in answered:
        replied = datetime.fromisoformat(rows[key]["replied"])
        assert rows[key]["published"] < replied < NOW


def test_stars_may_mislead(rows: dict[str, Row]) -> None:
    assert _named(rows, "wrong_star")["stars"] == 1
    assert _named(rows, "sarcasm")["stars"] == 1
    assert _named(rows, "sarcasm")["text"].startswith("Great job")
    assert _named(rows, "fall")["stars"] == 3
    assert "wrist" in _named(rows, "fall")["text"]


def test_one_letter_is_html_alone(rows: dict[str, Row]) -> None:
    html = {row["key"] for row in rows.values() if "<html>" in row["text"]}
    assert html == {EXPECTED["names"]["vegan"]}


def test_the_list_of_what_needs_an_answer_stays_short(rows: dict[str, Row]) -> None:
    groups = ("needs_an_answer", "spam", "namesakes", "answered")
    named = [_named(rows, name)["key"] for group in groups for name in EXPECTED[group]]
    assert len(set(named)) == len(named)
    assert len(rows) - len(named) == 40, "the rest is thanks and chatter"


def test_texts_are_as_long_and_as_short_as_in_life(rows: dict[str, Row]) -> None:
    lengths = sorted(len(row["text"].split()) for row in rows.values() if row["text"])
    assert lengths[0] == 1
    assert 100 <= lengths[-1] <= 130


def test_what_must_stand_above_what_is_no_circle() -> None:
    from graphlib import TopologicalSorter

    order: TopologicalSorter[str] = TopologicalSorter()
    for first, then in EXPECTED["above"]:
        assert {first, then} <= set(EXPECTED["names"])
        order.add(then, first)
    order.prepare()


def test_the_config_names_every_file(config: Config) -> None:
    for options in config.sources.values():
        assert (CAFE / (options.get("path") or options["url"].rpartition("/")[2])).is_file()
    assert set(config.sources) == set(EXPECTED["counts"])


def test_the_config_names_every_place(config: Config, rows: dict[str, Row]) -> None:
    used = {row["place"] for row in rows.values() if row.get("place")}
    assert used == set(config.places) == {"Oborishte", "Lozenets", "Mladost"}
    assert {place.manager for place in config.places.values()} <= set(config.team)


def test_every_text_of_the_config_speaks_five_languages(config: Config) -> None:
    business = config.business
    texts = [business.signature.role, business.contact.text, *business.facts.values()]
    for offers in [*config.explanations.values(), *config.remedies.values()]:
        texts += [offer.text for offer in offers]
    assert len(texts) > 25
    assert all(set(text) == {"bg", "ru", "pl", "es", "en"} for text in texts)
    assert all(part.strip() == part != "" for text in texts for part in text.values())


def test_every_topic_lets_the_guest_choose_and_names_who_grants(config: Config) -> None:
    assert all(len(offers) == 2 for offers in config.remedies.values())
    offers = [offer for offers in config.remedies.values() for offer in offers]
    for offer in offers:
        granted = config.team[offer.by or ""].may_grant
        assert granted is not None
        assert granted >= (offer.cost or 0)
    assert all(any(not o.needs_visit for o in offers) for offers in config.remedies.values())


def test_addresses_lead_nowhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CAFE.iterdir())
    hosts = set(re.findall(r"(?:https?://|@)([\w-]+(?:\.[\w-]+)+)", text))
    handles = {"cafe.lipa.sofia"}
    namespaces = {"purl.org", "www.w3.org", "wordpress.org"}
    known = handles | namespaces | {"127.0.0.1"}
    assert {host for host in hosts if not host.endswith(".example")} == known
