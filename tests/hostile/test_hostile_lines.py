"""Any line into `score -` and `import -`: a record or an error for each, never a traceback."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BAD = [
    '{"text":"a","text":"b","rating":1}',
    '{"text":"x","rating":NaN}',
    '{"text":"x","rating":Infinity,"y":[NaN,-Infinity]}',
    '{"text":"x","what":NaN,"more":1e400}',
    '{"text":"x","reach":{"likes":99999999999999999999999}}',
    '{"text":"x","author":{"followers":9223372036854775808}}',
    '{"text":"x","author_previous_unanswered":1e30}',
    '{"external_id":18446744073709551615,"text":"64 bits"}',
    '{"external_id":-0.0,"text":"minus nothing"}',
    '{"text":"\\ud800 half","author":{"name":"\\udfff"},"url":"http://x/\\ud800"}',
    '{"text":"half a key","k\\ud800":"\\ud800","place":"\\ud800","external_id":"\\ud800"}',
    '{"text":"\\u0000\\u001b[31mred\\u001b]0;title\\u0007 \\u202e","author":{"name":"\\u001b[2J"}}',
    "[" * 100_000,
    '{"a":' * 100_000,
    '{"text":"deep","deep":' + "[" * 900 + "]" * 900 + "}",
    json.dumps({"text": "long " * 20_000}),
    json.dumps({"text": "x" * 100_000}),
    json.dumps(
        {"text": "дом " * 30_000, "title": "t" * 100_000, "author": {"name": "n" * 100_000}}
    ),
    json.dumps({"text": "<b>" * 40_000}),
    json.dumps({"text": "&amp;" * 30_000}),
    '{"text":"1970","published_at":"1970-01-01T00:00:00Z"}',
    '{"text":"2099","published_at":"2099-12-31T00:00:00Z"}',
    '{"text":"one","published_at":"0001-01-01T00:00:00+14:00"}',
    '{"text":"9999","updated_at":"9999-12-31T23:59:59-14:00"}',
    '{"text":"seconds","published_at":1e18}',
    '{"text":"digits","rating":' + "9" * 5000 + "}",
    '{"text":"tiny","rating":{"value":5,"max":1e-320}}',
    '{"text":"vast","rating":{"value":1e308,"max":1e308}}',
    "null",
    "5",
    '"text"',
    "[]",
    "{}",
    '{"text":null}',
    '{"text":["a"],"author":7,"item":[],"reach":"many","kind":"zzz"}',
    '{"text":"after it"} more',
    '\ufeff{"text":"a mark before it"}',
]
GOOD = b'{"text": "The last one is good", "rating": 2}\n'


def checked(code: int, out: bytes, err: bytes) -> list[dict]:
    assert err == b""
    assert b"\x1b" not in out
    records = [
        json.loads(line, parse_constant=pytest.fail) for line in out.decode().split("\n") if line
    ]
    errors = [record for record in records if record.get("schema") == "amends.error/1"]
    assert code == (4 if errors else 0)
    assert all(record["line"] and record["error"] for record in errors)
    assert all("\n" not in record["error"] for record in errors)
    assert all("priority" in record for record in records if record not in errors)
    return records


def test_score_of_the_worst_lines(piped):
    lines = b"".join(line.encode() + b"\n" for line in BAD) + b'{"text": "\xff"}\n\xed\xa0\x80\n'
    records = checked(*piped("score", "-", stdin=lines + GOOD))
    assert len(records) == len(BAD) + 3
    assert records[-1]["text"] == "The last one is good"


def test_import_of_the_worst_lines(shop):
    lines = (
        "".join(line + "\n" for line in BAD).encode() + b'{"text": "\xff"}\n\xed\xa0\x80\n' + GOOD
    )
    (shop.folder / "google.jsonl").write_bytes(lines)
    first = shop.run("check", "--json")
    assert (first.code, first.err) == (4, "")  # rows were unreadable
    run = first.json["sources"][0]
    assert run["new"] + len(run["skipped"]) >= len(BAD)
    assert shop.run("check", "--json").json["sources"][0]["new"] == 0
    imported = shop.run("import", "google.jsonl", "--json")
    assert imported.code == 4
    assert shop.run("import", "google.jsonl", "--json").json["new"] == []
    for command in (["inbox", "--all"], ["export"], ["inbox", "--all", "--csv"]):
        result = shop.run(*command)
        assert (result.code, result.err) == (0, "")
        assert "\x1b" not in result.out
        assert "\x00" not in result.out
    texts = [item["text"] for item in shop.run("inbox", "--all", "--json").json["items"]]
    assert texts.count("The last one is good") == 2
    assert max(map(len, texts)) <= 100_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = (
    "text title external_id source source_type kind url place author published_at updated_at"
    " thread_id parent_id item rating language reach answered reply author_previous_unanswered"
    " extra id priority"
).split()
RECORDS = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6) | st.builds(
    lambda text, rest: {**rest, "text": text},
    st.text(),
    st.dictionaries(st.sampled_from(KEYS), JSON),
)
LINES = (
    RECORDS.map(lambda record: json.dumps(record).encode())
    | JSON.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    | st.binary(max_size=40)
).map(lambda line: b" ".join(line.splitlines()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=6))
def test_score_of_any_lines(piped, lines):
    records = checked(*piped("score", "-", stdin=b"".join(line + b"\n" for line in lines) + GOOD))
    assert records[-1]["text"] == "The last one is good"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["reply", "ID", "--text", "\udcff sorry"], 0),
        (["mark", "ID", "--status", "ignored", "--because", "\udcff"], 0),
        (["mark", "ID", "--assign", "\udcff"], 0),
        (["add", "--text", "\udcff soup"], 0),
        (["show", "\udcff"], 2),
        (["draft", "\udcff"], 2),
        (["inbox", "--source", "\udcff"], 2),
        (["check", "--place", "\udcff"], 2),
        (["import", "\udcff"], 4),
        (["\udcff"], 2),
    ],
)
def test_arguments_that_are_no_text(shop, piped, arguments, code):
    shop.run("check")
    known = next(iter(shop.ids().values()))
    given = [known if each == "ID" else each for each in arguments]
    ended, out, err = piped("--now", shop.now, *given)
    assert ended == code, err
    assert b"bug" not in err
    assert (out == b"") or code == 0
