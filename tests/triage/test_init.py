from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends import sources
from amends.config import load
from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.errand import Errand
from amends.sources.registry import BUILT_IN
from amends.text import single_line
from amends.triage.errands import errands
from amends.triage.init import (
    BY_KEY,
    QUESTIONS,
    WAYS,
    ZONES,
    Answers,
    Chosen,
    configured,
    render,
)

GIVEN = {
    "path": "exports/reviews  *.csv",
    "url": "blog.example.org/",
    "app": "https://apps.apple.com/bg/app/lipa/id123456789?l=bg",
    "countries": "BG, us,",
    "channel": "UCxxxxxxxxxxxxxxxxxxxxxx",
    "tag": "#Sofia",
    "location": "https://www.tripadvisor.com/Restaurant_Review-g294452-d7654321-Reviews-Lipa.html",
    "package": "bg.lipa.app",
    "site": "lipa.example/",
    "place_id": "ChIJxxxxxxxxxxxxxxxxxxxxxxx",
    "merchant": "lipa",
    "shop": "lipa.myshopify.com",
    "store": "lipa",
    "forum": "https://forum.example.org",
    "repository": "lipa/till",
    "subdomain": "lipa",
    "email": "anna@lipa.example",
}
BUSINESS = {"trustpilot": "lipa.example", "yelp": "lipa-sofia"}
APPS = {"steam": "620"}


@pytest.fixture
def loaded(tmp_path):
    def loaded(answers: Answers):
        path = tmp_path / "config.yaml"
        path.write_text(render(answers), "utf-8")
        return load(path, check_sources=lambda raw: sources.make(raw)[1]).config

    return loaded


def chosen(way: str, place: str | None = None) -> Chosen:
    known = GIVEN | {"business": BUSINESS.get(way, ""), "app": APPS.get(way, GIVEN["app"])}
    return Chosen(way, {ask.key: known.get(ask.key, "") for ask in BY_KEY[way].asks}, place)


def test_a_business_with_everything(loaded):
    config = loaded(
        Answers(
            name="Café Lipa",
            country="bg",
            places=("Oborishte", "Lozenets"),
            ways=(chosen("google", "Oborishte"), chosen("google", "Lozenets"), chosen("own")),
            languages=("bg", "EN"),
            signer="Elena Dimova",
            role="owner",
            gender="female",
            language="bg",
        )
    )
    assert (config.business.country, config.business.timezone) == ("BG", "Europe/Sofia")
    assert config.business.languages == ("bg", "en")
    assert config.business.signature.gender == "female"
    assert list(config.places) == ["Oborishte", "Lozenets"]
    assert config.sources == {
        "google-oborishte": {
            "type": "file",
            "path": "exports/reviews  *.csv",
            "place": "Oborishte",
        },
        "google-lozenets": {"type": "file", "path": "exports/reviews  *.csv", "place": "Lozenets"},
    }
    assert config.watch.any == ("Café Lipa",)
    assert config.language == "bg"


def test_a_business_with_a_name_only(loaded):
    config = loaded(Answers("Lipa"))
    assert config.business.timezone == "UTC"
    assert config.sources == {}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.key)
def test_every_way_becomes_a_source_that_exists_or_stays_by_hand(loaded, way):
    config = loaded(Answers("Lipa & Co", ways=(chosen(way.key),)))
    assert len(config.sources) == bool(way.roads)


@pytest.mark.parametrize("way", [way for way in WAYS if way.roads], ids=lambda way: way.key)
def test_what_needs_a_key_is_written_switched_off_with_where_the_key_is_looked_for(loaded, way):
    [options] = loaded(Answers("Lipa", ways=(chosen(way.key),))).sources.values()
    kind = sources.types()[options["type"]]
    assert (options.get("enabled") == "false") == kind.NEEDS_KEY
    for errand in errands(Answers("Lipa", ways=(chosen(way.key),))):
        assert kind.NEEDS_KEY
        assert set(errand.secrets) <= set(options.values())
        assert errand.secrets or errand.logs_in


