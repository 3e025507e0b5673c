from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.config import Loaded, load
from amends.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text: str | bytes) -> Path:
        path = tmp_path / "config.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def problems(write):
    def problems(text: str | bytes, **options) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            load(write(text), **options)
        # pydantic's own error repeats what was written
        assert not isinstance(caught.value.__context__, ValidationError)
        return list(caught.value.problems)

    return problems


def business(loaded: Loaded):
    return loaded.config.business


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "business:\nsources:\nmail:\n"])
def test_an_empty_file_is_all_defaults(write, text):
    config = load(write(text)).config
    assert config.priority.urgent_at == 70
    assert config.sources == {}
    assert config.mail is None


def test_strings_become_what_the_key_wants(write):
    config = load(
        write(
            "version: 1\nbusiness: {customers_per_month: 5400}\nsla: {close: 6.5, holidays: "
            "2026-12-24}\nstore: {mode: 0660, keep: 30}\nremedies:\n  food: [{text: a, public: no}]"
        )
    ).config
    assert config.version == 1
    assert config.business.customers_per_month == 5400
    assert config.sla.close == 6.5
    assert config.sla.holidays[0].isoformat() == "2026-12-24"
    assert (config.store.mode, config.store.keep) == ("0660", "30")
    assert config.remedies["food"][0].public is False


def test_names_that_yaml_likes_to_change_survive(write):
    loaded = load(write("business: {name: no, aliases: [9:30, 0700, 1e3, on]}"))
    assert business(loaded).name == "no"
    assert business(loaded).aliases == ("9:30", "0700", "1e3", "on")


def test_one_word_is_a_list_of_one(write):
    assert business(load(write("business: {aliases: Lipa, languages: BG}"))).aliases == ("Lipa",)


def test_a_place_without_options_is_a_place(write):
    assert list(load(write("places:\n  Oborishte:\n  Lozenets:\n")).config.places) == [
        "Oborishte",
        "Lozenets",
    ]


def test_options_of_sources_stay_raw_and_without_blanks(write):
    loaded = load(write("sources:\n  blog: {type: feed, url: 'https://a.b', keep: , sla: 3}"))
    assert loaded.config.sources == {"blog": {"type": "feed", "url": "https://a.b", "sla": "3"}}


def test_hours_are_padded(write):
    hours = load(write("sla: {hours: {mon: 9:00 - 18:30}}")).config.sla.hours
    assert hours == {"mon": "09:00-18:30"}


def test_where_names_file_and_line(write):
    where = load(write("version: 1\nsources:\n  blog:\n    type: feed\n")).where
    assert where(("sources", "blog", "type")) == "config.yaml:4"
    assert where(("sources", "blog", "url")) == "config.yaml:3"


def test_a_file_elsewhere_is_named_with_its_folder(write, monkeypatch):
    path = write("version: 1")
    monkeypatch.chdir("/")
    assert load(path).where(()).endswith("/config.yaml:1")


