from __future__ import annotations

from importlib.resources import files

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends import sources
from amends.config import load
from amends.config.values import known_country, known_language
from amends.languages import words
from amends.languages.data import FIRST_CLASS
from amends.models.errand import Errand
from amends.sources.registry import BUILT_IN
from amends.text import single_line
from amends.triage.asks import refers
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
    usual_zone,
)
from amends.triage.spoken import meant

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
    "host": "imap.lipa.example",
    "user": "post@lipa.example",
    "handle": "@lipa.bsky.social",
    "servers": "@lipa@Mastodon.Social",
    "client_id": "x1Yz2aBcD3eFgH",
    "api": "yes",
}
THERE = {
    "reddit": {"user": "u/lipa_coffee"},
    "steam": {"app": "620"},
    "trustpilot": {"business": "lipa.example"},
    "yelp": {"business": "lipa-sofia"},
}


@pytest.fixture
def loaded(tmp_path):
    def loaded(answers: Answers):
        path = tmp_path / "config.yaml"
        path.write_text(render(answers), "utf-8")
        return load(path, check_sources=lambda raw: sources.make(raw)[1]).config

    return loaded


def chosen(way: str, place: str | None = None) -> Chosen:
    known = GIVEN | THERE.get(way, {})
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


@pytest.mark.parametrize("language", ["български", "Bulgarian", "болгарский", "BG"])
def test_names_are_understood_where_a_code_is_asked(loaded, language):
    found = loaded(Answers("Lipa", country="Болгария", languages=(language,))).business
    assert (found.languages, found.country) == (("bg",), "BG")


@pytest.mark.parametrize(
    ("country", "system", "zone"),
    [
        ("bg", "Asia/Tokyo", "Europe/Sofia"),
        ("RU", "Asia/Omsk", "Asia/Omsk"),
        (None, "Asia/Omsk", "Asia/Omsk"),
        ("Narnia", None, None),
    ],
)
def test_the_zone_to_offer(country, system, zone):
    assert usual_zone(country, system) == zone


def test_every_name_means_one_thing():
    table = yaml.load(
        files("amends.triage").joinpath("spoken.yaml").read_text("utf-8"), yaml.BaseLoader
    )
    for kind in table:
        names = [name for listed in table[kind].values() for name in listed]
        assert sorted({*names}) == sorted(names)
        for code in table[kind]:
            assert {meant(kind, name) for name in table[kind][code]} == {code}
    for code in table["languages"]:
        assert known_language(code) == code
    for code in table["countries"]:
        assert known_country(code) == code


@pytest.mark.parametrize("typed", ["@kleks", "kleks", "UC123", "https://youtube.com/@kleks"])
def test_a_feed_of_a_channel_needs_its_id(typed):
    with pytest.raises(ValueError, match="begins with UC"):
        render(Answers("Lipa", ways=(Chosen("youtube", {"channel": typed}),)))


@pytest.mark.parametrize("around", ["{}", "https://www.youtube.com/channel/{}/videos"])
def test_the_id_of_a_channel_may_stand_in_its_address(around):
    channel = "UC-xxxxxxxxxxxxxxxxxxx_x"
    made = render(Answers("L", ways=(Chosen("youtube", {"channel": around.format(channel)}),)))
    assert f"channel_id={channel}\n" in made


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
    answers = Answers("Lipa", ways=(chosen(way.key),))
    [options] = loaded(answers).sources.values()
    kind = sources.types()[options["type"]]
    off = options.get("enabled") == "false"
    assert off == (kind.NEEDS_KEY or any(map(refers, options.values())))
    assert len(errands(answers)) == off
    for errand in errands(answers):
        assert all(secret in options.values() for secret in errand.secrets)
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


def test_the_first_road_that_was_answered_is_taken():
    def kind(way: str, **given: str) -> dict:
        [options] = configured(Answers("Lipa", ways=(Chosen(way, given),))).values()
        return options

    app = {"user": "lipa", "client_id": "x1Yz2aBcD3eFgH"}
    assert kind("reddit", **app)["type"] == "reddit"
    assert kind("reddit", user="lipa")["type"] == "feed"
    assert kind("mastodon", servers="mastodon.social", tag="Lipa") == {
        "type": "mastodon",
        "enabled": False,
        "servers": "https://mastodon.social",
        "token": "env:MASTODON_TOKEN",
    }
    assert kind("mastodon", tag="Lipa")["type"] == "feed"
    channel = {"channel": GIVEN["channel"]}
    searched = {"type": "youtube", "enabled": False, "key": "env:YOUTUBE_KEY"}
    assert kind("youtube", api="yes") == searched
    assert kind("youtube", api="yes", **channel) == searched | channel
    assert kind("youtube", api="no", **channel)["type"] == "feed"
    assert kind("youtube", **channel)["type"] == "feed"


def test_a_mailbox_is_opened_with_its_password_or_asked_for_nothing():
    [options] = configured(Answers("Lipa", ways=(chosen("mailbox"),))).values()
    assert options == {
        "type": "imap",
        "enabled": False,
        "host": "imap.lipa.example",
        "user": "post@lipa.example",
        "folders": ["INBOX", "\\Sent"],
        "password": "env:MAIL_PASSWORD",
    }
    [errand] = errands(Answers("Lipa", ways=(chosen("mailbox"),)))
    assert errand == Errand("mailbox", "imap", ("env:MAIL_PASSWORD",), (), logs_in=False)
    assert configured(Answers("Lipa", ways=(Chosen("mailbox", {"host": "imap.x.bg"}),))) == {}


def test_every_type_can_be_chosen():
    assert {road.options["type"] for way in WAYS for road in way.roads} == set(BUILT_IN)


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
    used |= {road.told for road in roads if road.told}
    used |= {f"init.effort.{road.effort}" for road in roads}
    used |= {f"init.choice.{choice}" for ask in asks for choice in ask.choices}
    groups = ("init.question.", "init.ask.", "init.way.", "init.effort.", "init.choice.")
    assert used == {key for key in words("en").messages if key.startswith(groups)}


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
    without = [Chosen("reddit"), Chosen("mastodon", {"tag": "#Sofia", "url": "blog.example.org/"})]
    ways = [chosen(key) for key in ("app_store", "blog", "hackernews", "bluesky")]
    found = loaded(Answers('Lipa "& Co"', ways=(*without, *ways))).sources
    assert found["app_store"] == {
        "type": "app_store",
        "app": "123456789",
        "countries": ["bg", "us"],
    }
    assert found["blog"] == {"type": "wordpress", "site": "https://lipa.example"}
    assert "?q=%22Lipa%20%26%20Co%22&sort=new" in found["reddit"]["url"]
    assert found["mastodon"]["url"] == "https://blog.example.org/tags/Sofia.rss"
    assert found["hackernews"]["query"] == '"Lipa & Co"'
    assert found["bluesky"]["handle"] == "lipa.bsky.social"


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
        (Answers("x", ways=(Chosen("mailbox", {"host": "a@b.bg"}),)), "name of a server"),
        (Answers("x", ways=(Chosen("bluesky", {"handle": "Lipa"}),)), "must be your handle"),
        (Answers("x", ways=(Chosen("mastodon", {"servers": "http://x.bg"}),)), "https"),
        (Answers("x", ways=(Chosen("youtube", {"api": "maybe"}),)), "must be yes or no"),
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
    assert BY_KEY["hackernews"].asks[0].read("", business="Lipa") == "Lipa"
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