def test_a_place_without_its_key_is_done_by_hand():
    def source(**given: str) -> dict:
        return configured(Answers("Lipa", ways=(Chosen("tripadvisor", given),)))

    assert source(location="7654321", path="x.csv")["tripadvisor"]["type"] == "tripadvisor"
    assert source(path="x.csv")["tripadvisor"] == {"type": "file", "path": "x.csv"}
    assert source() == {}


def test_what_is_left_to_do():
    ways = (chosen("google_business"), chosen("tripadvisor"), chosen("steam"), chosen("own"))
    google, tripadvisor = errands(Answers("Lipa", ways=ways))
    assert google == Errand(
        "google_business",
        "google_business",
        ("env:GOOGLE_CLIENT_SECRET",),
        ("client_id",),
        logs_in=True,
    )
    assert tripadvisor == Errand(
        "tripadvisor", "tripadvisor", ("env:TRIPADVISOR_KEY",), (), logs_in=False
    )


def test_what_the_next_customer_reads_can_be_chosen():
    offered = {road.options["type"] for way in WAYS for road in way.roads}
    read = {name for name, kind in sources.types().items() if kind.VISIBILITY >= 0.8}
    assert read & set(BUILT_IN) <= offered <= set(BUILT_IN)


def test_the_first_list_is_short():
    common = [way.common for way in WAYS]
    assert sum(common) <= 15
    assert common == sorted(common, reverse=True)  # numbers go on where the first list ends


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_every_way_is_explained_in_a_few_lines_that_fit(code):
    for way in WAYS:
        assert words(code).say(way.title)
        for road in way.roads or (None,):
            lines = way.how(road, words(code)).splitlines()
            assert 1 <= len(lines) <= 3, way.key
            assert max(map(len, lines)) <= 76, way.key  # `  # ` stands before them in config.yaml


def test_no_message_of_init_is_left_over():
    asks = [ask for thing in (*QUESTIONS, *WAYS) for ask in thing.asks]
    used = {question.text for question in QUESTIONS} | {ask.text for ask in asks}
    roads = [road for way in WAYS for road in way.roads]
    used |= {way.title for way in WAYS} | {
        f"init.way.{way.key}.how" for way in WAYS if not way.roads
    }
    used |= {road.told or f"init.effort.{_effort(road)}" for road in roads}
    used |= {f"init.choice.{choice}" for ask in asks for choice in ask.choices}
    groups = ("init.question.", "init.ask.", "init.way.", "init.effort.", "init.choice.")
    assert used == {key for key in words("en").messages if key.startswith(groups)}


def _effort(road):
    return sources.types()[road.options["type"]].GUIDE.effort


@pytest.mark.parametrize("code", [code for code in FIRST_CLASS if code != "en"])
def test_comments_speak_the_language_of_the_screens(loaded, code):
    ways = tuple(chosen(key) for key in ("google", "blog", "youtube", "feed", "own", "file"))

    def comments(language: str) -> set[str]:
        text = render(Answers("Lipa", ways=ways, language=language))
        return {line.strip() for line in text.splitlines() if line.strip().startswith("#")}

    same = {"#explanations:", "#remedies:", "#  delivery:", "# keyring:SERVICE/NAME."}
    assert {line for line in comments("en") & comments(code) if "$schema" not in line} == same
    assert max(map(len, comments(code))) <= 80
    config = loaded(Answers("Lipa", ways=ways, language=code))
    assert config.language == code
    assert config.business.languages == (code,)


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_what_is_worth_adding_only_needs_to_be_uncommented(tmp_path, code):
    path = tmp_path / "config.yaml"
    text, mark, examples = render(Answers("Lipa", language=code)).partition("#explanations:")
    path.write_text(text + (mark + examples).replace("#", ""), "utf-8")
    config = load(path).config
    assert config.explanations["delivery"][0].text == words(code).say("init.config.cause")
    assert len(config.remedies["delivery"]) == 2