SENTENCES = [
    ("version: 2", "version: must be 1, not '2'"),
    ("bussiness: {}", "unknown key 'bussiness', did you mean 'business'?"),
    ("business: Lipa", "business: must be a table: lines of 'key: value', indented"),
    ("business: {nmae: x}", "business: unknown key 'nmae', did you mean 'name'?"),
    ("business: {name: [a]}", "business.name: must be text, not a list or a table"),
    ("business: {languages: [en, ua]}", "business.languages#2: unknown language 'ua', did you mean 'uk'?"),
    ("business: {languages: xx}", "business.languages: unknown language 'xx': write its ISO 639 code, such as bg"),
    ("business: {country: UK}", "business.country: unknown country 'UK', did you mean 'GB'?"),
    ("business: {timezone: Europe/Sofija}", "business.timezone: unknown time zone 'Europe/Sofija', did you mean 'Europe/Sofia'?"),
    ("business: {timezone: ../../etc/passwd}", "business.timezone: unknown time zone '../../etc/passwd', write it like Europe/Sofia"),
    ("business: {customers_per_month: many}", "business.customers_per_month: must be a whole number, not 'many'"),
    ("business: {customers_per_month: -1}", "business.customers_per_month: must be 0 or more, not '-1'"),
    ("business: {signature: {role: [x]}}", "business.signature.role: must be text, not a list or a table"),
    ("business: {signature: {role: {bg: {}}}}", "business.signature.role.bg: must be text, not a list or a table"),
    ("business: {signature: {role: {ua: x}}}", "business.signature.role.ua: unknown language 'ua', did you mean 'uk'?"),
    ("business: {aliases: {a: b}}", "business.aliases: must be a list: one entry per line, each beginning with '- '"),
    ("places: [Oborishte]", "places: must be a table: lines of 'key: value', indented, without '- '"),
    ("places: {x: {manger: y}}", "places.x: unknown key 'manger', did you mean 'manager'?"),
    ("store: {mode: 0700}", "store.mode: must be one of 0600, 0660, not '0700', did you mean '0600'?"),
    ("store: {keep: ever}", "store.keep: must be full, none or a number of days (at most 36500), not 'ever'"),
    ("sources: [a]", "sources: must be a table: lines of 'key: value', indented, without '- '"),
    ("sources: {a: feed}", "sources.a: must be a table: lines of 'key: value', indented"),
    ("sla: {close: 0}", "sla.close: must be more than 0, not '0'"),
    ("sla: {close: nan}", "sla.close: must be a number, not 'nan'"),
    ("sla: {hours: {mon: 9-18}}", "sla.hours.mon: must be hours like 9:00-18:00, not '9-18'"),
    ("sla: {hours: {mon: 18:00-9:00}}", "sla.hours.mon: must end later than it begins, not '18:00-9:00'; midnight is 23:59"),
    ("sla: {hours: {monday: 9:00-18:00}}", "sla.hours: unknown key 'monday', did you mean 'mon'?"),
    ("sla: {holidays: [86400]}", "sla.holidays#1: must be a day like 2026-12-24, not '86400'"),
    ("explanations: {delivry: []}", "explanations: unknown key 'delivry', did you mean 'delivery'?"),
    ("explanations: {food: {text: x}}", "explanations.food: must be a list: one entry per line, each beginning with '- '"),
    ("explanations: {food: [{from: 2026-01-01}]}", "explanations.food#1: needs a text (your own words) or an id"),
    ("explanations: {food: [{id: a, from: 2026-02-01, to: 2026-01-01}]}", "explanations.food#1: 'to' is earlier than 'from'"),
    ("remedies: {food: [{id: a, public: maybe}]}", "remedies.food#1.public: must be true or false, not 'maybe'"),
    ("remedies: {food: [{id: a}, {id: b, max_severity: 9}]}", "remedies.food#2.max_severity: must be 4 or less, not '9'"),
    ("priority: {urgent_at: high}", "priority.urgent_at: must be a number, not 'high'"),
    ("language: de", "language: must be one of en, ru, es, pl, bg, not 'de'"),
    ("mail: {port: 25}", "mail.host: is missing"),
    ("mail: {host: }", "mail.host: is missing"),
    ("http: {workers: 99}", "http.workers: must be 64 or less, not '99'"),
    ("places: {a: }\nsources: {x: {place: b}}", "sources.x.place: unknown place 'b', 'places:' has a"),
    ("places: {oborishte: }\nsources: {x: {place: Oborishe}}", "sources.x.place: unknown place 'Oborishe', did you mean 'oborishte'?"),
    ("sources: {x: {language: gr}}", "sources.x.language: unknown language 'gr', did you mean 'el'?"),
    ("team: {mira: {places: [nowhere]}}", "team.mira.places#1: unknown place 'nowhere', 'places:' has none"),
    ("team: {mira: {topics: [fod]}}", "team.mira.topics#1: must be one of"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_problem_is_one_plain_sentence(problems, text, sentence):
    (problem,) = problems(text)
    _, _, said = problem.partition(": ")
    assert said.startswith(sentence) if sentence.endswith("must be one of") else said == sentence


def test_every_problem_is_told_at_once_in_the_order_of_lines(problems):
    found = problems(
        "business:\n  timezone: Nowhere\n  nmae: x\nplaces:\n  a:\nsources:\n  google:\n"
        "    type: feed\n    ulr: x\n    place: b\n  google:\n    type: fed\nmail:\n  port: x\n",
        check_sources=lambda _: [
            (("sources", "google", "type"), "unknown type 'fed', did you mean 'feed'?"),
            (("sources", "google", "ulr"), "unknown key 'ulr', did you mean 'url'?"),
        ],
    )
    assert [line.split(": ", 1) for line in found] == [
        ["config.yaml:2", "business.timezone: unknown time zone 'Nowhere', write it like Europe/Sofia"],
        ["config.yaml:3", "business: unknown key 'nmae', did you mean 'name'?"],
        ["config.yaml:9", "sources.google: unknown key 'ulr', did you mean 'url'?"],
        ["config.yaml:11", "sources.google: stands twice, first in line 7"],
        ["config.yaml:12", "sources.google.type: unknown type 'fed', did you mean 'feed'?"],
        ["config.yaml:13", "mail.host: is missing"],
        ["config.yaml:14", "mail.port: must be a whole number, not 'x'"],
    ]  # fmt: skip


def test_sources_are_handed_over_as_they_stand_even_beside_other_problems(problems):
    seen = []
    problems(
        "nonsense: 1\nsources:\n  a: {type: feed, keep: }\n  b: text\n",
        check_sources=lambda raw: seen.append(raw) or [],
    )
    assert seen == [{"a": {"type": "feed"}}]


LITERALS = ["hunter2", "hunter2:x", "env:hunter2!", "env:", "file:", "command:", "keyring:hunter2"]


@pytest.mark.parametrize("literal", [*LITERALS, "command:'hunter2"])
def test_a_literal_secret_is_refused_and_never_printed(problems, literal):
    (problem,) = problems(f"mail: {{host: h, from: a@b.example, password: {json.dumps(literal)}}}")
    assert problem.startswith("config.yaml:1: mail.password: ")
    assert "env:NAME" in problem
    assert "hunter2" not in problem


@pytest.mark.parametrize("ref", ["env:A_1", "file:~/x y", "command:pass show x", "keyring:a/b"])
def test_a_reference_is_taken_as_it_is(write, ref):
    mail = load(
        write(f"mail: {{host: h, from: a@b.example, password: {json.dumps(ref)}}}")
    ).config.mail
    assert mail.password == ref


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"business: {name: \xd0\xcf}\n", "config.yaml:1: not UTF-8"),
        (b"a: 1\nb: \xff\n", "config.yaml:2: not UTF-8"),
        (b"- a\n", "config.yaml:1: must hold lines of 'key: value'"),
        (b"hello", "config.yaml:1: must hold lines of 'key: value'"),
        (b"# " + b"x" * 1_000_001, "config.yaml: larger than 1 MB"),
        (b"\x00\x01", "config.yaml:1: a control character"),
    ],
)
def test_a_file_that_is_something_else_is_one_line(problems, content, words):
    (problem,) = problems(content)
    assert problem.startswith(words)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_editors_that_write_a_byte_order_mark_are_welcome(write, encoding):
    assert business(load(write("business: {name: Липа}".encode(encoding)))).name == "Липа"


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: is a directory"):
        load(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read: no such file"):
        load(tmp_path / "config.yaml")


_KEYS = ["business", "name", "aliases", "places", "sources", "sla", "hours", "mon", "mail", "team"]
_TREES = st.recursive(
    st.none() | st.text(max_size=5) | st.sampled_from(["1", "true", "en", "Europe/Sofia"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.dictionaries(st.sampled_from(_KEYS), _TREES))
def test_any_tree_is_a_config_or_problems_each_on_one_line(write, tree):
    try:
        load(write(json.dumps(tree)))
        found = None
    except ConfigError as error:
        found = error.problems
    assert found is None or found
    for problem in found or ():
        assert problem.startswith("config.yaml:1: ")
        assert len(problem.splitlines()) == 1
        assert "Input" not in problem