def test_answers_are_put_where_they_belong(loaded):
    ways = [chosen(key) for key in ("app_store", "blog", "reddit", "mastodon", "hackernews")]
    found = loaded(Answers('Lipa "& Co"', ways=tuple(ways))).sources
    assert found["app_store"] == {
        "type": "app_store",
        "app": "123456789",
        "countries": ["bg", "us"],
    }
    assert found["blog"] == {"type": "wordpress", "site": "https://lipa.example"}
    assert "?q=%22Lipa%20%26%20Co%22&sort=new" in found["reddit"]["url"]
    assert found["mastodon"]["url"] == "https://blog.example.org/tags/Sofia.rss"
    assert found["hackernews"]["query"] == '"Lipa & Co"'


def test_a_way_that_was_not_answered_stays_by_hand_and_says_so(loaded):
    answers = Answers("Lipa", ways=(Chosen("tripadvisor"), Chosen("own")))
    assert loaded(answers).sources == {}
    assert "# Tripadvisor\n" in render(answers)
    assert "amends add" in render(answers)


def test_two_of_a_kind_get_names_of_their_own(loaded):
    ways = (chosen("feed"), chosen("feed"), chosen("feed", "!"), chosen("feed", "Център 1"))
    assert list(loaded(Answers("Lipa", ways=ways)).sources) == [
        "feed",
        "feed-2",
        "feed-3",
        "feed-център-1",
    ]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (Answers("x", country="UK"), "did you mean 'GB'"),
        (Answers("x", timezone="Sofia"), "unknown time zone"),
        (Answers("x", languages=("ua",)), "did you mean 'uk'"),
        (Answers("x", ways=(Chosen("feed", {"url": "no address"}),)), "must be an address"),
        (Answers("x", ways=(Chosen("feed", {"url": "ftp://x.bg"}),)), "must be an address"),
        (Answers("x", ways=(Chosen("tripadvisor", {"location": "Lipa"}),)), "address"),
        (Answers("x", ways=(Chosen("app_store", {"app": "Lipa"}),)), "must be the number"),
    ],
)
def test_what_does_not_exist_is_refused_in_plain_words(answers, words):
    with pytest.raises(ValueError, match=words):
        render(answers)


def test_there_are_four_questions_and_each_ask_checks_itself():
    assert [question.key for question in QUESTIONS] == ["who", "where", "languages", "signature"]
    asks = {ask.key: ask for question in QUESTIONS for ask in question.asks}
    assert asks["languages"].read(" BG , en,") == ["bg", "en"]
    assert asks["places"].read("Oborishte,  Lozenets ") == ["Oborishte", "Lozenets"]
    assert asks["country"].read("") == ""
    with pytest.raises(ValueError, match="unknown country"):
        asks["country"].read("Bulgarien")
    assert BY_KEY["reddit"].asks[0].read("", business="Lipa") == "Lipa"
    assert asks["languages"].read("", business="{x}", language="pl") == ["pl"]


def test_zones_exist(loaded):
    for country, zone in ZONES.items():
        assert Answers("x", country).timezone is None
        assert f"timezone: {zone}\n" in render(Answers("x", country))


_ODD = st.text(max_size=30) | st.text(
    alphabet="'\"\\:#-?[]{}&*!|>%@`,~ \n\t\r\u2028ж😀\x00\x1bno", max_size=20
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.tuples(_ODD, _ODD, _ODD, _ODD, _ODD))
def test_odd_names_are_quoted_and_come_back_as_they_are(loaded, odd):
    name, place, signer, path, query = odd
    ways = (
        Chosen("google", {"path": path}, place),
        Chosen("reddit", {"query": query}, place),
        Chosen("hackernews", {"query": query}),
        Chosen("mastodon", {"tag": query}),
    )
    config = loaded(Answers(name, places=(place,), ways=ways, signer=signer, role=signer))
    assert config.business.name == single_line(name)
    assert (config.business.signature.name or "") == single_line(signer)
    assert list(config.places) == ([single_line(place)] if single_line(place) else [])
